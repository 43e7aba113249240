"""Every kind of service hours becomes opening hours that mean the same."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from luotsi.foundation.clock import HELSINKI
from luotsi.integrations.ptv import shapes
from luotsi.integrations.ptv.hours import opening_hours
from luotsi.integrations.ptv.values import Notes
from luotsi.organisation.calendar import OpeningHours
from tests.ptv.makers import hour, said


def read(*given: dict[str, Any]) -> tuple[OpeningHours | None, dict[str, str], list[str]]:
    notes = Notes()
    hours, note = opening_hours(
        "serviceHours", [shapes.ServiceHour.model_validate(one) for one in given], notes
    )
    return hours, dict(note), notes.reasons


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def hours_of(*given: dict[str, Any]) -> OpeningHours:
    hours, _, reasons = read(*given)
    assert hours is not None, reasons
    return hours


def test_weekly_hours_with_two_slots_a_day() -> None:
    hours = hours_of(
        hour("DaysOfTheWeek", ("Monday", "", "08:00:00", "11:00:00"), ("Monday", "", "12:00:00", "16:00:00"))
    )
    assert hours.is_open(at("2026-11-23T10:59"))
    assert not hours.is_open(at("2026-11-23T11:30"))
    assert hours.is_open(at("2026-11-23T15:59"))
    assert not hours.is_open(at("2026-11-24T10:00"))


def test_hours_over_midnight_and_from_one_weekday_to_another() -> None:
    night = hours_of(hour("OverMidnight", ("Friday", "Saturday", "20:00:00", "04:00:00")))
    assert night.is_open(at("2026-11-28T03:59"))
    assert not night.is_open(at("2026-11-28T04:00"))
    weekend = hours_of(hour("Special", ("Friday", "Monday", "16:00:00", "08:00:00")))
    assert weekend.is_open(at("2026-11-29T12:00"))
    assert not weekend.is_open(at("2026-11-30T08:00"))


def test_always_open_and_by_appointment_keep_their_words() -> None:
    always, note, _ = read(hour(isAlwaysOpen=True, additionalInformation=[said("Soita ovikelloa")]))
    assert always is not None
    assert always.never_closes
    assert note == {"fi": "Soita ovikelloa"}
    appointment = hours_of(hour(isReservation=True))
    assert appointment.is_reservation_only
    assert not appointment.is_known


def test_a_closed_day_beats_the_week() -> None:
    week = hour("DaysOfTheWeek", ("Thursday", "", "08:00:00", "16:00:00"))
    shut = hour(
        "Exceptional", validFrom="2026-12-24T00:00:00", isClosed=True, additionalInformation=[said("Joulu")]
    )
    hours = hours_of(week, shut)
    assert not hours.is_open(at("2026-12-24T10:00"))
    assert hours.is_open(at("2026-12-17T10:00"))
    assert hours.day(date(2026, 12, 24)).note == {"fi": "Joulu"}


def test_a_moment_in_utc_is_a_day_in_finland() -> None:
    shut = hour("Exception", validFrom="2026-12-23T22:00:00Z", validTo="2026-12-23T22:00:00Z", isClosed=True)
    (exception,) = hours_of(shut).exceptions
    assert (exception.first, exception.last) == (date(2026, 12, 24), date(2026, 12, 24))


def test_a_closing_with_times_over_several_days_is_unbroken() -> None:
    always = hour(isAlwaysOpen=True)
    shut = hour(
        "Exceptional",
        ("", "", "12:00:00", "09:00:00"),
        validFrom="2026-06-01",
        validTo="2026-06-03",
        isClosed=True,
    )
    shut["openingHour"][0]["dayFrom"] = None
    hours = hours_of(always, shut)
    assert hours.is_open(at("2026-06-01T11:59"))
    assert not hours.is_open(at("2026-06-01T12:00"))
    assert not hours.is_open(at("2026-06-02T10:00"))
    assert not hours.is_open(at("2026-06-03T08:59"))
    assert hours.is_open(at("2026-06-03T09:00"))


def test_exceptionally_open_days_have_their_own_times() -> None:
    week = hour("DaysOfTheWeek", ("Saturday", "", "08:00:00", "16:00:00"))
    special = hour("Exceptional", ("", "", "10:00:00", "12:00:00"), validFrom="2026-11-28")
    hours = hours_of(week, special)
    assert not hours.is_open(at("2026-11-28T09:00"))
    assert hours.is_open(at("2026-11-28T11:00"))


def test_hours_between_dates_hold_between_them_only() -> None:
    summer = hour(
        "DaysOfTheWeek", ("Monday", "", "10:00:00", "12:00:00"), validFrom="2026-06-01", validTo="2026-08-31"
    )
    usual = hour("DaysOfTheWeek", ("Monday", "", "08:00:00", "16:00:00"))
    hours = hours_of(usual, summer)
    assert not hours.is_open(at("2026-07-06T09:00"))
    assert hours.is_open(at("2026-09-07T09:00"))


@pytest.mark.parametrize("forever", ["9999-12-31T00:00:00", "9999-12-31T23:59:59Z"])
def test_until_the_end_of_time_is_until_further_notice(forever: str) -> None:
    week = hour(
        "DaysOfTheWeek", ("Monday", "", "08:00", "16:00"), validFrom="0001-01-01T00:00:00", validTo=forever
    )
    shut = hour("Exceptional", validFrom="2026-12-24", validTo=forever, isClosed=True)
    hours = hours_of(week, shut)
    assert hours.is_open(at("2026-11-23T10:00"))
    assert hours.next_opening(at("2026-12-25T10:00")) is None


@pytest.mark.parametrize(
    "broken",
    [
        hour("string", ("Monday", "", "08:00", "16:00")),
        hour("DaysOfTheWeek", ("Maanantai", "", "08:00", "16:00")),
        hour("DaysOfTheWeek", ("Monday", "", "kahdeksan", "16:00")),
        hour("DaysOfTheWeek", ("Monday", "", "08:00", "16:00"), validFrom="eilen"),
        hour("DaysOfTheWeek", ("Monday", "", "08:00", "16:00"), validFrom="2026-06-02", validTo="2026-06-01"),
        hour("Exceptional", isClosed=True),
        hour("Exceptional", validFrom="2026-06-01"),
    ],
)
def test_hours_that_cannot_be_understood_are_left_out_and_the_rest_stays(broken: dict[str, Any]) -> None:
    hours, _, reasons = read(broken, hour("DaysOfTheWeek", ("Tuesday", "", "08:00", "16:00")))
    assert hours is not None
    assert len(hours.weekly[0].slots) == 1
    assert len(reasons) == 1
    assert reasons[0].startswith("serviceHours[0] left out: ")


def test_nothing_said_is_nothing_known() -> None:
    assert read()[0] is None
    assert read(hour())[0] is None
