"""A colleague vanished: the desk shows whose client waits, and lets somebody go on."""

from __future__ import annotations

import pytest

from luotsi.contacts import queries as contacts
from luotsi.contacts.types import State
from luotsi.conversations import timing
from tests.contacts.makers import after
from tests.conversations.makers import kinds
from tests.workspace.makers import DESK, address, desk_of, page_of, professional, taken, words
from tests.workspace.test_answering import say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

MARK = "Professional's connection lost"


def test_a_colleague_sees_whose_client_waits_and_goes_on() -> None:
    gone, here = professional("leena"), professional()
    browser = desk_of(here)
    one = taken(gone)
    assert MARK not in browser.get(DESK).content.decode()
    with after(seconds=120):
        timing.tick()
        desk = browser.get(DESK).content.decode()
        assert MARK in desk
        assert "In the queue (0)" in words(desk)
        page = page_of(browser, one.id)
        assert MARK in page
        assert "unless it is back by 12:07" in words(page)
        browser.post(address(one.id, "take"))
        assert contacts.contact(one.id).assignee == here.pk
        assert MARK not in browser.get(DESK).content.decode()


def test_an_open_page_keeps_ones_clients_and_a_closed_one_loses_them() -> None:
    person = professional("leena")
    browser, one = desk_of(person), taken(person)
    for minute in (1, 2, 3, 4):
        with after(minutes=minute):
            browser.get(f"{DESK}now/")
            timing.tick()
    assert "professional_lost" not in kinds(one.id)
    with after(minutes=6):
        timing.tick()
        assert "professional_lost" in kinds(one.id)
    with after(minutes=11):
        timing.tick()
        assert contacts.contact(one.id).state is State.QUEUED
        page = words(page_of(browser, one.id))
        assert "The client waits in the queue again, at the old place." in page
        assert "Take this conversation" in page


def test_who_answers_after_a_while_is_back_before_their_words() -> None:
    person = professional("leena")
    browser, one = desk_of(person), taken(person)
    with after(minutes=2):
        timing.tick()
        say(browser, one.id, "Anteeksi, kone jumittui")
        assert kinds(one.id)[-3:] == ["professional_lost", "professional_back", "message"]
        assert "is back." in words(page_of(browser, one.id))
