"""Typing errors made on purpose: the same every time, small, and only where a word stays the word it was."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.understanding.slips import slip

few = settings(max_examples=60, deadline=None)
SENTENCE = "äiti tarvitsee hammaslääkärin ajan huomenna aamulla"


def source(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same choice every time


def test_the_same_source_makes_the_same_errors_and_another_one_others() -> None:
    assert slip(SENTENCE, source(7)) == slip(SENTENCE, source(7)) != SENTENCE
    assert len({slip(SENTENCE, source(seed)) for seed in range(10)}) > 5


def test_short_words_stay_because_they_would_become_others() -> None:
    assert slip("en voi nyt", source(1)) == "en voi nyt"
    assert slip("", source(1)) == ""


def test_the_first_letter_is_left_alone() -> None:
    for seed in range(50):
        word = slip("hammas", source(seed))
        assert word[0] == "h"


@few
@given(st.text(max_size=120), st.integers(0, 1000))
def test_a_third_of_the_longer_words_get_one_error_each(text: str, seed: int) -> None:
    words = text.split()
    wrong = slip(text, source(seed)).split()
    assert len(wrong) == len(words)
    changed = [(word, slipped) for word, slipped in zip(words, wrong, strict=True) if word != slipped]
    assert len(changed) <= max(1, len(words) // 3)
    assert all(len(word) >= 4 and abs(len(word) - len(slipped)) <= 1 for word, slipped in changed)
