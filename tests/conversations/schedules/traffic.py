"""A day of chats: so many conversations at a time over mortal processes, everything drawn from one seed."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connections

from luotsi.accounts import actions as accounts
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.contacts import actions as contacts
from luotsi.contacts.types import Refusal
from luotsi.conversations import log, queries, timing
from luotsi.foundation import clock
from luotsi.organisation.models import ServiceArea
from tests.contacts.makers import county_says
from tests.conversations.schedules import broken, checks
from tests.conversations.schedules.desks import Desk
from tests.conversations.schedules.pages import ended
from tests.conversations.schedules.processes import Mortal, Reaper, Today
from tests.conversations.schedules.talks import CATCH_UP, Talk
from tests.conversations.schedules.wire import Network, Unreachable
from tests.conversations.servers import signed_in, started

AREAS = (
    "oral-health",
    "health-stations",
    "family-centre",
    "youth-station",
    "senior-guidance",
    "school-welfare",
    "child-protection",
    "hospital-and-rehabilitation",
    "urgent-and-crisis",
)
"""Enough of them that no process ever counts 200 new chats an hour in one; the fourth shares by itself."""

AREAS_EACH = 3
TICK_EVERY = 3.0
SEED = "SCHEDULE_SEED"
"""The environment variable that repeats a schedule."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is to happen."""

    seed: int
    conversations: int
    kills: int
    """At least so many processes are killed."""
    processes: Sequence[str] = ("live", "web")
    """What each of them serves; with `web` pages, too."""
    professionals: int = 4
    at_once: int = 40
    program: str = "luotsi.config.cli"
    most_faults: int = 20

    steps: tuple[int, int] = (1, 4)
    """Of one conversation, fewest and most, beside its opening and its end."""

    def generator(self, *names: object) -> Random:
        """A generator of its own for everything that has a name."""
        return Random("/".join(str(one) for one in (self.seed, *names)))  # noqa: S311


@dataclass
class Report:
    """What has happened. `faults` are sentences about what must never be."""

    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        told = ", ".join(f"{number} {name}" for name, number in sorted(self.counts.items()))
        return f"seed {self.seed}, {self.seconds:.0f} s: {told}; {len(self.faults)} faults"


def broken_on_purpose(seed: int) -> Schedule:
    """Of a house with the fault that the environment names: enough to notice it."""
    return Schedule(seed, 60, kills=0, processes=["live"], program=broken.__name__, most_faults=1)


def chosen_seed() -> int:
    """The seed that was asked for, or a new one."""
    return int(os.environ.get(SEED) or int.from_bytes(os.urandom(4)))


def run(schedule: Schedule, data: Path, tell: Callable[[Report], object] = lambda _report: None) -> Report:
    """Let it happen over the database that this process uses; `tell` hears of the progress."""
    today, report = Today(), Report(schedule.seed)
    began = time.monotonic()
    with (data / "servers.log").open("ab") as says:
        servers = [
            Mortal(data, only=only, program=schedule.program, now=today.now, says=says)
            for only in schedule.processes
        ]
        people = _hired(schedule, today)
        with started(servers):
            asyncio.run(_Day(schedule, report, servers, today, tell).pass_by(people))
    report.seconds = time.monotonic() - began
    tell(report)
    return report


@dataclass
class _Day:
    schedule: Schedule
    report: Report
    servers: Sequence[Mortal]
    today: Today
    tell: Callable[[Report], object]
    _talks: list[Talk] = field(default_factory=list)

    async def pass_by(self, people: Sequence[tuple[int, str, Sequence[str]]]) -> None:
        network = Network([one.port for one in self.servers], self.report.counts)
        # Some of the deaths are gentle, and must not be missing from the kills.
        every = self.schedule.conversations * 0.75 / self.schedule.kills if self.schedule.kills else 0
        reaper = Reaper(self.servers, self.schedule.generator("deaths"), self.report.counts, every)
        async with self._at_work(network, people) as desks, self._ticking():
            await self._conversations(network, desks, reaper)
            await reaper.rest()
            if not self._is_enough:
                await self._desks_are_right(desks)
        await network.close()
        if not self._is_enough:
            await self._tables_are_right()

    async def _conversations(self, network: Network, desks: Sequence[Desk], reaper: Reaper) -> None:
        numbers = iter(range(1, self.schedule.conversations + 1))

        async def one_after_another() -> None:
            for number in numbers:
                if self._is_enough:
                    return
                talk = self._talk(number, network, desks)
                self._talks.append(talk)
                try:
                    await talk.play()
                except (Unreachable, AssertionError) as error:
                    self._blame(f"conversation {number}", f"it could not go on: {error!r}")
                reaper.progress(number)
                self.tell(self.report)

        at_once = [asyncio.create_task(one_after_another()) for _ in range(self.schedule.at_once)]
        while not self._is_enough:
            done, left = await asyncio.wait(at_once, timeout=0.2, return_when=asyncio.FIRST_EXCEPTION)
            if not left or any(one.exception() for one in done):
                break
        await asyncio.gather(*(ended(one) for one in at_once if not one.done()))
        for one in at_once:
            if not one.cancelled():
                one.result()

    @property
    def _is_enough(self) -> bool:
        """So many faults that nothing more is learnt."""
        return len(self.report.faults) >= self.schedule.most_faults

    def _talk(self, number: int, network: Network, desks: Sequence[Desk]) -> Talk:
        weather = self.schedule.generator("talk", number)
        return Talk(
            number,
            network,
            weather,
            weather.choice(AREAS),
            desks,
            partial(self._blame, f"conversation {number}"),
            self._outside,
            self.report.counts,
            self.schedule.steps,
        )

    def _blame(self, where: str, words: str) -> None:
        if not self._is_enough:
            self.report.faults.append(f"{where}: {words}")

    @asynccontextmanager
    async def _at_work(
        self, network: Network, people: Sequence[tuple[int, str, Sequence[str]]]
    ) -> AsyncIterator[list[Desk]]:
        desks = []
        for person, session, areas in people:
            weather = self.schedule.generator("desk", len(desks))
            blame = partial(self._blame, f"professional {person}")
            desks.append(Desk(network, weather, blame, person, session, areas))
        try:
            await asyncio.gather(*(desk.begin() for desk in desks))
            yield desks
        finally:
            await asyncio.gather(*(desk.stop() for desk in desks))

    @asynccontextmanager
    async def _ticking(self) -> AsyncIterator[None]:
        """The clock's own changes, from another process, as the worker makes them."""

        async def tick() -> None:
            while True:
                await asyncio.sleep(TICK_EVERY)
                await self._outside("tick")

        task = asyncio.create_task(tick())
        try:
            yield
        finally:
            await ended(task)

    async def _outside(self, what: str, *given: Any) -> Any:
        """Something that this process itself writes or reads."""

        def done() -> Any:
            with clock.frozen_at(self.today.now()):
                try:
                    return _DEEDS[what](*given)
                except (Refusal, DatabaseError) as error:
                    self.report.counts[f"outside: {type(error).__name__}"] += 1
                    return None
                finally:
                    connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(None, done)

    async def _desks_are_right(self, desks: Sequence[Desk]) -> None:
        """Old cards + events = a fresh desk, on every page."""
        for desk in desks:
            for page in desk.pages:
                for _ in range(int(CATCH_UP)):
                    fresh = (await desk.persist("GET", "desk")).told
                    differing = checks.of_a_desk(page.cards, fresh, desk.person)
                    if differing is None:
                        break
                    await asyncio.sleep(1)
                else:
                    self._blame(f"professional {desk.person}", differing or "")

    async def _tables_are_right(self) -> None:
        for talk in self._talks:
            if talk.id:
                for words in await self._outside("log", talk.id, talk.said):
                    self._blame(f"conversation {talk.number}", words)


def _assign(number: str, person: int) -> None:
    contacts.assign(UUID(number), person)


def _log(number: str, said: Sequence[checks.Said]) -> list[str]:
    entries = log.entries_after(UUID(number), 0)
    return list(checks.of_a_log(entries, queries.conversation(UUID(number)).last_seq, said))


_DEEDS: dict[str, Callable[..., Any]] = {"assign": _assign, "tick": timing.tick, "log": _log}


def _hired(schedule: Schedule, today: Today) -> list[tuple[int, str, Sequence[str]]]:
    """Professionals with rights in a few areas each, signed in: number, session, areas."""
    people = []
    with clock.frozen_at(today.now()):
        for area in ServiceArea.objects.filter(code__in=AREAS):
            county_says(area.code, **{**area.chat, "queue_limit": 500, "capacity": 50})
        for nth in range(schedule.professionals):
            user = User.objects.create(username=f"at-work-{secrets.token_hex(4)}")
            areas = sorted({AREAS[(nth * 2 + more) % len(AREAS)] for more in range(AREAS_EACH)})
            for area in areas:
                accounts.grant_role(user, Role.PROFESSIONAL, area, by=None)
            people.append((user.pk, signed_in(user, today.now()), areas))
    return people
