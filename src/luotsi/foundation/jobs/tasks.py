"""The task behind every run that goes through the queue."""

from __future__ import annotations

import logging

from django_tasks import task

from luotsi.foundation.jobs import registry
from luotsi.foundation.jobs.models import JobState
from luotsi.foundation.jobs.running import run
from luotsi.foundation.jobs.types import AlreadyRunning, NoSuchJob, RunState
from luotsi.foundation.jobs.workers import Worker, at_work

logger = logging.getLogger(__name__)

_here: list[Worker] = []
"""The worker of this process, when it is one."""


def work_as(worker: Worker) -> None:
    """Do the tasks of this process as this worker."""
    _here[:] = [worker]


@task()
def run_job(code: str) -> None:
    """Run a job in the worker that has taken this task."""
    JobState.objects.filter(code=code).update(wanted_at=None)
    try:
        job = registry.job(code)
        if _here:
            state = run(job, _here[0])
        else:
            with at_work() as worker:
                state = run(job, worker)
    except NoSuchJob:
        logger.warning("The job %s was asked for and is on no list any more", code)
    except AlreadyRunning:
        logger.info("The job %s was asked for and runs already", code)
    else:
        if state is RunState.STOPPED:
            run_job.enqueue(code)
