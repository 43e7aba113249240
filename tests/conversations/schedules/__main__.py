"""`make soak`: many random schedules on SQLite and then on PostgreSQL.

.venv/bin/python -m tests.conversations.schedules [--conversations N] [--kills N] [--seed N] [--on sqlite]

Ends with 0 only when nothing was lost, doubled or out of order on any database.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

# A data folder of its own comes first.
from tests import (
    ground,  # noqa: F401
    stopping,
)

if TYPE_CHECKING:
    from tests.conversations.schedules.traffic import Report

TELL_EVERY = 15.0
STEPS = (2, 7)
"""Longer conversations than in `make test`."""


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m tests.conversations.schedules")
    told.add_argument("--conversations", type=int, default=10_000)
    told.add_argument("--kills", type=int, default=200)
    told.add_argument("--at-once", type=int, default=40)
    told.add_argument("--seed", type=int, default=None)
    told.add_argument("--on", choices=["sqlite", "postgresql"], default=None)
    wanted = told.parse_args()
    # Told to stop, it still ends the servers and takes its folders away.
    stopping.heed()
    if wanted.on is not None:
        return _soak(wanted)
    codes = []
    for on in ("sqlite", "postgresql"):
        command = [sys.executable, "-m", "tests.conversations.schedules", *sys.argv[1:], "--on", on]
        if on == "postgresql":
            command = [sys.executable, "-m", "tests.postgresql", *command]
        codes.append(stopping.run(command))
    return max(codes)


def _soak(wanted: argparse.Namespace) -> int:
    """On the database that stands in the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")

    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connection

    from luotsi.organisation import actions as organisation
    from tests.contacts.conftest import COUNTY
    from tests.conversations.schedules import broken, traffic
    from tests.conversations.servers import house

    if connection.vendor != wanted.on:
        print(f"SKIPPED: no {wanted.on} here. Start it by python -m tests.postgresql.", file=sys.stderr)
        return 1
    seed = traffic.chosen_seed() if wanted.seed is None else wanted.seed
    print(f"{_commit()} on {wanted.on}, seed {seed}: {wanted.conversations} conversations", flush=True)
    call_command("migrate", verbosity=0)
    schedule = traffic.Schedule(
        seed,
        wanted.conversations,
        wanted.kills,
        ("live", "live", "web"),
        professionals=6,
        at_once=wanted.at_once,
        steps=STEPS,
    )
    with tempfile.TemporaryDirectory(prefix="luotsi-soak-") as folder, house(Path(folder)) as data:
        organisation.load_county(COUNTY)
        blind = [fault for fault in broken.FAULTS if not _is_found(fault, seed, data)]
        report = traffic.run(schedule, data, _Progress(wanted.conversations).tell)
    print(f"{_commit()} on {wanted.on}, {report}", flush=True)
    return 1 if blind or report.faults or report.counts["kills"] < wanted.kills else 0


def _is_found(fault: str, seed: int, data: Path) -> bool:
    """Whether the schedules notice a house that is broken in this way."""
    from tests.conversations.schedules import broken, traffic

    os.environ[broken.BROKEN] = fault
    report = traffic.run(traffic.broken_on_purpose(seed), data)
    found = report.faults[0] if report.faults else "NOT NOTICED"
    print(f"broken on purpose, {fault}: {found[:150]}", flush=True)
    return bool(report.faults)


class _Progress:
    """A line now and then."""

    def __init__(self, of: int) -> None:
        self._of, self._started, self._told, self._faults = of, time.monotonic(), 0.0, 0

    def tell(self, report: Report) -> None:
        now, counts, faults = time.monotonic(), report.counts, report.faults
        for fault in faults[self._faults :]:
            print(f"FAULT {fault}", flush=True)
        self._faults = len(faults)
        if now - self._told < TELL_EVERY:
            return
        self._told = now
        print(
            f"{now - self._started:6.0f} s  {counts['conversations']} of {self._of} conversations, "
            f"{counts['acknowledged']} acknowledged, {counts['kills']} kills, {len(faults)} faults",
            flush=True,
        )


def _commit() -> str:
    """What is tried."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=, changed"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "no commit"


if __name__ == "__main__":
    sys.exit(main())
