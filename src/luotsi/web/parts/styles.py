"""The style sheets of our pages: read once, put inside the page, allowed by their hash.

A resident's page carries its whole style sheet, so that it is painted after one round trip. The content
security policy allows exactly this text and no other (`security.py`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.templatetags.static import static

from luotsi.foundation.colour import NotAColour
from luotsi.web.parts import brand

Audience = Literal["resident", "list", "talk", "chat", "staff"]

_HERE = Path(__file__).parent
_VENDOR = _HERE / "vendor" / "govuk-frontend" / "govuk.css"
_LAYERS = ("tokens", "bridge", "layout", "care", "modes")
_FILES: dict[Audience, tuple[Path, ...]] = {
    "resident": (_VENDOR, *(_HERE / "css" / f"{name}.css" for name in _LAYERS)),
    "list": (_VENDOR, *(_HERE / "css" / f"{name}.css" for name in (*_LAYERS, "list"))),
    "talk": (_VENDOR, *(_HERE / "css" / f"{name}.css" for name in (*_LAYERS, "talk"))),
    "chat": (_VENDOR, *(_HERE / "css" / f"{name}.css" for name in (*_LAYERS, "talk", "chat"))),
    "staff": (_VENDOR, *(_HERE / "css" / f"{name}.css" for name in (*_LAYERS, "staff"))),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet as it stands between `<style>` and `</style>`, and its source for the policy."""

    css: str
    source: str


@lru_cache(maxsize=32)
def sheet(audience: Audience = "resident", colour: str = "") -> Sheet:
    """The style sheet for these readers; `colour` is the county's own as #rrggbb, or empty for Luotsi's.

    A colour that cannot be read is left out: a page is never lost to a wrong setting.
    """
    css = "".join(_read(path) for path in _FILES[audience])
    with suppress(NotAColour):
        css += brand.stylesheet(colour) if colour else ""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Sheet(css, f"'sha256-{digest}'")


def _read(path: Path) -> str:
    css = minified(path.read_text(encoding="utf-8"))
    return re.sub(r"url\((parts/[^)]+)\)", lambda found: f"url({static(found[1])})", css)


def minified(css: str) -> str:
    """The same rules without comments and needless space; our own files hold no strings it could spoil."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = css.replace(": ", ":")
    return css.replace(";}", "}").strip()
