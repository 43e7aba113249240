"""Every kind of version 12's service hours becomes opening hours that mean the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from luotsi.foundation.clock import HELSINKI
from luotsi.integrations.ptv.twin.writing_hours import written
from luotsi.integrations.ptv.v12.hours import opening_hours
from luotsi.integrations.ptv.v12.shapes import Hours
from luotsi.integrations.ptv.values import Notes
from luotsi.organisation.calendar import ExceptionalHours, OpeningHours, Slot, Span, WeeklyHours
from luotsi.organisation.holidays import NAMES, holidays_on
from tests.ptv.v12 import description
from tests.ptv.v12.makers import hour, hours

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def read(
    *given: dict[str, Any], holidays: Any = None
) -> tuple[OpeningHours | None, dict[str, str], list[str]]:
    notes = Notes()
    shape = Hours.model_validate({"hours": list(given), "holidayServiceHours": holidays})
    found, note = opening_hours("serviceHours", shape, notes)
    return found, dict(note), notes.reasons


def hours_of(*given: dict[str, Any], holidays: Any = None) -> OpeningHours:
    found, _, reasons = read(*given, holidays=holidays)
    assert found is not None, reasons
    assert reasons == []
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def on_holidays(*days: dict[str, Any], years: list[int] | None = None) -> dict[str, Any]:
    repetition = (
        {"type": "RepetitionInSelectedYears", "years": years} if years else {"type": "RepetitionEveryYear"}
    )
    return {"repetition": repetition, "holidays": list(days)}


WEEK = hours("WeeklyUntilFurtherNotice", **{day: [hour("08:00", "16:00")] for day in DAYS})


def test_a_week_with_two_spans_a_day() -> None:
    found = hours_of(
        hours("WeeklyUntilFurtherNotice", monday=[hour("08:00", "11:00"), hour("12:00", "16:00")])
    )
    assert found.is_open(at("2026-11-23T10:59"))
    assert not found.is_open(at("2026-11-23T11:30"))
    assert found.is_open(at("2026-11-23T12:00"))


def test_over_midnight_until_further_notice_and_between_dates() -> None:
    night = {
        "openingStatus": "Open",
        "fromDay": "Friday",
        "fromTime": "20:00",
        "toDay": "Saturday",
        "toTime": "04:00",
    }
    found = hours_of(hours("ContinuousWeekdaysUntilFurtherNotice", **night))
    assert found.is_open(at("2026-11-28T03:59"))
    assert not found.is_open(at("2026-11-28T04:00"))
    summer = hours("ContinuousDateRange", **night, fromDate="2026-06-01", toDate="2026-08-31")
    dated = hours_of(summer)
    assert dated.is_open(at("2026-07-04T02:00"))
    assert not dated.is_open(at("2026-11-28T02:00"))


def test_always_open_and_by_appointment_only() -> None:
    always, note, _ = read(
        hours(
            "ContinuousAlwaysValid",
            openingStatus="Open",
            heading={"fi": "Ovi"},
            additionalInformation={"fi": "Soita"},
        )
    )
    assert always is not None
    assert always.never_closes
    assert note == {"fi": "Ovi\n\nSoita"}
    reserved = hours_of(hours("ContinuousAlwaysValid", openingStatus="OpenOnReservation"))
    assert reserved.is_reservation_only
    assert not reserved.is_known


def test_a_week_by_appointment_keeps_its_times() -> None:
    found = hours_of(hours("WeeklyUntilFurtherNotice", monday=[hour("08:00", "16:00", "OpenOnReservation")]))
    assert found.is_reservation_only
    assert found.weekly[0].slots == (Slot(0, Span(time(8), time(16))),)


def test_hours_between_dates_hold_between_them_only() -> None:
    summer = hours(
        "WeeklyDateRange", fromDate="2026-06-01", toDate="2026-08-31", monday=[hour("10:00", "12:00")]
    )
    found = hours_of(WEEK, summer)
    assert not found.is_open(at("2026-07-06T09:00"))
    assert found.is_open(at("2026-09-07T09:00"))


def test_every_other_week_is_told_in_words_and_never_promised() -> None:
    found, note, reasons = read(
        hours(
            "WeeklyUntilFurtherNotice",
            monday=[hour("08:00", "10:00", repetition="EvenWeeks")],
            tuesday=[hour("08:00", "10:00")],
        )
    )
    assert found is not None
    assert reasons == []
    assert not any(found.is_open(at(f"2026-11-{day}T09:00")) for day in (16, 23, 30))
    assert found.is_open(at("2026-11-24T09:00"))
    assert found.weekly[0].note["fi"] == "maanantai 8.00–10.00, parillisilla viikoilla"
    assert note == {}
    only, note, _ = read(
        hours("WeeklyUntilFurtherNotice", monday=[hour("08:00", "10:00", repetition="OddWeeks")])
    )
    assert only is None
    assert note["sv"] == "måndag 8.00–10.00, udda veckor"


@pytest.mark.parametrize(
    "shut",
    [
        hours("ExceptionalDateRange", fromDate="2026-12-24", toDate="2026-12-25"),
        hours(
            "ExceptionalDateRange",
            fromDate="2026-12-24",
            toDate="2026-12-25",
            thursday=[hour("00:00", "23:59", "Closed")],
            friday=[hour("00:00", "00:00", "Closed")],
        ),
        hours("ExceptionalDateRange", fromDate="2026-12-24", toDate="2026-12-25", thursday=[], friday=[]),
    ],
)
def test_closed_on_dates_however_it_is_written(shut: dict[str, Any]) -> None:
    found = hours_of(hours("ContinuousAlwaysValid", openingStatus="Open"), shut)
    assert not found.is_open(at("2026-12-24T00:00"))
    assert not found.is_open(at("2026-12-25T23:59"))
    assert found.is_open(at("2026-12-23T23:59"))
    assert found.is_open(at("2026-12-26T00:00"))
    assert found.exceptions == (ExceptionalHours(date(2026, 12, 24), date(2026, 12, 25), is_closed=True),)


def test_exceptional_hours_that_differ_by_weekday() -> None:
    found = hours_of(
        WEEK,
        hours(
            "ExceptionalDateRange",
            fromDate="2026-12-21",
            toDate="2026-12-27",
            additionalInformation={"fi": "Jouluviikko"},
            monday=[hour("10:00", "12:00")],
            wednesday=[hour("12:00", "16:00", "Closed")],
        ),
    )
    assert not found.is_open(at("2026-12-21T09:00"))
    assert found.is_open(at("2026-12-21T11:00"))
    assert found.is_open(at("2026-12-22T09:00"))
    assert found.is_open(at("2026-12-23T11:59"))
    assert not found.is_open(at("2026-12-23T12:00"))
    assert found.day(date(2026, 12, 21)).note == {"fi": "Jouluviikko"}


def test_an_exceptional_day_by_appointment_is_not_promised_as_open() -> None:
    found = hours_of(
        WEEK,
        hours(
            "ExceptionalDateRange",
            fromDate="2026-12-21",
            toDate="2026-12-21",
            monday=[hour("10:00", "12:00", "OpenOnReservation")],
        ),
    )
    assert not found.is_open(at("2026-12-21T11:00"))
    assert found.day(date(2026, 12, 21)).note["fi"] == "10.00–12.00, ajanvarauksella"


@pytest.mark.parametrize("code", sorted(NAMES))
def test_each_of_the_18_holidays_is_known_every_year(code: str) -> None:
    open_then = on_holidays({"holidayName": code, "hours": [hour("10:00", "12:00")]})
    shut_then = on_holidays({"holidayName": code, "hours": [hour("00:00", "00:00", "Closed")]})
    always = hours("ContinuousAlwaysValid", openingStatus="Open")
    for year in (2026, 2027, 2031):
        day = next(
            day
            for day in (date(year, 1, 1) + timedelta(days=number) for number in range(366))
            if code in holidays_on(day)
        )
        morning = datetime.combine(day, time(11), HELSINKI)
        shut = hours_of(always, holidays=shut_then)
        assert not shut.is_open(morning)
        assert shut.holidays == {code: ()}
        opened = hours_of(always, holidays=open_then)
        assert opened.is_open(morning)
        assert not opened.is_open(morning + timedelta(hours=1))


def test_holiday_hours_of_selected_years_hold_in_those_years() -> None:
    eve = {
        "holidayName": "ChristmasEve",
        "hours": [hour("08:00", "12:00", additionalInformation={"fi": "Vain apteekki"})],
    }
    found = hours_of(
        hours("ContinuousAlwaysValid", openingStatus="Open"), holidays=on_holidays(eve, years=[2026, 2028])
    )
    assert [one.first for one in found.exceptions] == [date(2026, 12, 24), date(2028, 12, 24)]
    assert not found.is_open(at("2026-12-24T13:00"))
    assert found.is_open(at("2027-12-24T13:00"))
    assert found.exceptions[0].note == {"fi": "Vain apteekki"}


def test_what_is_said_of_a_holiday_is_told_with_its_name() -> None:
    eve = {
        "holidayName": "ChristmasEve",
        "hours": [hour("08:00", "12:00", additionalInformation={"fi": "Vain apteekki"})],
    }
    _, note, reasons = read(WEEK, holidays=on_holidays(eve))
    assert note == {"fi": "jouluaatto: Vain apteekki"}
    assert reasons == []


@pytest.mark.parametrize(
    "broken",
    [
        hours("Sometimes", monday=[hour("08:00", "16:00")]),
        hours("WeeklyUntilFurtherNotice", monday=[hour("kahdeksan", "16:00")]),
        hours("WeeklyUntilFurtherNotice", monday=[hour("08:00", "16:00", "Perhaps")]),
        hours("WeeklyDateRange", fromDate="eilen", toDate="2026-01-01", monday=[hour("08:00", "16:00")]),
        hours("WeeklyDateRange", fromDate="2026-02-01", toDate="2026-01-01", monday=[hour("08:00", "16:00")]),
        hours("ContinuousAlwaysValid", openingStatus="Perhaps"),
        hours(
            "ContinuousWeekdaysUntilFurtherNotice",
            openingStatus="Open",
            fromDay="Maanantai",
            toDay="Friday",
            fromTime="08:00",
            toTime="16:00",
        ),
        hours("ExceptionalDateRange", monday=[hour("08:00", "16:00")]),
        hours(
            "ExceptionalDateRange",
            fromDate="2026-01-01",
            toDate="2050-01-01",
            monday=[hour("08:00", "16:00")],
        ),
    ],
)
def test_hours_that_cannot_be_understood_are_left_out_and_the_rest_stays(broken: dict[str, Any]) -> None:
    found, _, reasons = read(broken, WEEK)
    assert found is not None
    assert len(found.weekly) == 1
    assert len(reasons) == 1
    assert reasons[0].startswith("serviceHours.hours[0] left out: ")


def test_an_unknown_holiday_is_left_out_and_told() -> None:
    found, _, reasons = read(WEEK, holidays=on_holidays({"holidayName": "Juhannusyö", "hours": []}))
    assert found is not None
    assert found.holidays == {}
    assert reasons == ["serviceHours.holidayServiceHours left out: unknown holiday 'Juhannusyö'"]


def test_nothing_said_is_nothing_known() -> None:
    assert read()[0] is None
    assert opening_hours("serviceHours", None, Notes()) == (None, {})


TIMES = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
SPANS = st.builds(Span, TIMES, TIMES)
DATES = st.integers(0, 700).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
NOTES = st.sampled_from([{}, {"fi": "Joulu"}, {"fi": "Kesä", "sv": "Sommar"}])


def of_dates(first: date, days: int) -> dict[str, date]:
    return {"first": first, "last": first + timedelta(days=days)}


@st.composite
def any_hours(draw: st.DrawFn) -> OpeningHours:
    """Hours that version 12 can say, as the calendar keeps them."""
    slots = st.lists(st.builds(Slot, st.integers(0, 6), SPANS), min_size=1, max_size=5)
    weekly = []
    for note in draw(st.lists(NOTES, max_size=2, unique_by=str)):
        dates = draw(st.none() | st.tuples(DATES, st.integers(0, 100)))
        between = (dates[0], dates[0] + timedelta(days=dates[1])) if dates else (None, None)
        made = tuple(sorted(dict.fromkeys(draw(slots))))
        weekly.append(WeeklyHours(made, *between, note))
    exceptions = draw(
        st.lists(
            st.builds(
                lambda first, days, is_closed, spans, note: ExceptionalHours(
                    **of_dates(first, days), is_closed=is_closed, spans=spans, note=note
                ),
                DATES,
                st.integers(0, 9),
                st.booleans(),
                st.lists(
                    SPANS.filter(lambda span: span.opens != span.closes), min_size=1, max_size=2, unique=True
                ).map(tuple),
                NOTES,
            ),
            max_size=3,
            unique_by=lambda one: one.first,
        )
    )
    holidays = draw(
        st.dictionaries(
            st.sampled_from(sorted(NAMES)), st.lists(SPANS, max_size=2, unique=True).map(tuple), max_size=4
        )
    )
    return OpeningHours(
        weekly=tuple(weekly),
        exceptions=tuple(exceptions),
        holidays=holidays,
        is_always_open=draw(st.booleans()),
        is_reservation_only=draw(st.booleans()),
    )


@settings(max_examples=50, deadline=None)
@given(any_hours())
def test_any_hours_written_as_version_12_are_read_as_they_were(expected: OpeningHours) -> None:
    as_written = written(expected, {})
    assert list(Draft202012Validator(description.SERVICE_HOURS).iter_errors(as_written)) == []
    notes = Notes()
    found, _ = opening_hours("serviceHours", Hours.model_validate(as_written), notes)
    assert notes.reasons == []
    assert (found or OpeningHours()) == expected
