"""Many at the same moment, each over a connection of its own: SQLite here, PostgreSQL by its own script."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from luotsi.contacts import actions, queries
from luotsi.contacts.models import ContactRow
from luotsi.contacts.types import HELD, Channel, EndedBy, Refusal, RefusalCode, State
from luotsi.foundation import clock
from tests.contacts.makers import NOON, TEETH, YOUTH, county_says, opened, professional, queued, taken

pytestmark = pytest.mark.usefixtures("many_connections")


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """What each call gave, or the code with which it was refused; all begin at the same moment."""
    results: list[object] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(number: int) -> None:
        try:
            start.wait()
            with clock.frozen_at(NOON):
                results[number] = calls[number]()
        except Refusal as refusal:
            results[number] = refusal.code
        except Exception as error:  # noqa: BLE001 - the test shows it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failures = [one for one in results if isinstance(one, Exception)]
    assert failures == []
    return results


def held_by(person: int) -> int:
    return ContactRow.objects.filter(assignee=person, state__in=HELD).count()


def test_of_eight_who_pick_one_contact_one_gets_it() -> None:
    with clock.frozen_at(NOON):
        people = [professional() for _one in range(8)]
        for _round in range(3):
            waits = queued().id
            results = at_once([partial(actions.assign, waits, person) for person in people])
            assert Counter(results)[RefusalCode.ALREADY_ASSIGNED] == 7
            assert queries.contact(waits).assignee in people
            actions.end(waits, EndedBy.CLIENT)


def test_one_who_picks_ten_at_once_gets_as_many_as_fit() -> None:
    with clock.frozen_at(NOON):
        person = professional(capacity=3)
        waiting = [queued(channel=list(Channel)[number % 3]).id for number in range(10)]
    results = at_once([partial(actions.assign, one, person) for one in waiting])
    assert Counter(results)[RefusalCode.AT_CAPACITY] == 7
    assert held_by(person) == 3


def test_the_last_place_of_a_queue_is_taken_once() -> None:
    county_says(TEETH, queue_limit=2)
    with clock.frozen_at(NOON):
        made = [opened().id for _one in range(6)]
    results = at_once([partial(actions.queue, one) for one in made])
    assert Counter(results)[RefusalCode.QUEUE_FULL] == 4
    assert len(queries.waiting(TEETH, NOON)) == 2


def test_sharing_by_several_processes_gives_each_contact_once_and_nobody_too_much() -> None:
    with clock.frozen_at(NOON):
        people = [professional(YOUTH, capacity=2) for _one in range(3)]
        waiting = {queued(YOUTH).id for _one in range(8)}
    given = [one.id for result in at_once([partial(actions.share, YOUTH)] * 5) for one in result]
    assert len(given) == len(set(given)) == 6
    assert set(given) < waiting
    assert [held_by(person) for person in people] == [2, 2, 2]


def test_picking_sharing_leaving_transferring_and_ending_at_once_stay_one_story() -> None:
    with clock.frozen_at(NOON):
        people = [professional("", areas=[TEETH, YOUTH], capacity=2) for _one in range(3)]
        for _round in range(3):
            waiting = [queued(YOUTH).id for _one in range(4)]
            had = [taken(person, TEETH).id for person in people]
            at_once(
                [
                    *(partial(actions.assign, one, people[0]) for one in waiting),
                    *(partial(actions.assign, one, people[1]) for one in reversed(waiting)),
                    partial(actions.share, YOUTH),
                    partial(actions.share, YOUTH),
                    partial(actions.leave, waiting[0]),
                    partial(actions.end, waiting[1], EndedBy.CLIENT),
                    partial(actions.transfer, had[0], by=people[0], person=people[1]),
                    partial(actions.transfer, had[1], by=people[1], person=people[2]),
                    partial(actions.transfer, had[2], by=people[2], person=people[0]),
                    partial(actions.end, had[0], EndedBy.CLIENT),
                ]
            )
            assert all(held_by(person) <= 2 for person in people)
            assert_each_stands_in_one_place([*waiting, *had])
            for one in [*waiting, *had]:
                if queries.contact(one).is_living:
                    actions.end(one, EndedBy.CLIENT)


def test_whoever_changes_a_contact_waits_for_who_is_changing_it_and_sees_what_they_did() -> None:
    with clock.frozen_at(NOON):
        person = professional()
        had = taken(person).id
    changed, go_on = threading.Event(), threading.Event()

    def first() -> object:
        with transaction.atomic():
            actions.hold(had, by=person)
            changed.set()
            assert go_on.wait(20)
        return "held"

    def second() -> object:
        assert changed.wait(20)
        return actions.hold(had, by=person)

    def looker_on() -> object:
        assert changed.wait(20)
        try:
            return wait_until_somebody_waits()
        finally:
            go_on.set()

    assert at_once([first, second, looker_on]) == ["held", RefusalCode.WRONG_STATE, True]


def wait_until_somebody_waits() -> bool:
    """Until PostgreSQL tells of a row that is waited for. On SQLite whoever writes waits, which none sees."""
    deadline = time.monotonic() + 20
    while connection.vendor == "postgresql" and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.02)
    return connection.vendor != "postgresql"


def assert_each_stands_in_one_place(contacts: list[UUID]) -> None:
    for one in queries.contacts(contacts).values():
        assert (one.assignee is None) == (one.assigned_at is None or one.state is State.QUEUED)
        assert (one.state in HELD) <= (one.assignee is not None)
