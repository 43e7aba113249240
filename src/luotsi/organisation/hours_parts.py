"""The parts of opening hours: spans, weekly slots, weeks, exceptions; how they are written and read.

Written form, pleasant by hand in YAML and the same in JSON:
spans "8-16", "08:30-15:45", "22-6" (over midnight), "0-24"; slots "mon 8-16", "mon-fri 8-11, 12-16";
dates "2026-12-24", one or a pair "2026-12-24 - 2026-12-26".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""How weekdays are written, Monday first."""

_MIDNIGHT = time(0)
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?::\d{2})?\Z")


class HoursError(ValueError):
    """Opening hours that cannot be read. The message names the place and shows how to write it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Times of one day. `closes` not after `opens` means the next day; 00:00–00:00 is the whole day."""

    opens: time
    closes: time


WHOLE_DAY = Span(_MIDNIGHT, _MIDNIGHT)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A span on a weekday, Monday is 0."""

    day: int
    span: Span

    @classmethod
    def across(cls, day_from: int, opens: time, day_to: int, closes: time) -> tuple[Slot, ...]:
        """The slots of one unbroken period from one weekday to another, split at its midnights.

        A night (Friday 20 to Saturday 4) stays one slot, so that it belongs to Friday.
        """
        days = (day_to - day_from) % 7
        if days == 0 or (days == 1 and closes <= opens):
            return (cls(day_from, Span(opens, closes)),)
        middle = tuple(cls((day_from + later) % 7, WHOLE_DAY) for later in range(1, days))
        last = () if closes == _MIDNIGHT else (cls(day_to, Span(_MIDNIGHT, closes)),)
        return (cls(day_from, Span(opens, _MIDNIGHT)), *middle, *last)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A week's slots; valid always, or between two dates, both included. `note` is keyed by language."""

    slots: tuple[Slot, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    note: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_dated(self) -> bool:
        return self.valid_from is not None or self.valid_to is not None

    def covers(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @property
    def length(self) -> int:
        """Days of validity; the shorter of two dated weeks is the more special one."""
        return ((self.valid_to or date.max) - (self.valid_from or date.min)).days


@dataclass(frozen=True, slots=True)
class ExceptionalHours:
    """Days, both ends included, on which the usual does not hold.

    Closed: shut during `spans`. Open: open during `spans` only, whatever the weekday says. Without
    spans the whole day is meant. `note` is keyed by language.
    """

    first: date
    last: date
    is_closed: bool
    spans: tuple[Span, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict, hash=False)

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def read_spans(value: Any, where: str) -> tuple[Span, ...]:
    """Spans from "8-11, 12-16" or a list of such texts. Raises HoursError."""
    texts = value if isinstance(value, list | tuple) else [value]
    return tuple(
        _read_span(piece, where) for text in texts for piece in str(text).split(",") if piece.strip()
    )


def read_slots(value: Any, where: str) -> tuple[Slot, ...]:
    """Slots from a list of "mon-fri 8-11, 12-16". Raises HoursError."""
    texts = value if isinstance(value, list | tuple) else [value]
    slots = []
    for text in texts:
        days, _, spans = str(text).strip().partition(" ")
        if not spans.strip():
            raise HoursError(where, f"{text!r} needs a day and times, such as 'mon-fri 8-16'.")
        slots += [Slot(day, span) for day in _read_days(days, where) for span in read_spans(spans, where)]
    return tuple(sorted(set(slots)))


def write_span(span: Span) -> str:
    closes = "24:00" if span.closes == _MIDNIGHT else f"{span.closes:%H:%M}"
    return f"{span.opens:%H:%M}-{closes}"


def write_slot(slot: Slot) -> str:
    return f"{DAYS[slot.day]} {write_span(slot.span)}"


def read_date(value: Any, where: str) -> date | None:
    """A date from a date or "2026-12-24"; nothing stays nothing. Raises HoursError."""
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise HoursError(where, f"{value!r} is no date; write it as 2026-12-24.") from None


def read_note(value: Any, where: str) -> Mapping[str, str]:
    """A text keyed by language. Raises HoursError."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise HoursError(where, "a note is keyed by language, such as {fi: Soita ensin}.")
    return {str(language): str(text) for language, text in value.items() if text}


def read_weekly(value: Any, where: str) -> WeeklyHours:
    """Weekly hours from {slots, from, to, note}, or from slots alone. Raises HoursError."""
    row = _row({"slots": value} if isinstance(value, str | list) else value, where, WEEKLY_KEYS)
    hours = WeeklyHours(
        read_slots(row.get("slots") or [], where),
        read_date(row.get("from"), where),
        read_date(row.get("to"), where),
        read_note(row.get("note"), where),
    )
    if hours.valid_from and hours.valid_to and hours.valid_to < hours.valid_from:
        raise HoursError(where, f"ends on {hours.valid_to} before it begins on {hours.valid_from}.")
    return hours


def write_weekly(hours: WeeklyHours) -> dict[str, Any]:
    return _filled(
        {
            "slots": [write_slot(slot) for slot in hours.slots],
            "from": hours.valid_from and hours.valid_from.isoformat(),
            "to": hours.valid_to and hours.valid_to.isoformat(),
            "note": dict(hours.note),
        }
    )


def read_exception(value: Any, where: str) -> ExceptionalHours:
    """An exception from {from, to, closed: true or "12-14"} or {from, to, open: "10-12"}; else HoursError."""
    row = _row(value, where, EXCEPTION_KEYS)
    first = read_date(row.get("from"), where)
    if first is None:
        raise HoursError(where, "an exception needs its first day, such as {from: 2026-12-24, closed: true}.")
    last = read_date(row.get("to"), where) or first
    if last < first:
        raise HoursError(where, f"ends on {last} before it begins on {first}.")
    is_open, is_closed = row.get("open"), row.get("closed")
    if bool(is_open) == bool(is_closed):
        raise HoursError(where, "say either closed: true, closed: 12-14 or open: 10-12.")
    given = is_open or is_closed
    spans = () if given is True else read_spans(given, where)
    return ExceptionalHours(first, last, bool(is_closed), spans, read_note(row.get("note"), where))


def write_exception(exception: ExceptionalHours) -> dict[str, Any]:
    spans = [write_span(span) for span in exception.spans]
    return _filled(
        {
            "from": exception.first.isoformat(),
            "to": exception.last.isoformat() if exception.last != exception.first else None,
            "closed" if exception.is_closed else "open": spans or True,
            "note": dict(exception.note),
        }
    )


WEEKLY_KEYS = frozenset({"slots", "from", "to", "note"})
EXCEPTION_KEYS = frozenset({"from", "to", "open", "closed", "note"})


def _row(value: Any, where: str, keys: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise HoursError(where, f"expected {', '.join(sorted(keys))}, found {value!r:.60}.")
    unknown = sorted(str(key) for key in value if key not in keys)
    if unknown:
        raise HoursError(where, f"does not know {', '.join(unknown)}; it knows {', '.join(sorted(keys))}.")
    return value


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, {}, [])}


def _read_span(text: str, where: str) -> Span:
    opens, dash, closes = text.replace("–", "-").partition("-")
    if not dash:
        raise HoursError(where, f"{text.strip()!r} is no span of time; write it as 8-16 or 08:30-15:45.")
    return Span(_read_time(opens, where), _read_time(closes, where))


def _read_time(text: str, where: str) -> time:
    found = _TIME.match(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if (hour, minute) == (24, 0):
        return _MIDNIGHT
    if hour > 23 or minute > 59:
        raise HoursError(where, f"{text.strip()!r} is no time of day; write it as 8 or 15:45.")
    return time(hour, minute)


def _read_days(text: str, where: str) -> list[int]:
    first, dash, last = text.lower().replace("–", "-").partition("-")
    begins, ends = _read_day(first, where), _read_day(last if dash else first, where)
    return [(begins + later) % 7 for later in range((ends - begins) % 7 + 1)]


def _read_day(text: str, where: str) -> int:
    if text[:3] not in DAYS:
        raise HoursError(where, f"{text!r} is no weekday; write mon, tue, wed, thu, fri, sat or sun.")
    return DAYS.index(text[:3])
