"""A county's one colour → the brand and link roles of both themes.

Worked out in OKLCH (https://bottosson.github.io/posts/oklab/), because equal steps of its lightness look
equal in every hue. The hue is the county's own; lightness is moved until the words stay readable: at least
5.5 to 1 on white, and at least 4.5 to 1 (WCAG 2.2, 1.4.3) on every other ground under the role.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from luotsi.foundation.colour import contrast, linear_channels

LIGHT_GROUNDS = ("#ffffff", "#faf6f0", "#f2ebe1", "#fff1d8", "#ece8f6", "#e2f2e5", "#fdecea", "#fbe6d6")
"""Surfaces of the light theme that can lie under a link (css/tokens.css; a test compares)."""
DARK_GROUNDS = ("#1f2527", "#15191a", "#272f31", "#3c2b10", "#2c2745", "#17351f", "#3f1a18", "#3d2a1d")
"""The same of the dark theme."""

LUOTSIS_OWN = "#0b5c63"
"""Luotsi's petrol: css/tokens.css holds its roles, drawn by hand, so nothing is derived for it."""

ON_WHITE = 5.5
READABLE = 4.5
STRONG = 7.0
_STEP = 0.004


@dataclass(frozen=True, slots=True)
class Roles:
    """What a county's colour decides in one theme, as #rrggbb. Names are those of css/tokens.css."""

    brand: str
    brand_strong: str
    on_brand: str
    brand_soft: str
    on_brand_soft: str
    link: str
    link_hover: str
    hill1: str


@dataclass(frozen=True, slots=True)
class Brand:
    """Both themes of one county."""

    light: Roles
    dark: Roles


Lch = tuple[float, float, float]


@lru_cache(maxsize=64)
def derive(colour: str) -> Brand:
    """The roles for a colour written as #rrggbb. Raises NotAColour."""
    lightness, chroma, hue = to_oklch(colour)
    return Brand(_light(lightness, chroma, hue), _dark(min(chroma, 0.12), hue))


def stylesheet(colour: str) -> str:
    """The roles as a small style sheet that follows css/tokens.css. Raises NotAColour."""
    if colour.lower() == LUOTSIS_OWN:
        return ""
    brand = derive(colour)
    return (
        f":root{{{_declarations(brand.light)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_declarations(brand.dark)}}}}}"
    )


def _light(lightness: float, chroma: float, hue: float) -> Roles:
    brand_soft = to_hex((0.945, min(chroma * 0.35, 0.03), hue))
    grounds = (*LIGHT_GROUNDS, brand_soft)
    brand = _darken((min(lightness, 0.52), chroma, hue), grounds)
    brand_lch = to_oklch(brand)
    return Roles(
        brand=brand,
        brand_strong=to_hex((brand_lch[0] - 0.07, chroma, hue)),
        on_brand="#ffffff",
        brand_soft=brand_soft,
        on_brand_soft=_darken((0.38, min(chroma, 0.1), hue), (brand_soft,), STRONG),
        link=_darken((brand_lch[0] - 0.015, chroma, hue), grounds),
        link_hover=to_hex((brand_lch[0] - 0.13, chroma, hue)),
        hill1=to_hex((0.9, min(chroma * 0.4, 0.04), hue)),
    )


def _dark(chroma: float, hue: float) -> Roles:
    brand_soft = to_hex((0.345, min(chroma * 0.6, 0.05), hue))
    grounds = (*DARK_GROUNDS, brand_soft)
    brand = _lighten((0.79, chroma * 0.8, hue), grounds)
    return Roles(
        brand=brand,
        brand_strong=to_hex((0.87, chroma * 0.6, hue)),
        on_brand=_darken((0.25, min(chroma, 0.045), hue), (brand,), STRONG),
        brand_soft=brand_soft,
        on_brand_soft=_lighten((0.92, min(chroma, 0.035), hue), (brand_soft,), STRONG),
        link=_lighten((0.83, chroma * 0.7, hue), grounds),
        link_hover=_lighten((0.91, chroma * 0.45, hue), grounds),
        hill1=to_hex((0.34, min(chroma * 0.55, 0.045), hue)),
    )


def _darken(lch: Lch, grounds: Sequence[str], least: float = READABLE) -> str:
    """The lightest colour of this hue, no lighter than asked, that is readable on every ground."""
    lightness, chroma, hue = lch
    while lightness > 0:
        colour = to_hex((lightness, chroma, hue))
        if contrast(colour, "#ffffff") >= ON_WHITE and all(contrast(colour, g) >= least for g in grounds):
            return colour
        lightness -= _STEP
    return "#000000"


def _lighten(lch: Lch, grounds: Sequence[str], least: float = READABLE) -> str:
    """The darkest colour of this hue, no darker than asked, that is readable on every ground."""
    lightness, chroma, hue = lch
    while lightness < 1:
        colour = to_hex((lightness, chroma, hue))
        if all(contrast(colour, ground) >= least for ground in grounds):
            return colour
        lightness += _STEP
    return "#ffffff"


def to_oklch(colour: str) -> Lch:
    """Lightness 0–1, chroma, hue in radians. Raises NotAColour."""
    red, green, blue = linear_channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def to_hex(lch: Lch) -> str:
    """#rrggbb of the nearest colour that a screen can show: chroma is given up before lightness and hue."""
    lightness, chroma, hue = min(max(lch[0], 0.0), 1.0), lch[1], lch[2]
    low, high = 0.0, chroma
    channels = _linear_channels((lightness, chroma, hue))
    if not _is_shown(channels):
        for _ in range(16):
            middle = (low + high) / 2
            if _is_shown(_linear_channels((lightness, middle, hue))):
                low = middle
            else:
                high = middle
        channels = _linear_channels((lightness, low, hue))
    return "#" + "".join(f"{round(_from_linear(channel) * 255):02x}" for channel in channels)


def _linear_channels(lch: Lch) -> tuple[float, float, float]:
    lightness, chroma, hue = lch
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(channels: Sequence[float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def _from_linear(channel: float) -> float:
    channel = min(max(channel, 0.0), 1.0)
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _declarations(roles: Roles) -> str:
    return ";".join(f"--{name.replace('_', '-')}:{value}" for name, value in asdict(roles).items())
