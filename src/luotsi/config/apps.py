from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "luotsi.config"
    label = "config"

    def ready(self) -> None:
        # Rooms are ready only now.
        from luotsi.config import auditing, checks, keeping, outside  # noqa: F401 - checks register themselves

        auditing.connect()
        keeping.register()
        outside.connect()
