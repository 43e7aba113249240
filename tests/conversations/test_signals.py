"""Signals from process to process: what is carried, how often, and that what gets lost holds nobody up."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from luotsi.conversations import signals
from luotsi.conversations.carrying import ByDatagram
from luotsi.conversations.signals import Passing, Signal

LOG = "conversation:0f6a2c9e-8a0c-4b7e-9a58-3f1e6c1f2b11"

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="On PostgreSQL the database carries them."
)


class Process:
    """Stands for a process: what it hears."""

    def __init__(self) -> None:
        self.heard: list[Signal] = []
        self.passing = Passing(self.heard.append)

    async def hears(self, count: int) -> list[Signal]:
        deadline = time.monotonic() + 60
        while len(self.heard) < count:
            assert time.monotonic() < deadline, self.heard
            await asyncio.sleep(0.01)
        return self.heard


def story(told: Callable[[Process, Process], Awaitable[None]]) -> None:
    """Two processes that have started."""

    async def run() -> None:
        here, there = Process(), Process()
        here.passing.start()
        there.passing.start()
        try:
            await told(here, there)
        finally:
            here.passing.stop()
            there.passing.stop()

    asyncio.run(run())


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Longer than the address of a socket may be."""
    settings.DATA_DIR = tmp_path / ("a-folder-of-data-with-a-long-name-" * 3)
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR / "signals"


def test_each_hears_the_other_and_nobody_themselves(folder: Path) -> None:
    async def told(here: Process, there: Process) -> None:
        here.passing.pass_on(Signal(LOG, "read", "client", 7))
        there.passing.pass_on(Signal(LOG, "typing", "professional"))
        assert await there.hears(1) == [Signal(LOG, "read", "client", 7)]
        assert await here.hears(1) == [Signal(LOG, "typing", "professional")]

    story(told)
    assert list(folder.iterdir()) == [], "A process that ended leaves nothing."


def test_of_many_the_last_goes_and_typing_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    # A second is soon over on a busy machine.
    assert signals.TYPING_EVERY == 1
    monkeypatch.setattr(signals, "TYPING_EVERY", 3600)

    async def told(here: Process, there: Process) -> None:
        for seq in range(50):
            here.passing.pass_on(Signal(LOG, "typing", "client"))
            here.passing.pass_on(Signal(LOG, "read", "client", seq))
        here.passing.pass_on(Signal(LOG, "gone", "client"))
        here.passing.pass_on(Signal(LOG, "present", "client"))
        came = [Signal(LOG, "typing", "client"), Signal(LOG, "read", "client", 49)]
        came.append(Signal(LOG, "present", "client"))
        assert await there.hears(3) == came
        here.passing.pass_on(Signal(LOG, "typing", "client"))
        here.passing.pass_on(Signal(LOG, "typing", "professional"))
        assert (await there.hears(4))[3:] == [Signal(LOG, "typing", "professional")]

    story(told)


def test_more_than_fit_go_one_after_another_and_too_many_are_lost() -> None:
    async def told(here: Process, there: Process) -> None:
        for number in range(signals.MOST_WAITING + 5):
            here.passing.pass_on(Signal(f"{LOG[:-4]}{number:04}", "read", "client", 1))
        await there.hears(2 * signals.MOST_TOGETHER)
        assert len({one.log for one in there.heard}) == len(there.heard) <= signals.MOST_WAITING

    story(told)


@pytest.mark.parametrize(
    "line", ["", "typing", f"{LOG} shouting client 0", f"{LOG} typing client x", "a b c d e"]
)
def test_what_is_no_signal_is_not_heard(line: str) -> None:
    assert signals.read(line) is None


def test_who_is_gone_or_does_not_read_holds_nobody_up(folder: Path) -> None:
    async def told(here: Process, there: Process) -> None:
        deaf = ByDatagram(folder, "deaf", print)
        deaf._socket.bind(deaf._address(deaf._name))
        dead = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        dead.bind(deaf._address("dead.socket"))
        dead.close()
        sender = ByDatagram(folder, "sender", print)
        started = time.monotonic()
        for _one in range(2_000):
            sender.carry("sender\n")
        assert time.monotonic() - started < 30
        assert not (folder / "dead.socket").exists()
        here.passing.pass_on(Signal(LOG, "typing", "client"))
        await there.hears(1)
        sender.close()
        deaf.close()
        (folder / "deaf.socket").unlink()

    story(told)
