"""Any story of many contacts and people, played at random: nothing impossible ever becomes true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from luotsi.contacts import actions, facts, presence_actions, queries, rules, vanishing
from luotsi.contacts.models import ContactRow
from luotsi.contacts.types import (
    HELD,
    LIVING,
    Channel,
    EndedBy,
    PresenceState,
    Refusal,
    RefusalCode,
    State,
    WrapUp,
)
from luotsi.foundation import clock
from luotsi.foundation import facts as dispatch
from tests.contacts.makers import NOON, TEETH, YOUTH, opened, professional

AREAS = [TEETH, YOUTH]
PEOPLE = 3
CAPACITY = [1, 1, 2]
KINDS = (facts.ContactAssigned, facts.ContactTransferred, facts.ContactRequeued)

VERBS = [
    *("arrives", "arrives", "arrives", "joins", "picks", "picks", "picks", "picks", "shares"),
    *("holds", "resumes", "sends to area", "sends to person", "sends to person", "leaves", "comes back"),
    *("ends", "wraps up", "changes presence", "lets time pass", "looks", "goes on for"),
]
"""As often as it is named."""

people = some.integers(0, PEOPLE - 1)
areas = some.sampled_from(AREAS)


class Story(RuleBasedStateMachine):
    """Clients and professionals who do whatever comes to their mind, refused or not."""

    @initialize()
    def morning(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now = NOON
        self.contacts: list[UUID] = []
        self.states: dict[UUID, State] = {}
        self.told: list[Any] = []
        self.hear = self.told.append
        for kind in KINDS:
            dispatch.witness(kind, self.hear)
        with self.at_work():
            self.people = [professional("", areas=AREAS, capacity=CAPACITY[one]) for one in range(PEOPLE)]

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            for kind in KINDS:
                dispatch._witnesses[kind].remove(self.hear)
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with clock.frozen_at(self.now):
            yield

    @contextmanager
    def tried(self) -> Iterator[None]:
        """What is refused has changed nothing, and one has a name for it."""
        with self.at_work():
            before = list(ContactRow.objects.order_by("pk").values())
            try:
                yield
            except Refusal as refusal:
                assert refusal.code in RefusalCode
                assert list(ContactRow.objects.order_by("pk").values()) == before

    @rule(verb=some.sampled_from(VERBS), which=some.integers(0, 7), person=people, to=people, area=areas)
    def somebody_does(self, verb: str, which: int, person: int, to: int, area: str) -> None:
        """One rule for all, so that every verb meets every kind of contact often enough."""
        with self.at_work():
            if verb == "arrives" or not self.contacts:
                self.contacts.append(opened(area, list(Channel)[which % 3], weight=which % 2).id)
                verb, which = "joins", -1
        # The newest are the liveliest.
        one = self.contacts[-1 - which % len(self.contacts)]
        me, other = self.people[person], self.people[to]
        doing: dict[str, Callable[[], object]] = {
            "joins": lambda: actions.queue(one),
            "picks": lambda: actions.assign(one, me),
            "shares": lambda: actions.share(YOUTH),
            "holds": lambda: actions.hold(one, by=me),
            "resumes": lambda: actions.resume(one, by=me),
            "sends to area": lambda: actions.transfer(one, by=me, area=area),
            "sends to person": lambda: actions.transfer(one, by=me, person=other),
            "leaves": lambda: actions.leave(one),
            "comes back": lambda: actions.come_back(one),
            "ends": lambda: actions.end(one, EndedBy.CLIENT),
            "wraps up": lambda: actions.wrap_up(one, by=me, code=WrapUp.ANSWERED),
            "changes presence": lambda: self.comes_or_goes(person, list(PresenceState)[which % 3]),
            "lets time pass": lambda: self.time_passes([1, 1, 9, 11, 31][which % 5]),
            "goes on for": lambda: vanishing.take_over(one, me),
            "looks": lambda: self.looks_at_the_queue(area),
        }
        with self.tried():
            doing[verb]()

    def comes_or_goes(self, person: int, state: PresenceState) -> None:
        presence_actions.set_presence(self.people[person], AREAS, state, CAPACITY[person])

    def time_passes(self, minutes: int) -> None:
        """Some stay at work, the clock ends what is overdue; after an afternoon comes another morning."""
        self.now += timedelta(minutes=minutes) if self.now.hour < 14 else timedelta(hours=20)
        with self.at_work():
            for person in range(minutes % PEOPLE, PEOPLE):
                self.comes_or_goes(person, PresenceState.PRESENT)
            presence_actions.expire_presence()
            for lost in queries.vanished():
                vanishing.note_lost(lost)
            for left in queries.not_back():
                vanishing.give_back(left)
            assert queries.vanished() == queries.not_back() == []
            for overdue in queries.overdue():
                actions.end_overdue(overdue.id)
            assert queries.overdue() == []

    @invariant()
    def nothing_impossible_is_true(self) -> None:
        rows = list(ContactRow.objects.all())
        for row in rows:
            self.is_a_step_that_the_rules_know(row)
            self.is_given_once_and_once_more_for_each_transfer(row)
        held = Counter(row.assignee for row in rows if row.state in HELD)
        for number, person in enumerate(getattr(self, "people", [])):
            assert held.pop(person, 0) <= CAPACITY[number]
        assert not held

    def is_a_step_that_the_rules_know(self, row: ContactRow) -> None:
        was, state = self.states.get(row.id, State.BOT), State(row.state)
        steps = {after for step in rules._AFTER.values() for before, after in step.items() if before is was}
        assert was is state or state in steps
        assert was in LIVING or state not in LIVING
        self.states[row.id] = state

    def is_given_once_and_once_more_for_each_transfer(self, row: ContactRow) -> None:
        given = sum(isinstance(fact, facts.ContactAssigned) and fact.contact == row.id for fact in self.told)
        moved = sum(
            isinstance(fact, facts.ContactTransferred) and fact.contact == row.id for fact in self.told
        )
        given_back = sum(
            isinstance(fact, facts.ContactRequeued) and fact.contact == row.id for fact in self.told
        )
        assert given <= 1 + moved + given_back
        assert (row.lost_at is None) or row.state in HELD
        assert moved == row.transfers
        assert (row.first_assigned_at is None) == (given == 0)

    def looks_at_the_queue(self, area: str) -> None:
        line, places = queries.waiting(area), queries.positions(area)
        assert [places[one.id].number for one in line] == list(range(1, len(line) + 1))
        assert all(place.ahead == place.number - 1 for place in places.values())
        assert set(places) == {one.id for one in line}
        assert line == rules.order(line)
        assert all(one.state is State.QUEUED and one.assignee is None for one in line)


@pytest.mark.django_db
def test_any_story_of_many_stays_possible(rantamaa: object) -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=10,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
