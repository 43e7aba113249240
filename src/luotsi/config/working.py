"""The worker process: jobs by the clock in a thread, and beside them, one by one, what waits in the queue."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from types import FrameType

from django.db import DatabaseError, connection, connections
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from luotsi.config import failures
from luotsi.foundation.jobs import queries, registry, tasks
from luotsi.foundation.jobs.walking import Walk
from luotsi.foundation.jobs.workers import Worker, at_work
from luotsi.privacy.context import this_process_is
from luotsi.privacy.types import Channel

logger = logging.getLogger(__name__)

JOB_GRACE = 8.0
"""Seconds that a running job has to come to the end of its batch; less than the supervisor's patience."""

WAIT_FOR_DATABASE = 3.0


class Queue(QueueWorker):
    """Django's queue, stopped as this house stops: the task at hand ends at its next batch."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(
            queue_names=["*"],
            interval=1.0,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker.id,
            excluded_queue_names=[],
        )
        self.house_worker = worker

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """A first signal lets the running job come to a good point, a second one waits for nothing."""
        if self.house_worker.stopping.is_set():
            os._exit(1)
        self.house_worker.stopping.set()
        self.running = False
        if not self.running_task:
            sys.exit(0)

    def until_stopped(self) -> None:
        """Do tasks; a database that is away for a while is waited for."""
        while self.running and not self.house_worker.stopping.is_set():
            try:
                self.run()
            except DatabaseError as error:
                logger.warning("The database does not answer; tasks wait (%s)", type(error).__name__)
                connection.close()
                self.house_worker.stopping.wait(WAIT_FOR_DATABASE)


def work() -> int:
    """Do jobs until told to stop. Gives the exit code: 0, or 1 when this worker was taken for dead."""
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    this_process_is(Channel.WORKER)
    _wait_for_database()
    with at_work() as worker:
        tasks.work_as(worker)
        queue = Queue(worker)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, queue.shutdown)
        walk = threading.Thread(target=_walk, args=(worker,), name="schedule", daemon=True)
        walk.start()
        guard = threading.Thread(target=_stop_when_lost, args=(worker, queue), name="guard", daemon=True)
        guard.start()
        try:
            queue.until_stopped()
        finally:
            worker.stopping.set()
            walk.join(JOB_GRACE)
    return 1 if worker.is_lost else 0


def _wait_for_database() -> None:
    """A server that starts after us is waited for; one that is not prepared is a DatabaseError."""
    while True:
        try:
            queries.workers()
        except DatabaseError as error:
            if not failures.is_away(error):
                raise
            logger.warning("The database does not answer; the worker waits (%s)", type(error).__name__)
            time.sleep(WAIT_FOR_DATABASE)
        else:
            return


def _walk(worker: Worker) -> None:
    try:
        Walk(registry.jobs(), worker).until_stopped()
    finally:
        connections.close_all()


def _stop_when_lost(worker: Worker, queue: Queue) -> None:
    """Whoever was taken for dead takes no further task: another worker may have its jobs by now."""
    worker.stopping.wait()
    queue.running = False
