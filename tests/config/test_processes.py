"""What keeps running: jobs by the clock, and the processes that do them."""

from __future__ import annotations

import logging
import sys

import pytest

from luotsi.config import supervisor
from luotsi.config.schedule import Repeated, Schedule, jobs
from luotsi.config.supervisor import Child, Supervisor


def test_a_job_that_fails_is_logged_and_holds_no_other_up(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fails() -> None:
        done.append("failed")
        raise RuntimeError("no disk")

    schedule = Schedule([Repeated("break", 60, fails), Repeated("work", 1, lambda: done.append("worked"))])
    with caplog.at_level(logging.ERROR):
        for second in (0.0, 0.5, 1.0, 2.0):
            schedule.run_due(second)
    assert done == ["failed", "worked", "worked", "worked"]
    assert "'break' failed" in caplog.text


def test_what_the_privacy_notice_promises_to_erase_is_on_the_schedule() -> None:
    names = " ".join(job.name for job in jobs())
    for promised in ("sensitive visits", "old feedback", "sign-ins"):
        assert promised in names


def test_a_process_that_keeps_dying_stops_the_whole_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    now = 0.0
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now)
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"])
    house = Supervisor([child], said.append)
    while not house.stopping.is_set():
        if child.process is not None:
            child.process.wait()
        house._look_after(child)
        now += 10
    assert house.exit_code == 1
    assert child.deaths == supervisor.MOST_DEATHS
    assert "code 3" in said[-1]


def test_a_process_that_lived_long_may_die_again_as_if_for_the_first_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now)
    child = Child("web", [sys.executable, "-c", ""], deaths=4)
    house = Supervisor([child], [].append)
    house._look_after(child)
    assert child.process is not None
    child.process.wait()
    now += supervisor.STABLE_SECONDS + 1
    house._look_after(child)
    assert child.deaths == 1
    assert not house.stopping.is_set()
