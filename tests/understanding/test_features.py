"""What the classifier sees of a text: the same through umlauts, case and a typing error; never a fault."""

from __future__ import annotations

import time
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.understanding.features import (
    ADDED_SHARE,
    LETTERS,
    MOST_WORDS,
    Text,
    features,
    read,
    weigh,
    within,
)
from luotsi.understanding.words import WORD, clean, fold

few = settings(max_examples=60, deadline=None)
finnish_words = st.text("abdeghijklmnoprstuvyäö", min_size=4, max_size=14)
strange = st.one_of(st.text(max_size=200), st.text("\x00\ud800\udfff\u200d🦷ßİﬁ \n", max_size=60))


def vector(text: str) -> dict[int, float]:
    found = features([read(text)])
    values = weigh(found, np.ones(len(found.buckets), dtype=np.float32), 1)
    return dict(zip(found.buckets.tolist(), values.tolist(), strict=True))


def cosine(one: str, other: str) -> float:
    first, second = vector(one), vector(other)
    return sum(value * second.get(bucket, 0.0) for bucket, value in first.items())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hammassärky", "hammassarky"),
        ("ÄITI EI PÄRJÄÄ", "aiti ei parjaa"),
        ("på åldringsvård", "pa aldringsvard"),
        ("  hammas,   särkee!! ", "hammas särkee"),
        ("café", "cafe\u0301"),
    ],
)
def test_umlauts_case_and_punctuation_make_no_difference(one: str, other: str) -> None:
    assert vector(one) == vector(other)


@few
@given(st.lists(finnish_words, min_size=1, max_size=6))
def test_folding_first_changes_nothing(words: list[str]) -> None:
    text = " ".join(words)
    assert vector(text) == vector(fold(text)) == vector(text.upper())


@pytest.mark.parametrize(
    ("written", "mistyped"),
    [
        ("hammaslääkäri", "hammaslääkri"),
        ("toimeentulotuki", "toimentulotuki"),
        ("ajanvaraus", "ajanvarraus"),
        ("mielenterveys", "mielenterevys"),
        ("tandläkare", "tandlökare"),
        ("appointment", "apointment"),
    ],
)
def test_one_typing_error_keeps_much_of_a_word_and_another_word_has_little(
    written: str, mistyped: str
) -> None:
    assert cosine(written, mistyped) > 0.4
    assert cosine(written, mistyped) > 4 * max(cosine(written, "polvileikkaus"), 0.0)


def test_one_typing_error_keeps_most_of_a_sentence() -> None:
    sentence = "äidille tarvittaisiin kotihoitoa ja aterioita kotiin"
    assert cosine(sentence, "äidille tarvittaisiin kotihotoa ja aterioita kotiin") > 0.75


@few
@given(st.lists(finnish_words, min_size=1, max_size=8), st.lists(finnish_words, min_size=1, max_size=8))
def test_values_have_length_one_and_a_text_is_most_like_itself(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert sum(value**2 for value in vector(first).values()) == pytest.approx(1, abs=1e-4)
    assert cosine(first, second) <= 1 + 1e-4


@few
@given(st.lists(strange, min_size=1, max_size=5))
def test_many_texts_at_once_are_seen_as_each_alone(texts: list[str]) -> None:
    """Training reads many, a message is one: both must see the same."""
    together = features([read(text) for text in texts])
    for number, text in enumerate(texts):
        alone = features([read(text)])
        mine = together.texts == number
        assert together.buckets[mine].tolist() == alone.buckets.tolist()
        assert together.counts[mine].tolist() == alone.counts.tolist()


@few
@given(st.lists(finnish_words, min_size=1, max_size=6), st.integers(2, 4))
def test_counts_are_linear(words: list[str], times: int) -> None:
    """A word written n times counts n times; only the pairs at the seams are new."""
    once = features([Text(tuple(words))])
    often = features([Text(tuple(words * times))])
    counts = dict(zip(often.buckets.tolist(), often.counts.tolist(), strict=True))
    seam = Counter(dict.fromkeys(counts, 0.0))
    for bucket, count in zip(once.buckets.tolist(), once.counts.tolist(), strict=True):
        seam[bucket] = counts[bucket] - times * count
    assert all(seam[bucket] == 0 for bucket in once.buckets.tolist() if bucket < LETTERS)
    assert all(0 <= seam[bucket] <= times - 1 for bucket in once.buckets.tolist())


def test_what_the_lexicon_adds_counts_less_and_stands_for_the_word_that_was_written() -> None:
    found = features([Text(("fyssari",), (("fysioterapeutti", 0),))])
    counts = dict(zip(found.buckets.tolist(), found.counts.tolist(), strict=True))
    written = set(features([Text(("fyssari",))]).buckets.tolist())
    alone = features([Text(("fysioterapeutti",))])
    for bucket, count in zip(alone.buckets.tolist(), alone.counts.tolist(), strict=True):
        if bucket not in written:
            assert counts[bucket] == pytest.approx(ADDED_SHARE * count)
    assert set(found.owners[:, 0].tolist()) == {0}


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "\udfff\ud800", "🦷😭", "?!…", "\u200d" * 50])
def test_a_text_without_words_has_no_features(text: str) -> None:
    found = features([read(text)])
    assert (read(text).words, len(found.buckets), len(found.counts)) == ((), 0, 0)
    assert len(weigh(found, np.empty(0, dtype=np.float32), 1)) == 0


@few
@given(strange)
def test_no_text_makes_it_fail(text: str) -> None:
    found = features([read(text)])
    values = weigh(found, np.ones(len(found.buckets), dtype=np.float32), 1)
    assert np.isfinite(values).all()
    assert (found.counts > 0).all()
    assert (np.diff(found.buckets) > 0).all()


@few
@given(strange)
def test_folding_keeps_the_place_of_every_word(text: str) -> None:
    """Reasons are shown as they were written; that stands on both texts having the same words."""
    whole = clean(text)
    assert [len(word) for word in WORD.findall(fold(whole))] == [len(word) for word in WORD.findall(whole)]


def test_of_a_very_long_text_the_beginning_and_the_end_are_read() -> None:
    words = [f"sana{number}" for number in range(3 * MOST_WORDS)]
    kept = within(words)
    assert len(kept) == MOST_WORDS
    assert (kept[0], kept[-1]) == (words[0], words[-1])
    assert within(words[:MOST_WORDS]) == words[:MOST_WORDS]


def test_a_hundred_kilobytes_are_read_in_a_moment() -> None:
    for text in ("hammas särkee " * 8_000, "a" * 100_000, "ä ö " * 25_000, "\ud800" * 100_000):
        started = time.thread_time()
        features([read(text)])
        assert time.thread_time() - started < 1.5
