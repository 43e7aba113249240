"""Walks the list of jobs: frequent ones run in the walking thread, long ones are put in the queue."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from luotsi.foundation import clock
from luotsi.foundation.jobs import rules
from luotsi.foundation.jobs.models import JobState
from luotsi.foundation.jobs.running import run
from luotsi.foundation.jobs.tasks import run_job
from luotsi.foundation.jobs.types import AlreadyRunning, Every, Job, RunState
from luotsi.foundation.jobs.workers import Worker, suppress_lost_database

logger = logging.getLogger(__name__)

STEP = 0.5
"""Seconds between two looks at the list."""

LOOK_EVERY = 5.0
"""Seconds between two looks at what is due of the long jobs; they are few and not urgent."""

WRITE_SEEN_EVERY = 60.0

FORGOTTEN_AFTER = timedelta(hours=1)
"""A wish that no worker has taken up for so long does not stand in the way of the next one."""


class Walk:
    """One worker's walk over the list."""

    def __init__(self, jobs: Iterable[Job], worker: Worker) -> None:
        listed = list(jobs)
        self.frequent = [
            (job, job.when.span.total_seconds())
            for job in listed
            if isinstance(job.when, Every) and job.is_frequent
        ]
        self.long = [job for job in listed if not job.is_frequent]
        self.worker = worker
        self._due: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._look_at = 0.0
        self._write_seen_at = 0.0

    def until_stopped(self) -> None:
        """Walk on until the worker is told to stop; a database that is away for a while is waited for."""
        while not self.worker.stopping.is_set():
            with suppress_lost_database("The database does not answer; jobs wait"):
                self.step(time.monotonic())
            self.worker.stopping.wait(STEP)

    def step(self, now: float) -> None:
        """Do what is due at `now`, in seconds of a monotonic clock."""
        for job, seconds in self.frequent:
            if now >= self._due.get(job.code, 0.0) and not self.worker.stopping.is_set():
                self._due[job.code] = now + seconds
                self._run(job)
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY
            enqueue_due(self.long)
        if now >= self._write_seen_at:
            self._write_seen_at = now + WRITE_SEEN_EVERY
            self.worker.write_seen()

    def _run(self, job: Job) -> None:
        try:
            state = run(job, self.worker, keep=True)
        except AlreadyRunning:
            return
        failures = self._failures.get(job.code, 0) + 1 if state is RunState.FAILED else 0
        self._failures[job.code] = failures
        if failures:
            self._due[job.code] += rules.pause_after(failures).total_seconds()


def enqueue_due(jobs: Iterable[Job]) -> list[str]:
    """Put what is due in the queue, each once however many workers look; gives the codes."""
    rows = {row.code: row for row in JobState.objects.all()}
    moment = clock.now()
    due = []
    for job in jobs:
        row = rows.get(job.code) or JobState.objects.get_or_create(code=job.code)[0]
        planned = _planned(job, row, moment)
        if planned <= moment and _enqueue(job, planned, moment):
            due.append(job.code)
    return due


def _planned(job: Job, row: JobState, moment: datetime) -> datetime:
    """When the job is to run next; made when it is new, when its schedule is another one, and when the clock
    has been put back."""
    following = rules.next_after(job.when, moment)
    plan = rules.plan(job.when)
    planned: datetime | None = row.next_at
    if row.plan == plan and planned is not None and planned <= following:
        return planned
    is_new = planned is None
    first = moment if is_new and isinstance(job.when, Every) else following
    JobState.objects.filter(code=job.code).update(plan=plan, next_at=first)
    return first


def _enqueue(job: Job, planned: datetime, moment: datetime) -> bool:
    following = rules.next_after(job.when, moment)
    with transaction.atomic():
        if not JobState.objects.filter(code=job.code, next_at=planned).update(next_at=following):
            return False
        return want(job.code)


def want(code: str) -> bool:
    """Put a job in the queue unless it waits there already; whether it was put there."""
    moment = clock.now()
    with transaction.atomic():
        JobState.objects.get_or_create(code=code)
        row = JobState.objects.select_for_update().get(code=code)
        if row.wanted_at is not None and abs(moment - row.wanted_at) < FORGOTTEN_AFTER:
            return False
        JobState.objects.filter(code=code).update(wanted_at=moment)
        run_job.enqueue(code)
        return True
