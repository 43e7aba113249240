from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "luotsi.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Its checks read tables, which exist only now.
        from luotsi.privacy import checks  # noqa: F401

        post_migrate.connect(put_guards_up, sender=self, dispatch_uid="luotsi.privacy.guards")


def put_guards_up(using: str, **_signal: Any) -> None:
    """After every migration: SQLite loses a table's triggers when it changes a column."""
    # Models exist only when all applications are ready.
    from luotsi.privacy import guards

    connection = connections[using]
    if set(guards.TABLES) <= set(connection.introspection.table_names()):
        guards.install(connection)
