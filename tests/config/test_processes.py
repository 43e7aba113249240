"""What keeps running: jobs by the clock, and the processes that do them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from luotsi.config import supervisor
from luotsi.config.schedule import jobs
from luotsi.config.supervisor import Child, Supervisor
from luotsi.foundation.jobs import actions
from luotsi.foundation.jobs.types import Job, RunState


def test_what_the_privacy_notice_promises_to_erase_is_on_the_schedule() -> None:
    assert {"forget-visits", "erase-old"} <= {job.code for job in jobs()}


def test_every_job_has_a_code_of_its_own_that_lasts() -> None:
    codes = [job.code for job in jobs()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) and len(code) <= 64 for code in codes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("job", jobs(), ids=lambda job: job.code)
def test_every_job_may_run_again_at_once_and_on_an_empty_database(job: Job) -> None:
    """Without PTV's address, which no test has, its load says so."""
    assert [actions.run_here(job.code) for _ in range(2)] == [RunState.DONE] * 2


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


PAGES = """
import os, signal, threading, uvicorn
from luotsi.config.answering import Pages

async def nothing(scope, receive, send):
    pass

pages = Pages(uvicorn.Config(nothing, port=0, lifespan="off", log_level="critical"))

def stop():
    while not pages.started:
        pass
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=stop).start()
pages.until_stopped(lambda: print("counts written", flush=True))
"""


def test_a_web_process_that_is_stopped_writes_what_it_has_counted() -> None:
    program = [sys.executable, "-c", PAGES]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=300)
    assert (ended.stdout, ended.returncode) == ("counts written\n", 0), ended.stderr
