"""What is known of jobs, runs and workers."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Max, QuerySet

from luotsi.foundation import clock
from luotsi.foundation.jobs import registry
from luotsi.foundation.jobs.models import JobRun, JobState, JobWorker
from luotsi.foundation.jobs.types import JobView, RunState, RunView, WorkerView

FAILURES_OF = timedelta(days=7)
"""How far back failures are counted."""

_BAD = (RunState.FAILED, RunState.LOST)


def overview() -> list[JobView]:
    """Every job with its last run, in the order of the list."""
    states = {row.code: row for row in JobState.objects.all()}
    newest = JobRun.objects.values("code").annotate(newest=Max("pk")).values_list("newest", flat=True)
    last = {row.code: _view(row) for row in JobRun.objects.filter(pk__in=list(newest))}
    failures = dict(
        _failed().values_list("code").annotate(count=Count("pk")).order_by().values_list("code", "count")
    )
    found = []
    for job in registry.jobs():
        row = states.get(job.code)
        found.append(
            JobView(
                job=job,
                last=last.get(job.code),
                last_seen_at=row.last_seen_at if row else None,
                next_at=row.next_at if row else None,
                is_waiting=bool(row and row.wanted_at),
                failures=failures.get(job.code, 0),
            )
        )
    return found


def recent_failures(limit: int = 20) -> list[RunView]:
    """Failed and lost runs of the last seven days, the newest first."""
    return [_view(row) for row in _failed().order_by("-pk")[:limit]]


def runs_of(code: str, limit: int = 20) -> list[RunView]:
    """The last recorded runs of a job, the newest first."""
    return [_view(row) for row in JobRun.objects.filter(code=code).order_by("-pk")[:limit]]


def workers() -> list[WorkerView]:
    """Processes that do jobs, by their own account; one that died stays for up to a minute."""
    rows = JobWorker.objects.order_by("started_at")
    return [WorkerView(row.id, row.started_at, row.seen_at) for row in rows]


def _failed() -> QuerySet[JobRun]:
    return JobRun.objects.filter(state__in=_BAD, started_at__gte=clock.earlier(FAILURES_OF))


def _view(row: JobRun) -> RunView:
    return RunView(
        code=row.code,
        state=RunState(row.state),
        started_at=row.started_at,
        ended_at=row.ended_at,
        done=row.done,
        total=row.total,
        note=row.note,
    )
