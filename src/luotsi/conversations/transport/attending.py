"""Brings it into the tables who is here and who has gone, a few at a time.

When a network returns thousands come at once: what is being said meanwhile must not wait for all of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from uuid import UUID

from luotsi.conversations.writer import Writer

logger = logging.getLogger(__name__)

AT_ONCE = 16
"""Changes that wait for the writer together."""


class Attending:
    """Belongs to the event loop. What is noted of one conversation is written in the order of the notes."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._noted: deque[tuple[Callable[[UUID, str], object], UUID, str]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()

    def note(self, change: Callable[[UUID, str], object], conversation: UUID, stream: str) -> None:
        """Let `change` be called with the conversation and the stream's name, before long."""
        self._noted.append((change, conversation, stream))
        if len(self._under_way) < AT_ONCE:
            task = asyncio.get_running_loop().create_task(self._write())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _write(self) -> None:
        while self._noted:
            change, conversation, stream = self._noted.popleft()
            try:
                await self._writer.run(
                    lambda call=change, of=conversation, by=stream: call(of, by),
                    order=str(conversation),
                    alone=True,
                )
            except Exception:
                logger.exception("It could not be written who is here")
