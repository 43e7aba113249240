"""Any story of many contacts and people, played at random: nothing impossible ever becomes true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from luotsi.contacts import actions, facts, presence_actions, queries, rules
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
CAPACITY = [1, 2, 3]
KINDS = (facts.ContactAssigned, facts.ContactTransferred)

people = some.integers(0, PEOPLE - 1)
areas = some.sampled_from(AREAS)


class Story(RuleBasedStateMachine):
    """Clients and professionals who do whatever comes to their mind, refused or not."""

    contacts = Bundle("contacts")

    @initialize()
    def morning(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now = NOON
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

    @rule(target=contacts, area=areas, channel=some.sampled_from(Channel), weight=some.integers(0, 2))
    def turns_to_us(self, area: str, channel: Channel, weight: int) -> UUID:
        with self.at_work():
            return opened(area, channel, weight=weight).id

    @rule(one=contacts)
    def joins(self, one: UUID) -> None:
        with self.tried():
            actions.queue(one)

    @rule(one=contacts, person=people)
    def picks(self, one: UUID, person: int) -> None:
        with self.tried():
            actions.assign(one, self.people[person])

    @rule()
    def shares(self) -> None:
        with self.tried():
            actions.share(YOUTH)

    @rule(one=contacts, person=people)
    def holds_or_resumes(self, one: UUID, person: int) -> None:
        on_hold = self.states.get(one) is State.ON_HOLD
        with self.tried():
            (actions.resume if on_hold else actions.hold)(one, by=self.people[person])

    @rule(one=contacts, by=people, area=areas)
    def sends_to_an_area(self, one: UUID, by: int, area: str) -> None:
        with self.tried():
            actions.transfer(one, by=self.people[by], area=area)

    @rule(one=contacts, by=people, to=people)
    def sends_to_a_person(self, one: UUID, by: int, to: int) -> None:
        with self.tried():
            actions.transfer(one, by=self.people[by], person=self.people[to])

    @rule(one=contacts)
    def leaves(self, one: UUID) -> None:
        with self.tried():
            actions.leave(one)

    @rule(one=contacts)
    def comes_back(self, one: UUID) -> None:
        with self.tried():
            actions.come_back(one)

    @rule(one=contacts, by=some.sampled_from([EndedBy.CLIENT, EndedBy.TIMEOUT]))
    def ends(self, one: UUID, by: EndedBy) -> None:
        with self.tried():
            actions.end(one, by)

    @rule(one=contacts, person=people)
    def wraps_up(self, one: UUID, person: int) -> None:
        with self.tried():
            actions.wrap_up(one, by=self.people[person], code=WrapUp.ANSWERED)

    @rule(person=people, state=some.sampled_from(PresenceState))
    def comes_or_goes(self, person: int, state: PresenceState) -> None:
        with self.at_work():
            presence_actions.set_presence(self.people[person], AREAS, state, CAPACITY[person])

    @rule(minutes=some.sampled_from([1, 9, 11, 31]), still_there=some.booleans())
    def time_passes(self, minutes: int, still_there: bool) -> None:
        self.now += timedelta(minutes=minutes)
        with self.at_work():
            if still_there:
                for person in range(PEOPLE):
                    presence_actions.set_presence(
                        self.people[person], AREAS, PresenceState.PRESENT, CAPACITY[person]
                    )
            presence_actions.expire_presence()
            for overdue in queries.overdue():
                actions.end_overdue(overdue.id)
            assert queries.overdue() == []

    @invariant()
    def every_change_is_a_step_that_the_rules_know(self) -> None:
        for row in ContactRow.objects.all():
            was, state = self.states.get(row.id, State.BOT), State(row.state)
            assert was is state or state in self.reachable(was)
            if was not in LIVING:
                assert state not in LIVING
            self.states[row.id] = state

    def reachable(self, was: State) -> set[State]:
        """Where one action, or a sharing and an end by the clock, may lead."""
        return {after for steps in rules._AFTER.values() for before, after in steps.items() if before is was}

    @invariant()
    def nobody_has_more_than_fits(self) -> None:
        held = Counter(ContactRow.objects.filter(state__in=HELD).values_list("assignee", flat=True))
        for number, person in enumerate(getattr(self, "people", [])):
            assert held.pop(person, 0) <= CAPACITY[number]
        assert not held

    @invariant()
    def a_contact_is_given_once_and_once_more_for_each_transfer(self) -> None:
        given = Counter(fact.contact for fact in self.told if isinstance(fact, facts.ContactAssigned))
        moved = Counter(fact.contact for fact in self.told if isinstance(fact, facts.ContactTransferred))
        for row in ContactRow.objects.all():
            assert given[row.id] <= 1 + moved[row.id]
            assert moved[row.id] == row.transfers
            assert (row.first_assigned_at is None) == (given[row.id] == 0)
            if State(row.state) in HELD:
                assert given[row.id] >= 1

    @invariant()
    def places_are_one_two_three(self) -> None:
        with self.at_work():
            for area in AREAS:
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
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
