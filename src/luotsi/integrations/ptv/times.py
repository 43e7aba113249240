"""Days, times and dates as both versions of PTV's interface write them."""

from __future__ import annotations

from datetime import date, time

MIDNIGHT = time(0)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""Dates beyond these mean "always" or "until further notice" and would overflow what reckons with them."""

_DAYS = {name: number for number, name in enumerate(WEEKDAYS)}


class NotHours(ValueError):
    """Hours that cannot be understood; says why."""


def weekday(name: str | None) -> int:
    """Monday is 0. Raises `NotHours`."""
    try:
        return _DAYS[(name or "").strip().lower()]
    except KeyError:
        raise NotHours("not a day of the week") from None


def time_of_day(text: str | None) -> time:
    """A wall-clock time to the minute; 24:00 is midnight. Raises `NotHours`."""
    try:
        found = time.fromisoformat((text or "").strip())
    except ValueError:
        if (text or "").strip().startswith("24:00"):
            return MIDNIGHT
        raise NotHours("not a time of day") from None
    return found.replace(second=0, microsecond=0, tzinfo=None)


def within_reason(day: date) -> date:
    """The day, moved into the years that can be reckoned with."""
    return min(max(day, EARLIEST), LATEST)
