"""Residents tell how and when they want advice; the county sees wishes, never a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from luotsi.feedback import wish_actions, wish_queries, wish_rules
from luotsi.feedback.models import WishRow
from luotsi.feedback.types import LONGEST_WORDS
from luotsi.feedback.wish_types import (
    FEWEST_SHOWN,
    SurveyClosedError,
    SurveyRefusedError,
    Wish,
    WishRefusedError,
)
from luotsi.foundation import clock

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 25, 21, 47, 33, tzinfo=clock.HELSINKI)
TODAY = MOMENT.date()
CALL = Wish(channels=("phone",), hours=("evening", "night"))


@pytest.fixture(autouse=True)
def this_evening() -> object:
    with clock.frozen_at(MOMENT):
        yield


def opened(days: int = 7) -> int:
    return wish_actions.open_survey(TODAY, TODAY + timedelta(days=days), by=1).id


def test_nobody_is_asked_before_the_county_asks_nor_after_the_last_day() -> None:
    with pytest.raises(SurveyClosedError):
        wish_actions.give_wish(CALL, "fi")
    wish_actions.open_survey(TODAY + timedelta(days=1), TODAY + timedelta(days=2), by=1)
    found = [bool(wish_queries.open_survey(TODAY + timedelta(days=day))) for day in range(4)]
    assert found == [False, True, True, False]


def test_a_survey_can_be_closed_at_once_and_says_who_did() -> None:
    survey = opened()
    wish_actions.close_survey(survey, by=2)
    wish_actions.close_survey(survey, by=3)
    (closed,) = wish_queries.surveys()
    assert (closed.opened_by, closed.closed_by, closed.is_over(TODAY)) == (1, 2, True)
    with pytest.raises(SurveyClosedError):
        wish_actions.give_wish(CALL, "fi")


def test_one_survey_at_a_time_and_with_days_that_make_sense() -> None:
    with pytest.raises(SurveyRefusedError):
        wish_actions.open_survey(TODAY, TODAY - timedelta(days=1), by=1)
    with pytest.raises(SurveyRefusedError):
        wish_actions.open_survey(date(2020, 1, 1), date(2020, 2, 1), by=1)
    survey = opened()
    with pytest.raises(SurveyRefusedError) as refused:
        opened()
    assert refused.value.why == "open"
    wish_actions.close_survey(survey, by=1)
    assert opened() != survey


def test_nothing_tells_who_answered_or_at_which_minute_and_words_are_masked() -> None:
    opened()
    wish_actions.give_wish(Wish(words="Soita 040 123 4567 \x00"), "fi")
    row = WishRow.objects.get()
    assert (row.given_at.minute, row.given_at.second) == (0, 0)
    assert row.words == "Soita [puhelinnumero peitetty]"
    columns = {field.name for field in WishRow._meta.get_fields()}
    assert columns == {"id", "survey", "choices", "words", "language", "given_at"}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(), "channels"),
        (Wish(channels=("pigeon",)), "channels"),
        (Wish(themes=("oral_health", "nonsense")), "themes"),
        (Wish(words="x" * (LONGEST_WORDS + 1)), "words"),
    ],
)
def test_nonsense_is_refused_by_name_and_nothing_is_stored(wish: Wish, field: str) -> None:
    opened()
    with pytest.raises(WishRefusedError) as refused:
        wish_actions.give_wish(wish, "fi")
    assert {problem.field for problem in refused.value.problems} == {field}
    assert not WishRow.objects.exists()


def test_below_five_answers_only_their_number_is_told() -> None:
    survey = opened()
    for number in range(1, FEWEST_SHOWN + 1):
        wish_actions.give_wish(Wish(channels=("phone",), words="Iltaisin."), "fi")
        results = wish_queries.results(survey)
        assert results.total == number
        assert results.are_shown == bool(results.counts) == bool(results.words) == (number >= FEWEST_SHOWN)


def test_every_choice_is_counted_once_an_answer_also_those_that_nobody_made() -> None:
    survey = opened()
    for _number in range(4):
        wish_actions.give_wish(Wish(channels=("phone", "phone"), hours=("evening", "night")), "fi")
    wish_actions.give_wish(Wish(channels=("chat",), words="Chat sopii."), "fi")
    counts = wish_queries.results(survey).counts
    assert (counts["channels"]["phone"].total, counts["channels"]["chat"].total) == (4, 1)
    assert counts["hours"]["evening"].languages == {"fi": 4}
    assert counts["channels"]["visit"].total == 0


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"fi": 20, "sv": 6}, ["fi", "sv"]),
        ({"fi": 20, "sv": 2, "en": 3}, ["fi"]),
        ({"fi": 20, "sv": 2}, []),
        ({"fi": 20, "sv": 7, "en": 1}, ["fi"]),
        ({"fi": 5}, ["fi"]),
    ],
)
def test_a_language_with_few_answers_is_not_told_nor_found_by_subtraction(
    answers: dict[str, int], shown: list[str]
) -> None:
    assert list(wish_rules.languages_to_show(answers)) == shown


@settings(max_examples=50)
@given(some.dictionaries(some.sampled_from(["fi", "sv", "en"]), some.integers(1, 30)))
def test_whatever_the_numbers_no_small_group_can_be_told_apart(answers: dict[str, int]) -> None:
    shown = wish_rules.languages_to_show(answers)
    hidden = sum(answers.values()) - sum(shown.values())
    assert all(count >= FEWEST_SHOWN for count in shown.values())
    assert hidden == 0 or hidden >= FEWEST_SHOWN or not shown


def test_answers_are_erased_after_ninety_days_and_the_survey_stays() -> None:
    survey = opened(days=200)
    wish_actions.give_wish(CALL, "fi")
    assert wish_actions.erase_old_wishes(MOMENT + timedelta(days=89)) == 0
    assert wish_actions.erase_old_wishes(MOMENT + timedelta(days=91)) == 1
    assert wish_queries.results(survey).total == 0
    assert len(wish_queries.surveys()) == 1
