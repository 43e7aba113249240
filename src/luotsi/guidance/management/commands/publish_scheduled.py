"""Takes the place of Wagtail's command of this name; see `luotsi.guidance.scheduling`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luotsi.guidance.actions import publish_scheduled


class Command(BaseCommand):
    """One line: call the action."""

    help = "Publishes and unpublishes what is due by its schedule."

    def handle(self, *args: Any, **options: Any) -> None:
        publish_scheduled()
