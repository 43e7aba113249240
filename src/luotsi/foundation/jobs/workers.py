"""Who is at work: each worker says so every few seconds, and what a dead one held is set free.

A job may run where a worker has written its id into the job's row, in one conditional update. A worker
whose row is gone has been taken for dead: it finds that out at its next sign of life and stops.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from luotsi.foundation import clock
from luotsi.foundation.jobs.models import JobRun, JobState, JobWorker
from luotsi.foundation.jobs.types import RunState

logger = logging.getLogger(__name__)

BEAT = 10.0
"""Seconds between two signs of life."""

DEAD_AFTER = timedelta(seconds=45)
"""Four signs missed. Sooner, a database that is busy for a while would look like a death."""

MOST_TRIES = 3
"""A task that was being done by so many workers when they died is what kills them: it is given up."""


class Worker:
    """This process as one that does jobs."""

    def __init__(self) -> None:
        self.id = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.stopping = threading.Event()
        self.is_lost = False
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._kept: set[str] = set()
        self._seen: set[str] = set()

    def start(self) -> None:
        """Sign in, after setting free what the dead have held."""
        bury_the_dead()
        moment = clock.now()
        JobWorker.objects.create(
            id=self.id,
            place=place_here(),
            process=os.getpid(),
            process_born=process_born(os.getpid()) or "",
            started_at=moment,
            seen_at=moment,
        )

    def end(self) -> None:
        """Sign out; nothing is held any more."""
        with transaction.atomic():
            JobState.objects.filter(held_by=self.id).update(held_by="")
            JobWorker.objects.filter(pk=self.id).delete()

    def beat(self) -> None:
        """One sign of life."""
        if JobWorker.objects.filter(pk=self.id).update(seen_at=clock.now()):
            bury_the_dead()
            return
        logger.error("This worker was silent too long and taken for dead: it stops")
        self.is_lost = True
        self.stopping.set()

    def take(self, code: str) -> bool:
        """Get hold of a job; False when it runs, here or elsewhere. Pair it with `give_back`."""
        with self._lock:
            if code in self._busy:
                return False
            self._busy.add(code)
        is_taken = False
        try:
            is_taken = code in self._kept or self._write_name_on(code)
        finally:
            # Also when the database fails: a job that stayed busy would never run here again.
            if not is_taken:
                self._busy.discard(code)
        return is_taken

    def give_back(self, code: str, *, keep: bool = False) -> None:
        """Let go of a job. One that runs every second is kept in name, to spare two writes a second."""
        try:
            if keep:
                self._kept.add(code)
            elif code not in self._kept:
                JobState.objects.filter(code=code, held_by=self.id).update(held_by="")
        finally:
            self._busy.discard(code)

    def saw(self, code: str) -> None:
        """Remember that a frequent job has run; written with `write_seen`."""
        self._seen.add(code)

    def write_seen(self) -> None:
        """Write when frequent jobs last ran, all in one go."""
        seen, self._seen = self._seen, set()
        if seen:
            JobState.objects.filter(code__in=seen).update(last_seen_at=clock.now())

    def _write_name_on(self, code: str) -> bool:
        holder = JobState.objects.filter(code=code).values_list("held_by", flat=True).first()
        if holder is None:
            JobState.objects.get_or_create(code=code)
            holder = ""
        if holder and holder != self.id and JobWorker.objects.filter(pk=holder).exists():
            return False
        # Whoever else saw the same holder comes second: their condition no longer holds.
        return bool(JobState.objects.filter(code=code, held_by=holder).update(held_by=self.id))


@contextmanager
def at_work() -> Iterator[Worker]:
    """This process as a worker, for as long as the block lasts; its signs of life come from a thread."""
    worker = Worker()
    worker.start()
    ended = threading.Event()
    pulse = threading.Thread(target=_pulse, args=(worker, ended), name="pulse", daemon=True)
    pulse.start()
    try:
        yield worker
    finally:
        ended.set()
        try:
            worker.end()
        except DatabaseError as error:
            # It will be taken for dead, which is no worse.
            logger.warning("The worker could not sign out (%s)", type(error).__name__)


def _pulse(worker: Worker, ended: threading.Event) -> None:
    try:
        while not ended.wait(BEAT) and not worker.is_lost:
            with suppress_lost_database("A sign of life could not be written"):
                worker.beat()
    finally:
        connection.close()


@contextmanager
def suppress_lost_database(words: str) -> Iterator[None]:
    """Go on after a failure of the database: it comes back, or the worker is taken for dead."""
    try:
        close_old_connections()
        yield
    except DatabaseError as error:
        logger.warning("%s (%s)", words, type(error).__name__)
        connection.close()


def bury_the_dead() -> None:
    """Set free what workers held that have died. Any worker may do it; two at once do no harm."""
    moment = clock.now()
    for row in JobWorker.objects.all():
        if _is_dead(row, moment):
            with transaction.atomic():
                # A sign of life between our look and this keeps it alive.
                if JobWorker.objects.filter(pk=row.pk, seen_at=row.seen_at).delete()[0]:
                    _release(row.pk, moment)
    known = JobWorker.objects.values("id")
    orphans = JobRun.objects.filter(state=RunState.RUNNING).exclude(worker__in=known)
    orphans.update(state=RunState.LOST, ended_at=moment)


def _release(worker_id: str, moment: datetime) -> None:
    runs = JobRun.objects.filter(worker=worker_id, state=RunState.RUNNING)
    runs.update(state=RunState.LOST, ended_at=moment)
    JobState.objects.filter(held_by=worker_id).update(held_by="")
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if task.worker_ids and task.worker_ids[-1] == worker_id:
            tried = len(task.worker_ids)
            task.status = TaskResultStatus.READY if tried < MOST_TRIES else TaskResultStatus.FAILED
            task.save(update_fields=["status"])
            logger.warning(
                "A worker died at a task; it is %s",
                "tried again" if task.status == TaskResultStatus.READY else "given up",
            )


def _is_dead(row: JobWorker, moment: datetime) -> bool:
    """Silent for long, or its process is gone; a sign from the future is from before the clock was set."""
    if not -DEAD_AFTER < moment - row.seen_at < DEAD_AFTER:
        return True
    is_ours = bool(row.place) and row.place == place_here()
    return is_ours and process_born(row.process) != row.process_born


def place_here() -> str:
    """This machine, its present boot and its space of process numbers; empty where the system tells none."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
    return f"{socket.gethostname()[:80]} {boot} {space}"


def process_born(number: int) -> str | None:
    """When a process of this machine began, in the kernel's ticks; None when there is no such process."""
    with suppress(OSError, IndexError):
        words = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        return None if words[0] == "Z" else words[19]
    return None
