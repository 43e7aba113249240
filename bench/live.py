"""Live chat beside the same errand over Django Channels and beside a bare echo, in one run.

    .venv/bin/python -m bench.live [--idle 10000]

A hundred clients write to ten professionals, each with ten of them in hand, and all of them listen. The
servers are Luotsi's own web process with everything on (only its limits are lifted), the same errand over
Channels (`live_channels`), Channels without care for the words, and an echo that stores nothing
(`live_echo`), each with one core to itself and the load on the other. Everything is SQLite with
`synchronous=FULL`, one process each.

- As fast as it goes: each client writes again as soon as the last message is acknowledged.
- At 200 messages a second, at moments that do not depend on the answers.
- Ten thousand more streams to which nothing is said: what each takes of the process's memory, and the 200
  messages a second once more beside them.

The ratios are the result, memory too; milliseconds and messages a second are this machine's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.pages import environment_of, free_port, stopped

CONVERSATIONS = 100
EACH = 10
ROUNDS = 2
SECONDS = 3.0
RATE = 200.0
RATE_SECONDS = 8.0

FEW_IDLE = 2_000
"""Idle streams over Channels, of which fewer a second are opened."""

BEFORE_CHANNELS, LEAST_BEFORE_CHANNELS = 6.0, 1.2
OF_THE_ECHO, LEAST_OF_THE_ECHO = 0.25, 0.04
"""Messages a second: the aim, which is told, and what the run fails below."""
LONGEST = 20.0
"""Milliseconds, p99 at 200 messages a second; told."""
MOST_MEMORY = 16_000
"""Bytes for each idle stream; beyond it the run fails."""
BUSY = 2.5
"""Load of the machine from which figures are worth little."""

ROOT = Path(__file__).resolve().parent.parent
RIVALS = ROOT / ".venv-bench" / "bin" / "python"
LUOTSI, CHANNELS, BARE, ECHO = "Luotsi", "Channels", "Channels, bare", "echo"

Told = dict[str, Any]


@dataclass
class Server:
    """One of the servers, and who speaks to it."""

    name: str
    command: list[str]
    parties: Told
    port: int
    is_socket: bool = False
    process: subprocess.Popen[bytes] | None = None
    floods: list[Told] = field(default_factory=list)
    steady: Told = field(default_factory=dict)
    beside: Told = field(default_factory=dict)

    def measure(self, **more: Any) -> Told:
        """What the load tells of one task; with `idle` also of so many idle streams."""
        assert self.process is not None
        parties = {**self.parties, "idle": self.parties["idle"][: more.pop("idle", 0)]}
        task = {"port": self.port, "pid": self.process.pid, "is_socket": self.is_socket, **parties, **more}
        done = subprocess.run(
            [sys.executable, "-m", "bench.live_load"],
            input=json.dumps(task),
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: {done.stderr[-2000:]}")
        return dict(json.loads(done.stdout))

    @property
    def rate(self) -> float:
        """Messages delivered a second, as fast as it goes."""
        return statistics.median(one["a_second"] for one in self.floods)

    @property
    def core(self) -> float:
        """The same for each second of a core that the server used."""
        return statistics.median(one["core"] for one in self.floods)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--idle", type=int, default=10_000, help="streams to which nothing is said")
    wanted = options.parse_args().idle
    idle = min(wanted, raised_limit() - 1_000)
    if idle < wanted:
        print(f"This machine allows {idle} connections for one process.")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("One core only: the load takes its share of it.")
    busy = os.getloadavg()[0]
    print(f"Load before it began: {busy:.1f}{' - on a busy machine' if busy > BUSY else ''}")
    with tempfile.TemporaryDirectory(prefix="luotsi-bench-") as data, ExitStack() as stack:
        os.sched_setaffinity(0, cores[:1])
        made = servers(data, idle)
        care = told_by([sys.executable, "-m", "bench.live_luotsi", "care"], environment(data, 0))
        for server in made:
            stack.enter_context(running(server, environment(data, server.port)))
        os.sched_setaffinity(0, cores[-1:])
        measure(made, idle)
    return report({server.name: server for server in made}, care)


def measure(made: Sequence[Server], idle: int) -> None:
    """In turns, so that what else the machine does meets all of them."""
    for _ in range(ROUNDS):
        for server in made:
            server.floods.append(server.measure(seconds=SECONDS))
    for server in made:
        server.steady = server.measure(rate=RATE, seconds=RATE_SECONDS)
    for server in made:
        if not server.is_socket:
            server.beside = server.measure(rate=RATE, seconds=RATE_SECONDS, idle=idle)
        elif server.name == BARE:  # Those of the other are the same. It opens few a second.
            server.beside = server.measure(idle=min(idle, FEW_IDLE), speakers=[], listeners=[])


def servers(data: str, idle: int) -> list[Server]:
    """All of them with what they need in the folder, not begun yet."""
    port = free_port()
    counts = [str(CONVERSATIONS), str(idle)]
    own = [sys.executable, "-m", "bench.live_luotsi"]
    parties = told_by([*own, "prepare", *counts], environment(data, port))
    found = [
        Server(LUOTSI, [*own, "serve", str(port)], parties, port),
        Server(ECHO, [sys.executable, "-m", "bench.live_echo"], parties_of_echo(parties, idle), free_port()),
    ]
    found[1].command.append(str(found[1].port))
    if not RIVALS.exists():
        print("SKIPPED Channels: `make .venv-bench/ready` makes the environment that it needs.")
        return found
    rival = [str(RIVALS), "-m", "bench.live_channels"]
    parties = told_by([*rival, "prepare", *counts], environment(data, 0))
    for name, care in ((CHANNELS, "yes"), (BARE, "no")):
        port = free_port()
        found.append(Server(name, [*rival, "serve", str(port), care], parties, port, is_socket=True))
    return found


def parties_of_echo(parties: Told, idle: int) -> Told:
    """The same clients and professionals, who ask for their streams by name."""
    numbers = [one["path"].split("/")[-2] for one in parties["speakers"]]

    def streams(names: Sequence[str], each: int) -> list[Told]:
        return [
            {"path": "/live/v1/stream?of=" + ",".join(names[at : at + each]), "headers": {}}
            for at in range(0, len(names), each)
        ]

    return {
        "speakers": parties["speakers"],
        "listeners": streams(numbers, EACH),
        "readers": streams(numbers, 1),
        "idle": streams([f"idle-{number}" for number in range(idle)], 1),
    }


def environment(data: str, port: int) -> dict[str, str]:
    """Of a demo county at noon, since at night nobody could open a chat."""
    own = {
        "LUOTSI_DEMO_TIME": "2026-11-25T12:00",
        "DATABASE_URL": "",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return {**environment_of(data, port), **own}


def told_by(command: list[str], settings: dict[str, str]) -> Told:
    done = subprocess.run(command, env=settings, check=True, text=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


@contextmanager
def running(server: Server, settings: dict[str, str]) -> Iterator[None]:
    """The server, answering."""
    server.process = subprocess.Popen(server.command, env=settings)
    try:
        wait_for(server)
        yield
    finally:
        stopped(server.process)


def wait_for(server: Server) -> None:
    """Until it answers one message: it has then loaded what it needs."""
    deadline = time.monotonic() + 90
    while True:
        assert server.process is not None
        assert server.process.poll() is None, f"{server.name} ended by itself."
        try:
            server.measure(rate=20.0, seconds=0.2)
            return
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def raised_limit() -> int:
    """How many files a process may have open, as many as can be had."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most if most != resource.RLIM_INFINITY else 1_000_000


def report(found: dict[str, Server], care: dict[str, float]) -> int:
    """Print the table; 1 when a ratio or the memory is out of bounds, or anything was lost."""
    shown = [name for name in (LUOTSI, CHANNELS, BARE, ECHO) if name in found]
    print(f"{'':<44}" + "".join(f"{name:>20}" for name in shown))
    for title, cell in ROWS:
        print(f"{title:<44}" + "".join(f"{cell(found[name]):>20}" for name in shown))
    own = found[LUOTSI]
    spent = ", ".join(f"{name} {ms:.2f}" for name, ms in care.items())
    share = sum(care.values()) / own.steady["ms"]
    print(f"Of Luotsi's {own.steady['ms']:.1f} ms a message its words take {share:.0%}: {spent} ms")
    return judged(found)


def judged(found: dict[str, Server]) -> int:
    """Tell the aims. What Luotsi does for each second of a core is compared, since that much is alike on a
    machine that has something else to do; what a disk makes it wait for is not in it."""
    own = found[LUOTSI]
    failed = False
    for name, aim, least in (
        (CHANNELS, BEFORE_CHANNELS, LEAST_BEFORE_CHANNELS),
        (BARE, BEFORE_CHANNELS, 0.0),
        (ECHO, OF_THE_ECHO, LEAST_OF_THE_ECHO),
    ):
        if name in found:
            wall, core = own.rate / found[name].rate, own.core / found[name].core
            print(f"{core:.2f} times {name} for each second of a core, {wall:.2f} by the clock", end="")
            print(f" (aim {aim:g}: {word(min(wall, core) >= aim)}; at least {least:g})")
            failed |= core < least
    p99, each = quantile(own.steady["delivered"], 0.99), own.beside["idle"]["bytes_each"]
    of_echo = quantile(found[ECHO].steady["delivered"], 0.99)
    print(
        f"p99 {p99:.0f} ms at 200/s, the echo's own {of_echo:.0f} (aim {LONGEST:.0f}: {word(p99 < LONGEST)})"
    )
    print(f"{each / 1000:.1f} kB an idle stream (aim 16: {word(each < MOST_MEMORY)})")
    lost = sum(one[what] for one in measures(own) for what in ("lost", "doubled"))
    print(f"lost or doubled: {lost}")
    return int(failed or each >= MOST_MEMORY or lost > 0)


def word(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def measures(server: Server) -> list[Told]:
    return [*server.floods, server.steady, server.beside]


def quantile(times: Sequence[float], share: float) -> float:
    """Of sorted times; nan of none."""
    return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def two(told: Told, what: str) -> str:
    times = told.get(what, [])
    return f"{quantile(times, 0.5):.1f} / {quantile(times, 0.99):.1f}" if times else "-"


ROWS = (
    ("delivered a second", lambda one: f"{one.rate:,.0f}"),
    ("  for each second of a core", lambda one: f"{one.core:,.0f}"),
    ("at 200/s: ms of a core for each", lambda one: f"{one.steady['ms']:.2f}"),
    ("  acknowledged, p50 / p99 ms", lambda one: two(one.steady, "acknowledged")),
    ("  delivered, p50 / p99 ms", lambda one: two(one.steady, "delivered")),
    ("idle streams", lambda one: f"{one.beside['idle']['streams']:,}" if one.beside else "-"),
    ("  kB each", lambda one: f"{one.beside['idle']['bytes_each'] / 1000:.1f}" if one.beside else "-"),
    ("  opened a second", lambda one: f"{one.beside['idle']['a_second']:,.0f}" if one.beside else "-"),
    ("  share of a core", lambda one: f"{one.beside['idle']['core_share']:.1%}" if one.beside else "-"),
    ("  200/s beside them, delivered p50 / p99 ms", lambda one: two(one.beside, "delivered")),
)


if __name__ == "__main__":
    sys.exit(main())
