"""A county's one colour, whatever it is, gives a site that everyone can read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.foundation.colour import NotAColour, contrast
from luotsi.web.parts import brand, styles

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TOKENS = (Path(styles.__file__).parent / "css" / "tokens.css").read_text()


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The light and the dark theme of css/tokens.css."""
    light, dark = (
        {name: _six(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", part)}
        for part in TOKENS.split("@media (prefers-color-scheme: dark)")
    )
    return light, {**light, **dark}


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * letter for letter in colour[1:])


@settings(max_examples=80, deadline=None)
@given(colours)
def test_every_pair_of_every_county_is_readable(colour: str) -> None:
    roles = brand.derive(colour)
    for theme, grounds in ((roles.light, brand.LIGHT_GROUNDS), (roles.dark, brand.DARK_GROUNDS)):
        for ground in (*grounds, theme.brand_soft):
            assert contrast(theme.link, ground) >= 4.5
            assert contrast(theme.link_hover, ground) >= 4.5
            assert contrast(theme.brand, ground) >= 4.5
        assert contrast(theme.on_brand, theme.brand) >= 4.5
        assert contrast(theme.on_brand, theme.brand_strong) >= 4.5
        assert contrast(theme.on_brand_soft, theme.brand_soft) >= 7
    light, dark = tokens()
    assert contrast(roles.light.brand, "#ffffff") >= 5.5
    assert contrast(roles.light.link, "#ffffff") >= 5.5
    assert contrast(light["text"], roles.light.brand_soft) >= 7
    assert contrast(dark["text"], roles.dark.brand_soft) >= 7
    assert contrast(dark["muted"], roles.dark.brand_soft) >= 4.5
    assert contrast(light["muted"], roles.light.brand_soft) >= 4.5


@settings(max_examples=60, deadline=None)
@given(colours)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    there_and_back = brand.to_hex(brand.to_oklch(colour))
    for at in (1, 3, 5):
        assert abs(int(colour[at : at + 2], 16) - int(there_and_back[at : at + 2], 16)) <= 1


def test_a_dark_county_colour_is_used_as_it_is() -> None:
    assert brand.derive("#5b2a86").light.brand == "#5b2a86"


def test_luotsis_own_colour_keeps_the_roles_drawn_by_hand() -> None:
    assert brand.stylesheet("#0B5C63") == ""
    assert tokens()[0]["brand"] == brand.LUOTSIS_OWN


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "#12345g", "#0b5c63;}body{display:none", "0b5c63"])
def test_what_is_no_colour_is_refused_and_never_reaches_the_page(wrong: str) -> None:
    with pytest.raises(NotAColour):
        brand.derive(wrong)
    assert styles.sheet("resident", wrong) == styles.sheet("resident", "")


def test_the_grounds_tried_are_those_of_the_tokens() -> None:
    names = ("surface", "bg", "sunken", "soon-soft", "calm-soft", "ok-soft", "error-soft", "warm-soft")
    light, dark = tokens()
    assert tuple(light[name] for name in names) == brand.LIGHT_GROUNDS
    assert tuple(dark[name] for name in names) == brand.DARK_GROUNDS


def test_every_pair_of_luotsis_own_colours_is_readable() -> None:
    surfaces = ("bg", "surface", "sunken")
    pairs = {
        **{
            (word, ground): 4.5
            for word in ("text", "muted", "link", "visited", "error")
            for ground in surfaces
        },
        ("on-brand", "brand"): 4.5,
        ("on-brand", "brand-strong"): 4.5,
        ("on-brand-soft", "brand-soft"): 7,
        ("on-alarm", "alarm"): 4.5,
        ("alarm", "alarm-soft"): 4.5,
        ("error", "error-soft"): 4.5,
        ("soon", "soon-soft"): 4.5,
        ("ok", "ok-soft"): 4.5,
        ("calm", "calm-soft"): 4.5,
        ("on-warm", "warm-soft"): 4.5,
        ("on-focus", "focus"): 7,
        ("field", "surface"): 3,
        ("field", "bg"): 3,
        ("brand", "surface"): 3,
    }
    for theme in tokens():
        for (word, ground), least in pairs.items():
            assert contrast(theme[word], theme[ground]) >= least, (word, ground)
