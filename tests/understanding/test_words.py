"""How words are read and compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.understanding.words import LONGEST_QUERY, clean, cut, fold, likeness, query_words, split


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_folding_keeps_every_place(text: str) -> None:
    cleaned = clean(text)
    assert len(fold(cleaned)) == len(cleaned)
    assert fold(fold(cleaned)) == fold(cleaned)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hammassärky, ÄITI & Åland!", ["hammassarky", "aiti", "aland"]),
        ("čáhci, Đ, ŋ, straße", ["cahci", "d", "n", "strase"]),
        ("fullwidth ｔｅｘｔ", ["fullwidth", "text"]),
        ("soita 116 117", ["soita", "116", "117", "116117"]),
        ("e-pilleri", ["e", "pilleri", "epilleri"]),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert split(fold(clean(text))) == words


def test_words_that_say_nothing_are_left_out() -> None:
    assert query_words("Mistä minä saan apua?") == ("apua",)
    assert query_words("mikä se on") == ()
    assert query_words("jag vill dö") == ("do",), "what matters most may be one short word"


def test_a_story_keeps_its_beginning_and_its_end() -> None:
    words = query_words(" ".join(f"sana{number}" for number in range(100)))
    assert len(words) == 24
    assert (words[0], words[-1]) == ("sana0", "sana99")


@given(st.text(max_size=6_000))
@settings(max_examples=30, deadline=None)
def test_a_query_is_cut_to_ten_kilobytes(text: str) -> None:
    assert len(cut(text * 4).encode()) <= LONGEST_QUERY


@pytest.mark.parametrize(
    ("asked", "nearer", "farther"),
    [
        ("lasku", "laskun", "laskimo"),
        ("neuvola", "neuvolassa", "neuvoja"),
        ("hammas", "hammassarky", "lammas"),
        ("sarkee", "sarky", "saari"),
        ("kotihoito", "kotihoidon", "hoito"),
        ("hamas", "hammas", "haamu"),
    ],
)
def test_what_is_nearer_is_more_alike(asked: str, nearer: str, farther: str) -> None:
    assert likeness(asked, nearer, 0.5) > likeness(asked, farther, 0.5)


@pytest.mark.parametrize(
    ("asked", "known"), [("tie", "tietoa"), ("116117", "116116"), ("saa", "saanto"), ("on", "one")]
)
def test_short_words_and_numbers_are_only_like_themselves(asked: str, known: str) -> None:
    assert likeness(asked, known, 0.6) == 0.0


@given(st.text("abcdefgäö", min_size=1, max_size=14), st.text("abcdefgäö", min_size=1, max_size=14))
@settings(max_examples=80, deadline=None)
def test_likeness_is_a_share(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other, 0.0) <= 1.0
    assert likeness(one, one, 1.0) == 1.0
