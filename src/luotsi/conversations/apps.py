"""The room as Django knows it."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "luotsi.conversations"

    def ready(self) -> None:
        # Rooms are ready only now.
        from luotsi.conversations import following

        following.connect()
