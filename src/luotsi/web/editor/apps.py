from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditorConfig(AppConfig):
    name = "luotsi.web.editor"
    label = "editor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.guidance import preview
        from luotsi.web.editor.drawing import draw_preview
        from luotsi.web.editor.workflow import make_workflow

        preview.register(draw_preview)
        post_migrate.connect(make_workflow, sender=self, dispatch_uid="luotsi.web.editor.workflow")
