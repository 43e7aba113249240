"""What a professional's stream carries, in whatever order the logs of their areas come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from luotsi.conversations import kinds, log
from luotsi.conversations.hub import Hub
from luotsi.conversations.streams import Stream
from luotsi.conversations.types import Audience, Author, DeskEntry, Entry

ME, COLLEAGUE = 1, 2
CHAT = UUID(int=7)
LOG = log.name(CHAT)
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Reader:
    """Reads when the test lets it."""

    def __init__(self) -> None:
        self.reads: list[tuple[str, int, asyncio.Future[Sequence[Any]]]] = []

    async def run(self, _call: Callable[..., Any], name: str, since: int) -> Sequence[Any]:
        answer: asyncio.Future[Sequence[Any]] = asyncio.get_running_loop().create_future()
        self.reads.append((name, since, answer))
        return await answer


def card(area: str, seq: int, in_area: str, assignee: int | None, transfers: int) -> DeskEntry:
    state = "queued" if assignee is None else "assigned"
    told = {"id": str(CHAT), "area": in_area, "state": state, "assignee": assignee, "transfers": transfers}
    return DeskEntry(f"area:{area}", seq, AT, told)


def message(seq: int) -> Entry:
    return Entry(CHAT, seq, Author.CLIENT, 0, Audience.BOTH, AT, kinds.Message(f"viesti {seq}"))


def at_two_desks() -> Stream:
    return Stream({"area:a": 0, "area:b": 0}, person=ME)


BACK_AND_FORTH = {
    "a": [
        card("a", 1, "a", ME, 0),
        card("a", 2, "b", None, 1),
        card("a", 3, "a", None, 2),
        card("a", 4, "a", ME, 2),
    ],
    "b": [card("b", 1, "b", None, 1), card("b", 2, "b", ME, 1), card("b", 3, "a", None, 2)],
}
AWAY = {
    "a": [card("a", 1, "a", ME, 0), card("a", 2, "b", None, 1)],
    "b": [card("b", 1, "b", None, 1), card("b", 2, "b", COLLEAGUE, 1)],
}


@pytest.mark.parametrize("order", permutations("ab"))
@pytest.mark.parametrize(("logs", "is_mine"), [(BACK_AND_FORTH, True), (AWAY, False)])
def test_a_transferred_contact_is_where_it_went_last(
    order: tuple[str, ...], logs: dict[str, list[DeskEntry]], is_mine: bool
) -> None:
    async def told() -> None:
        hub, stream = Hub(Reader()), at_two_desks()  # type: ignore[arg-type]
        hub.open(stream)
        for area in order:
            hub._offer(f"area:{area}", logs[area])
        assert (LOG in stream.places) is is_mine

    asyncio.run(told())


def test_a_log_that_comes_back_while_it_is_read_comes_from_its_beginning() -> None:
    async def told() -> None:
        reader = Reader()
        hub, stream = Hub(reader), Stream({"area:a": 0, LOG: 5}, person=ME)  # type: ignore[arg-type]
        hub.open(stream)
        await asyncio.sleep(0)
        (since, answer) = next((since, answer) for name, since, answer in reader.reads if name == LOG)
        assert since == 5
        reader.reads.clear()
        hub._offer("area:a", [card("a", 1, "a", None, 0), card("a", 2, "a", ME, 0)])
        answer.set_result([message(6)])
        while not reader.reads:
            await asyncio.sleep(0)
        assert stream.places[LOG] == 0
        name, since, answer = reader.reads[-1]
        assert (name, since) == (LOG, 0)
        answer.set_result([message(seq) for seq in range(1, 7)])
        while stream.places[LOG] != 6:
            await asyncio.sleep(0)
        brought = [one.data for one in await stream.next() if one.event == "entries"]
        assert ["viesti 1" in one and "viesti 6" in one for one in brought] == [True]

    asyncio.run(told())
