"""A process follows what others write, and nobody's page waits while it does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from luotsi.catalogue import snapshot
from luotsi.catalogue.snapshot import Snapshot


class Elsewhere:
    """Another process's writes, seen through the version row."""

    def __init__(self) -> None:
        self.token = "first"
        self.reading = threading.Event()
        self.may_read = threading.Event()
        self.may_read.set()

    def load(self, token: str, before: Snapshot | None) -> Snapshot:
        self.reading.set()
        assert self.may_read.wait(60)
        return Snapshot(token)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    made = Elsewhere()
    monkeypatch.setattr(snapshot, "_current", None)
    monkeypatch.setattr(snapshot, "_token", lambda: made.token)
    monkeypatch.setattr(snapshot, "_load", made.load)
    monkeypatch.setattr(snapshot, "LOOK_EVERY", 0.01)
    snapshot.look_again()
    yield made
    made.may_read.set()
    with snapshot._lock:
        snapshot.look_again()


def waits_for(token: str) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if snapshot.current().token == token:
            return True
        time.sleep(0.005)
    return False


def test_while_a_change_is_read_everybody_gets_what_was_there_before(elsewhere: Elsewhere) -> None:
    assert snapshot.current().token == "first"
    elsewhere.may_read.clear()
    elsewhere.reading.clear()
    elsewhere.token = "second"
    time.sleep(0.02)

    assert snapshot.current().token == "first"
    assert elsewhere.reading.wait(60)
    started = time.monotonic()
    assert snapshot.current().token == "first"
    assert time.monotonic() - started < 30, "nobody waits for what is read"

    elsewhere.may_read.set()
    assert waits_for("second")


def test_what_a_process_has_written_itself_it_sees_at_once(elsewhere: Elsewhere) -> None:
    assert snapshot.current().token == "first"
    elsewhere.token = "own"
    snapshot.look_again()
    assert snapshot.current().token == "own"
