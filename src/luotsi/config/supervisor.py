"""Keeps the processes of one machine running: pages and jobs, each in a process of its own.

A long job inside a web process would freeze the pages, so `luotsi serve` starts both as children,
restarts one that dies, and stops both together. In production a service manager may run
`luotsi serve --only web` and `--only worker` instead.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

GRACE_SECONDS = 12
"""Longer than the web process's own limit for open requests, so that it can end cleanly."""

STABLE_SECONDS = 30
"""A process that lived this long is thought healthy, and its next death is the first again."""

MOST_DEATHS = 5

SUPERVISED = "LUOTSI_SUPERVISED"
"""Set for children only: a process started by a person or a service manager outlives its parent."""


@dataclass
class Child:
    """One process under care."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    start_after: float = field(default=0.0)

    def start(self) -> None:
        self.started_at = time.monotonic()
        # In a group of its own: Ctrl+C in a terminal would reach it beside the supervisor's own signal, and
        # two signals mean "at once".
        self.process = subprocess.Popen(  # noqa: S603
            self.command, env={**os.environ, SUPERVISED: "yes"}, process_group=0
        )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs children until it is told to stop or one of them cannot be kept alive."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.stopping = threading.Event()
        self.hurrying = threading.Event()
        self.exit_code = 0

    def run(self) -> int:
        """Blocks. Returns the exit code: 0 when stopped by a signal and all ended well, otherwise 1."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop())
        for child in self.children:
            child.start()
        while not self.stopping.wait(0.2):
            for child in self.children:
                self._look_after(child)
        self._stop_all()
        return self.exit_code

    def stop(self) -> None:
        """Stop everything in good order; asked a second time, at once."""
        (self.hurrying if self.stopping.is_set() else self.stopping).set()

    def _look_after(self, child: Child) -> None:
        if child.is_alive():
            return
        now = time.monotonic()
        if child.process is not None:
            code = child.process.returncode
            child.process = None
            child.deaths = 1 if now - child.started_at > STABLE_SECONDS else child.deaths + 1
            if child.deaths >= MOST_DEATHS:
                self.say(
                    f"The {child.name} process ended {MOST_DEATHS} times in a row (code {code}). Stopping."
                )
                self.exit_code = 1
                self.stopping.set()
                return
            child.start_after = now + 2 ** (child.deaths - 1)
            self.say(f"The {child.name} process ended (code {code}). Starting it again.")
        if now >= child.start_after:
            child.start()

    def _stop_all(self) -> None:
        running = [child for child in self.children if child.is_alive()]
        for child in running:
            child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and not self.hurrying.is_set():
            if not any(child.is_alive() for child in running):
                return
            self.hurrying.wait(0.1)
        for child in running:
            if child.is_alive():
                self.say(f"The {child.name} process did not end in time and is ended by force.")
                child.process.kill()
                child.process.wait()
                self.exit_code = 1


def child_command(*arguments: str) -> list[str]:
    """The command line of another `luotsi` process of this same installation."""
    return [sys.executable, "-m", "luotsi.config.cli", *arguments]


def stop_with_parent() -> None:
    """End a supervised process when its supervisor was killed without a chance to stop its children."""
    if SUPERVISED not in os.environ:
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
