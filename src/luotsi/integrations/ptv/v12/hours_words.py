"""Words for hours that opening hours cannot say: every other week, and by appointment on single days."""

from __future__ import annotations

from collections.abc import Mapping

from luotsi.organisation.calendar import Span
from luotsi.organisation.holidays import NAMES

_DAYS: Mapping[str, tuple[str, ...]] = {
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_WEEKS: Mapping[str, Mapping[str, str]] = {
    "OddWeeks": {"fi": "parittomilla viikoilla", "sv": "udda veckor", "en": "in odd weeks"},
    "EvenWeeks": {"fi": "parillisilla viikoilla", "sv": "jämna veckor", "en": "in even weeks"},
}
_SOME_WEEKS = {"fi": "joillakin viikoilla", "sv": "vissa veckor", "en": "in some weeks"}
_APPOINTMENT = {"fi": "ajanvarauksella", "sv": "med tidsbokning", "en": "by appointment"}


def joined(*texts: Mapping[str, str]) -> dict[str, str]:
    """Texts in one map, as paragraphs; what is said already is not said again."""
    made: dict[str, str] = {}
    for one in texts:
        for language, text in one.items():
            before = made.get(language, "")
            if not before:
                made[language] = text
            elif text not in before.split("\n\n"):
                made[language] = f"{before}\n\n{text}"
    return made


def every_other_week(day: int, span: Span, repetition: str | None) -> dict[str, str]:
    """Such as "maanantai 8.00–10.00, parillisilla viikoilla"."""
    weeks = _WEEKS.get(repetition or "", _SOME_WEEKS)
    return {
        language: f"{names[day]} {_times(span, language)}, {weeks[language]}"
        for language, names in _DAYS.items()
    }


def by_appointment(span: Span, status: str, repetition: str | None) -> dict[str, str]:
    """Such as "8.00–10.00, ajanvarauksella"."""
    added = _APPOINTMENT if status == "OpenOnReservation" else _WEEKS.get(repetition or "", _SOME_WEEKS)
    return {language: f"{_times(span, language)}, {added[language]}" for language in _DAYS}


def on_holiday(code: str, note: Mapping[str, str]) -> dict[str, str]:
    """What is said of a holiday, with its name before it; in other languages the name is English."""
    names = NAMES[code]
    return {language: f"{names.get(language, names['en'])}: {text}" for language, text in note.items()}


def _times(span: Span, language: str) -> str:
    form = "{0:%H}:{0:%M}" if language == "en" else "{0:%-H}.{0:%M}"
    closes = "24:00" if f"{span.closes:%H%M}" == "0000" and language == "en" else form.format(span.closes)
    return f"{form.format(span.opens)}–{closes}"
