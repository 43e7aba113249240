from django.apps import AppConfig


class EditorConfig(AppConfig):
    name = "luotsi.web.editor"
    label = "editor"
    default_auto_field = "django.db.models.BigAutoField"
