"""Colours written as #rrggbb, and how well one is read on another (WCAG 2.2)."""

from __future__ import annotations

import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")


class NotAColour(ValueError):
    """A colour that is not written as #rrggbb."""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours by WCAG 2.2, from 1 to 21. Raises NotAColour."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2, from 0 (black) to 1 (white). Raises NotAColour."""
    red, green, blue = linear_channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as amounts of light, from 0 to 1: sRGB without its curve. Raises NotAColour."""
    if not _HEX.match(colour):
        raise NotAColour(f"{colour!r} is not a colour like #0b5c63.")
    red, green, blue = (_to_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _to_linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
