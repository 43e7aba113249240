"""What a message is, from what it may mean: each sense, and what comes before what."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.assistant.deciding import are_close, sensed
from luotsi.understanding.types import Guess, Understood

few = settings(max_examples=120, deadline=None)


def understood(
    *guesses: tuple[str, str, float], words: int = 5, known: float = 0.9, telling: float = 0.9
) -> Understood:
    """Guesses as understanding gives them: kind, key, probability, the likeliest first."""
    ordered = sorted((Guess(*guess) for guess in guesses), key=lambda guess: -guess.probability)
    return Understood(tuple(ordered), "fi", 0.9, known, words, telling)


TEETH = ("path", "toothache", 0.8)


def test_a_likely_path_is_a_need() -> None:
    found = sensed(understood(TEETH, ("path", "money", 0.1)))
    assert (found.sense, found.act, found.authorities) == ("need", "", ())
    assert dict(found.paths) == {"toothache": 0.8, "money": 0.1}
    assert list(found.paths) == ["toothache", "money"]


def test_wanting_a_person_comes_before_what_it_is_about() -> None:
    found = sensed(understood(("act", "person", 0.5), ("path", "low-mood", 0.3)))
    assert (found.sense, found.act) == ("person", "person")
    found = sensed(understood(("act", "machine", 0.4), ("act", "person", 0.2), (*TEETH[:2], 0.1)))
    assert (found.sense, found.act) == ("person", "machine")


def test_the_path_about_reaching_a_person_says_the_same_as_the_wish() -> None:
    reasons = {"talk-to-a-person": "human_request", "toothache": "dental_acute"}
    found = sensed(understood(("path", "talk-to-a-person", 0.5), (*TEETH[:2], 0.2)), reasons)
    assert (found.sense, found.act) == ("person", "person")
    assert list(found.paths) == ["toothache"]


def test_the_path_about_opening_hours_joins_the_question_for_them_only_when_it_is_asked() -> None:
    reasons = {"opening-hours": "opening_contact"}
    asked = understood(("path", "opening-hours", 0.4), ("act", "location", 0.2))
    assert (sensed(asked, reasons).sense, sensed(asked, reasons).act) == ("act", "location")
    told = sensed(understood(("path", "opening-hours", 0.8)), reasons)
    assert (told.sense, list(told.paths)) == ("need", ["opening-hours"])


def test_what_is_hardly_known_and_like_no_path_is_nothing() -> None:
    assert sensed(understood(("path", "money", 0.05), known=0.62)).sense == "nothing"
    assert sensed(understood(("path", "money", 0.6), known=0.62)).sense == "need"


def test_a_person_named_beside_a_clear_need_does_not_hide_it() -> None:
    assert sensed(understood(TEETH, ("act", "person", 0.15))).sense == "need"


def test_a_person_is_recognised_in_words_that_are_hardly_known() -> None:
    assert sensed(understood(("act", "person", 0.6), known=0.2)).sense == "person"


@pytest.mark.parametrize("act", ["greeting", "thanks", "feedback", "abuse", "opening_hours", "phone_number"])
def test_other_acts_must_be_clear(act: str) -> None:
    found = sensed(understood(("act", act, 0.7), ("path", "toothache", 0.2)))
    assert (found.sense, found.act) == ("act", act)
    assert sensed(understood(("act", act, 0.1), TEETH)).sense == "need"


@pytest.mark.parametrize("told", [{"words": 0}, {"known": 0.1}, {"words": 0, "known": 0.0}])
def test_nothing_said_and_gibberish_are_nothing(told: dict[str, float]) -> None:
    assert sensed(understood(TEETH, **told)).sense == "nothing"  # type: ignore[arg-type]


def test_nothing_at_all_is_nothing() -> None:
    assert sensed(Understood()).sense == "nothing"
    assert sensed(Understood(is_ready=False)).sense == "nothing"


def test_another_authority_is_named_with_one_that_is_nearly_as_likely() -> None:
    found = sensed(understood(("authority", "kela", 0.7), ("authority", "tax", 0.1), ("path", "money", 0.1)))
    assert (found.sense, found.authorities) == ("out_of_scope", ("kela",))
    found = sensed(understood(("authority", "tax", 0.4), ("authority", "kela", 0.4), ("path", "money", 0.1)))
    assert found.authorities == ("kela", "tax")


def test_an_authority_beside_a_likelier_path_does_not_decline_a_need() -> None:
    assert sensed(understood(TEETH, ("authority", "kela", 0.19))).sense == "need"


def test_a_path_that_leads_to_another_authority_gives_way_to_its_name() -> None:
    guesses = (("path", "another-authority", 0.3), ("authority", "police", 0.35))
    assert sensed(understood(*guesses), {"another-authority": "other_authority"}).authorities == ("police",)
    lone = sensed(
        understood(("path", "another-authority", 0.6), ("authority", "police", 0.001)),
        {"another-authority": "other_authority"},
    )
    assert (lone.sense, lone.authorities) == ("out_of_scope", ())
    ours = understood(("path", "another-authority", 0.2), ("path", "money", 0.6))
    assert sensed(ours, {"another-authority": "other_authority"}).sense == "need"


def test_what_nobody_handles_is_out_of_scope_without_a_name() -> None:
    found = sensed(understood(("out_of_scope", "out_of_scope", 0.6), ("path", "money", 0.1)))
    assert (found.sense, found.authorities) == ("out_of_scope", ())


def test_vague_words_ask_for_a_question() -> None:
    assert sensed(understood(("act", "vague", 0.5), ("path", "low-mood", 0.2), words=2)).sense == "vague"


def test_a_long_story_that_sounds_a_bit_vague_is_a_need_all_the_same() -> None:
    guesses = (("act", "vague", 0.3), ("path", "low-mood", 0.25))
    assert sensed(understood(*guesses, words=4)).sense == "vague"
    assert sensed(understood(*guesses, words=40)).sense == "need"


def test_a_word_that_is_used_of_everything_asks_for_a_question() -> None:
    assert sensed(understood(("path", "health-station", 0.5), words=1, telling=0.2)).sense == "vague"
    assert sensed(understood(("path", "toothache", 0.5), words=1, telling=0.9)).sense == "need"


def test_few_words_that_fit_many_paths_a_little_ask_for_a_question() -> None:
    flat = tuple(("path", f"path{number}", 0.05) for number in range(10))
    assert sensed(understood(*flat, words=2)).sense == "vague"
    assert sensed(understood(*flat, words=30)).sense == "need"


def test_two_paths_that_are_meant_about_equally_are_close() -> None:
    assert are_close({"a": 0.45, "b": 0.4, "c": 0.05})
    assert not are_close({"a": 0.8, "b": 0.1})
    assert not are_close({"a": 0.2, "b": 0.19, "c": 0.18}), "a third is as likely"
    assert not are_close({"a": 0.9})
    assert not are_close({})


guesses = st.lists(
    st.tuples(
        st.sampled_from(["path", "act", "authority", "out_of_scope"]),
        st.sampled_from(["person", "machine", "vague", "greeting", "opening_hours", "kela", "tax", "money"]),
        st.floats(0, 1),
    ),
    max_size=8,
    unique_by=lambda guess: guess[:2],
)


@few
@given(guesses, st.integers(0, 60), st.floats(0, 1), st.floats(0, 1))
def test_whatever_comes_up_has_one_sense_and_all_its_paths(
    drawn: list[tuple[str, str, float]], words: int, known: float, telling: float
) -> None:
    found = sensed(understood(*drawn, words=words, known=known, telling=telling))
    assert set(found.paths) == {key for kind, key, _ in drawn if kind == "path"}
    assert bool(found.act) == (found.sense in {"person", "act", "vague"})
    assert len(found.authorities) <= 2
    assert found.sense == "out_of_scope" or not found.authorities
    assert found == sensed(understood(*drawn, words=words, known=known, telling=telling))
