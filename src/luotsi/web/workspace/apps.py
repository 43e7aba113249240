from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "luotsi.web.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.web.parts.staff_page import register_places
        from luotsi.web.workspace.page import places

        register_places(1, places)
