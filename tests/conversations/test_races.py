"""Clients, professionals and the clock at the same moment: nobody waits in a circle, and every log folds.

Each has a connection of its own, as processes have. On SQLite writers follow each other; what is proved of
rows that are held is proved on PostgreSQL (`scripts/test-on-postgresql`).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import close_old_connections, connections, transaction

from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions, queries, vanishing
from luotsi.contacts.types import EndedBy, Refusal, WrapUp
from luotsi.conversations import actions, attendance, timing
from luotsi.conversations.types import ConversationFault
from luotsi.foundation import clock
from tests.contacts.makers import NOON, TEETH, YOUTH, professional
from tests.conversations import makers

pytestmark = pytest.mark.usefixtures("many_connections")

THREADS = 8
TURNS = 30
TOMORROW = date(2026, 11, 26)


class Crowd:
    """Some professionals of two areas and some conversations, with everything that can be done to them."""

    def __init__(self) -> None:
        self.people = [professional("", areas=[TEETH, YOUTH], capacity=6) for _one in range(3)]
        self.open = [makers.opened(area).id for area in (TEETH, YOUTH) * 4]
        self.all = list(self.open)
        self._lock = threading.Lock()

    def deeds(self, chance: random.Random) -> list[Callable[[], object]]:
        """What one of the crowd might do next; to which conversation, by whom, decides chance."""
        one, other = chance.sample(self.open, 2)
        person, colleague = chance.sample(self.people, 2)
        area = chance.choice([TEETH, YOUTH])
        return [
            lambda: contacts.assign(one, person),
            lambda: contacts.share(YOUTH),
            lambda: contacts.leave(one),
            lambda: contacts.come_back(one),
            lambda: contacts.transfer(one, by=self.of(one, person), person=colleague, area=area),
            lambda: contacts.transfer(one, by=self.of(one, person), area=area),
            lambda: contacts.hold(one, by=self.of(one, person)),
            lambda: contacts.resume(one, by=self.of(one, person)),
            lambda: makers.client_says(one, "Hammasta särkee"),
            lambda: makers.client_says(one, "En saa henkeä"),
            lambda: makers.professional_says(one, self.of(one, person), "Katsotaan"),
            lambda: makers.professional_notes(one, self.of(one, person), "Soitettu"),
            lambda: together(one, other),
            lambda: attendance.here(one, "a" * 32),
            lambda: attendance.gone(one, "a" * 32),
            lambda: actions.keep(one, person, "Uhkaus", TOMORROW + timedelta(days=chance.randint(1, 9))),
            lambda: actions.note_view(one, person, TEETH),
            timing.tick,
            self.silent_for_minutes,
            lambda: presence_actions.heartbeat(person),
            lambda: vanishing.take_over(one, colleague),
            lambda: self.over(one, chance.choice([self.blocked, self.ended])),
        ]

    def of(self, number: UUID, otherwise: int) -> int:
        """Who has it in hand."""
        return queries.contact(number).assignee or otherwise

    def silent_for_minutes(self) -> None:
        """Some of the clock's looks come when nobody has been heard of for a while."""
        for minutes in (3, 9):
            with clock.frozen_at(NOON + timedelta(minutes=minutes)):
                timing.look_at_vanished()

    def blocked(self, number: UUID) -> None:
        """As the button does it: with the words that are always the same, all or nothing."""
        person = self.of(number, self.people[0])
        with transaction.atomic():
            makers.professional_says(number, person, "Keskustelu päättyy tähän")
            actions.block(number, person)

    def ended(self, number: UUID) -> None:
        person = self.of(number, self.people[0])
        contacts.end(number, EndedBy.PROFESSIONAL, person=person)
        actions.rate(number, "yes", 9)
        contacts.wrap_up(number, by=person, code=WrapUp.ANSWERED)
        actions.erase_as_client(number)

    def over(self, number: UUID, end: Callable[[UUID], None]) -> None:
        """One ends, and another client comes."""
        end(number)
        made = makers.opened(queries.contact(number).area).id
        with self._lock:
            self.open = [*(one for one in self.open if one != number), made]
            self.all.append(made)


def together(*numbers: UUID) -> None:
    """Messages to several conversations in one transaction, as the writer of a process groups them."""
    with transaction.atomic():
        for number in sorted(numbers):
            makers.client_says(number, "Kiitos", is_here=True)


def at_once(threads: int, work: Callable[[int], None]) -> list[Exception]:
    """Run `work` in so many threads; what they failed with."""
    failures: list[Exception] = []
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        try:
            start.wait()
            with clock.frozen_at(NOON):
                work(number)
        except Exception as error:  # noqa: BLE001 - the test shows it
            failures.append(error)
        finally:
            connections.close_all()

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return failures


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_at_once_nobody_waits_in_a_circle(seed: int) -> None:
    with clock.frozen_at(NOON):
        crowd = Crowd()
    done = [0] * THREADS

    def live(number: int) -> None:
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - the same story again from the same seed
        for _turn in range(TURNS):
            try:
                chance.choice(crowd.deeds(chance))()
            except (Refusal, ConversationFault):
                continue
            done[number] += 1

    assert at_once(THREADS, live) == []
    close_old_connections()
    assert sum(done) > THREADS * TURNS / 6, "Most was refused: the story says little."
    for number in crowd.all:
        makers.assert_folds(number)
