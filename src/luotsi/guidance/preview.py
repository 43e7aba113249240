"""How a draft is looked at as a resident: the screen is given from above, since guidance draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

MODES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
"""A preview mode is a language."""

Screen = Callable[[Any, HttpRequest, str], HttpResponse]


def _no_screen(row: object, request: HttpRequest, mode: str) -> HttpResponse:
    return HttpResponse("No screen for previews is registered.", status=501, content_type="text/plain")


_registered: list[Screen] = [_no_screen]


def register(screen: Screen) -> None:
    """Draw previews with `screen(row, request, language)`; call it in `AppConfig.ready`."""
    _registered[:] = [screen]


def screen() -> Screen:
    """What draws previews."""
    return _registered[0]
