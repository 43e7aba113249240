"""The room as Django knows it."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "luotsi.conversations"
