"""Base forms of Finnish words help where there is a dictionary; nothing changes where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from luotsi.understanding import learning, lemmas
from luotsi.understanding.lexicon import Lexicon
from luotsi.understanding.model import Model
from luotsi.understanding.reading import enrich

from .world import MEANINGS, PATH

NO_TERMS = Lexicon.of([])


class Dictionary:
    """A dictionary of a few words, in the shape of libvoikko's answers."""

    WORDS = {
        "hammaslääkäriin": [{"BASEFORM": "hammaslääkäri", "WORDBASES": "+hammas(hammas)+lääkäri(lääkäri)"}],
        "äidille": [{"BASEFORM": "äiti", "WORDBASES": "+äiti(äiti)"}],
        "talossa": [{"BASEFORM": "talo", "WORDBASES": "+talo(talo)+(+ssa)"}],
        "talo": [{"BASEFORM": "talo", "WORDBASES": "+talo(talo)"}],
        "outo": [{}],
    }

    def analyze(self, word: str) -> list[dict[str, str]]:
        return self.WORDS.get(word, [])


@pytest.fixture
def forgetful() -> Iterator[None]:
    lemmas.forms.cache_clear()
    yield
    lemmas.forms.cache_clear()


@pytest.fixture
def without(forgetful: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lemmas, "_handle", lambda: None)


@pytest.fixture
def with_dictionary(forgetful: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lemmas, "_handle", Dictionary)


@pytest.fixture
def voikko(forgetful: None) -> None:
    if not lemmas.is_available():
        pytest.skip("libvoikko and its Finnish dictionary are not on this machine (pip: luotsi[voikko]).")


def words_added(text: str, language: str = "fi") -> list[tuple[str, int]]:
    return list(enrich(text, language, NO_TERMS, with_lemmas=lemmas.is_available()).added)


def test_without_a_dictionary_nothing_is_added(without: None) -> None:
    assert not lemmas.is_available()
    assert lemmas.forms("hammaslääkäriin") == ()
    assert words_added("hammaslääkäriin äidille") == []


def test_base_forms_and_parts_of_a_compound_are_added_at_the_words_place(with_dictionary: None) -> None:
    assert words_added("Aika äidille HAMMASLÄÄKÄRIIN") == [
        ("aiti", 1),
        ("hammaslaakari", 2),
        ("hammas", 2),
        ("laakari", 2),
    ]


def test_an_ending_is_no_part_and_a_word_is_not_added_to_itself(with_dictionary: None) -> None:
    assert lemmas.forms("talossa") == ("talo",)
    assert lemmas.forms("talo") == lemmas.forms("outo") == lemmas.forms("ei") == lemmas.forms("xqz") == ()


def test_only_finnish_is_read_with_it(with_dictionary: None) -> None:
    assert words_added("talossa", "sv") == words_added("talossa", "") == []


def test_a_classifier_is_learnt_again_when_a_dictionary_comes_or_goes(
    monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    monkeypatch.setattr(lemmas, "_handle", lambda: None)
    before = learning.fingerprint(MEANINGS, ())
    monkeypatch.setattr(lemmas, "_handle", Dictionary)
    assert learning.fingerprint(MEANINGS, ()) != before


def test_a_classifier_learnt_without_it_reads_without_it_and_the_other_way_round(
    monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    monkeypatch.setattr(lemmas, "_handle", lambda: None)
    plain = learning.learn(MEANINGS, ())
    monkeypatch.setattr(lemmas, "_handle", Dictionary)
    assert not Model(plain).with_lemmas
    learnt = learning.learn(MEANINGS, ())
    assert Model(learnt).with_lemmas
    monkeypatch.setattr(lemmas, "_handle", lambda: None)
    moved = Model(learnt)
    assert not moved.with_lemmas
    assert moved.guesses(moved.understand("hammas särkee", "fi"), 1)[0].key == "toothache"


def test_real_base_forms(voikko: None) -> None:
    assert set(lemmas.forms("hammaslääkäriin")) == {"hammaslaakari", "hammas", "laakari"}
    assert "aiti" in lemmas.forms("äidille")
    assert "kotihoito" in lemmas.forms("kotihoidosta")
    assert lemmas.forms("qzxw") == ()


def test_with_the_real_dictionary_a_bent_word_is_recognised_that_was_only_taught_otherwise(
    voikko: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chance(arrays: dict[str, np.ndarray]) -> float:
        model = Model(arrays)
        found = model.guesses(model.understand("äidinkin", "fi"), 10)
        return next(guess.probability for guess in found if (guess.kind, guess.key) == (PATH, "home-care"))

    helped = chance(learning.learn(MEANINGS, ()))
    monkeypatch.setattr(lemmas, "_handle", lambda: None)
    assert helped > chance(learning.learn(MEANINGS, ()))


def test_the_real_dictionary_takes_any_word_from_several_threads(voikko: None) -> None:
    words = ["\x00abc", "a" * 60, "äöå", "🦷🦷🦷", "123", "e-pilleri", "kissa", "\u0301\u0301\u0301"]
    faults: list[BaseException] = []

    def read() -> None:
        try:
            for number in range(50):
                lemmas.forms.cache_clear()
                for word in words:
                    lemmas.forms(word + str(number % 3 or ""))
        except BaseException as fault:
            faults.append(fault)
            raise

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert faults == []
