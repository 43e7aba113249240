from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "luotsi.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only now, so what uses them is imported only now.
        from luotsi.accounts import checks, groups, signals  # noqa: F401

        signals.connect()
        post_migrate.connect(groups.make_groups, sender=self, dispatch_uid="luotsi.accounts.groups")
