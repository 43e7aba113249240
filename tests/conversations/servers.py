"""Real servers over a real database, clients and professionals that speak HTTP to them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.test import Client

from luotsi.accounts.models import User
from luotsi.conversations import capabilities
from luotsi.foundation import clock
from tests.contacts.makers import NOON, TEETH, professional
from tests.demo_server import free_port

SECRET = "32 random characters of the tests 0"
_keys = count(1)
_DEADLINE = 60.0


def key() -> str:
    return f"http-key-{next(_keys):08}"


@dataclass
class Server:
    """One process of the house that answers."""

    data: Path
    only: str = "web"
    has_pages: bool = False
    """Pages whose static files nobody has collected: a developer's."""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    program: str = "luotsi.config.cli"
    """The module that is started."""
    now: Callable[[], datetime] = lambda: NOON
    """The moment from which its clock goes on."""
    says: IO[bytes] | None = None
    """Where its own words go; None: where this process's go."""

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.program, "serve", "--only", self.only, "--port", str(self.port)],
            env={
                **_environment(self.data, self.port, self.now()),
                "LUOTSI_DEBUG": "yes" if self.has_pages else "no",
            },
            stdout=self.says,
            stderr=self.says,
        )

    def wait(self) -> None:
        deadline = time.monotonic() + 180
        with httpx.Client(timeout=5) as http:
            while time.monotonic() < deadline:
                assert self.process is not None
                assert self.process.poll() is None, "The server ended by itself."
                try:
                    http.get(f"{self.address}/live/v1/areas/{TEETH}")
                    return
                except httpx.HTTPError:
                    time.sleep(0.1)
        raise AssertionError("The server did not answer.")

    def kill(self) -> None:
        """As a loss of power to this process alone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)

    def stop(self) -> float:
        """Told to end; how long it took, in seconds."""
        assert self.process is not None
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        return time.monotonic() - started


@contextmanager
def house(folder: Path) -> Iterator[Path]:
    """A migrated database with the demo county that the servers and this process share; its data folder.

    Inside, this process uses that database too, as a page or the worker would.
    """
    ordinary, in_memory = connections["default"], connections.settings["default"]
    if connection.vendor == "sqlite":
        ordinary.ensure_connection()
        copy = sqlite3.connect(folder / "luotsi.sqlite3")
        ordinary.connection.backup(copy)
        copy.close()
        own = {**ordinary.settings_dict, "NAME": folder / "luotsi.sqlite3"}
        connections.settings["default"] = own
        connections["default"] = connections.create_connection("default")
    before, settings.SECRET_KEY = settings.SECRET_KEY, SECRET
    ring, settings.KEYRING = settings.KEYRING, folder / "keyring"
    try:
        yield folder
    finally:
        settings.SECRET_KEY, settings.KEYRING = before, ring
        if connection.vendor == "sqlite":
            connections["default"].close()
            connections.settings["default"] = in_memory
            connections["default"] = ordinary


@contextmanager
def running(data: Path, number: int) -> Iterator[list[Server]]:
    """So many servers over one database."""
    with started([Server(data) for _ in range(number)]) as servers:
        yield servers


@contextmanager
def started(servers: list[Server]) -> Iterator[list[Server]]:
    """These servers, while they run."""
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.stop()


def _environment(data: Path, port: int, at: datetime) -> dict[str, str]:
    own = {
        "LUOTSI_DATA": str(data),
        "LUOTSI_DEMO": "yes",
        "LUOTSI_DEMO_TIME": f"{at:%Y-%m-%dT%H:%M:%S}",
        "LUOTSI_URL": f"http://localhost:{port}",
        "LUOTSI_SECRET_KEY": SECRET,
        # Each client comes from an address of their own, as behind a county's proxy.
        "LUOTSI_TRUSTED_PROXIES": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUOTSI_")}
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        own["DATABASE_URL"] = f"postgresql://{at['USER']}@{quote(at['HOST'], safe='')}/{at['NAME']}"
    return {**kept, **own}


@dataclass
class Resident:
    """A client with one conversation, as the panel speaks to the house.

    `others` are further ones that a tab of theirs carries, by their ids: the capabilities.
    """

    address: str
    capability: str = field(default_factory=capabilities.new_capability)
    id: str = ""
    cursor: str = ""
    entries: list[dict[str, Any]] = field(default_factory=list)
    comes_from: str = field(default_factory=lambda: f"10.0.{next(_keys) // 250}.{next(_keys) % 250}")
    others: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.capability}",
            "Origin": self.address,
            "X-Forwarded-For": self.comes_from,
        }

    async def post(self, http: httpx.AsyncClient, path: str, **told: Any) -> httpx.Response:
        return await http.post(f"{self.address}/live/v1/{path}", json=told, headers=self.headers)

    async def open(self, http: httpx.AsyncClient, **told: Any) -> dict[str, Any]:
        answer = await self.post(http, "conversations", **{"area": TEETH, "language": "fi", **told})
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["id"]
        return answer.json()

    async def say(self, http: httpx.AsyncClient, text: str, its_key: str = "") -> httpx.Response:
        return await self.post(http, f"conversations/{self.id}/messages", key=its_key or key(), text=text)

    async def fresh(self, http: httpx.AsyncClient) -> dict[str, Any]:
        answer = await http.get(f"{self.address}/live/v1/conversations/{self.id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ticket(self, http: httpx.AsyncClient) -> str:
        answer = await self.post(http, "ticket", conversations={**self.others, self.id: self.capability})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["ticket"])

    @asynccontextmanager
    async def stream(self, http: httpx.AsyncClient) -> AsyncIterator[Events]:
        headers = {"Authorization": f"Ticket {await self.ticket(http)}"}
        async with _events(http, f"{self.address}/live/v1/stream?cursor={self.cursor}", headers, self) as one:
            yield one


@dataclass
class Professional:
    """A professional's page with its session."""

    address: str
    person: int
    session: str
    token: str = "a" * 32
    cursor: str = ""
    entries: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def cookies(self) -> str:
        return f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={self.token}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookies, "Origin": self.address, "Sec-Fetch-Site": "same-origin"}

    async def post(self, http: httpx.AsyncClient, path: str, **told: Any) -> httpx.Response:
        headers = {**self.headers, "X-CSRFToken": self.token}
        return await http.post(f"{self.address}/live/v1/staff/{path}", json=told, headers=headers)

    async def get(self, http: httpx.AsyncClient, path: str) -> httpx.Response:
        return await http.get(f"{self.address}/live/v1/staff/{path}", headers=self.headers)

    async def say(self, http: httpx.AsyncClient, number: str, text: str, its_key: str = "") -> httpx.Response:
        return await self.post(http, f"conversations/{number}/messages", key=its_key or key(), text=text)

    @asynccontextmanager
    async def stream(self, http: httpx.AsyncClient) -> AsyncIterator[Events]:
        url = f"{self.address}/live/v1/staff/stream?cursor={self.cursor}"
        async with _events(http, url, self.headers, self) as one:
            yield one


class Events:
    """What comes by a stream. Entries are taken as a page takes them: into its list, with the cursor."""

    def __init__(self, owner: Resident | Professional) -> None:
        self.owner = owner
        self.came: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.signals: list[dict[str, Any]] = []
        self.is_over = asyncio.Event()

    def take(self, event: str, data: dict[str, Any]) -> None:
        if event == "entries":
            assert all(entry["seq"] > 0 for entry in data["entries"])
            self.owner.entries += [{**entry, "log": data["log"]} for entry in data["entries"]]
            self.owner.cursor = data["cursor"]
        elif event == "desk" and isinstance(self.owner, Professional):
            self.owner.cards |= {entry["contact"]["id"]: entry["contact"] for entry in data["entries"]}
            self.owner.cursor = data["cursor"]
        elif event == "signal":
            self.signals.append(data)
        self.came.put_nowait((event, data))

    async def until(self, is_there: Callable[[], bool], within: float = _DEADLINE) -> None:
        """Wait for what is to come."""
        deadline = time.monotonic() + within
        while not is_there():
            left = deadline - time.monotonic()
            assert left > 0, f"It did not come. There is {self.owner.entries[-5:]}"
            try:
                await asyncio.wait_for(self.came.get(), min(left, 0.5))
            except TimeoutError:
                continue

    async def cut(self, within: float) -> str:
        """Wait until the stream is cut; why."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            event, data = await asyncio.wait_for(self.came.get(), left)
            if event == "cut":
                return str(data["reason"])
        raise AssertionError("It was not cut.")


@asynccontextmanager
async def _events(
    http: httpx.AsyncClient, url: str, headers: dict[str, str], owner: Resident | Professional
) -> AsyncIterator[Events]:
    events = Events(owner)
    async with http.stream("GET", url, headers=headers, timeout=None) as answer:
        assert answer.status_code == 200, await answer.aread()

        async def listen() -> None:
            event = ""
            try:
                async for line in answer.aiter_lines():
                    if line.startswith("event: "):
                        event = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        events.take(event, json.loads(line.removeprefix("data: ")))
            except httpx.HTTPError:
                pass
            events.is_over.set()

        task = asyncio.create_task(listen())
        try:
            yield events
        finally:
            task.cancel()


def signed_in(user: Any, at: datetime = NOON) -> str:
    """The key of a session in which this person signed in at that moment."""
    with clock.frozen_at(at):
        browser = Client()
        browser.force_login(user)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def at_work(address: str, area: str = TEETH) -> Professional:
    """A professional of this area who is signed in and present."""
    with clock.frozen_at(NOON):
        person = professional(area, state=None)
    return Professional(address, person, signed_in(User.objects.get(pk=person)))


def written(entries: list[dict[str, Any]], number: str) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in one.items() if name != "log"}
        for one in entries
        if one.get("log", f"conversation:{number}") == f"conversation:{number}"
    ]


async def outside(call: Any, *given: Any, **named: Any) -> Any:
    """Something that this process writes or reads itself, as a page or the worker does."""

    def done() -> Any:
        with clock.frozen_at(NOON):
            try:
                return call(*given, **named)
            finally:
                close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(None, done)


def story(call: Any) -> None:
    """Run a story; every client and professional has a connection of their own."""

    async def told() -> None:
        async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=None)) as http:
            await call(http)

    asyncio.run(told())
