"""A professional vanishes without a word: noted, told, and after a while others may go on."""

from __future__ import annotations

from typing import Any

import pytest

from luotsi.contacts import actions, facts, presence_actions, queries, vanishing
from luotsi.contacts.types import Channel, EndedBy, PresenceState, RefusalCode, State
from tests.contacts.makers import (
    MIND,
    TEETH,
    YOUTH,
    after,
    county_says,
    professional,
    queued,
    refused,
    taken,
)
from tests.contacts.test_facts import told

__all__ = ["told"]

pytestmark = pytest.mark.usefixtures("noon")


def look() -> int:
    """What the clock does with those who are silent; how many contacts that concerned."""
    lost = queries.vanished()
    for number in lost:
        vanishing.note_lost(number)
    back = queries.not_back()
    for number in back:
        vanishing.give_back(number)
    return len(lost) + len(back)


def of(told: list[Any], kind: type) -> list[Any]:
    return [one for one in told if isinstance(one, kind)]


def test_who_is_silent_for_too_long_is_noted_once_and_told_with_every_time(told: list[Any]) -> None:
    person = professional()
    had = taken(person)
    with after(seconds=119):
        assert look() == 0
    with after(seconds=120) as lost_at:
        assert look() == 1
        assert look() == 0, "once"
        assert queries.contact(had.id).lost_at == lost_at
        assert [one.id for one in queries.lost(TEETH)] == [had.id]
    [fact] = of(told, facts.ProfessionalLost)
    assert (fact.person, fact.heard_at, (fact.until - fact.at).total_seconds()) == (
        person,
        had.assigned_at,
        300,
    )


def test_who_comes_back_in_time_still_has_it_and_it_is_told(told: list[Any]) -> None:
    person = professional()
    had = taken(person)
    with after(seconds=120) as lost_at:
        look()
    with after(seconds=419):
        presence_actions.heartbeat(person)
        presence_actions.heartbeat(person)
        found = queries.contact(had.id)
        assert (found.assignee, found.state, found.lost_at) == (person, State.ASSIGNED, None)
    [fact] = of(told, facts.ProfessionalBack)
    assert (fact.person, fact.lost_at) == (person, lost_at)
    with after(seconds=421):
        assert look() == 0


def test_who_does_not_come_back_loses_it_to_the_queue_at_its_old_place(told: list[Any]) -> None:
    person = professional()
    had = taken(person)
    with after(minutes=1):
        later = queued()
    with after(seconds=120):
        look()
    with after(seconds=419):
        assert look() == 0
    with after(seconds=420):
        assert look() == 1
        found = queries.contact(had.id)
        assert (found.state, found.assignee, found.lost_at) == (State.QUEUED, None, None)
        assert (found.queued_at, found.place_at, found.transfers) == (had.queued_at, had.place_at, 0)
        assert [one.id for one in queries.waiting(TEETH)] == [had.id, later.id]
        assert presence_actions.heartbeat(person) is False
        assert queries.own(person) == []
    [fact] = of(told, facts.ContactRequeued)
    assert (fact.person, fact.queued_at) == (person, had.queued_at)
    assert of(told, facts.ProfessionalBack) == []


def test_the_next_free_person_gets_it_where_that_goes_by_itself() -> None:
    had = taken(professional(YOUTH), YOUTH)
    with after(seconds=120):
        look()
    with after(seconds=420):
        look()
        other = professional(YOUTH)
        assert [(one.id, one.assignee) for one in actions.share(YOUTH)] == [(had.id, other)]


def test_the_service_says_how_long() -> None:
    county_says(TEETH, lost_after_s=600, lost_return_s=60)
    taken(professional())
    with after(seconds=599):
        assert look() == 0
    with after(seconds=600):
        assert look() == 1
    with after(seconds=660):
        assert look() == 1


def test_anything_that_a_page_asks_for_is_a_sign_of_life_also_after_work() -> None:
    person = professional(state=PresenceState.PRESENT)
    taken(person)
    presence_actions.set_presence(person, [], PresenceState.GONE)
    with after(seconds=100):
        assert presence_actions.heartbeat(person) is False, "they take nothing new"
    with after(seconds=219):
        assert look() == 0
    with after(seconds=220):
        assert look() == 1


def test_who_takes_one_is_there() -> None:
    person = professional()
    with after(minutes=30):
        had = taken(person)
        assert look() == 0
    with after(minutes=31):
        assert look() == 0
    with after(minutes=32):
        assert look() == 1
        assert queries.contact(had.id).lost_at is not None


def test_nobody_misses_who_looks_into_something_until_it_takes_too_long() -> None:
    person = professional()
    had = taken(person)
    actions.hold(had.id, by=person)
    with after(seconds=899):
        assert look() == 0
    with after(seconds=900):
        assert look() == 1
    with after(seconds=1200):
        assert look() == 1
        found = queries.contact(had.id)
        assert (found.state, found.held_at, found.seconds_on_hold) == (State.QUEUED, None, 1200)


@pytest.mark.parametrize("channel", [Channel.REQUEST, Channel.CALLBACK])
def test_what_nobody_waits_for_at_a_screen_is_nobodys_loss(channel: Channel) -> None:
    taken(professional(), channel=channel)
    with after(days=1):
        assert look() == 0


def test_all_that_a_person_had_is_lost_and_found_together() -> None:
    person = professional(MIND)
    had = [taken(person, MIND).id for _one in range(2)]
    with after(seconds=120):
        assert look() == 2
        assert set(vanishing.hear(person)) == set(had)
        for number in had:
            vanishing.note_back(number)
        assert vanishing.hear(person) == []


def test_a_colleague_may_go_on_at_once() -> None:
    had = taken(professional())
    colleague = professional()
    with refused(RefusalCode.WRONG_STATE):
        vanishing.take_over(had.id, colleague)
    with after(seconds=120):
        look()
        with refused(RefusalCode.NO_RIGHT):
            vanishing.take_over(had.id, professional(YOUTH))
        found = vanishing.take_over(had.id, colleague)
        assert (found.assignee, found.state, found.lost_at) == (colleague, State.ASSIGNED, None)
        with refused(RefusalCode.WRONG_STATE):
            vanishing.note_back(had.id)


@pytest.mark.parametrize("change", ["end", "transfer"])
def test_whatever_becomes_of_it_nobody_is_lost_any_more(change: str) -> None:
    had = taken(professional())
    with after(seconds=120):
        look()
        if change == "end":
            actions.end(had.id, EndedBy.CLIENT)
        else:
            actions.transfer(had.id, by=professional(), area=TEETH)
        assert queries.contact(had.id).lost_at is None
        assert queries.lost(TEETH) == []
    with after(seconds=420):
        assert look() == 0


def test_what_is_no_longer_so_is_refused() -> None:
    had = taken(professional())
    with refused(RefusalCode.WRONG_STATE):
        vanishing.note_lost(had.id)
    with refused(RefusalCode.WRONG_STATE):
        vanishing.give_back(had.id)
    waits = queued()
    with refused(RefusalCode.WRONG_STATE):
        vanishing.note_lost(waits.id)
    with after(seconds=120):
        look()
        with refused(RefusalCode.WRONG_STATE):
            vanishing.give_back(had.id)
