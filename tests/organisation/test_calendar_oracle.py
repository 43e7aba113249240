"""Opening hours against a slow and obvious oracle, over ten years of holidays and both clock changes.

The oracle knows no intervals: it asks of every quarter of an hour, one after the other, which rule speaks
for it. It reckons the clock changes and Easter in its own way, so that it cannot share our mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.organisation.calendar import ExceptionalHours, OpeningHours, Slot, Span, WeeklyHours
from luotsi.organisation.holidays import EVES, NAMES, PUBLIC, easter_sunday, holidays_on

FIRST, LAST = date(2025, 1, 1), date(2034, 12, 31)
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)

PASCHAL_MOONS = "4-14 4-3 3-23 4-11 3-31 4-18 4-8 3-28 4-16 4-5 3-25 4-13 4-2 3-22 4-10 3-30 4-17 4-7 3-27"
"""The church's full moon of spring by golden number, 1900–2199: Easter is the Sunday after it."""


def every_day(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def is_summer(moment: datetime) -> bool:
    """Whether Finland has summer time: from one o'clock UTC on a last Sunday to the other."""

    def change(month: int) -> datetime:
        day = last_sunday(moment.year, month)
        return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)

    return change(3) <= moment < change(10)


def in_utc(day: date, wall: time) -> datetime:
    """The moment at which a clock on the wall shows this time; the first, when it does so twice.

    A time that the clock jumps over is the moment of that many minutes after the jump's beginning.
    """
    shown = datetime.combine(day, wall, UTC)
    in_summer, in_winter = shown - timedelta(hours=3), shown - timedelta(hours=2)
    if is_summer(in_summer):
        return in_summer
    return in_winter


class Oracle:
    """What is open, one quarter of an hour after the other."""

    def __init__(self, hours: OpeningHours) -> None:
        self.hours = hours

    def quarters(self, day: date) -> set[datetime]:
        """The open quarters of all the openings that begin on a day."""
        found = set()
        for span in self.spans(day):
            moment, end = self.ends(day, span)
            while moment < end:
                if not self.is_shut(moment, day):
                    found.add(moment)
                moment += QUARTER
        return found

    def spans(self, day: date) -> list[Span]:
        """Exceptionally open, else holiday, else dated week, else week, else always open."""
        hours = self.hours
        opened = [one for one in hours.exceptions if not one.is_closed and one.first <= day <= one.last]
        if opened:
            return [span for one in opened for span in one.spans or [Span(time(0), time(0))]]
        holidays = holidays_on(day)
        spoken = [hours.holidays[code] for code in holidays if code in hours.holidays]
        if spoken:
            return [] if any(not spans for spans in spoken) else list(min(spoken, key=len))
        if hours.is_closed_on_holidays and PUBLIC.intersection(holidays):
            return []
        for dated in (True, False):
            weeks = [week for week in hours.weekly if week.is_dated == dated and week.covers(day)]
            if weeks:
                return [slot.span for week in weeks for slot in week.slots if slot.day == day.weekday()]
        return [Span(time(0), time(0))] if hours.is_always_open else []

    def ends(self, day: date, span: Span) -> tuple[datetime, datetime]:
        last = day if span.closes > span.opens else day + DAY
        return in_utc(day, span.opens), in_utc(last, span.closes)

    def is_shut(self, moment: datetime, day: date) -> bool:
        """Whether an exceptional closing holds at this moment."""
        for one in self.hours.exceptions:
            for shut in every_day(max(one.first, day - DAY), min(one.last, day + DAY)):
                for span in one.spans or [Span(time(0), time(0))]:
                    begins, ends = self.ends(shut, span)
                    if one.is_closed and begins <= moment < ends:
                        return True
        return False


def quarters_of(hours: OpeningHours, day: date) -> set[datetime]:
    """The same from the calendar itself."""
    found = set()
    for period in hours.day(day).periods:
        moment, end = period.opens.astimezone(UTC), period.closes.astimezone(UTC)
        while moment < end:
            found.add(moment)
            moment += QUARTER
    return found


CLINIC = {
    "weekly": [
        {"slots": ["mon-thu 8-11, 12-16", "fri 8-14"]},
        {"slots": ["mon-fri 9-13"], "from": "2027-06-24", "to": "2027-08-02"},
    ],
    "closed_on_holidays": True,
    "holidays": {"ChristmasEve": "8-12", "MidsummerEve": "closed", "MaundyThursday": "8-13"},
    "exceptions": [
        {"from": "2026-12-28", "to": "2026-12-30", "closed": True},
        {"from": "2026-12-06", "open": "10-14"},
        {"from": "2028-02-29", "closed": "12-14"},
    ],
}
NIGHT_LINE = {"weekly": ["mon-sun 20-6:30"], "exceptions": [{"from": "2029-12-25", "closed": True}]}
ROUND_THE_CLOCK = {
    "always_open": True,
    "closed_on_holidays": True,
    "holidays": {"NewYearDay": "12-18", "NewYearEve": "0-20"},
    "exceptions": [{"from": "2031-03-29", "to": "2031-04-01", "closed": "2-5"}],
}
ALL_HOLIDAYS = {"weekly": ["mon-sun 0-24"], "holidays": dict.fromkeys(NAMES, "10-12, 22-3")}
THE_HOURS_OF_THE_CHANGE = {"weekly": ["sun 2:30-4:30", "sat 22-3:30", "sun 3-4"]}


@pytest.mark.parametrize(
    "written", [CLINIC, NIGHT_LINE, ROUND_THE_CLOCK, ALL_HOLIDAYS, THE_HOURS_OF_THE_CHANGE]
)
def test_every_day_of_ten_years_agrees_with_the_oracle(written: object) -> None:
    hours = OpeningHours.from_json(written)
    oracle = Oracle(hours)
    wrong = [day for day in every_day() if quarters_of(hours, day) != oracle.quarters(day)]
    assert wrong == []


def test_the_eighteen_holidays_of_any_year_agree_with_tables_and_weekdays() -> None:
    for year in range(1990, 2101):
        found = {
            code: day for day in every_day(date(year, 1, 1), date(year, 12, 31)) for code in holidays_on(day)
        }
        assert set(found) == set(NAMES)
        assert found["EasterSunday"] == easter_sunday(year) == easter_by_table(year)
        assert found["GoodFriday"].weekday() == 4
        assert found["EasterMonday"] - found["MaundyThursday"] == timedelta(days=4)
        assert (found["AscensionDay"].weekday(), found["WhitSunday"].weekday()) == (3, 6)
        assert found["WhitSunday"] - found["AscensionDay"] == timedelta(days=10)
        assert date(year, 6, 20) <= found["MidsummerDay"] <= date(year, 6, 26)
        assert found["MidsummerDay"].weekday() == found["AllSaintsDay"].weekday() == 5
        assert date(year, 10, 31) <= found["AllSaintsDay"] <= date(year, 11, 6)
    assert (len(PUBLIC), len(EVES)) == (13, 5)


def easter_by_table(year: int) -> date:
    month, number = PASCHAL_MOONS.split()[year % 19].split("-")
    moon = date(year, int(month), int(number))
    return moon + timedelta(days=6 - moon.weekday() or 7)


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SPANS = st.builds(Span, TIMES, TIMES)
DAYS = (
    st.dates(FIRST, LAST)
    # Where mistakes live: the nights of the clock changes and the days around holidays.
    | st.builds(last_sunday, st.integers(2025, 2034), st.sampled_from([3, 10]))
    | st.sampled_from([day for day in every_day() if holidays_on(day)])
)


@st.composite
def hours_around(draw: st.DrawFn) -> tuple[OpeningHours, date]:
    """Hours of every kind whose rules meet near a day, and that day."""
    day = draw(DAYS)
    near = st.integers(-3, 3).map(lambda later: day + timedelta(days=later))
    slots = st.lists(st.builds(Slot, st.integers(0, 6), SPANS), max_size=8).map(lambda some: tuple(set(some)))
    weekly = [WeeklyHours(draw(slots)), *draw(st.lists(st.builds(dated_week, slots, near), max_size=1))]
    exceptions = st.builds(
        lambda first, days, shut, spans: ExceptionalHours(
            first, first + timedelta(days=days), shut, tuple(spans)
        ),
        near,
        st.integers(0, 3),
        st.booleans(),
        st.lists(SPANS, max_size=2),
    )
    return OpeningHours(
        weekly=tuple(week for week in weekly if week.slots or week.is_dated),
        exceptions=tuple(draw(st.lists(exceptions, max_size=3))),
        holidays=draw(
            st.dictionaries(
                st.sampled_from(sorted(NAMES)), st.lists(SPANS, max_size=1).map(tuple), max_size=4
            )
        ),
        is_closed_on_holidays=draw(st.booleans()),
        is_always_open=draw(st.booleans()),
    ), day


def dated_week(slots: tuple[Slot, ...], first: date) -> WeeklyHours:
    return WeeklyHours(slots, first, first + timedelta(days=4))


@settings(max_examples=150, deadline=None)
@given(hours_around())
def test_any_hours_agree_with_the_oracle_on_any_day(case: tuple[OpeningHours, date]) -> None:
    hours, day = case
    oracle = Oracle(hours)
    around = [oracle.quarters(day + timedelta(days=later)) for later in (-1, 0, 1)]
    assert quarters_of(hours, day) == around[1]
    moment = in_utc(day, time(0))
    while moment < in_utc(day + DAY, time(0)):
        assert hours.is_open(moment) == any(moment in quarters for quarters in around)
        moment += 3 * QUARTER


@settings(max_examples=60, deadline=None)
@given(hours_around())
def test_the_next_opening_is_the_oracles_first_open_quarter(case: tuple[OpeningHours, date]) -> None:
    hours, day = case
    start = in_utc(day, time(12))
    coming = Oracle(hours)
    ahead = sorted(
        moment
        for later in range(-1, 15)
        for moment in coming.quarters(day + timedelta(days=later))
        if moment >= start
    )
    opening = hours.next_opening(start)
    if ahead:
        assert opening is not None
        assert opening.astimezone(UTC) == ahead[0]
    else:
        assert opening is None or opening.astimezone(UTC) > start + timedelta(days=13)
