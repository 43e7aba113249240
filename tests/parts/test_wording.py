"""Numbers hold together; long compounds may break where they are joined; what people copy is untouched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.web.parts import wording


def shown(text: str, language: str) -> str:
    return wording.soft(text, language).replace(wording.SOFT_HYPHEN, "|")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fi", "suunterveydenhuollon yksikkö", "suunterveyden|huollon yksikkö"),
        ("fi", "Sosiaalipäivystys", "Sosiaali|päivystys"),
        ("fi", "mielenterveyspalvelut", "mielenterveys|palvelut"),
        ("sv", "Tandvårdsmottagningen", "Tand|vårds|mottagningen"),
        ("fi", "Hammashoito", "Hammashoito"),
        ("en", "Rehabilitationpalvelualue", "Rehabilitationpalvelualue"),
        ("fi", "rantamaa.example/hyvinvointialue", "rantamaa.example/hyvinvointialue"),
        ("fi", "hyvinvointialue@rantamaa.example", "hyvinvointialue@rantamaa.example"),
        ("fi", "Mannerheimintie12hoito", "Mannerheimintie12hoito"),
    ],
)
def test_long_compounds_may_break_at_their_parts(language: str, text: str, expected: str) -> None:
    assert shown(text, language) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["fi", "sv", "en", "se"]))
def test_soft_hyphens_change_no_letter_and_come_once(text: str, language: str) -> None:
    softened = wording.soft(text, language)
    assert softened.replace(wording.SOFT_HYPHEN, "") == text.replace(wording.SOFT_HYPHEN, "")
    assert wording.soft(softened, language).replace(wording.SOFT_HYPHEN, "") == text.replace(
        wording.SOFT_HYPHEN, ""
    )


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("116 117", "tel:116117"),
        ("09 2525 0111", "tel:0925250111"),
        ("+358 20 000 0110", "tel:+358200000110"),
        ("020\u00a0000 0110", "tel:0200000110"),
        ("javascript:alert(1)", "tel:1"),
    ],
)
def test_a_number_as_an_address_is_digits_only(number: str, address: str) -> None:
    assert wording.tel(number) == address


def test_a_number_does_not_break_over_lines() -> None:
    assert wording.phone("020 000  0110") == "020\u00a0000\u00a00110"


@pytest.mark.parametrize(
    ("name", "short", "lines"),
    [
        ("Rantamaan hyvinvointialue", "Rantamaa", ("Rantamaa", "hyvinvointialue")),
        ("Strandlands välfärdsområde", "Strandlands välfärdsområde", ("Strandlands", "välfärdsområde")),
        ("Rantamaa Wellbeing Services County", "Rantamaa", ("Rantamaa", "Wellbeing Services County")),
        ("Helsingin kaupunki", "Helsinki", ("Helsingin kaupunki", "")),
    ],
)
def test_the_logo_shows_the_county_in_two_lines(name: str, short: str, lines: tuple[str, str]) -> None:
    assert wording.county_name(name, short) == lines


def test_an_empty_line_parts_paragraphs() -> None:
    assert wording.paragraphs("Yksi.\n\nKaksi\njatkuu.\n \n") == ["Yksi.", "Kaksi\njatkuu."]
