"""How a draft is looked at as a resident, in each language. The screen is given from above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import PreviewableMixin

MODES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
"""A preview mode is a language."""

Screen = Callable[[Any, HttpRequest, str], HttpResponse]

_screens: dict[str, Screen] = {}


def register(kind: str, screen: Screen) -> None:
    """Draw previews of a model (`app.Model`) with `screen(row, request, language)`; in `AppConfig.ready`."""
    _screens[kind.lower()] = screen


class PreviewedInEachLanguage(PreviewableMixin):
    """For tables of what editors write: one row holds every language, so a preview asks which."""

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return list(MODES.items())

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as a resident meets it, in the language `mode_name`."""
        screen = _screens.get(self._meta.label_lower)
        if screen is None:
            return HttpResponse(
                "No screen for previews is registered.", status=501, content_type="text/plain"
            )
        return screen(self, request, mode_name)
