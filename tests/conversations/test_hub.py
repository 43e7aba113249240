"""What a professional's stream carries, in whatever order the logs of their areas come."""

from __future__ import annotations

import asyncio
import json
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


def brought(stream: Stream) -> list[tuple[str, int]]:
    """Log and place of everything that waits to go out, in order."""
    told = [json.loads(one.data) for one in stream._waiting if one.cursor]
    return [(one["log"], entry["seq"]) for one in told for entry in one["entries"]]


def opened(desks: dict[str, list[DeskEntry]], *own: str) -> Stream:
    """As it is made without a cursor, when these desks stand so and these logs are in this person's hand."""
    ends = {f"area:{area}": len(cards) for area, cards in desks.items()}
    return Stream(dict.fromkeys([*ends, *own], 0), person=ME, opened_with=ends)


@pytest.mark.parametrize("order", permutations([LOG, "area:a", "area:b"]))
@pytest.mark.parametrize(("desks", "is_mine"), [(BACK_AND_FORTH, True), (AWAY, False)])
def test_what_a_stream_is_opened_with_comes_once_in_whatever_order_it_is_read(
    order: tuple[str, ...], desks: dict[str, list[DeskEntry]], is_mine: bool
) -> None:
    """It was somebody else's before, or mine: whose it is now is known, and what was is history."""

    async def told() -> None:
        reader = Reader()
        hub = Hub(reader)  # type: ignore[arg-type]
        stream = opened(desks, *[LOG] * is_mine)
        logs: dict[str, Sequence[Any]] = {
            LOG: [message(seq) for seq in range(1, 4)],
            **{f"area:{area}": cards for area, cards in desks.items()},
        }
        hub.open(stream)
        await asyncio.sleep(0)
        for name in order:
            for asked, since, answer in reader.reads:
                if asked == name and not answer.done():
                    answer.set_result([one for one in logs[name] if one.seq > since])
            for _turn in range(5):
                await asyncio.sleep(0)
        while waiting := [(name, since, one) for name, since, one in reader.reads if not one.done()]:
            for name, since, answer in waiting:
                answer.set_result([one for one in logs[name] if one.seq > since])
            for _turn in range(5):
                await asyncio.sleep(0)
        expected = [(name, one.seq) for name in logs for one in logs[name] if name != LOG or is_mine]
        assert sorted(brought(stream)) == sorted(expected)

    asyncio.run(told())


def test_what_comes_to_a_desk_after_a_stream_was_opened_tells_whose_it_is() -> None:
    async def told() -> None:
        hub, stream = Hub(Reader()), opened(AWAY)  # type: ignore[arg-type]
        hub.open(stream)
        hub._offer("area:a", AWAY["a"])
        hub._offer("area:b", AWAY["b"])
        assert LOG not in stream.places
        hub._offer("area:b", [card("b", 3, "b", ME, 1)])
        assert stream.places[LOG] == 0
        hub._offer("area:b", [card("b", 4, "b", COLLEAGUE, 1)])
        assert LOG not in stream.places

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
