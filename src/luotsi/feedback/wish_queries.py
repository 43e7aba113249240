"""What screens ask about the surveys of wishes."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.timezone import localtime

from luotsi.feedback import wish_rules
from luotsi.feedback.models import SurveyRow, WishRow
from luotsi.feedback.wish_types import FEWEST_SHOWN, Survey, WishResults, WishWords
from luotsi.foundation.clock import HELSINKI


def open_survey(today: date) -> Survey | None:
    """The survey to which residents may answer on this day."""
    rows = SurveyRow.objects.filter(closed_at=None, opens_on__lte=today, closes_on__gte=today)
    return next(map(_value, rows[:1]), None)


def surveys() -> list[Survey]:
    """All surveys, the newest first."""
    return [_value(row) for row in SurveyRow.objects.all()]


def results(survey: int) -> WishResults:
    """The answers to a survey that are still kept; from `FEWEST_SHOWN` on more than their number."""
    rows = WishRow.objects.filter(survey=survey)
    answers = list(rows.values_list("language", "choices"))
    if len(answers) < FEWEST_SHOWN:
        return WishResults(len(answers))
    languages = wish_rules.languages_to_show(Counter(language for language, _choices in answers))
    written = rows.exclude(words="").order_by("-given_at", "-pk")
    return WishResults(
        total=len(answers),
        languages=languages,
        counts=wish_rules.counted(answers, languages),
        words=tuple(
            WishWords(row.words, row.language, localtime(row.given_at, HELSINKI).date()) for row in written
        ),
    )


def _value(row: SurveyRow) -> Survey:
    return Survey(
        id=row.pk,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )
