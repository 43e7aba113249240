"""One stream: what one tab still has to get, in order, and how far it has come in each of its logs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from luotsi.conversations import cursors, desk, log
from luotsi.conversations.types import DeskEntry, Entry

MOST_WAITING = 200
"""Events that may wait for a slow reader; then it is cut and resumes from its cursor."""


@dataclass(frozen=True, slots=True)
class Out:
    """One event as it goes out; without a `cursor` it is a passing one."""

    event: str
    data: str
    cursor: str = ""


class Stream:
    """Belongs to the event loop. `person` is 0 for a client; `session` names a professional's session.

    `opened_with` are the ends of the desks' logs before `places` was made: what stands up to there is in it.
    """

    __slots__ = (
        "__weakref__",
        "_waiting",
        "_woken",
        "areas",
        "cut_because",
        "epochs",
        "moved",
        "opened_at",
        "opened_with",
        "person",
        "places",
        "session",
        "token",
    )

    def __init__(
        self,
        places: Mapping[str, int],
        *,
        person: int = 0,
        session: str = "",
        areas: frozenset[str] = frozenset(),
        opened_with: Mapping[str, int] | None = None,
        epochs: Mapping[UUID, int] | None = None,
        token: str = "",
    ) -> None:
        self.places = dict(places)
        self.person = person
        self.session = session
        self.areas = areas
        self.opened_with = opened_with or {}
        self.epochs = epochs or {}
        self.moved: dict[str, int] | None = None
        self.token = token
        self.cut_because = ""
        self.opened_at = time.monotonic()
        self._waiting: list[Out] = []
        self._woken: asyncio.Future[None] | None = None

    @property
    def is_staff(self) -> bool:
        """Whether it is a professional's."""
        return bool(self.person)

    @property
    def cursor(self) -> str:
        """How far it has come."""
        return cursors.written(self.places)

    def offer(self, name: str, entries: Sequence[Entry | DeskEntry], *, is_whole: bool = False) -> bool:
        """Take entries of a log, those it does not have. False when there is a gap before them.

        `is_whole`: they were read from the tables, so that what is missing is not there (it was erased).
        """
        place = self.places.get(name)
        if place is None:
            return True
        fresh = [entry for entry in entries if entry.seq > place]
        if not fresh:
            return True
        if not is_whole and fresh[0].seq != place + 1:
            return False
        self.places[name] = fresh[-1].seq
        if told := self._told(fresh):
            self._put(name, told)
        return True

    def heeds(self, entry: DeskEntry) -> bool:
        """Whether a card tells how its contact stands now, as far as this stream can know.

        One from before the stream was opened does not: whose contact it was then is history. The logs of two
        areas come one after the other, in any order. A contact that went from one to the other stands in
        both: what counts is the card of the latest transfer, and of its own area's log.
        """
        number, transfers = entry.card["id"], entry.card.get("transfers", 0)
        own = desk.name(entry.card["area"])
        if entry.seq <= self.opened_with.get(entry.log, 0):
            return False
        if own != entry.log and own in self.places:
            return False
        if transfers:
            self.moved = self.moved or {}
            self.moved[number] = max(transfers, self.moved.get(number, 0))
        return self.moved is None or bool(transfers >= self.moved.get(number, 0))

    def signal(self, told: Mapping[str, Any]) -> None:
        """Pass on what is not kept."""
        if len(self._waiting) < MOST_WAITING:
            self._push(Out("signal", _json(told)))

    def cut(self, reason: str) -> None:
        """End it. What waits for it is not sent any more unless it may come again with its cursor."""
        if self.cut_because:
            return
        self.cut_because = reason
        self._waiting.clear()
        self._push(Out("cut", _json({"reason": reason})))

    def reader_gone(self, _task: object) -> None:
        """Whoever read it has gone."""
        self.cut("closing")

    def wake(self) -> None:
        """Let whoever waits look."""
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    async def next(self) -> list[Out]:
        """What waits, as soon as something does or it is woken; may be empty."""
        if not self._waiting:
            self._woken = asyncio.get_running_loop().create_future()
            try:
                await self._woken
            finally:
                self._woken = None
        found, self._waiting = self._waiting, []
        return found

    def _told(self, entries: Iterable[Entry | DeskEntry]) -> list[dict[str, Any]]:
        return [
            entry.to_json() if isinstance(entry, DeskEntry) else entry.to_json(for_staff=self.is_staff)
            for entry in entries
            if isinstance(entry, DeskEntry) or entry.is_for(staff=self.is_staff)
        ]

    def _put(self, name: str, told: list[dict[str, Any]]) -> None:
        if self.cut_because:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.cut("slow")
            return
        event = "desk" if name.startswith(desk.PREFIX) else "entries"
        cursor = self.cursor
        self._push(Out(event, _json({"log": name, "entries": told, "cursor": cursor}), cursor))

    def _push(self, out: Out) -> None:
        self._waiting.append(out)
        self.wake()


def conversation_of(name: str) -> UUID | None:
    """The conversation whose log has this name; None for another log's."""
    return UUID(name.removeprefix(log.PREFIX)) if name.startswith(log.PREFIX) else None


def _json(told: Mapping[str, Any]) -> str:
    """On one line, as an event needs it."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
