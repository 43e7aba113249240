"""Writes around jobs that people and the list itself ask for."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from luotsi.foundation import clock
from luotsi.foundation.jobs import registry, walking, workers
from luotsi.foundation.jobs.models import JobRun
from luotsi.foundation.jobs.running import run
from luotsi.foundation.jobs.types import NoSuchJob, Progress, RunState

RUNS_KEPT = timedelta(days=30)
"""How long runs are kept."""

TASKS_KEPT = timedelta(days=7)
"""How long finished tasks are kept: they hold nothing that is needed afterwards."""

_BATCH = 500


def run_now(code: str) -> bool:
    """Ask a worker to run a job soon; False when it waits already. Raises NoSuchJob.

    A frequent job cannot be asked for, since it runs all the time: that is NoSuchJob, too.
    """
    if registry.job(code).is_frequent:
        raise NoSuchJob(code)
    return walking.want(code)


def run_here(code: str) -> RunState:
    """Run a job in this process, at once. Raises NoSuchJob, and AlreadyRunning when a worker runs it."""
    job = registry.job(code)
    with workers.at_work() as worker:
        return run(job, worker)


def forget_old(progress: Progress) -> int:
    """Erase runs and finished tasks that are older than is of use; how many rows went. For the schedule."""
    runs = JobRun.objects.filter(started_at__lt=clock.earlier(RUNS_KEPT)).exclude(state=RunState.RUNNING)
    tasks = DBTaskResult.objects.filter(
        finished_at__lt=clock.earlier(TASKS_KEPT),
        status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED),
    )
    erased = 0
    for rows in (runs, tasks):
        while batch := list(rows.values_list("pk", flat=True)[:_BATCH]):
            erased += rows.model._default_manager.filter(pk__in=batch).delete()[0]
            progress(erased)
    return erased
