"""Opening hours as one immutable object, read by pages, queues and deadlines alike.

What counts on a day, the first that speaks: exceptionally closed > exceptionally open > holiday >
dated weekly hours > weekly hours > always open. A slot belongs to the day on which it begins and may
run over midnight; an exceptional closing cuts whatever falls inside it. Times are wall-clock times of
Europe/Helsinki; moments are compared in UTC, so the nights on which clocks change are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from luotsi.foundation.clock import HELSINKI
from luotsi.organisation.holidays import NAMES, PUBLIC, holidays_on
from luotsi.organisation.hours_parts import (
    WHOLE_DAY,
    ExceptionalHours,
    HoursError,
    Slot,
    Span,
    WeeklyHours,
    read_exception,
    read_spans,
    read_weekly,
    write_exception,
    write_span,
    write_weekly,
)

__all__ = [
    "DayHours",
    "ExceptionalHours",
    "HORIZON",
    "HoursError",
    "OpeningHours",
    "Period",
    "Slot",
    "Span",
    "WHOLE_DAY",
    "WeeklyHours",
]

HORIZON = timedelta(days=400)
"""How far `next_opening` and `closes_at` look. Hours planned further ahead are not promised to anybody."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another, both aware and in Europe/Helsinki; the end is not included."""

    opens: datetime
    closes: datetime

    def holds(self, moment: datetime) -> bool:
        return _utc(self.opens) <= _utc(moment) < _utc(self.closes)


@dataclass(frozen=True, slots=True)
class DayHours:
    """One day as it really is: the periods that begin on it, and what makes it special.

    `holidays` are the codes of holidays that change these hours.
    """

    day: date
    periods: tuple[Period, ...]
    is_exceptional: bool = False
    holidays: tuple[str, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When something is open.

    `holidays` gives the spans of single holidays by code (none: closed); `is_closed_on_holidays` closes
    every public holiday that it does not name. Eves count only when named. Without any hours
    nothing is known: `is_known` is false, and no time is ever called open.
    """

    weekly: tuple[WeeklyHours, ...] = ()
    exceptions: tuple[ExceptionalHours, ...] = ()
    holidays: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    is_closed_on_holidays: bool = False
    is_always_open: bool = False
    is_reservation_only: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything is said about hours. Not the same as closed."""
        return self.is_always_open or bool(self.weekly or self.exceptions)

    @property
    def never_closes(self) -> bool:
        """Open at every hour of every day, with no exception."""
        closed_at_times = self.weekly or self.exceptions or self.holidays or self.is_closed_on_holidays
        return self.is_always_open and not closed_at_times

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at this moment (aware)."""
        return self._period_at(_utc(at)) is not None

    def next_opening(self, at: datetime) -> datetime | None:
        """The first moment from `at` on at which it is open: `at` itself when open then.

        None when it does not open within HORIZON.
        """
        now = _utc(at)
        if not self.is_known:
            return None
        for begins, ends in self._periods(now, now + HORIZON):
            if ends > now:
                return _local(max(begins, now))
        return None

    def closes_at(self, at: datetime) -> datetime | None:
        """When the present opening ends; None when closed at `at` or when no end is in sight (HORIZON)."""
        now = _utc(at)
        current = None if self.never_closes else self._period_at(now)
        if current is None:
            return None
        end = current[1]
        for begins, ends in self._periods(now, now + HORIZON):
            if begins > end:
                return _local(end)
            end = max(end, ends)
        return _local(end) if end < now + HORIZON else None

    def day(self, day: date) -> DayHours:
        """The hours of one day."""
        exception = self._exception_of(day)
        spans, note = self._spans_of(day)
        periods = tuple(Period(_local(begins), _local(ends)) for begins, ends in self._cut(day, spans))
        shown = exception.note if exception else note
        return DayHours(
            day, periods, exception is not None, self._holidays_of(day, exception is not None), shown
        )

    def week(self, day: date) -> tuple[DayHours, ...]:
        """The seven days, Monday first, of the week that holds `day`."""
        monday = day - timedelta(days=day.weekday())
        return tuple(self.day(monday + timedelta(days=number)) for number in range(7))

    def to_json(self) -> dict[str, Any]:
        """Plain values for storage: only what is set is written, in the form of `hours_parts`."""
        return {
            key: value
            for key, value in {
                "weekly": [write_weekly(week) for week in self.weekly],
                "exceptions": [write_exception(exception) for exception in self.exceptions],
                "holidays": {c: [write_span(span) for span in spans] for c, spans in self.holidays.items()},
                "closed_on_holidays": self.is_closed_on_holidays,
                "always_open": self.is_always_open,
                "reservation_only": self.is_reservation_only,
            }.items()
            if value
        }

    @classmethod
    def from_json(cls, data: Any, where: str = "hours") -> OpeningHours:
        """The reverse of `to_json`, tolerant of shorter ways of writing.

        Nothing gives hours that are not known; "always" gives always open; a list of slots such as
        ["mon-fri 8-16"] gives one week. Raises HoursError, which names the place under `where`.
        """
        if data is None or data in ("", []):
            return cls()
        if data == "always":
            return cls(is_always_open=True)
        if isinstance(data, str | list):
            return cls(weekly=(read_weekly(data, where),))
        if not isinstance(data, Mapping):
            raise HoursError(where, f"expected hours such as {{weekly: [mon-fri 8-16]}}, found {data!r:.60}.")
        unknown = sorted(str(key) for key in data if key not in _KEYS)
        if unknown:
            raise HoursError(where, f"does not know {', '.join(unknown)}; it knows {', '.join(_KEYS)}.")
        return cls(
            weekly=_read_weeks(data.get("weekly"), f"{where}.weekly"),
            exceptions=tuple(
                read_exception(row, f"{where}.exceptions[{number}]")
                for number, row in enumerate(_listed(data.get("exceptions"), f"{where}.exceptions"))
            ),
            holidays=_read_holidays(data.get("holidays") or {}, f"{where}.holidays"),
            is_closed_on_holidays=_read_truth(data.get("closed_on_holidays"), f"{where}.closed_on_holidays"),
            is_always_open=_read_truth(data.get("always_open"), f"{where}.always_open"),
            is_reservation_only=_read_truth(data.get("reservation_only"), f"{where}.reservation_only"),
        )

    def _holidays_of(self, day: date, is_exceptional: bool) -> tuple[str, ...]:
        return tuple(
            code
            for code in holidays_on(day)
            if is_exceptional or code in self.holidays or (self.is_closed_on_holidays and code in PUBLIC)
        )

    def _exception_of(self, day: date) -> ExceptionalHours | None:
        found = [exception for exception in self.exceptions if exception.covers(day)]
        return min(found, key=lambda one: not one.is_closed, default=None)

    def _spans_of(self, day: date) -> tuple[Iterable[Span], Mapping[str, str]]:
        """The spans that begin on `day` before closings cut them, and the note of the rule that gave them."""
        opened = [one for one in self.exceptions if one.covers(day) and not one.is_closed]
        if opened:
            return [span for one in opened for span in one.spans or (WHOLE_DAY,)], opened[0].note
        codes = holidays_on(day)
        named = [self.holidays[code] for code in codes if code in self.holidays]
        if named:
            return min(named, key=len), {}
        if self.is_closed_on_holidays and any(code in PUBLIC for code in codes):
            return (), {}
        weeks = self._weeks_of(day)
        if weeks:
            slots = [slot for week in weeks for slot in week.slots if slot.day == day.weekday()]
            return [slot.span for slot in slots], weeks[0].note
        return ((WHOLE_DAY,) if self.is_always_open else ()), {}

    def _weeks_of(self, day: date) -> list[WeeklyHours]:
        dated = [week for week in self.weekly if week.is_dated and week.covers(day)]
        if dated:
            shortest = min(week.length for week in dated)
            return [week for week in dated if week.length == shortest]
        return [week for week in self.weekly if not week.is_dated]

    def _cut(self, day: date, spans: Iterable[Span]) -> list[tuple[datetime, datetime]]:
        """The spans of `day` in UTC, joined where they meet, without what closings take away."""
        periods = _joined(_moments(day, span) for span in spans)
        closings = [
            _moments(shut, span)
            for exception in self.exceptions
            if exception.is_closed
            for shut in (day - _ONE_DAY, day, day + _ONE_DAY)
            if exception.covers(shut)
            for span in exception.spans or (WHOLE_DAY,)
        ]
        for shut_from, shut_to in closings:
            periods = [
                piece
                for begins, ends in periods
                for piece in ((begins, min(ends, shut_from)), (max(begins, shut_to), ends))
                if piece[0] < piece[1]
            ]
        return sorted(periods)

    def _periods(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Periods in UTC that may touch start–end, in order of their beginning."""
        day = start.astimezone(HELSINKI).date() - _ONE_DAY
        last = end.astimezone(HELSINKI).date()
        while day <= last:
            yield from self._cut(day, self._spans_of(day)[0])
            day += _ONE_DAY

    def _period_at(self, moment: datetime) -> tuple[datetime, datetime] | None:
        found = (period for period in self._periods(moment, moment) if period[0] <= moment < period[1])
        return next(found, None)


_KEYS = ("weekly", "exceptions", "holidays", "closed_on_holidays", "always_open", "reservation_only")


def _read_weeks(value: Any, where: str) -> tuple[WeeklyHours, ...]:
    rows = _listed([value] if isinstance(value, str) else value, where)
    if rows and all(isinstance(row, str) for row in rows):
        return (read_weekly(rows, where),)
    return tuple(read_weekly(row, f"{where}[{number}]") for number, row in enumerate(rows))


def _listed(value: Any, where: str) -> list[Any]:
    if value is not None and not isinstance(value, list | tuple):
        raise HoursError(where, f"expected a list, found {value!r:.60}.")
    return list(value or ())


def _read_truth(value: Any, where: str) -> bool:
    if value is not None and not isinstance(value, bool):
        raise HoursError(where, f"must be true or false, not {value!r:.60}.")
    return value is True


def _read_holidays(value: Any, where: str) -> dict[str, tuple[Span, ...]]:
    if not isinstance(value, Mapping):
        raise HoursError(where, "holidays are keyed by code, such as {ChristmasEve: 8-12}.")
    unknown = sorted(str(code) for code in value if code not in NAMES)
    if unknown:
        raise HoursError(where, f"does not know {', '.join(unknown)}; it knows {', '.join(NAMES)}.")
    return {
        code: () if spans in (None, "closed") else read_spans(spans, f"{where}.{code}")
        for code, spans in value.items()
    }


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone; take it from foundation.clock.now().")
    return moment.astimezone(UTC)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(HELSINKI)


def _moments(day: date, span: Span) -> tuple[datetime, datetime]:
    """Beginning and end of a span that begins on `day`, in UTC. Empty when clocks jump over it."""
    end_day = day if span.closes > span.opens else day + _ONE_DAY
    opens = datetime.combine(day, span.opens, HELSINKI)
    closes = datetime.combine(end_day, span.closes, HELSINKI)
    return opens.astimezone(UTC), closes.astimezone(UTC)


def _joined(periods: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(period for period in periods if period[0] < period[1]):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined
