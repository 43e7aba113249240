"""The room as Django knows it."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "luotsi.journeys"
