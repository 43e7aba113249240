"""The room as Django knows it."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "luotsi.contacts"
