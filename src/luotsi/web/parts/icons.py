"""Lucide's icons (ISC) as inline drawings: always beside words, so hidden from assistive technology."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_FILE = Path(__file__).parent / "vendor" / "lucide" / "icons.json"
_DRAWINGS: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))


class NoSuchIcon(LookupError):
    """The icon is not among those that frontend/icons.txt names."""


def names() -> list[str]:
    """Every icon there is."""
    return sorted(_DRAWINGS)


def icon(name: str) -> SafeString:
    """The drawing of an icon. Raises NoSuchIcon."""
    try:
        drawing = _DRAWINGS[name]
    except KeyError:
        raise NoSuchIcon(f"There is no icon {name!r}. Add it to frontend/icons.txt and build.") from None
    return format_html(
        '<svg class="l-icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(drawing)
    )
