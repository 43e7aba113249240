"""What is announced is enough to count every measure of a service: waiting, answering, handling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from luotsi.contacts import actions, facts, presence_actions
from luotsi.contacts.types import (
    Channel,
    EndedBy,
    How,
    PresenceState,
    RefusalCode,
    State,
    Support,
    WrapUp,
)
from luotsi.foundation import clock
from luotsi.foundation import facts as dispatch
from luotsi.privacy import queries as audit
from luotsi.privacy.types import Wanted
from tests.contacts.makers import (
    NOON,
    TEETH,
    YOUTH,
    after,
    opened,
    professional,
    queued,
    refused,
    taken,
    wrapped,
)

pytestmark = pytest.mark.usefixtures("noon")

KINDS = [
    kind
    for kind in vars(facts).values()
    if isinstance(kind, type) and kind.__module__ == facts.__name__ and kind is not facts.ContactFact
]


@pytest.fixture
def told() -> Iterator[list[Any]]:
    """Everything that the room tells, in its order."""
    heard: list[Any] = []
    hear = heard.append
    for kind in KINDS:
        dispatch.witness(kind, hear)
    yield heard
    for kind in KINDS:
        dispatch._witnesses[kind].remove(hear)


def names(told: list[Any]) -> list[str]:
    return [type(one).__name__ for one in told]


def test_a_whole_life_with_every_time_that_is_measured(told: list[Any]) -> None:
    one, other = professional(), professional(YOUTH)
    told.clear()
    needed = NOON - timedelta(minutes=7)
    made = opened(language="sv", municipality="002", reason="toothache", needed_at=needed).id
    with after(minutes=1) as queued_at:
        actions.queue(made)
        with after(minutes=2) as first:
            actions.assign(made, one)
            with after(seconds=20) as answered:
                actions.note_answer(made, one)
                with after(minutes=4) as went:
                    actions.transfer(made, by=one, area=YOUTH)
                    actions.assign(made, other)
                    actions.hold(made, by=other)
                    with after(seconds=30):
                        actions.resume(made, by=other)
                        with after(minutes=5) as over:
                            actions.end(made, EndedBy.CLIENT)
                            wrapped(
                                made,
                                other,
                                code=WrapUp.PHONE_NEEDED,
                                support=[Support.WEB_SITE, "colleague"],
                                contact_number=3,
                            )
    assert names(told) == [
        "ContactOpened", "ContactQueued", "ContactAssigned", "ContactAnswered", "ContactTransferred",
        "ContactAssigned", "ContactHeld", "ContactResumed", "ContactEnded", "ContactWrappedUp",
    ]  # fmt: skip
    assert {(fact.contact, fact.channel, fact.language, fact.municipality, fact.reason) for fact in told} == {
        (made, Channel.CHAT, "sv", "002", "toothache")
    }
    opening, joined, taken_, answer, moved, again, held, resumed, end, wrap = told
    assert (opening.needed_at, opening.in_hours) == (needed, True)
    assert (joined.ahead, joined.present, joined.at) == (0, 1, queued_at)
    assert (taken_.at - taken_.queued_at, taken_.how) == (timedelta(minutes=2), How.PICKED)
    assert (taken_.is_first, again.is_first, again.person) == (True, False, other)
    assert answer.at - answer.needed_at == answered - needed, "from need to the first human answer"
    assert (moved.from_area, moved.area, moved.by, moved.number, moved.at) == (TEETH, YOUTH, one, 1, went)
    assert resumed.at - resumed.held_at == timedelta(seconds=30)
    assert held.person == other
    assert (end.was, end.by, end.at, end.seconds_on_hold, end.transfers) == (
        State.ASSIGNED, EndedBy.CLIENT, over, 30, 1,
    )  # fmt: skip
    assert (end.first_assigned_at, end.answered_at, end.queued_at) == (first, answered, queued_at)
    assert (wrap.code, wrap.contact_number, wrap.person) == (WrapUp.PHONE_NEEDED, 3, other)
    assert wrap.support == (Support.COLLEAGUE, Support.WEB_SITE)
    assert wrap.ended_at - wrap.first_assigned_at == over - first, "time spent on it"


def test_contacts_outside_opening_hours_can_be_told(told: list[Any]) -> None:
    with clock.frozen_at(NOON.replace(hour=21)):
        opened()
        actions.turn_away(Channel.CHAT, TEETH, "fi", RefusalCode.CLOSED, municipality="001")
    assert [one.in_hours for one in told if isinstance(one, facts.ContactOpened)] == [False]
    away = told[-1]
    assert (away.why, away.municipality, away.area) == ("closed", "001", TEETH)


def test_who_gives_up_waiting_is_told_as_never_answered(told: list[Any]) -> None:
    waits = queued()
    with after(minutes=3):
        actions.leave(waits.id)
        with after(minutes=2) as back:
            actions.come_back(waits.id)
            actions.end(waits.id, EndedBy.CLIENT)
    left, returned, end = told[-3:]
    assert (left.state, left.queued_at) == (State.QUEUED, NOON)
    assert (returned.left_at, returned.kept_place) == (left.at, True)
    assert (end.was, end.first_assigned_at, end.answered_at, end.at) == (State.QUEUED, None, None, back)


def test_presence_is_told_when_it_changes_and_not_at_every_beat(told: list[Any]) -> None:
    person = professional()
    presence_actions.set_presence(person, [TEETH], PresenceState.PRESENT)
    presence_actions.heartbeat(person)
    presence_actions.set_presence(person, [TEETH], PresenceState.AWAY)
    with after(seconds=61):
        presence_actions.expire_presence()
    assert [(one.state, one.by_clock) for one in told] == [
        ("present", False), ("away", False), ("gone", True),
    ]  # fmt: skip


def test_what_is_refused_tells_nothing(told: list[Any]) -> None:
    had = taken(professional())
    other = professional()
    told.clear()
    with refused(RefusalCode.ALREADY_ASSIGNED):
        actions.assign(had.id, other)
    with refused(RefusalCode.NOT_YOURS):
        actions.hold(had.id, by=other)
    assert told == []


def test_who_got_to_read_whose_contact_is_in_the_audit_trail_and_no_client_is() -> None:
    one, other = professional(), professional()
    made = taken(one, language="sv", municipality="003", reason="fear").id
    actions.transfer(made, by=one, person=other, note="Salainen sana.")
    actions.end(made, EndedBy.CLIENT)
    wrapped(made, other)
    rows = list(audit.entries(Wanted(object_kind="contact")))[::-1]
    assert [(row.action, row.actor, row.object_id, row.unit) for row in rows] == [
        ("contact.assign", one, str(made), TEETH),
        ("contact.transfer", one, str(made), TEETH),
        ("contact.assign", other, str(made), TEETH),
        ("contact.wrap_up", other, str(made), TEETH),
    ]
    assert "Salainen" not in str(rows)
    assert "fear" not in str(rows)
