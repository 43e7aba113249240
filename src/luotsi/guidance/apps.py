from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "luotsi.guidance"
    label = "guidance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.guidance import meanings, search
        from luotsi.understanding import registry

        registry.register(search.KIND, search.documents)
        registry.register_meanings(meanings.KIND, meanings.meanings)
