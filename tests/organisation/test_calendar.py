"""Opening hours: open or not at any moment, what comes next, and the nights on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.foundation.clock import HELSINKI
from luotsi.organisation.calendar import (
    ExceptionalHours,
    HoursError,
    OpeningHours,
    Slot,
    Span,
    WeeklyHours,
)
from luotsi.organisation.holidays import NAMES, PUBLIC, easter_sunday, holidays_on

OFFICE = OpeningHours.from_json(["mon-fri 8-16"])


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


def test_an_office_on_a_weekday_and_at_the_weekend() -> None:
    assert OFFICE.is_open(at(24, 8))
    assert OFFICE.is_open(at(24, 15, 59))
    assert not OFFICE.is_open(at(24, 16)), "the closing minute itself is closed"
    assert not OFFICE.is_open(at(28, 10))
    assert OFFICE.closes_at(at(24, 9)) == at(24, 16)
    assert OFFICE.next_opening(at(27, 17)) == at(30, 8), "Friday evening leads to Monday"
    assert OFFICE.next_opening(at(24, 9)) == at(24, 9), "open now is the first opening"


def test_several_slots_a_day_leave_lunch_closed() -> None:
    hours = OpeningHours.from_json(["mon-thu 9-11, 12:30-14:30"])
    assert hours.closes_at(at(24, 10)) == at(24, 11)
    assert not hours.is_open(at(24, 12))
    assert hours.next_opening(at(24, 12)) == at(24, 12, 30)
    assert [len(day.periods) for day in hours.week(date(2026, 11, 24))] == [2, 2, 2, 2, 0, 0, 0]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    hours = OpeningHours.from_json(["fri 20-4"])
    assert hours.is_open(at(28, 3, 59))
    assert not hours.is_open(at(28, 4))
    friday, saturday = hours.week(date(2026, 11, 27))[4:6]
    assert friday.periods[0].closes == at(28, 4)
    assert saturday.periods == ()


def test_hours_that_meet_are_one_opening() -> None:
    hours = OpeningHours.from_json(["mon-sun 16-8", "mon-sun 8-16"])
    assert hours.closes_at(at(24, 12)) is None, "it never closes, so no end is in sight"
    assert OpeningHours(weekly=(WeeklyHours(Slot.across(0, time(8), 4, time(16))),)).closes_at(
        at(24, 3)
    ) == at(27, 16)


def test_precedence_from_always_open_up_to_exceptionally_closed() -> None:
    tuesday = date(2026, 12, 8)
    base = OpeningHours(is_always_open=True)
    weekly = OpeningHours(weekly=(WeeklyHours((Slot(1, Span(time(8), time(16))),)),), is_always_open=True)
    dated = WeeklyHours((Slot(1, Span(time(10), time(12))),), tuesday, tuesday)
    opened = ExceptionalHours(tuesday, tuesday, is_closed=False, spans=(Span(time(13), time(15)),))
    closed = ExceptionalHours(tuesday, tuesday, is_closed=True)

    def times(hours: OpeningHours) -> list[tuple[int, int]]:
        return [(p.opens.hour, p.closes.hour) for p in hours.day(tuesday).periods]

    assert times(base) == [(0, 0)]
    assert times(weekly) == [(8, 16)]
    assert times(OpeningHours(weekly=(*weekly.weekly, dated))) == [(10, 12)]
    assert times(OpeningHours(weekly=(*weekly.weekly, dated), exceptions=(opened,))) == [(13, 15)]
    assert times(OpeningHours(weekly=(*weekly.weekly, dated), exceptions=(opened, closed))) == []


def test_holidays_stand_between_the_week_and_the_exceptions() -> None:
    closed = OpeningHours.from_json({"weekly": ["mon-sun 8-16"], "closed_on_holidays": True})
    assert not closed.is_open(at(6, 10, month=12)), "Independence Day"
    assert closed.is_open(at(24, 10, month=12)), "Christmas Eve is no public holiday"
    own = OpeningHours.from_json(
        {
            "weekly": ["mon-sun 8-16"],
            "closed_on_holidays": True,
            "holidays": {"ChristmasEve": "8-12", "IndependenceDay": "10-12"},
            "exceptions": [{"from": "2027-12-06", "open": "9-10"}],
        }
    )
    assert own.closes_at(at(24, 9, month=12)) == at(24, 12, month=12)
    assert own.is_open(at(6, 11, month=12))
    assert own.closes_at(at(6, 9, 30, month=12, year=2027)) == at(6, 10, month=12, year=2027)
    assert own.day(date(2026, 12, 24)).holidays == ("ChristmasEve",)


def test_a_closing_of_some_hours_cuts_the_day_in_two() -> None:
    hours = OpeningHours.from_json(
        {"weekly": ["mon-fri 8-16"], "exceptions": [{"from": "2026-11-24", "closed": "12-14"}]}
    )
    assert [(p.opens.hour, p.closes.hour) for p in hours.day(date(2026, 11, 24)).periods] == [
        (8, 12),
        (14, 16),
    ]


def test_a_closed_day_cuts_the_night_that_runs_into_it() -> None:
    hours = OpeningHours.from_json(
        {"weekly": ["mon-sun 20-4"], "exceptions": [{"from": "2026-12-25", "closed": True}]}
    )
    assert hours.is_open(at(24, 23, month=12))
    assert not hours.is_open(at(25, 2, month=12))
    assert hours.closes_at(at(24, 23, month=12)) == at(25, 0, month=12)


def test_the_nights_on_which_clocks_change() -> None:
    night = OpeningHours.from_json(["sat 22-6"])
    spring, autumn = at(28, 23, month=3), at(24, 23, month=10)

    def hours_left(moment: datetime) -> float:
        closing = night.closes_at(moment)
        assert closing is not None
        return (closing.astimezone(UTC) - moment.astimezone(UTC)) / timedelta(hours=1)

    assert hours_left(spring) == 6, "one hour is lost"
    assert hours_left(autumn) == 8, "one hour comes twice"
    lost = OpeningHours.from_json(["sun 3-4"])
    assert lost.day(date(2026, 3, 29)).periods == (), "that hour does not exist"
    assert lost.next_opening(at(29, 0, month=3)) == at(5, 3, month=4)


def test_unknown_hours_are_never_called_open_and_have_no_next_opening() -> None:
    nothing = OpeningHours()
    assert not nothing.is_known
    assert not nothing.is_open(at(24, 12))
    assert nothing.next_opening(at(24, 12)) is None
    assert OpeningHours(is_always_open=True).is_open(at(24, 3))
    assert OpeningHours(is_always_open=True).closes_at(at(24, 3)) is None


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.is_open(datetime(2026, 11, 24, 9))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["man 8-16"], "'man' is no weekday"),
        (["mon 8"], "'8' is no span of time"),
        (["mon 8-25"], "'25' is no time of day"),
        (["mon"], "needs a day and times"),
        ({"wekly": []}, "does not know wekly"),
        ({"weekly": 5}, "expected a list"),
        ({"exceptions": [{"closed": True}]}, r"hours.exceptions\[0\]: an exception needs its first day"),
        ({"exceptions": [{"from": "2026-12-24", "to": "2026-12-20", "closed": True}]}, "before it begins"),
        ({"exceptions": [{"from": "24.12.", "closed": True}]}, "is no date"),
        ({"exceptions": [{"from": "2026-12-24"}]}, "say either closed"),
        ({"holidays": {"Juhannus": []}}, "does not know Juhannus"),
        (7, "expected hours"),
    ],
)
def test_what_cannot_be_read_names_its_place(written: object, said: str) -> None:
    with pytest.raises(HoursError, match=said):
        OpeningHours.from_json(written)


def test_shorter_ways_of_writing_mean_the_same() -> None:
    assert OpeningHours.from_json("always") == OpeningHours(is_always_open=True)
    assert OpeningHours.from_json(None) == OpeningHours()
    assert OpeningHours.from_json(["Monday–Tuesday 08.00–16:00:00"]) == OpeningHours.from_json(
        ["mon-tue 8-16"]
    )
    assert OpeningHours.from_json(["sat-mon 0-24"]).is_open(at(23, 23, 59))


def test_of_two_dated_weeks_the_shorter_is_the_more_special_one() -> None:
    summer = {"slots": ["mon-fri 9-15"], "from": "2026-06-01", "to": "2026-08-31"}
    midsummer = {"slots": ["mon-fri 10-12"], "from": "2026-06-22", "to": "2026-06-26"}
    for weekly in ([summer, midsummer], [midsummer, summer]):
        hours = OpeningHours.from_json({"weekly": [*weekly, {"slots": ["mon-fri 8-16"]}]})
        assert hours.closes_at(at(24, 10, month=6)) == at(24, 12, month=6)
        assert hours.closes_at(at(1, 10, month=7)) == at(1, 15, month=7)
        assert hours.closes_at(at(1, 10, month=9)) == at(1, 16, month=9)


def test_a_day_opened_and_shut_by_exceptions_tells_of_the_closing() -> None:
    opened = {"from": "2026-11-28", "open": "10-14", "note": {"fi": "Rokotuspäivä"}}
    shut = {"from": "2026-11-28", "closed": "12-13", "note": {"fi": "Lounas"}}
    for exceptions in ([opened, shut], [shut, opened]):
        day = OpeningHours.from_json({"weekly": ["mon-fri 8-16"], "exceptions": exceptions}).day(
            date(2026, 11, 28)
        )
        assert day.note["fi"] == "Lounas"
        assert [(period.opens.hour, period.closes.hour) for period in day.periods] == [(10, 12), (13, 14)]


def test_of_two_holidays_on_one_day_the_closed_one_counts() -> None:
    for holidays in ({"MayDay": "8-12", "AscensionDay": "closed"}, {"AscensionDay": "8-12", "MayDay": None}):
        hours = OpeningHours.from_json({"weekly": ["mon-fri 8-16"], "holidays": holidays})
        assert hours.day(date(2008, 5, 1)).periods == ()


def test_public_holidays_of_known_years() -> None:
    assert easter_sunday(2026) == date(2026, 4, 5)
    assert easter_sunday(2038) == date(2038, 4, 25)
    assert [day for day in _days(2026) if PUBLIC.intersection(holidays_on(day))] == [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 6, 20),
        date(2026, 10, 31),
        date(2026, 12, 6),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]
    assert holidays_on(date(2008, 5, 1)) == ("MayDay", "AscensionDay"), "two may fall on one day"
    assert len(PUBLIC) == 13
    assert {code for day in _days(2026) for code in holidays_on(day)} == set(NAMES)


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range(365)]


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SPANS = st.builds(Span, TIMES, TIMES)
SLOTS = st.lists(st.builds(Slot, st.integers(0, 6), SPANS), max_size=6).map(lambda s: tuple(sorted(set(s))))
DATES = st.dates(date(2026, 3, 20), date(2026, 4, 10)) | st.dates(date(2026, 10, 20), date(2026, 11, 5))


@st.composite
def hours_of_any_kind(draw: st.DrawFn) -> OpeningHours:
    first = draw(DATES)
    weekly = [WeeklyHours(draw(SLOTS))]
    if draw(st.booleans()):
        weekly.append(WeeklyHours(draw(SLOTS), first, first + timedelta(days=draw(st.integers(0, 9)))))
    exceptions = draw(
        st.lists(
            st.builds(
                lambda day, length, shut, spans: ExceptionalHours(
                    day, day + timedelta(days=length), shut, tuple(spans)
                ),
                DATES,
                st.integers(0, 3),
                st.booleans(),
                st.lists(SPANS, max_size=2),
            ),
            max_size=3,
        )
    )
    return OpeningHours(
        weekly=tuple(week for week in weekly if week.slots or week.is_dated),
        exceptions=tuple(exceptions),
        holidays=draw(
            st.dictionaries(st.sampled_from(["EasterSunday", "AllSaintsDay"]), st.just(()), max_size=1)
        ),
        is_closed_on_holidays=draw(st.booleans()),
        is_always_open=draw(st.booleans()),
    )


MOMENTS = st.builds(
    lambda day, minute: (
        datetime(day.year, day.month, day.day, tzinfo=HELSINKI).astimezone(UTC) + timedelta(minutes=minute)
    ),
    DATES,
    st.integers(0, 25 * 60),
)


@settings(max_examples=40, deadline=None)
@given(hours_of_any_kind(), MOMENTS)
def test_open_at_a_moment_agrees_with_the_weeks_around_it(hours: OpeningHours, moment: datetime) -> None:
    today = moment.astimezone(HELSINKI).date()
    days = [hours.day(today - timedelta(days=1)), hours.day(today)]
    assert hours.is_open(moment) == any(p.holds(moment) for day in days for p in day.periods)
    assert hours.week(today)[today.weekday()] == days[1]


@settings(max_examples=30, deadline=None)
@given(hours_of_any_kind(), MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(hours: OpeningHours, moment: datetime) -> None:
    opening = hours.next_opening(moment)
    end = opening.astimezone(UTC) if opening else moment + timedelta(days=30)
    if opening:
        assert hours.is_open(opening)
    step = moment
    while step < end:
        assert not hours.is_open(step)
        step += timedelta(minutes=max(15, int((end - moment) / timedelta(minutes=1)) // 80))


@settings(max_examples=30, deadline=None)
@given(hours_of_any_kind(), MOMENTS)
def test_it_stays_open_until_the_closing_and_no_longer(hours: OpeningHours, moment: datetime) -> None:
    closing = hours.closes_at(moment)
    if not hours.is_open(moment):
        assert closing is None
    elif closing is not None:
        end = closing.astimezone(UTC)
        assert hours.is_open(end - timedelta(seconds=1))
        assert not hours.is_open(end)


@settings(max_examples=40, deadline=None)
@given(hours_of_any_kind())
def test_what_is_written_reads_back_the_same(hours: OpeningHours) -> None:
    assert OpeningHours.from_json(hours.to_json()) == hours


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["weekly", "slots", "exceptions", "from", "to", "closed", "holidays", "note"]
                ),
                inner,
            )
        ),
        max_leaves=8,
    )
)
def test_nonsense_is_refused_by_name_and_never_breaks(written: object) -> None:
    try:
        hours = OpeningHours.from_json(written)
    except HoursError as error:
        assert error.where.startswith("hours")
    else:
        assert OpeningHours.from_json(hours.to_json()) == hours
