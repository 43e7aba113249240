"""The demo county as a person starts it: prepared by the command, served by real processes, over HTTP."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import pytest

MORNING = "2026-11-25T10:00"
NIGHT = "2026-11-26T02:30"
FIRST_PORT, LAST_PORT, SHARES = 20_000, 32_000, 16
WITHIN = 180
"""Seconds in which a server must answer; a busy machine needs many of them."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "luotsi.config.cli", *arguments]


def environment(data: Path, port: int = 0, at: str = MORNING) -> dict[str, str]:
    own = {
        "LUOTSI_DATA": str(data),
        "LUOTSI_DEMO": "yes",
        "LUOTSI_DEMO_TIME": at,
        "LUOTSI_URL": f"http://localhost:{port}",
    }
    return {**os.environ, **own}


@pytest.fixture(scope="session")
def prepared_demo(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Path:
    """A data folder that `luotsi demo` has prepared, once for all processes of the run: to be copied."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    prepared = shared / f"demo-{testrun_uid}"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.exists():
            prepare(prepared)
    return prepared


@pytest.fixture(scope="session")
def demo_data(prepared_demo: Path) -> Iterator[Path]:
    """The demo county's data folder, which all stories of a process share."""
    with copied(prepared_demo) as folder:
        yield folder


@pytest.fixture(scope="module")
def untouched_demo_data(prepared_demo: Path) -> Iterator[Path]:
    """The same for the stories of one file alone: nobody else's conversations stand in queues or in hand."""
    with copied(prepared_demo) as folder:
        yield folder


@contextmanager
def copied(prepared: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="luotsi-demo-"))
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def prepare(folder: Path) -> None:
    """What `luotsi demo` does before it serves. A folder that exists is whole."""
    unfinished = folder.with_suffix(".unfinished")
    done = subprocess.run(
        command("demo", "--prepare-only"),
        env=environment(unfinished),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    unfinished.rename(folder)


def free_port() -> int:
    """A port that nobody has, and that nobody else is given before a server is there to listen at it."""
    for port in _ports:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("The ports never end.")


def _own_ports() -> Iterator[int]:
    """Those of this process of the run, below the ones that the system gives to whoever asks for any."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = range(FIRST_PORT + worker % SHARES, LAST_PORT, SHARES)
    start = os.getpid() % len(own)
    return cycle([*own[start:], *own[:start]])


_ports = _own_ports()


@contextmanager
def serving(data: Path, at: str, *options: str, port: int = 0, dies: bool = False) -> Iterator[str]:
    """`luotsi serve` at a free port, or this one; gives its address. Ends it as a service manager would.

    `dies`: it ends as in a loss of power.
    """
    port = port or free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port), *options), env=environment(data, port, at)
    )
    address = f"http://localhost:{port}"
    try:
        wait_for(address, process)
        yield address
    finally:
        end = process.kill if dies else process.terminate
        end()
        process.wait(60)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        assert process.poll() is None, "The server ended by itself."
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"The server did not answer within {WITHIN} s.")


@pytest.fixture(scope="session")
def site(demo_data: Path) -> Iterator[str]:
    """Rantamaa on an ordinary weekday morning."""
    with serving(demo_data, MORNING) as address:
        yield address


@pytest.fixture(scope="session")
def site_at_night(demo_data: Path) -> Iterator[str]:
    """Rantamaa at half past two in the night."""
    with serving(demo_data, NIGHT, "--only", "web") as address:
        yield address
