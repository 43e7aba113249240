"""The registers of sources and facts: what nobody has compared with its source promises nothing."""

import pytest

from luotsi.guidance import registers

RIGHT = {
    "what": {"fi": "vaihtoaika"},
    "text": {"fi": "Vaihto tulee voimaan kolmessa viikossa.", "sv": "Bytet tar tre veckor."},
    "until_verified": {"fi": "Kysy, milloin vaihto tulee voimaan.", "sv": "Fråga när bytet börjar gälla."},
    "as_of": "2026-11-25",
    "source": "act",
    "verified": False,
}


def test_an_unverified_right_is_not_promised_to_a_resident() -> None:
    facts = {"change": registers.fact_of("change", RIGHT)}

    assert registers.fill("Soita. {fact:change}", "fi", facts) == "Soita. Kysy, milloin vaihto tulee voimaan."
    assert registers.fill("{fact:change}", "sv", facts) == "Fråga när bytet börjar gälla."


def test_once_verified_the_right_is_told() -> None:
    facts = {"change": registers.fact_of("change", RIGHT | {"verified": True})}

    assert registers.fill("{fact:change}", "fi", facts) == "Vaihto tulee voimaan kolmessa viikossa."


def test_a_number_of_everybody_is_shown_as_it_is() -> None:
    facts = {"emergency": registers.fact_of("emergency", {"value": "112", "verified": False})}

    assert registers.fill("Soita {fact:emergency}.", "en", facts) == "Soita 112."


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://www.suomi.fi/valtuudet", "https://www.suomi.fi"),
        ("https://112.fi/sv", "https://112.fi/sv"),
        ("https://kela.fi/sv/toimeentulotuki?x=1", "https://kela.fi/sv"),
        ("https://kela.fi", "https://kela.fi"),
    ],
)
def test_a_page_that_nobody_has_seen_links_to_the_front_page(address: str, linked: str) -> None:
    entry = {"address": {"fi": address}, "title": {"fi": "Sivu"}, "authority": {"fi": "Virasto"}}

    assert registers.source_of("one", entry | {"verified": False}).urls == {"fi": linked}
    assert registers.source_of("one", entry | {"verified": True, "seen": "2026-11-25"}).urls == {
        "fi": address
    }
