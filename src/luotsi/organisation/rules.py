"""Pure decisions about a county's file: its colour and its picture."""

from __future__ import annotations

import re

from luotsi.foundation.colour import contrast

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_PALEST = 1.3
"""Contrast on white below which a colour has no hue left that darkening could bring out."""

_UNSAFE_SVG = re.compile(
    r"<\s*(script|foreignObject|iframe|image|style|!)|\s(on\w+|style)\s*=|javascript:|\bhref\s*=", re.I
)
LARGEST_LOGO = 4_096
"""Bytes of the logo, which stands inside every page."""


class UnusableColour(ValueError):
    """A colour that cannot become a brand; the message says what to do."""


class UnusableLogo(ValueError):
    """A logo that cannot stand inside a page; the message says what to do."""


def brand_colour(text: str) -> str:
    """The colour as "#rrggbb". Raises UnusableColour when it cannot be read or is too pale to be darkened."""
    found = _HEX.match(str(text).strip())
    if not found:
        raise UnusableColour(f"{text!r} is no colour; write it as #rrggbb, such as #0b5c63.")
    digits = found[1].lower()
    colour = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    if contrast(colour, "#ffffff") < _PALEST:
        raise UnusableColour(
            f"{colour} is almost white, so no darker shade of it would still be your colour. "
            "Choose a stronger colour of your brand, such as the one of your headings."
        )
    return colour


def safe_logo(svg: str) -> str:
    """The SVG, fit to stand inside a page. Raises UnusableLogo."""
    text = svg.strip()
    if not text.startswith("<svg") or not text.endswith("</svg>"):
        raise UnusableLogo("the logo must be an SVG file that begins with <svg and ends with </svg>.")
    if len(text.encode()) > LARGEST_LOGO:
        raise UnusableLogo(
            f"the logo is larger than {LARGEST_LOGO} bytes; simplify its paths (SVGO does it)."
        )
    if found := _UNSAFE_SVG.search(text):
        raise UnusableLogo(
            f"the logo holds {found[0].strip()!r}; keep only shapes, without scripts or links."
        )
    return text
