from django.apps import AppConfig


class PtvConfig(AppConfig):
    name = "luotsi.integrations.ptv"
    label = "ptv"
    default_auto_field = "django.db.models.BigAutoField"
