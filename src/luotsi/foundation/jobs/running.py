"""Runs one job and keeps the record of it."""

from __future__ import annotations

import logging
import time

from django.db import connection

from luotsi.foundation import clock
from luotsi.foundation.jobs import rules
from luotsi.foundation.jobs.models import JobRun, JobState
from luotsi.foundation.jobs.types import AlreadyRunning, Job, JobFailure, RunState, Stopped
from luotsi.foundation.jobs.workers import Worker

logger = logging.getLogger(__name__)

WRITE_EVERY = 2.0
"""Seconds between two writes of a run's progress."""

LONGEST_NOTE = 300


class _Record:
    """The row of a run. Of a frequent job it is made only when there is something to tell."""

    def __init__(self, job: Job, worker: Worker) -> None:
        self.job = job
        self.worker = worker
        self.started_at = clock.now()
        self.row: JobRun | None = None
        self._written = 0.0
        self._reached: tuple[int | None, int | None] = (None, None)
        if not job.is_frequent:
            self._make()

    def progress(self, done: int, total: int | None = None) -> None:
        """See `types.Progress`."""
        self._reached = (done, total)
        if connection.in_atomic_block:
            return
        if time.monotonic() - self._written >= WRITE_EVERY:
            self._written = time.monotonic()
            self._make()
            self._save(done=done, total=total)
        if self.worker.stopping.is_set():
            raise Stopped

    def end(self, state: RunState, *, note: str = "", result: object = None) -> RunState:
        """Write how it ended."""
        done, total = self._reached
        if isinstance(result, int) and not isinstance(result, bool):
            done = result
        if self.row is None and state is RunState.DONE and not result:
            return state
        self._make()
        self._save(state=state, ended_at=clock.now(), done=done, total=total, note=note[:LONGEST_NOTE])
        return state

    def _make(self) -> None:
        if self.row is None:
            self.row = JobRun.objects.create(
                code=self.job.code,
                worker=self.worker.id,
                state=RunState.RUNNING,
                started_at=self.started_at,
            )

    def _save(self, **values: object) -> None:
        # A run that was taken for lost stays so: another worker may have taken it up.
        if self.row is not None:
            JobRun.objects.filter(pk=self.row.pk, state=RunState.RUNNING).update(**values)


def run(job: Job, worker: Worker, *, keep: bool = False) -> RunState:
    """Run a job now and record it; failures are recorded and logged, not raised.

    With `keep` the worker goes on holding it. Raises AlreadyRunning.
    """
    if not worker.take(job.code):
        raise AlreadyRunning(job.code)
    try:
        state = _recorded(job, worker)
    finally:
        worker.give_back(job.code, keep=keep)
    return state


def _recorded(job: Job, worker: Worker) -> RunState:
    record = _Record(job, worker)
    if not job.is_frequent:
        JobState.objects.filter(code=job.code).update(last_seen_at=record.started_at, wanted_at=None)
    worker.saw(job.code)
    try:
        result = job.call(record.progress)
    except Stopped:
        return record.end(RunState.STOPPED)
    except Exception as error:
        logger.exception("The job %s failed", job.code)
        # The connection may have broken under the job, and the record must be written.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        _count_failure(job)
        return record.end(RunState.FAILED, note=note_of(error))
    if not job.is_frequent:
        JobState.objects.filter(code=job.code).update(failures=0)
    return record.end(RunState.DONE, result=result)


def _count_failure(job: Job) -> None:
    """Try it again before its time; of frequent jobs whoever walks the list keeps count."""
    if job.is_frequent:
        return
    row = JobState.objects.get(code=job.code)
    row.failures += 1
    row.next_at = rules.retry_at(job.when, clock.now(), row.failures)
    row.save(update_fields=["failures", "next_at"])


def note_of(error: BaseException) -> str:
    """What may be kept of a failure: words that were written to be kept, or the type's name."""
    if isinstance(error, JobFailure) and str(error):
        return str(error)
    return type(error).__name__
