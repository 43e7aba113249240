"""Markdown becomes the words in it, and nothing else of them changes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.integrations.ptv.texts import plain
from luotsi.integrations.ptv.twin.writing import markdown
from luotsi.integrations.ptv.v12.markdown import from_markdown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hae **heti** ja _huolella_.", "Hae heti ja huolella."),
        ("### Näin haet\n\nTäytä lomake.", "Näin haet\n\nTäytä lomake."),
        ("* yksi\n* kaksi\n  - kolme", "- yksi\n- kaksi\n- kolme"),
        ("1. ensin\n2. sitten", "1. ensin\n2. sitten"),
        ('Katso [ohje](https://rantamaa.example/o "Ohje").', "Katso ohje (https://rantamaa.example/o)."),
        ("<https://rantamaa.example>", "https://rantamaa.example"),
        ("Maksu on 5 \\* 2 €", "Maksu on 5 * 2 €"),
        ("a_b_c ja 2 * 3 * 4", "a_b_c ja 2 * 3 * 4"),
        ("> Lainaus\n> jatkuu", "Lainaus\njatkuu"),
        ("rivi  \ntoinen\\\nkolmas", "rivi\ntoinen\nkolmas"),
        ("~~vanha~~ uusi `koodi`", "vanha uusi koodi"),
        ("Otsikko\n===\n\nteksti\n\n---\n\nlisää", "Otsikko\n\nteksti\n\nlisää"),
        ("<p>Yksi</p><p>Kaksi</p>", "Yksi\n\nKaksi"),
        ("<script>alert(1)</script>**x**", "x"),
        ("\\<script\\>alert(1)\\</script\\> jää", "jää"),
        ("alle \\< 5", "alle < 5"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(written: str, read: str) -> None:
    assert from_markdown(written) == read


@pytest.mark.parametrize(
    "piece",
    [
        "__x ",
        "**",
        "*a",
        "`a ``",
        "~~a ",
        "[x](",
        "[",
        "# x ",
        " ",
        "\n",
        "\\",
        "- ",
        ">",
        "<b",
        "&amp;",
        "==",
        "1. ",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    text = "[x](" + piece * (20_000 // len(piece)) + "y"
    began = time.process_time()
    from_markdown(text)
    assert time.process_time() - began < 1.5


SENTENCE = st.text("abcåäö 0129.,:;!?()-–+=*_#[]`~>|\\", max_size=60)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCE, max_size=5).map("\n".join))
def test_plain_text_written_as_markdown_is_read_as_it_was(text: str) -> None:
    clean = plain(text)
    assert from_markdown(markdown(clean)) == clean


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_raises_or_leaves_markup_that_runs(text: str) -> None:
    assert not re.search(r"<[a-zA-Z/!?]", from_markdown(text))
