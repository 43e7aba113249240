"""National contacts: packaged facts with a source, and the last way to a person."""

from __future__ import annotations

import pytest

from luotsi.catalogue import actions, national, queries
from luotsi.catalogue.types import Channel
from luotsi.foundation import clock

LANGUAGES = {"fi", "sv", "en"}


@pytest.mark.parametrize("key", sorted(national.packaged()))
def test_each_contact_has_its_source_its_day_and_three_languages(key: str) -> None:
    contact = national.packaged()[key]
    assert contact.id == key
    assert contact.kind in set(Channel)
    assert set(contact.names) == set(contact.summaries) == LANGUAGES
    assert contact.source is not None
    assert contact.source.url.startswith("https://")
    assert contact.source.as_of <= clock.today()
    assert all(link.url.startswith("https://") for link in contact.links)
    assert contact.phones if contact.kind == "phone" else contact.links
    assert contact.coverage.extent in {"nation", "nation_except_aland"}


def test_the_numbers_that_save_lives_are_right() -> None:
    contacts = national.packaged()
    assert contacts["emergency-112"].phones[0].number == "112"
    assert contacts["medical-helpline-116117"].phones[0].number == "116117"
    assert contacts["poison-information"].phones[0].number == "+358800147111"
    assert contacts["nollalinja"].phones[0].number == "+35880005005"
    assert contacts["mieli-crisis-line"].phones[0].number == "+358925250111"


def test_dialled_and_shown_numbers_are_the_same_number() -> None:
    for contact in national.packaged().values():
        for phone in contact.phones:
            digits = "".join(sign for sign in phone.display if sign.isdigit())
            dialled = f"0{phone.number[4:]}" if phone.number.startswith("+358") else phone.number
            assert digits == dialled


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first, second = actions.load_national_contacts(), actions.load_national_contacts()
    assert len(first.new) == len(national.packaged())
    assert (second.new, second.changed) == ((), ())


@pytest.mark.django_db
def test_an_empty_installation_still_leads_to_116117() -> None:
    line = queries.advice_line()
    assert line.phones[0].number == "116117"
    assert line.hours is not None
    assert line.hours.never_closes


@pytest.mark.usefixtures("rantamaa")
def test_the_county_s_own_line_comes_before_116117() -> None:
    assert queries.advice_line().phones[0].display == "020 000 0100"
