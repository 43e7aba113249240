"""The packaged lists: who else takes care of a matter, what nobody here handles, and acts."""

from __future__ import annotations

from collections import Counter

import pytest

from luotsi.assistant import register
from luotsi.safety.masking import mask
from luotsi.understanding.types import Meaning
from luotsi.understanding.words import title_key

LANGUAGES = ("fi", "sv", "en")


def all_meanings() -> list[Meaning]:
    return [meaning for source in register.SOURCES.values() for meaning in source()]


def test_every_authority_is_described_in_three_languages_with_a_safe_address() -> None:
    known = register.authorities()
    assert {"kela", "police", "tax", "employment", "municipality"} <= set(known)
    for code, authority in known.items():
        assert authority.code == code
        for texts in (authority.name, authority.what, authority.how, authority.url):
            assert set(texts) == set(LANGUAGES), code
            assert all(text == text.strip() != "" for text in texts.values()), code
        assert all(url.startswith("https://") and " " not in url for url in authority.url.values()), code
    for language in LANGUAGES:
        repeated = Counter(authority.name[language] for authority in known.values())
        assert [name for name, times in repeated.items() if times > 1] == []


def test_every_meaning_is_said_in_three_languages() -> None:
    for meaning in all_meanings():
        assert set(meaning.said) == set(LANGUAGES), meaning.key
        assert all(len(texts) >= 8 for texts in meaning.said.values()), meaning.key


def test_nothing_is_said_twice() -> None:
    """One thing said of two meanings would teach that neither is meant; of one, that it counts double."""
    seen: dict[tuple[str, str], str] = {}
    twice = []
    for meaning in all_meanings():
        for language, texts in meaning.said.items():
            for text in texts:
                place = (language, title_key(text))
                if place[1] and place in seen:
                    twice.append((text, meaning.key, seen[place]))
                seen[place] = meaning.key
    assert twice == []


def test_no_example_holds_what_would_be_masked() -> None:
    found = [
        text
        for meaning in all_meanings()
        for language, texts in meaning.said.items()
        for text in texts
        if mask(text, language).found
    ]
    assert found == []


def test_meanings_have_kinds_and_keys_of_their_own() -> None:
    keys = [(meaning.kind, meaning.key) for meaning in all_meanings()]
    assert len(keys) == len(set(keys))
    assert {kind for kind, _ in keys} == {register.AUTHORITY, register.OUT_OF_SCOPE, register.ACT}
    acts = {key for kind, key in keys if kind == register.ACT}
    assert {"person", "machine", "greeting", "thanks", "vague", "opening_hours", "location"} <= acts
    assert not acts & register.SHORT_ACTS


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("en tiedä", "dont_know"),
        ("En tiedä.", "dont_know"),
        ("EN TIEDA", "dont_know"),
        ("jag vet inte", "dont_know"),
        ("i don't know", "dont_know"),
        ("heippa", "goodbye"),
        ("hej då", "goodbye"),
        ("", ""),
        ("?!", ""),
        ("en tiedä mitä tehdä kun hammas särkee", ""),
        ("hammas särkee", ""),
    ],
)
def test_a_short_act_is_the_whole_message(text: str, act: str) -> None:
    assert register.short_act(text) == act


def test_a_short_act_has_one_meaning() -> None:
    acts = register._file("acts")["acts"]
    said = {
        (code, title_key(text))
        for code in register.SHORT_ACTS
        for texts in acts.get(code, {"utterances": {}})["utterances"].values()
        for text in texts
    }
    times = Counter(text for _, text in said)
    assert [text for text, count in times.items() if count > 1] == []
    assert all(len(text.split()) <= 8 for text in times)
