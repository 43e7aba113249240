from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "luotsi.guidance"
    label = "guidance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.guidance import search
        from luotsi.understanding import registry

        registry.register(search.KIND, search.documents)
