"""A translation is behind when its Finnish changed after it, wherever else the document moved."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.guidance import actions
from luotsi.guidance.translations import behind, confirmed, marks, texts
from tests.guidance.documents import TEETH, published


def document(fi: str, sv: str, *, before: bool = False) -> dict:
    questions = [["who", {"ask": {"fi": fi, "sv": sv}}]]
    return {
        "questions": [["first", {"ask": {"fi": "Mitä?", "sv": "Vad?"}}], *questions] if before else questions
    }


def test_changing_only_finnish_leaves_the_translation_behind_until_it_follows() -> None:
    first = document("Kuka?", "Vem?")
    known = marks({}, {}, first)
    assert behind(first, known) == {}
    second = document("Kenen?", "Vem?")
    known = marks(first, known, second)
    assert behind(second, known) == {"sv": ["questions/who/ask"]}
    third = document("Kenen?", "Vem?", before=True)
    known = marks(second, known, third)
    assert behind(third, known) == {"sv": ["questions/who/ask"]}
    fourth = document("Kenen?", "Vems?", before=True)
    known = marks(third, known, fourth)
    assert behind(fourth, known) == {}


def test_a_reader_may_find_the_old_translation_still_right() -> None:
    first, second = document("Kuka?", "Vem?"), document("Kuka se on?", "Vem?")
    known = marks(first, marks({}, {}, first), second)
    assert behind(second, confirmed(second, known, "sv")) == {}


@pytest.mark.django_db
def test_who_confirms_one_language_says_nothing_of_the_other() -> None:
    published(TEETH)
    row = published(TEETH.replace("fi: Kenen hampaat?", "fi: Kenen suu?"))
    assert row.behind_count == 2
    actions.confirm_translations("teeth", "sv")
    row.refresh_from_db()
    assert row.behind_count == 1
    assert behind(row.document, row.translation_marks) == {"en": ["questions/who/ask"]}


words = st.sampled_from(["a", "b", "c"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=6))
def test_behind_is_what_a_reader_of_the_history_would_say(history: list[tuple[str, str]]) -> None:
    known, before, made_from = {}, {}, None
    for number, (fi, sv) in enumerate(history):
        after = document(fi, sv)
        known = marks(before, known, after)
        if number == 0 or sv != history[number - 1][1]:
            made_from = fi
        before = after
    assert bool(behind(before, known)) == (made_from != history[-1][0])
    assert dict(texts(before))["questions/who/ask"]["fi"] == history[-1][0]
