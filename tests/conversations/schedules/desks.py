"""Professionals at work: each with two pages, and a hand on several conversations at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.conf import settings

from tests.conversations.schedules import checks
from tests.conversations.schedules.pages import DeskPage, ended, pause
from tests.conversations.schedules.wire import Answer, Asked, Network, Unreachable

TOKEN = "a" * 32
PRESENT_EVERY = 20.0
MOST_TRIES = 60
"""Of something that must get through in the end, while processes die and start."""

Blame = Callable[[str], None]


@dataclass
class Desk:
    """One professional."""

    network: Network
    weather: Random
    blame: Blame
    person: int
    session: str
    areas: Sequence[str]
    pages: list[DeskPage] = field(default_factory=list)
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _present: asyncio.Task[None] | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        return {"Cookie": cookies, "X-CSRFToken": TOKEN, "Sec-Fetch-Site": "same-origin"}

    async def begin(self) -> None:
        """Come to work, and open two pages."""
        await self.persist("POST", "presence", self._presence())
        for _ in range(2):
            page = DeskPage(self.network, self.weather, self.blame, self.person, self.headers)
            page.begin((await self.persist("GET", "desk")).told)
            page.start()
            self.pages.append(page)
        self._present = asyncio.create_task(self._stay())

    async def stop(self) -> None:
        """Go home."""
        if self._present is not None:
            await ended(self._present)
        for page in self.pages:
            await page.stop()

    async def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, group: str = ""
    ) -> Answer:
        """One try. Raises Unreachable, also when the server is busy."""
        told = body if method == "GET" else body or {}
        answer = await self.network.ask(
            Asked(method, f"staff/{path}", self.headers, told), self.weather, group
        )
        if answer.status == 503:
            raise Unreachable("busy")
        return answer

    async def persist(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, group: str = ""
    ) -> Answer:
        """Try until there is an answer."""
        for tries in range(1, MOST_TRIES):
            try:
                return await self.ask(method, path, body, group)
            except Unreachable:
                await asyncio.sleep(pause(tries, self.weather))
        raise Unreachable(f"{method} {path} was tried {MOST_TRIES} times")

    async def look(self, number: str, group: str) -> tuple[checks.Fresh, Mapping[str, Any]]:
        """A fresh look at a conversation, and its card."""
        answer = await self.persist("GET", f"conversations/{number}", group=group)
        assert answer.status == 200, answer
        return checks.Fresh.of(answer.told), answer.told["contact"]

    async def reload(self) -> None:
        """One of the pages is loaded anew."""
        async with self._loading:
            page = self.weather.choice(self.pages)
            await page.stop()
            page.begin((await self.persist("GET", "desk")).told)
            page.start()

    def forget(self, number: str) -> None:
        """A conversation is over and checked."""
        for page in self.pages:
            page.forget(number)

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(PRESENT_EVERY * self.weather.uniform(0.5, 1))
            await self.persist("POST", "presence", self._presence())

    def _presence(self) -> Mapping[str, Any]:
        return {"state": "present", "areas": list(self.areas), "capacity": 50}
