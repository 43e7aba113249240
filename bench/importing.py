"""How fast a load from PTV writes, and how long others wait who write at the same time.

    .venv/bin/python -m bench.importing [--services 10000]

Generated services (with their channels and connections) are loaded in a process of its own, while another
process makes a small commit forty times a second: what a resident does who answers "did this help?". The
database is SQLite in a folder of its own, and PostgreSQL too when DATABASE_URL names one (an empty one!).
What is read is made in the process that loads, so that the rate is of reading and storing, not of a network.

Then a resident walks a path on the real web process, without a load and beside one.

Aims: over 400 services for each second of a core; others' commits under 100 ms; no transaction over 50 ms;
memory flat (what a load of 10,000 needs more than one of 1,000, beyond the ids).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench import pages

LEAST_RATE = 400.0
"""Services for each second of a core: whatever else the machine does, it counts alike."""
LONGEST_COMMIT = 0.100
LONGEST_TRANSACTION = 0.050
MOST_GROWTH = 40.0
"""MB from the first thousand services to the last."""
SLOWER = 5.0
"""How many times longer a step of a path may take beside a load (p99)."""
EVERY = 0.025
STEPS = ("/fi/ohje/toothache/?who=self", "/fi/ohje/toothache/?who=self&wish=talk&reach.channel=call")
"""A question, and an outcome with its local services."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--services", type=int, default=10_000)
    options.add_argument("--part", choices=["load", "others", "tables"], help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.part:
        start_django()
        told = {"load": load, "others": others, "tables": tables}[chosen.part](chosen.services)
        print(json.dumps(told))
        return 0
    addresses = {"SQLite": ""}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        addresses["PostgreSQL"] = os.environ["DATABASE_URL"]
    missed = [report(name, measure(address, chosen.services)) for name, address in addresses.items()]
    return max(*missed, report_steps(*steps(chosen.services // 3)))


def measure(address: str, services: int) -> dict[str, Any]:
    """One load beside a writer of small commits; the writer's times also without a load."""
    with tempfile.TemporaryDirectory(prefix="luotsi-bench-") as data:
        environment = {**os.environ, "LUOTSI_DATA": data, "DATABASE_URL": address}
        run(environment, "tables", services)
        alone = stopped(begun(environment, "others", services), after=3.0)
        writer = begun(environment, "others", services)
        told = run(environment, "load", services)
        return {**told, "beside": stopped(writer), "alone": alone}


def steps(services: int) -> tuple[list[float], list[float]]:
    """How long a resident's steps take on the real web process (SQLite), without a load and beside one."""
    with tempfile.TemporaryDirectory(prefix="luotsi-bench-") as data:
        port = pages.free_port()
        environment = pages.prepared(pages.environment_of(data, port) | {"DATABASE_URL": ""})
        server = subprocess.Popen([sys.executable, "-m", "bench.server", str(port)], env=environment)
        try:
            pages.wait_for(port)
            until = time.monotonic() + 6.0
            alone = walked(port, lambda: time.monotonic() < until)
            loading = begun(environment, "load", services)
            beside = walked(port, lambda: loading.poll() is None)
        finally:
            pages.stopped(server)
        assert loading.wait() == 0
        return alone, beside


def walked(port: int, goes_on: Callable[[], bool]) -> list[float]:
    """Answer times of one resident after another, twenty a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for address in STEPS * 3:
        pages.ask(connection, address)
    times: list[float] = []
    while goes_on():
        started = time.monotonic()
        assert pages.ask(connection, STEPS[len(times) % 2]) == 200
        times.append(time.monotonic() - started)
        time.sleep(0.05)
    return times


def report_steps(alone: list[float], beside: list[float]) -> int:
    print("A step of a path (SQLite)")
    for word, times in (("alone", alone), ("beside a load", beside)):
        print(
            f"  {word:<16}", "".join(f" {said} {value * 1000:6.1f}" for said, value in figures(times)), "ms"
        )
    ratio = dict(figures(beside))["p99"] / dict(figures(alone))["p99"]
    print(f"  p99 is {ratio:.1f} times as long beside it (aim: at most {SLOWER:.0f})")
    return 1 if ratio > SLOWER else 0


def begun(environment: dict[str, str], part: str, services: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.importing", "--part", part, "--services", str(services)]
    process = subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if part == "others":
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    return process


def run(environment: dict[str, str], part: str, services: int) -> dict[str, Any]:
    told, _ = begun(environment, part, services).communicate()
    return dict(json.loads(told))


def stopped(writer: subprocess.Popen[str], after: float = 0.0) -> list[float]:
    time.sleep(after)
    told, _ = writer.communicate("")
    return list(json.loads(told))


def report(name: str, told: dict[str, Any]) -> int:
    beside, alone = told["beside"], told["alone"]
    print(f"{name}: {told['services']} services, {told['records']} records in {told['seconds']:.1f} s")
    print(f"  services a second                {told['services'] / told['seconds']:9.0f}")
    print(f"  for each second of a core        {told['services'] / told['core']:9.0f}")
    print(f"  records a second                 {told['records'] / told['seconds']:9.0f}")
    print(f"  only reading, of a core          {told['reading']:9.0f} services a second")
    for word, times in (("alone", alone), ("beside it", beside)):
        print(f"  others' commits {word:<14}", end="")
        print("".join(f" {said} {value * 1000:6.1f}" for said, value in figures(times)), "ms")
    print(f"  longest transaction              {told['longest'] * 1000:9.1f} ms, of {told['transactions']}")
    print(f"  memory after 1,000 and at the end {told['early']:8.0f} {told['late']:8.0f} MB")
    faults = [
        word
        for word, is_missed in {
            "rate": told["services"] / told["core"] < LEAST_RATE,
            "others' commits": max(beside) > LONGEST_COMMIT,
            # On PostgreSQL nobody waits for it.
            "longest transaction": told["vendor"] == "sqlite" and told["longest"] > LONGEST_TRANSACTION,
            "memory": told["late"] - told["early"] > MOST_GROWTH,
        }.items()
        if is_missed
    ]
    print(f"  missed: {', '.join(faults)}" if faults else "  all aims met")
    return 1 if faults else 0


def figures(times: list[float]) -> list[tuple[str, float]]:
    by_size = sorted(times)
    p99 = by_size[min(len(by_size) - 1, int(len(by_size) * 0.99))]
    return [("median", statistics.median(by_size)), ("p99", p99), ("max", by_size[-1])]


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")
    import django

    django.setup()


def tables(services: int) -> dict[str, Any]:
    """Make the tables."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return {}


def others(services: int) -> list[float]:
    """Small commits until the input ends; how long each took."""
    import select

    from luotsi.feedback.actions import answer
    from luotsi.feedback.types import Subject

    subject = Subject("path", "toothache")
    answer(subject, "1", "start", "yes")
    print("ready", flush=True)
    times: list[float] = []
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        started = time.monotonic()
        answer(subject, "1", "start", "yes")
        times.append(time.monotonic() - started)
    return times


def load(services: int) -> dict[str, Any]:
    """Load everything, watching transactions and memory."""
    from django.db import connection

    from luotsi.integrations.ptv import actions
    from luotsi.integrations.ptv.sources import Kind

    source = Generated(services)
    read = reading_rate(source)
    early = 0.0

    def look(done: int, total: int) -> None:
        nonlocal early
        early = early or (memory() if source.given >= 1_000 else 0.0)

    with watched_transactions() as lengths:
        started, used = time.monotonic(), time.process_time()
        told = actions.load(source, progress=look)
        seconds, used = time.monotonic() - started, time.process_time() - used
    assert told.by_kind[Kind.SERVICE.value].new == services
    return {
        "vendor": connection.vendor,
        "services": services,
        "records": told.new,
        "seconds": seconds - source.making,
        "core": used - source.making_used,
        "reading": read,
        "longest": max(lengths),
        "transactions": len(lengths),
        "early": early,
        "late": memory(),
    }


class Generated:
    """Generated objects as a source; the time for making them is not the load's."""

    version, most_ids, address = 11, 100, "http://generated.example"

    def __init__(self, services: int) -> None:
        from luotsi.integrations.ptv.sources import Kind
        from luotsi.integrations.ptv.twin.generating import county

        made = county(services, seed=1)
        self.making = self.making_used = 0.0
        self.given = 0
        self.lists = {
            Kind.GENERAL_DESCRIPTION: made.general_descriptions,
            Kind.ORGANISATION: made.organisations,
            Kind.CONTACT_POINT: made.channels,
            Kind.SERVICE: made.services,
        }

    def steps(self, kind: Any, since: object, scope: object) -> Iterator[Any]:
        from luotsi.integrations.ptv.sources import Step

        pages = -(-len(self.lists[kind]) // self.most_ids)
        return (Step(number) for number in range(1, pages + 1))

    def objects(self, kind: Any, number: int) -> list[bytes]:
        """A page of objects as they would come over the line."""
        started, used = time.monotonic(), time.process_time()
        first = (number - 1) * self.most_ids
        last = min(first + self.most_ids, len(self.lists[kind]))
        made = [json.dumps(self.lists[kind][place]).encode() for place in range(first, last)]
        self.making += time.monotonic() - started
        self.making_used += time.process_time() - used
        self.given += len(made)
        return made

    def fetch(self, kind: Any, step: Any) -> Iterator[Any]:
        from luotsi.integrations.ptv.reading import read_object

        for one in self.objects(kind, step.number):
            yield read_object(json.loads(one), "generated")

    def gone(self, kind: object, since: object) -> tuple[str, ...]:
        return ()


def reading_rate(source: Generated) -> float:
    """Services a second when nothing is stored."""
    from luotsi.integrations.ptv.reading import read_object
    from luotsi.integrations.ptv.sources import Kind

    objects = source.objects(Kind.SERVICE, 1)
    used = time.process_time()
    for one in objects:
        read_object(json.loads(one), "generated")
    seconds = time.process_time() - used
    source.making = source.making_used = 0.0
    source.given = 0
    return len(objects) / seconds


@contextmanager
def watched_transactions() -> Iterator[list[float]]:
    """How long each transaction of this process held its lock."""
    from django.db import connection

    lengths: list[float] = []
    began: list[float] = []
    set_autocommit, commit = connection.set_autocommit, connection.commit

    def watched_autocommit(autocommit: bool, *rest: Any, **named: Any) -> None:
        set_autocommit(autocommit, *rest, **named)
        if not autocommit:
            began.append(time.monotonic())

    def watched_commit() -> None:
        commit()
        if began:
            lengths.append(time.monotonic() - began.pop())

    connection.set_autocommit = watched_autocommit  # type: ignore[method-assign]
    connection.commit = watched_commit  # type: ignore[method-assign]
    try:
        yield lengths
    finally:
        del connection.set_autocommit, connection.commit


def memory() -> float:
    """The most that this process has had at once, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
