"""What a client is told when their professional vanishes, and that the wait does not count against them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions, vanishing
from luotsi.conversations import actions, desk, identifying, log, queries, timing
from luotsi.conversations.twins import IdentificationTwin
from tests.contacts.makers import TEETH, YOUTH, after, county_says, professional
from tests.conversations.makers import assert_folds, client_says, kinds, professional_says, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def stands(number: UUID) -> tuple[str, bool, str]:
    view = queries.view(number, staff=False)
    return view.state, view.is_lost, view.professional


def last(number: UUID, kind: str) -> Any:
    return next(one.what for one in reversed(log.entries_after(number, 0)) if one.what.kind == kind)


def test_the_client_is_told_once_until_when_the_place_is_kept_and_that_they_are_back() -> None:
    person = professional()
    made = taken(person, message="Hammas lohkesi")
    name = queries.view(made.id, staff=False).professional
    with after(seconds=120):
        timing.tick()
        timing.tick()
        assert kinds(made.id).count("professional_lost") == 1
        assert stands(made.id) == ("assigned", True, name)
        assert "T12:07" in last(made.id, "professional_lost").due
        client_says(made.id, "Oletko siellä?")
    with after(seconds=200):
        presence_actions.heartbeat(person)
        assert stands(made.id) == ("assigned", False, name)
        assert last(made.id, "professional_back").name == name
    for staff in (False, True):
        assert [one.is_for(staff=staff) for one in log.entries_after(made.id, 0)][-1]
    assert_folds(made.id)


def test_what_was_said_goes_along_to_whoever_is_free_next() -> None:
    person = professional(YOUTH)
    made = taken(person, area=YOUTH, message="Hei")
    with after(seconds=120):
        timing.tick()
    with after(seconds=420):
        other = professional(YOUTH)
        timing.tick()
        assert queries.conversation(made.id).assignee == other, "shared in the same look of the clock"
        assert kinds(made.id)[-3:] == ["professional_lost", "requeued", "assigned"]
        assert [one.what.text for one in log.entries_after(made.id, 0) if one.what.kind == "message"] == [
            "Hei"
        ]
    assert_folds(made.id)


def test_the_desk_hears_of_it() -> None:
    made = taken(professional())
    with after(seconds=120):
        timing.tick()
        card = desk.entries_after(desk.name(TEETH), 0)[-1].card
        assert (card["id"], card["is_lost"], card["state"]) == (str(made.id), True, "assigned")
    with after(seconds=420):
        timing.tick()
        card = desk.entries_after(desk.name(TEETH), 0)[-1].card
        assert (card["is_lost"], card["state"], card["assignee"]) == (False, "queued", None)


@pytest.mark.parametrize("lost_after", [120, 3600])
def test_while_nobody_is_there_silence_is_not_the_clients(lost_after: int) -> None:
    county_says(TEETH, lost_after_s=lost_after, lost_return_s=7200)
    person = professional()
    made = taken(person)
    professional_says(made.id, person, "Mitä tapahtui?")
    for minutes in (5, 10, 20):
        with after(minutes=minutes):
            timing.tick()
            assert queries.view(made.id, staff=False).ends_at == ""
    with after(minutes=30):
        assert queries.view(made.id, staff=False).state == "assigned"


def test_a_warning_is_withdrawn_when_the_one_who_asked_is_gone() -> None:
    person = professional()
    made = taken(person)
    professional_says(made.id, person, "Mitä tapahtui?")
    with after(seconds=290):
        vanishing.hear(person)
    with after(seconds=300):
        timing.look_at_silence()
        assert queries.view(made.id, staff=False).ends_at
    with after(seconds=410):
        timing.tick()
        assert queries.view(made.id, staff=False).ends_at == ""
    with after(seconds=601):
        timing.tick()
        assert queries.view(made.id, staff=False).state == "assigned"
        presence_actions.heartbeat(person)
    with after(seconds=1300):
        vanishing.hear(person)
        assert timing.look_at_silence() == 0, "they have not been asked anew"
    assert_folds(made.id)


def test_who_is_away_themselves_keeps_what_was_promised_to_who_leaves() -> None:
    made = taken(professional())
    actions.leave(made.id)
    with after(seconds=120):
        timing.tick()
    with after(seconds=420):
        timing.tick()
        assert queries.view(made.id, staff=False).state == "queued"
    with after(minutes=31):
        timing.tick()
        view = queries.view(made.id, staff=False)
        assert (view.state, view.ended_by) == ("ended", "timeout")
    assert_folds(made.id)


def test_who_is_gone_no_longer_asks_who_the_client_is(twin: IdentificationTwin) -> None:
    del twin
    county_says(TEETH, identification=True)
    person = professional()
    made = taken(person)
    identifying.ask(made.id, person)
    assert queries.view(made.id, staff=False).identity == "asked"
    with after(seconds=120):
        timing.tick()
    with after(seconds=420):
        timing.tick()
        assert queries.view(made.id, staff=False).identity == ""
    contacts.assign(made.id, professional())
    assert_folds(made.id)
