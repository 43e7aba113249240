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


PROMISES = [
    {"fi": "Käynti on maksuton."},
    {"fi": "Saat sen maksutta."},
    {"fi": "Sinulla on oikeus hoitoon."},
    {"fi": "Vastaus tulee kolmen viikon kuluessa."},
    {"fi": "Ilmoita viimeistään maanantaina."},
    {"fi": "Maksu on 20 euroa."},
    {"fi": "Kysy lisää.", "sv": "Besöket är avgiftsfritt."},
    {"fi": "Kysy lisää.", "sv": "Du har rätt till vård."},
    {"fi": "Kysy lisää.", "sv": "Svaret kommer inom tre veckor."},
    {"fi": "Kysy lisää.", "en": "The visit is free."},
    {"fi": "Kysy lisää.", "en": "You have the right to care."},
    {"fi": "Kysy lisää.", "en": "The answer comes within three weeks."},
]


def flaws_of(**changes: object) -> list[str]:
    found = registers.faults(
        {"act": {"title": {"fi": "x"}, "authority": {"fi": "x"}}}, {"one": RIGHT | changes}
    )
    return [f"{flaw.message} {flaw.advice}" for _file, flaw in found]


@pytest.mark.parametrize("text", PROMISES, ids=lambda text: list(text.values())[-1])
def test_what_promises_something_needs_words_until_it_is_verified(text: dict[str, str]) -> None:
    assert "Write until_verified" in flaws_of(text=text, until_verified=None)[0]
    assert flaws_of(text=text, until_verified=dict.fromkeys(text, "x")) == []
    assert flaws_of(text=text, until_verified=None, verified=True) == []


@pytest.mark.parametrize(
    "text",
    [
        {"fi": "YTHS palvelee opiskelijoita.", "sv": "Tjänsten finns inom vården.", "en": "Call freely."},
        {"fi": "Kysy oikeusavusta.", "sv": "Fråga rättshjälpen.", "en": "Ask legal aid."},
    ],
)
def test_a_description_promises_nothing(text: dict[str, str]) -> None:
    assert flaws_of(text=text, until_verified=None) == []


def test_the_words_until_verified_are_in_every_language_of_the_text() -> None:
    assert flaws_of(until_verified={"fi": "Kysy."}) == ["`until_verified` is missing in: sv. Write it."]
