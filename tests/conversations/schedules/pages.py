"""Pages that follow their logs as the panel and the desk do: streams, taken up where they ended."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from tests.conversations.schedules import checks
from tests.conversations.schedules.wire import Answer, Asked, Event, Network, Refusing, Unreachable

PAUSE = 0.1
LONGEST_PAUSE = 1.5
"""Seconds until the next try. The panel's own are longer; here a minute stands for ten."""

STEADY, SHAKY = 1e6, 6.0
"""Seconds that a page's streams live: some end only with their process, others soon."""

IN_HAND = frozenset({"assigned", "on_hold", "ended"})

Blame = Callable[[str], None]


def pause(tries: int, weather: Random) -> float:
    """How long to wait after so many tries."""
    return float(min(LONGEST_PAUSE, PAUSE * 2 ** (tries - 1)) * weather.uniform(0.5, 1.5))


async def ended(task: asyncio.Task[Any]) -> None:
    """Cancel a task, and once more where a `wait_for` that was done at that moment has swallowed it."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.5)


class Page(ABC):
    """One open page. `blame` hears of everything that must not be."""

    prefix = ""

    def __init__(self, network: Network, weather: Random, blame: Blame) -> None:
        self.network, self.weather, self.blame = network, weather, blame
        self.cursor = ""
        self.is_steady = weather.random() < 0.4
        self.moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Follow the logs from the cursor on."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """The page goes away."""
        if self._task is not None:
            await ended(self._task)
            self._task = None

    @abstractmethod
    async def headers(self) -> Mapping[str, str]:
        """What opens the stream. Raises Unreachable."""

    @abstractmethod
    def take(self, event: Event) -> None:
        """Something has come."""

    def refused(self, answer: Answer) -> bool:
        """The stream was not opened; whether to try again."""
        if answer.status in {429, 503}:
            self.network.counts[f"stream refused {answer.status}"] += 1
            return True
        self.blame(f"a stream was refused: {answer.status} {answer.told}")
        return False

    async def _follow(self) -> None:
        tries = 0
        while True:
            try:
                if not self.is_steady and self.weather.random() < 0.2:
                    await self._poll()
                    tries = 0
                else:
                    async for event in self._events(await self.headers()):
                        tries = 0
                        self._came(event)
            except Unreachable:
                tries += 1
            except Refusing as refusing:
                tries += 1
                if not self.refused(refusing.answer):
                    return
            await asyncio.sleep(pause(max(tries, 1), self.weather))

    def _events(self, headers: Mapping[str, str]) -> Any:
        asked = Asked("GET", f"{self.prefix}stream?cursor={quote(self.cursor)}", headers)
        life = STEADY if self.is_steady else self.weather.expovariate(1 / SHAKY)
        return self.network.events(asked, self.weather, life)

    async def _poll(self) -> None:
        wait = self.weather.randrange(4)
        path = f"{self.prefix}poll?cursor={quote(self.cursor)}&wait={wait}"
        answer = await self.network.ask(Asked("GET", path, await self.headers()), self.weather)
        self.network.counts["polls"] += 1
        if answer.status != 200:
            raise Refusing(answer)
        for told in answer.told["events"]:
            self._came(Event(told["event"], told["data"]))
        self.cursor = answer.told["cursor"]

    def _came(self, event: Event) -> None:
        self.network.counts["events"] += 1
        if event.cursor and event.cursor != event.data.get("cursor"):
            self.blame(f"an event's id is not its cursor: {event}")
        if event.event == "cut":
            if event.data["reason"] not in {"closing", "expired", "slow"}:
                self.blame(f"a stream was cut: {event.data}")
            return
        self.take(event)
        self.cursor = event.data.get("cursor", self.cursor)
        self.moved.set()


class Tab(Page):
    """One tab of a client."""

    def __init__(
        self,
        network: Network,
        weather: Random,
        blame: Blame,
        kept: tuple[str, str],
        comes_from: Mapping[str, str],
    ) -> None:
        super().__init__(network, weather, blame)
        self.id, self.capability = kept
        self.comes_from = comes_from
        self.log = f"conversation:{self.id}"
        self.seen: list[checks.Told] = []
        """What it shows, in order: a fresh look, then what the stream brought."""
        self._ticket = ""

    def begin(self, fresh: checks.Fresh) -> None:
        """From a fresh look on, as after a reload."""
        self.seen, self.cursor = list(fresh.entries), fresh.cursor

    async def headers(self) -> Mapping[str, str]:
        if not self._ticket:
            body = {"conversations": {self.id: self.capability}}
            answer = await self.network.ask(Asked("POST", "ticket", self.comes_from, body), self.weather)
            if answer.status != 200:
                raise Refusing(answer)
            self._ticket = answer.told["ticket"]
        return {"Authorization": f"Ticket {self._ticket}", **self.comes_from}

    def refused(self, answer: Answer) -> bool:
        if answer.status == 401:
            self._ticket = ""
            return True
        return super().refused(answer)

    def take(self, event: Event) -> None:
        if event.event != "entries":
            return
        if event.data["log"] != self.log:
            self.blame(f"a client got what is another's: {event.data['log']}")
            return
        entries = event.data["entries"]
        since = max(checks.place(self.cursor, self.log), self.seen[-1]["seq"] if self.seen else 0)
        for words in checks.of_an_event([one["seq"] for one in entries], since):
            self.blame(words)
        self.seen += entries

    def has(self, fresh: checks.Fresh) -> bool:
        """Whether it shows everything that a fresh look shows."""
        return (self.seen[-1]["seq"] if self.seen else 0) >= fresh.last


class DeskPage(Page):
    """One page of a professional: the desk, and the logs of what they have in hand."""

    prefix = "staff/"

    def __init__(
        self, network: Network, weather: Random, blame: Blame, person: int, told: Mapping[str, str]
    ) -> None:
        super().__init__(network, weather, blame)
        self.person = person
        self.cards: dict[str, dict[str, Any]] = {}
        self.logs: dict[str, list[checks.Told]] = {}
        self._told = told
        self._let_go: set[str] = set()

    def begin(self, desk: Mapping[str, Any]) -> None:
        """From a fresh desk on, as after a reload. Logs are read from their beginning."""
        self.cards = {one["id"]: one for one in (*desk["queue"], *desk["own"])}
        self.cursor, self.logs = desk["cursor"], {}

    async def headers(self) -> Mapping[str, str]:
        return self._told

    def take(self, event: Event) -> None:
        if event.event == "desk":
            self._take_cards(event.data)
        elif event.event == "entries":
            self._take_entries(event.data)

    def _take_cards(self, data: Mapping[str, Any]) -> None:
        seqs = [one["seq"] for one in data["entries"]]
        since = checks.place(self.cursor, data["log"])
        if seqs != list(range(since + 1, since + 1 + len(seqs))):
            self.blame(f"the desk of {data['log']} at place {since} brought {seqs}")
        for one in data["entries"]:
            card = one["contact"]
            if self._holds(card, data["log"]):
                self.cards[card["id"]] = card
            if not self.is_own(card):
                self._let_go.add(card["id"])

    def _holds(self, card: Mapping[str, Any], log: str) -> bool:
        """Whether a card counts: logs of two areas come in any order."""
        own = f"area:{card['area']}"
        if own != log and own in checks.places(self.cursor):
            return False
        before = self.cards.get(card["id"], card)
        return bool(card["transfers"] >= before["transfers"])

    def _take_entries(self, data: Mapping[str, Any]) -> None:
        number, entries = data["log"].removeprefix("conversation:"), data["entries"]
        seen = self.logs.setdefault(number, [])
        seqs = [one["seq"] for one in entries]
        since = checks.place(self.cursor, data["log"])
        if seqs[0] == 1 and (since == 0 or number in self._let_go):
            # It went out of their hands and has come back: its log comes from the beginning.
            if entries[: len(seen)] != seen[: len(entries)]:
                self.blame(f"{number} reads otherwise when it comes again")
            since, seen[:] = 0, []
        is_erased = entries[-1]["kind"] == "erased"
        if seqs != list(range(since + 1, since + 1 + len(seqs))) and not is_erased:
            self.blame(f"the log of {number} at place {since} brought {seqs}")
        self._let_go.discard(number)
        seen += entries

    def is_own(self, card: Mapping[str, Any]) -> bool:
        """Whether this professional has it in hand."""
        return card["assignee"] == self.person and card["state"] in IN_HAND

    def has(self, number: str, fresh: checks.Fresh, card: Mapping[str, Any]) -> bool:
        """Whether the conversation stands here as a fresh look shows it, on the desk and in its log."""
        seen = self.logs.get(number)
        return self.cards.get(number) == card and bool(seen) and seen[-1]["seq"] >= fresh.last

    def forget(self, number: str) -> None:
        """What is over needs no room any more."""
        self.logs.pop(number, None)
        self._let_go.discard(number)
