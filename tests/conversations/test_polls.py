"""A poll's cursor promises no more than its answer brings."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from luotsi.conversations import cursors, kinds, log
from luotsi.conversations.streams import Stream
from luotsi.conversations.transport.serving import polled
from luotsi.conversations.types import Audience, Author, Entry

CHAT = UUID(int=1)
LOG = log.name(CHAT)


def entry(seq: int) -> Entry:
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    return Entry(CHAT, seq, Author.CLIENT, 0, Audience.BOTH, at, kinds.Message(f"viesti {seq}"))


class Service:
    """Brings one entry at once, and another at the moment at which the answer is ready."""

    async def open(self, stream: Stream) -> None:
        stream.offer(LOG, [entry(1)])

    def close(self, stream: Stream) -> None:
        stream.offer(LOG, [entry(2)])


class Waiting:
    """Somebody who waits for the answer."""

    async def gone(self) -> None:
        await asyncio.Event().wait()


def answered(service: Any, wait: float) -> dict[str, Any]:
    told = asyncio.run(polled(service, Waiting(), Stream({LOG: 0}), wait)).told  # type: ignore[arg-type]
    assert told is not None
    return json.loads(json.dumps(told))


def test_what_comes_while_the_answer_is_made_comes_with_the_next_one() -> None:
    told = answered(Service(), 1)
    assert [one["seq"] for event in told["events"] for one in event["data"]["entries"]] == [1]
    assert cursors.read(told["cursor"]) == {LOG: 1}


def test_what_comes_after_the_time_is_up_comes_with_the_next_one() -> None:
    class Late(Service):
        async def open(self, stream: Stream) -> None:
            """Nothing yet."""

    told = answered(Late(), 0)
    assert told["events"] == []
    assert cursors.read(told["cursor"]) == {LOG: 0}
