"""Opens and closes surveys of wishes, keeps their answers and erases old ones."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from luotsi.feedback import wish_queries
from luotsi.feedback.erasing import erase_before
from luotsi.feedback.models import SurveyRow, WishRow
from luotsi.feedback.rules import KEPT_FOR, tidy, to_the_hour
from luotsi.feedback.wish_rules import problems_of
from luotsi.feedback.wish_types import (
    Survey,
    SurveyClosedError,
    SurveyRefusedError,
    Wish,
    WishRefusedError,
)
from luotsi.foundation import clock
from luotsi.safety.masking import mask


def give_wish(wish: Wish, language: str) -> None:
    """Keep an answer of a page in `language`. Its words are masked, its time is the hour.

    Raises `SurveyClosedError`, or `WishRefusedError` that names every fault; then nothing is stored.
    """
    survey = wish_queries.open_survey(clock.today())
    if survey is None:
        raise SurveyClosedError
    if problems := tuple(problems_of(wish)):
        raise WishRefusedError(problems)
    WishRow.objects.create(
        survey_id=survey.id,
        choices={question: sorted(set(codes)) for question, codes in wish.choices.items() if codes},
        words=mask(tidy(wish.words), language).text,
        language=language,
        given_at=to_the_hour(clock.now()),
    )


@transaction.atomic
def open_survey(opens_on: date, closes_on: date, by: int | None) -> Survey:
    """Ask residents from one day to another, both included. Raises `SurveyRefusedError`."""
    today = clock.today()
    if closes_on < opens_on or closes_on < today:
        raise SurveyRefusedError("dates")
    if any(not survey.is_over(today) for survey in wish_queries.surveys()):
        raise SurveyRefusedError("open")
    SurveyRow.objects.create(opens_on=opens_on, closes_on=closes_on, opened_by=by, opened_at=clock.now())
    return wish_queries.surveys()[0]


def close_survey(survey: int, by: int | None) -> None:
    """Ask nobody any more, from now on. One that is closed already stays as it is."""
    SurveyRow.objects.filter(pk=survey, closed_at=None).update(closed_by=by, closed_at=clock.now())


def erase_old_wishes(now: datetime) -> int:
    """Erase answers older than 90 days at `now` (aware); how many there were. Repeatable."""
    return erase_before(WishRow, now - KEPT_FOR)
