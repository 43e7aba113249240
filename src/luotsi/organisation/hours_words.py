"""Opening hours in words, in three languages: whether it is open now, today and tomorrow, and the week.

Words are short, because they stand in badges: "Auki nyt, sulkeutuu klo 15". Unknown hours give no
words at all; a page must never turn "we do not know" into "closed".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import override

from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.languages import pick
from luotsi.organisation.calendar import DayHours, OpeningHours, Period
from luotsi.organisation.holidays import holiday_name

_SOON = timedelta(days=7)
"""An end further away than this is not worth saying in a badge."""


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One line of a week: "ma–pe", "8–16", and why it differs ("jouluaatto"), or nothing."""

    days: str
    times: str
    note: str = ""


def status_words(hours: OpeningHours, at: datetime, language: str) -> str:
    """Whether it is open at `at` (aware), and what happens next. Empty when hours are not known."""
    with override(language):
        if not hours.is_known:
            return _("By appointment only") if hours.is_reservation_only else ""
        words = _open_words(hours, at, language) if hours.is_open(at) else _closed_words(hours, at, language)
        if hours.is_reservation_only:
            return _("%(status)s. By appointment only") % {"status": words}
        return words


def today_tomorrow_words(hours: OpeningHours, at: datetime, language: str) -> str:
    """Such as "Tänään ma 8–15. Huomenna ti 8–15." Empty when hours are not known."""
    if not hours.is_known:
        return ""
    with override(language):
        if hours.never_closes:
            return _("Every day, around the clock.")
        today = at.astimezone(HELSINKI).date()
        values = {}
        for name, day in (("today", today), ("tomorrow", today + timedelta(days=1))):
            values[name] = f"{_day_name(day, language)} {_times(hours.day(day), language)}"
        return _("Today %(today)s. Tomorrow %(tomorrow)s.") % values


def week_words(hours: OpeningHours, on: date, language: str) -> list[HoursRow]:
    """The rows of the week that holds `on`; neighbouring days alike stand on one row.

    Empty when hours are not known.
    """
    if not hours.is_known:
        return []
    with override(language):
        if hours.never_closes:
            return [HoursRow(_("Every day"), _("around the clock"))]
        return [_row(group, language) for group in _alike(hours.week(on), language)]


def time_words(moment: time, language: str) -> str:
    """A time of day as people write it: "8", "15.30"; in English "8:00", "15:30"."""
    if language == "en":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else str(moment.hour)


def moment_words(moment: datetime, at: datetime, language: str) -> str:
    """A coming moment as seen from `at` (both aware): "klo 15", "huomenna klo 8", "ma klo 8"."""
    with override(language):
        return _when(moment.astimezone(HELSINKI), at, language)


def _open_words(hours: OpeningHours, at: datetime, language: str) -> str:
    closing = None if hours.never_closes else hours.closes_at(at)
    if closing is None or closing - at > _SOON:
        return _("Open around the clock")
    return _("Open now, closes %(when)s") % {"when": _when(closing, at, language)}


def _closed_words(hours: OpeningHours, at: datetime, language: str) -> str:
    opening = hours.next_opening(at)
    if opening is None:
        return _("Closed")
    return _("Closed, opens %(when)s") % {"when": _when(opening, at, language)}


def _when(moment: datetime, at: datetime, language: str) -> str:
    days = (moment.date() - at.astimezone(HELSINKI).date()).days
    values = {"time": time_words(moment.time(), language)}
    if moment.time() == time(0) and days == 1:
        return _("at midnight")
    if days == 0:
        return _("at %(time)s") % values
    if days == 1:
        return _("tomorrow at %(time)s") % values
    name = _day_name(moment.date(), language) if days < 7 else _date_words(moment.date(), language)
    return _("%(day)s at %(time)s") % {**values, "day": name}


def _row(group: list[DayHours], language: str) -> HoursRow:
    first, last = group[0], group[-1]
    names = [_day_name(day.day, language) for day in (first, last)]
    days = names[0] if len(group) == 1 else "–".join(names)
    if len(group) == 1 and (first.is_exceptional or first.holidays):
        days = f"{days} {_date_words(first.day, language)}"
    return HoursRow(days, _times(first, language), _note(first, language))


def _alike(days: tuple[DayHours, ...], language: str) -> Iterator[list[DayHours]]:
    group: list[DayHours] = []
    for day in days:
        if group and _key(group[0], language) != _key(day, language):
            yield group
            group = []
        group.append(day)
    if group:
        yield group


def _key(day: DayHours, language: str) -> tuple[str, str, bool]:
    return _times(day, language), _note(day, language), day.is_exceptional


def _note(day: DayHours, language: str) -> str:
    if day.note:
        return pick(day.note, language).text
    return ", ".join(holiday_name(code, language).text for code in day.holidays)


def _times(day: DayHours, language: str) -> str:
    if not day.periods:
        return _("closed")
    return ", ".join(_period_words(period, language) for period in day.periods)


def _period_words(period: Period, language: str) -> str:
    opens, closes = period.opens.time(), period.closes.time()
    if opens == closes == time(0):
        return _("around the clock")
    ends = time_words(closes, language) if closes != time(0) else ("24:00" if language == "en" else "24")
    return f"{time_words(opens, language)}–{ends}"


def _day_name(day: date, language: str) -> str:
    name = get_day_names("abbreviated", locale=language)[day.weekday()]
    return str(name).rstrip(".")


def _date_words(day: date, language: str) -> str:
    if language == "en":
        return str(format_date(day, "d MMM", locale="en"))
    return f"{day.day}.{day.month}."
