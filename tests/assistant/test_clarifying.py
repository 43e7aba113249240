"""The question asked is the one whose answer is expected to tell most, and it can change the offer."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.assistant import clarifying
from luotsi.assistant.clarifying import (
    DONT_KNOW,
    LEAST_GAIN,
    MOST_OPTIONS,
    OFFERED,
    SLIP,
    FacetView,
    after,
    choose,
)
from luotsi.guidance.facets import facets

few = settings(max_examples=120, deadline=None)

WHO = FacetView("who", ("self", "child", "other"), 0.0)
AREA = FacetView("area", tuple(f"a{number}" for number in range(10)), 0.0)
HELP = FacetView("help", ("talk", "money"), 0.1)
FACETS = (WHO, AREA, HELP)
OPTIONS = {facet.code: facet.options for facet in FACETS}
PATHS = tuple(f"path{number}" for number in range(8))

weights = st.lists(st.floats(0.001, 1), min_size=1, max_size=len(PATHS))


@st.composite
def situations(draw: st.DrawFn) -> tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]]:
    """What is likely, and what the paths fill in."""
    drawn = draw(weights)
    likely = {path: weight / sum(drawn) for path, weight in zip(PATHS, drawn, strict=False)}
    filled = {
        path: {
            facet.code: tuple(draw(st.lists(st.sampled_from(facet.options), unique=True, max_size=3)))
            for facet in FACETS
        }
        for path in likely
    }
    return likely, filled


answers = st.dictionaries(
    st.sampled_from(["who", "area", "help"]), st.sampled_from(["self", "a1", "talk", DONT_KNOW])
)


def offer(likely: Mapping[str, float]) -> frozenset[str]:
    return frozenset(sorted(likely, key=lambda path: (-likely[path], path))[:OFFERED])


def test_entropy_by_hand() -> None:
    assert clarifying._bits(np.array([0.5, 0.5])) == pytest.approx(1.0)
    assert clarifying._bits(np.full((2, 2), 0.25)) == pytest.approx(2.0)
    assert clarifying._bits(np.array([1.0, 0.0])) == 0.0
    assert clarifying._bits(np.array([])) == 0.0


def four_paths(
    fits: Mapping[str, tuple[str, ...]],
) -> tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]]:
    """Four paths alike, so that an offer of three leaves one out."""
    return dict.fromkeys(fits, 0.25), {path: {"who": options} for path, options in fits.items()}


def test_the_gain_of_a_question_by_hand() -> None:
    """Two paths are for oneself and two for a child; one in ten answers anyhow, among three options."""
    likely, filled = four_paths({"a": ("self",), "b": ("self",), "c": ("child",), "d": ("child",)})
    choice = choose(likely, (WHO,), {}, filled)
    assert choice is not None
    slip = SLIP / 3
    right = 1 - SLIP + slip
    told = 2 * 0.25 * right + 2 * 0.25 * slip  # how probable the answer "self" is, and "child" alike
    shares = (0.25 * right / told, 0.25 * slip / told)
    known = -2 * sum(share * math.log2(share) for share in shares)
    expected = 2.0 - (2 * told * known + slip * 2.0)  # "other" tells nothing
    assert choice.gain == pytest.approx(expected)
    assert choice.options == ("self", "child", "other")


def test_an_answer_makes_likelier_and_rules_nothing_out() -> None:
    likely, filled = four_paths({"a": ("self",), "b": ("self", "child"), "c": ("child",), "d": ()})
    now = after(likely, {"who": "self"}, filled, OPTIONS)
    assert sum(now.values()) == pytest.approx(1)
    assert now["a"] > now["b"] > now["d"] > now["c"] > 0


@few
@given(situations())
def test_dont_know_and_unknown_answers_change_nothing(
    situation: tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]],
) -> None:
    likely, filled = situation
    for said in ({"who": DONT_KNOW}, {"path": "path1"}, {"who": "nobody"}, {"municipality": "001"}, {}):
        assert after(likely, said, filled, OPTIONS) == pytest.approx(likely)


@few
@given(situations(), answers)
def test_what_is_likely_adds_up_to_one_and_keeps_every_path(
    situation: tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]], said: dict[str, str]
) -> None:
    likely, filled = situation
    now = after(likely, said, filled, OPTIONS)
    assert set(now) == set(likely)
    assert sum(now.values()) == pytest.approx(1)
    assert all(share > 0 for share in now.values())


@few
@given(situations(), answers)
def test_a_question_is_new_brings_something_and_shows_options_in_their_order(
    situation: tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]], said: dict[str, str]
) -> None:
    likely, filled = situation
    choice = choose(likely, FACETS, said, filled)
    if choice is None:
        return
    facet = next(facet for facet in FACETS if facet.code == choice.facet)
    assert choice.facet not in said
    assert choice.gain >= LEAST_GAIN + facet.burden > 0
    assert 2 <= len(choice.options) <= MOST_OPTIONS
    assert list(choice.options) == [option for option in facet.options if option in choice.options]
    assert choose(likely, FACETS, said, filled) == choice


@few
@given(situations())
def test_every_gain_is_zero_or_more(
    situation: tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]],
) -> None:
    likely, filled = situation
    for facet in FACETS:
        judged = clarifying._judged(likely, facet, filled)
        assert judged is None or judged[1].gain >= -1e-9


@few
@given(situations())
def test_the_answers_shown_never_all_lead_to_the_same_offer(
    situation: tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]],
) -> None:
    likely, filled = situation
    choice = choose(likely, FACETS, {}, filled)
    if choice is not None:
        offers = {offer(after(likely, {choice.facet: option}, filled, OPTIONS)) for option in choice.options}
        assert len(offers) > 1


@few
@given(situations(), st.data())
def test_never_more_than_three_in_a_row_whatever_is_answered(
    situation: tuple[dict[str, float], dict[str, dict[str, tuple[str, ...]]]], data: st.DataObject
) -> None:
    likely, filled = situation
    more = (*FACETS, FacetView("age", ("young", "old"), 0.0), FacetView("tried", ("no", "yes"), 0.0))
    said: dict[str, str] = {}
    while (choice := choose(likely, more, said, filled)) is not None:
        assert len(said) < clarifying.MOST_IN_A_ROW
        said[choice.facet] = data.draw(st.sampled_from([*choice.options, DONT_KNOW]))


def test_nothing_is_asked_where_all_paths_fit_every_answer_or_one_path_is_left() -> None:
    likely, filled = four_paths({"a": (), "b": (), "c": (), "d": ()})
    assert choose(likely, (WHO,), {}, filled) is None
    assert choose({"a": 1.0}, (WHO,), {}, {"a": {"who": ("self",)}}) is None
    assert choose({}, (WHO,), {}, {}) is None


def test_a_burden_keeps_a_question_back() -> None:
    likely, filled = four_paths({"a": ("self",), "b": ("self",), "c": ("child",), "d": ("child",)})
    heavy = FacetView("who", WHO.options, 1.0)
    assert choose(likely, (heavy,), {}, filled) is None
    lighter = FacetView("who", WHO.options, 0.3)
    assert choose(likely, (lighter,), {}, filled) is not None


def test_of_equal_questions_the_first_facet_is_asked() -> None:
    likely, filled = four_paths({"a": ("self",), "b": ("self",), "c": ("child",), "d": ("child",)})
    twin = FacetView("twin", WHO.options, 0.0)
    filled = {path: {**fits, "twin": fits["who"]} for path, fits in filled.items()}
    assert choose(likely, (twin, WHO), {}, filled).facet == "twin"  # type: ignore[union-attr]
    assert choose(likely, (WHO, twin), {}, filled).facet == "who"  # type: ignore[union-attr]


def test_shares_that_do_not_add_up_to_one_are_judged_as_if_they_did() -> None:
    likely, filled = four_paths({"a": ("self",), "b": ("self",), "c": ("child",), "d": ("child",)})
    small = {path: share / 10 for path, share in likely.items()}
    assert choose(small, (WHO,), {}, filled) == choose(likely, (WHO,), {}, filled)


def test_the_packaged_facets_are_light_and_named_in_three_languages() -> None:
    for facet in facets().values():
        assert 0 <= facet.burden < 1
        assert set(facet.ask) == {"fi", "sv", "en"}
        assert len(facet.options) >= 2
        assert DONT_KNOW not in facet.options
        for label in (facet.ask, *facet.options.values()):
            assert all(label[language].strip() for language in ("fi", "sv", "en"))
        for language in ("fi", "sv", "en"):
            labels = [label[language] for label in facet.options.values()]
            assert len(set(labels)) == len(labels)
