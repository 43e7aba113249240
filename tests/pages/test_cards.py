"""The card of a service never says "closed" above a number that answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.utils import translation

from luotsi.catalogue.records import Phone
from luotsi.catalogue.types import Channel, ContactPointView
from luotsi.foundation import clock
from luotsi.organisation.calendar import OpeningHours
from luotsi.web.pages.cards import as_name, card_of, other_numbers
from luotsi.web.pages.outcome import StepShown, told_once

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=clock.HELSINKI)
EVENING = NOON.replace(hour=19)


def line(name: str, number: str, weekly: str) -> ContactPointView:
    return ContactPointView(
        id=name,
        kind=Channel.PHONE,
        names={"fi": name},
        phones=(Phone(number=number, display=number),),
        hours=OpeningHours.from_json({"weekly": [weekly]}),
    )


DAY = line("Ajanvaraus", "020 000 0001", "mon-fri 8-16")
NIGHT = line("Iltapäivystys", "020 000 0002", "mon-fri 16-22")


@pytest.mark.parametrize(("at", "first", "then"), [(NOON, DAY, NIGHT), (EVENING, NIGHT, DAY)])
def test_the_number_that_answers_now_comes_first_with_its_own_hours(
    at: datetime, first: ContactPointView, then: ContactPointView
) -> None:
    card = card_of([DAY, NIGHT], "fi", at, title="Hammashoito", href="")
    assert [call.dialled for call in card.calls] == [first.phones[0].number]
    assert card.badge
    assert card.badge.is_open
    (other,) = other_numbers([DAY, NIGHT], "fi", at)
    assert [call.dialled for call in other.calls] == [then.phones[0].number]
    assert other.badge
    assert not other.badge.is_open


def test_when_all_are_closed_the_preferred_number_stays_first() -> None:
    card = card_of([DAY, NIGHT], "fi", NOON.replace(hour=3), title="Hammashoito", href="")
    assert [call.dialled for call in card.calls] == [DAY.phones[0].number]


def test_a_form_that_is_always_there_does_not_make_a_desk_open() -> None:
    always = OpeningHours.from_json({"weekly": ["mon-sun 0-24"]})
    form = replace(DAY, kind=Channel.FORM, phones=(), hours=always)
    with translation.override("fi"):
        alone = card_of([form], "fi", NOON.replace(hour=3), title="Vastaanotto", href="")
    assert alone.badge is None
    assert alone.hours.startswith("Verkossa: Tänään ke ympäri vuorokauden.")
    beside = card_of([replace(DAY, hours=None), form], "fi", NOON, title="Vastaanotto", href="")
    assert (beside.badge, beside.hours) == (None, "")


def test_a_post_office_is_not_shouted() -> None:
    assert as_name("KUUSINIEMI") == "Kuusiniemi"
    assert as_name("Otava") == "Otava"


def test_a_service_that_stands_there_again_tells_its_hours_once() -> None:
    first = card_of([DAY], "fi", NOON, title="Laskutus", href="/fi/palvelu/1/", say="Kerro muutos.")
    again = card_of([DAY], "fi", NOON, title="Laskutus", href="/fi/palvelu/1/", say="Hae alennusta.")
    other = card_of([DAY], "fi", NOON, title="Kela", href="/fi/palvelu/2/")
    shown = [one.card for one in told_once(StepShown("contact", card=card) for card in (first, again, other))]
    assert first.hours
    assert (shown[0], shown[2]) == (first, other)
    assert (shown[1].hours, shown[1].all_hours, shown[1].say) == ("", (), "Hae alennusta.")
    assert shown[1].calls == first.calls
