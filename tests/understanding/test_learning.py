"""The classifier learns a small world: the right meaning first, honestly unsure, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.understanding import artefact, learning, machines
from luotsi.understanding.lexicon import Term
from luotsi.understanding.model import Model, Reading
from luotsi.understanding.types import Meaning
from luotsi.understanding.weights import WEIGHT_STEP

from .world import ASKED, MEANINGS, MONEY, PATH, TEETH, TERMS

few = settings(max_examples=60, deadline=None)


def learnt(meanings: Sequence[Meaning], terms: Sequence[Term] = ()) -> dict[str, np.ndarray]:
    return learning.learn(sorted(meanings, key=lambda meaning: (meaning.kind, meaning.key)), terms)


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    return learnt(MEANINGS, TERMS)


@pytest.fixture(scope="module")
def model(arrays: dict[str, np.ndarray]) -> Model:
    return Model(arrays)


def best(model: Model, text: str, hint: str = "fi") -> str:
    return model.guesses(model.understand(text, hint), 1)[0].key


def reasons(model: Model, text: str, key: str, hint: str = "fi") -> list[str]:
    reading = model.understand(text, hint)
    return [reading.text.words[place] for place in model.because(reading, PATH, [key])[key]]


@pytest.mark.parametrize(("text", "language", "key"), ASKED)
def test_own_words_mean_the_right_thing(model: Model, text: str, language: str, key: str) -> None:
    assert best(model, text, language) == key


@pytest.mark.parametrize(("text", "language", "key"), ASKED)
def test_the_language_of_the_page_is_not_needed(model: Model, text: str, language: str, key: str) -> None:
    assert best(model, text, "") == key


@pytest.mark.parametrize(("text", "language"), [(text, language) for text, language, _ in ASKED])
def test_the_language_of_a_message_is_told(model: Model, text: str, language: str) -> None:
    assert model.understand(text, "").language == language


def test_the_language_of_nothing_is_not_told(model: Model) -> None:
    for text in ("", "🦷", "ьъы ыъь"):
        reading = model.understand(text, "fi")
        assert (reading.language, reading.margin) == ("", 0.0)


def test_the_same_world_gives_the_same_arrays_in_any_order(arrays: dict[str, np.ndarray]) -> None:
    again = learnt(list(reversed(MEANINGS)), TERMS)
    assert set(again) == set(arrays)
    for name, array in arrays.items():
        assert (again[name].dtype, again[name].tobytes()) == (array.dtype, array.tobytes()), name


def test_another_world_has_another_fingerprint() -> None:
    before = learning.fingerprint(MEANINGS, TERMS)
    assert before == learning.fingerprint(MEANINGS, tuple(reversed(TERMS)))
    assert before != learning.fingerprint(MEANINGS[1:], TERMS)
    assert before != learning.fingerprint(MEANINGS, TERMS[1:])
    more = Meaning(PATH, "money", {**MONEY.said, "fi": (*MONEY.said["fi"], "olen pa")}, MONEY.texts)
    changed = [more if meaning is MONEY else meaning for meaning in MEANINGS]
    assert before != learning.fingerprint(changed, TERMS)


def test_what_an_artefact_keeps_reads_as_what_was_learnt(
    arrays: dict[str, np.ndarray], model: Model, tmp_path: object
) -> None:
    artefact.write(tmp_path, arrays)  # type: ignore[arg-type]
    again = Model(artefact.read(tmp_path))  # type: ignore[arg-type]
    assert again.fingerprint == learning.fingerprint(MEANINGS, TERMS)
    for text, language, _ in ASKED:
        one, other = model.understand(text, language), again.understand(text, language)
        assert one.probabilities.tolist() == other.probabilities.tolist()


def test_the_lexicon_helps_where_examples_do_not(model: Model) -> None:
    plain = Model(learnt(MEANINGS))

    def chance(asked: Model, text: str, hint: str, key: str) -> float:
        found = asked.guesses(asked.understand(text, hint), 10)
        return next(guess.probability for guess in found if guess.key == key)

    for text, hint, key in [
        ("fyssarille", "fi", "back"),
        ("hilut", "fi", "money"),
        ("mummelille", "fi", "home-care"),
        ("stålar", "sv", "money"),
    ]:
        assert chance(model, text, hint, key) > chance(plain, text, hint, key) + 0.1
        assert best(model, text, hint) == key


def test_other_languages_and_gibberish_are_hardly_known(model: Model) -> None:
    for text in ("qwzx vbnmq xcvq", "Мне нужен врач", "我牙疼", "potrzebuję dżdżownicę", ""):
        assert model.understand(text, "fi").known < 0.5
    for text, language, _ in ASKED:
        assert model.understand(text, language).known > 0.5


def test_a_short_text_tells_how_telling_it_is(model: Model) -> None:
    assert model.understand("tandläkare", "sv").telling > model.understand("jag", "sv").telling
    assert model.understand("", "fi").telling == 1.0


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("hei, mun hammas särkee tosi kovasti", "toothache", {"hammas", "särkee"}),
        ("moi onko tietoa kun rahat on loppu", "money", {"rahat", "loppu"}),
        ("selkä jumissa ja rahat loppu", "back", {"selkä", "jumissa"}),
        ("selkä jumissa ja rahat loppu", "money", {"rahat", "loppu"}),
    ],
)
def test_the_reason_is_the_words_that_speak_for_it(
    model: Model, text: str, key: str, words: set[str]
) -> None:
    found = reasons(model, text, key)
    folded = {word.replace("ä", "a") for word in words}
    assert folded & set(found)
    assert 1 <= len(found) <= 4
    others = {"selka", "jumissa", "rahat", "loppu"} - folded if "ja rahat" in text else set()
    assert not others & set(found)


def test_a_lay_term_is_the_reason_that_is_shown(model: Model) -> None:
    """Not the word of the content that it stands for: the client did not write that."""
    assert reasons(model, "haluan fyssarille", "back")[-1:] == ["fyssarille"]


def test_nothing_speaks_for_what_is_not_known(model: Model) -> None:
    reading = model.understand("hammas särkee", "fi")
    assert model.because(reading, PATH, ["nowhere"]) == {}
    assert model.because(model.understand("", "fi"), PATH, ["toothache"]) == {"toothache": ()}
    assert model.not_learnt(PATH, ["toothache", "nowhere"]) == ["nowhere"]


@few
@given(st.one_of(st.text(max_size=300), st.text("\x00\ud800 🦷äö", max_size=40)))
def test_probabilities_add_up_to_one_whatever_is_written(model: Model, text: str) -> None:
    reading: Reading = model.understand(text, "fi")
    guesses = model.guesses(reading, 100)
    assert len(guesses) == len(MEANINGS)
    assert sum(guess.probability for guess in guesses) == pytest.approx(1, abs=1e-4)
    chances = [guess.probability for guess in guesses]
    assert chances == sorted(chances, reverse=True)
    assert 0 <= reading.known <= 1
    assert 0 <= reading.telling <= 1
    assert 0 <= reading.margin <= 1
    for meaning in MEANINGS:
        places = model.because(reading, meaning.kind, [meaning.key])[meaning.key]
        assert list(places) == sorted(set(places))
        assert all(place < len(reading.text.words) for place in places)


@pytest.mark.parametrize("said_around_them", ["all of them", "something else", ""])
def test_parts_of_a_text_are_read_as_each_alone(model: Model, said_around_them: str) -> None:
    texts = [text for text, language, _ in ASKED if language == "fi"] + ["", "xqz"]
    whole = " ".join(texts) if said_around_them == "all of them" else said_around_them
    read = model.guesses_each(texts, model.understand(whole, "fi"), "fi", 3)
    for text, together in zip(texts, read, strict=True):
        alone = model.guesses(model.understand(text, "fi"), 3)
        assert [guess.key for guess in together] == [guess.key for guess in alone]
        assert [guess.probability for guess in together] == pytest.approx(
            [guess.probability for guess in alone], abs=1e-3
        )


def test_small_weights_are_left_out(arrays: dict[str, np.ndarray]) -> None:
    weights = np.abs(arrays["model/weights"].astype(np.float32)) * WEIGHT_STEP
    used = weights[weights > 0]
    assert len(used)
    assert used.min() >= machines.LEAST_WEIGHT - WEIGHT_STEP / 2
    assert len(used) < len(arrays["model/buckets"]) * len(MEANINGS)


def test_a_single_meaning_is_always_guessed_and_none_gives_no_arrays() -> None:
    alone = Model(learnt([TEETH]))
    for text in ("hammas", "xqz", ""):
        guess = alone.guesses(alone.understand(text, "fi"), 5)
        assert [(one.key, one.probability) for one in guess] == [("toothache", 1.0)]
    assert learnt([]) == {}
    assert learnt([Meaning(PATH, "silent", {"fi": ("", "🦷")})]) == {}


def test_a_meaning_without_examples_says_no_and_hurts_nobody() -> None:
    model = Model(learnt([*MEANINGS, Meaning(PATH, "silent", {})]))
    assert best(model, "hammas särkee") == "toothache"
    assert model.not_learnt(PATH, ["silent"]) == []
    assert model.guesses(model.understand("hammas särkee", "fi"), 10)[-1].probability < 0.2


def test_hostile_examples_are_learnt_as_they_are() -> None:
    odd = Meaning(PATH, "odd", {"fi": ("\ud800 outo \x00", "<b>outo</b> juttu", "outo " * 500)})
    model = Model(learnt([*MEANINGS, odd]))
    assert best(model, "outo") == "odd"


def test_every_meaning_knows_what_it_was_taught(model: Model) -> None:
    """A classifier that cannot tell its own examples apart has learnt nothing."""
    for meaning in MEANINGS:
        for language, said in meaning.said.items():
            assert [text for text in said if best(model, text, language) != meaning.key] == []
