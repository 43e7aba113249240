"""Pieces of a message, and languages that are recognised but not spoken."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.assistant.foreign import language_of
from luotsi.assistant.pieces import LEAST_WORDS, MOST_PIECES, pieces, tells_several

few = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "hammas särkee kovasti ja äiti tarvitsee kotihoitoa",
            ["hammas särkee kovasti", "äiti tarvitsee kotihoitoa"],
        ),
        ("Rahat ovat loppu. Myös selkään sattuu!", ["Rahat ovat loppu", "Myös selkään sattuu"]),
        (
            "jag har tandvärk, dessutom behöver mamma hjälp",
            ["jag har tandvärk", "behöver mamma hjälp"],
        ),
        ("my tooth hurts and also my rent is unpaid", ["my tooth hurts", "my rent is unpaid"]),
        ("voiko hakea sekä kotihoitoa että rahaa", ["voiko hakea", "kotihoitoa että rahaa"]),
        ("isän kotihoito on lopetettu, kiitos", ["isän kotihoito on lopetettu kiitos"]),
        ("hammas särkee ja rahat ovat loppu", ["hammas särkee", "rahat ovat loppu"]),
        ("hammas", []),
        ("", []),
        (" ,;\n. ", []),
    ],
)
def test_a_message_falls_into_clauses(text: str, found: list[str]) -> None:
    assert pieces(text) == found


@pytest.mark.parametrize(
    "text", ["apuu molempiin", "Var får vi hjälp med båda?", "can both be done on the same visit"]
)
def test_who_says_that_there_are_two_needs_is_believed(text: str) -> None:
    assert tells_several(text)


@pytest.mark.parametrize("text", ["hammas särkee", "min bror super", "my brother bothers me", ""])
def test_nobody_is_told_to_have_two_needs(text: str) -> None:
    assert not tells_several(text)


@few
@given(st.text("abcä ,.;!?\njosekä", max_size=300))
def test_pieces_are_words_of_the_message_in_order(text: str) -> None:
    found = pieces(text)
    assert len(found) <= MOST_PIECES
    assert all(len(piece.split()) >= LEAST_WORDS for piece in found)
    words = iter(re.split(r"[\s,.;!?]+", text))
    assert all(word in words for piece in found for word in re.split(r"[\s,]+", piece))


def test_pieces_of_a_huge_text_take_no_time() -> None:
    for text in (
        ", " * 100_000,
        "ja " * 100_000,
        "  " * 100_000 + "ja",
        "a" * 200_000,
        " ja sitten" * 30_000,
    ):
        started = time.thread_time()
        pieces(text)
        assert time.thread_time() - started < 0.5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Мне нужен врач, болит зуб", "ru"),
        ("Мені потрібен лікар", "uk"),
        ("أحتاج إلى طبيب", "ar"),
        ("من به پزشک نیاز دارم، کمک کنید گفتم", "fa"),
        ("我牙疼，需要看医生", "zh"),
        ("ฉันปวดฟัน", "th"),
        ("Χρειάζομαι γιατρό", "el"),
        ("मुझे डॉक्टर चाहिए", "hi"),
        ("ma vajan arsti abi palun", "et"),
        ("waxaan u baahanahay dhakhtar fadlan, waan", "so"),
        ("ich brauche einen arzt bitte", "de"),
        ("je besoin une aide, bonjour", "fr"),
        ("necesito una cita por favor", "es"),
        ("dzień dobry, proszę lekarza", "pl"),
        ("tôi cần bác sĩ", "vi"),
        ("doktor randevu lütfen", "tr"),
    ],
)
def test_another_language_is_recognised(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "hammas särkee ja tarvitsen apua",
        "ma oon väsyny enkä jaksa",
        "jag har ont i magen och behöver en tid",
        "i need help for my father at home",
        "för att jag inte vet var jag ska ringa",
        "",
        "?!",
        "🦷",
        "asdf qwer",
        "α",
        "К",
    ],
)
def test_what_is_spoken_here_is_not_taken_for_another(text: str) -> None:
    assert language_of(text) == ""


@few
@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert language_of(text) == "" or len(language_of(text)) == 2
    pieces(text)
