from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditorConfig(AppConfig):
    name = "luotsi.web.editor"
    label = "editor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.content import preview
        from luotsi.web.editor.drawing import draw_preview
        from luotsi.web.editor.notices import draw_notice
        from luotsi.web.editor.stories import draw_story
        from luotsi.web.editor.workflow import make_workflow

        preview.register("guidance.GuidancePath", draw_preview)
        preview.register("content.DisruptionNotice", draw_notice)
        preview.register("content.Story", draw_story)
        post_migrate.connect(make_workflow, sender=self, dispatch_uid="luotsi.web.editor.workflow")
