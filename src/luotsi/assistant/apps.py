from django.apps import AppConfig


class AssistantConfig(AppConfig):
    name = "luotsi.assistant"
    label = "assistant"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.assistant import register
        from luotsi.understanding import registry

        for kind, source in register.SOURCES.items():
            registry.register_meanings(kind, source)
