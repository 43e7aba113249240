"""An answer in words, as the person who gave it would say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext, override

from luotsi.flows.document import (
    BaseQuestion,
    ChoiceQuestion,
    DateQuestion,
    MunicipalityQuestion,
    NumberQuestion,
    SeveralQuestion,
)
from luotsi.flows.types import DONT_KNOW, NONE
from luotsi.foundation.languages import Worded, pick
from luotsi.organisation import municipalities


def of_answer(question: BaseQuestion, values: Iterable[str], language: str) -> tuple[Worded, ...]:
    """The words of each value; a value that does not fit the question is shown as it is."""
    with override(language):
        return tuple(_word(question, value, language) for value in values)


def _word(question: BaseQuestion, value: str, language: str) -> Worded:
    if value in {DONT_KNOW, NONE}:
        return Worded(gettext("I don’t know") if value == DONT_KNOW else gettext("None of these"), language)
    if isinstance(question, ChoiceQuestion | SeveralQuestion):
        option = question.options.get(value)
        return pick(option.label, language) if option else Worded(value, language)
    if isinstance(question, NumberQuestion):
        unit = pick(question.unit or {}, language)
        return Worded(f"{value} {unit.text}".strip(), unit.language if unit else language, unit.is_fallback)
    if isinstance(question, MunicipalityQuestion):
        return _municipality(value, language)
    return Worded(_day(value) if isinstance(question, DateQuestion) else _yes_no(value), language)


def _yes_no(value: str) -> str:
    return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)


def _day(value: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day}.{day.month}.{day.year}"


def _municipality(code: str, language: str) -> Worded:
    try:
        return pick(municipalities.municipality(code).names, language)
    except LookupError:
        return Worded(code, language)
