"""Measures of an installation in the format of Prometheus, at /metrics.

Requests are counted in the memory of the web process that is asked. What the worker does is read from the
database, where its jobs keep their record, so that nothing has to listen in the worker itself. No label
holds anything that a person chose: routes and jobs are our own names.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from luotsi import __version__
from luotsi.config.backups import keeping
from luotsi.foundation import clock
from luotsi.foundation.jobs import queries as jobs
from luotsi.foundation.jobs.types import RunState
from luotsi.integrations.ptv import queries as ptv
from luotsi.understanding import queries as understanding

logger = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

registry = CollectorRegistry()
requests = Counter("luotsi_requests", "Requests answered.", ["route", "method", "status"], registry=registry)
durations = Histogram(
    "luotsi_request_seconds",
    "Time until a request was answered.",
    ["route"],
    buckets=BUCKETS,
    registry=registry,
)
in_progress = Gauge("luotsi_requests_in_progress", "Requests being answered.", registry=registry)
ProcessCollector(registry=registry)
GCCollector(registry=registry)


def known_method(method: str | None) -> str:
    """The method, when it is one that is answered; anybody may invent others."""
    return method if method in METHODS else "other"


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request. `route` is a name from the list of addresses, or "-"."""
    requests.labels(route, method, str(status)).inc()
    durations.labels(route).observe(seconds)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Only for whoever knows LUOTSI_METRICS_TOKEN; where none is set there is no such page."""
    token = settings.METRICS_TOKEN
    if not token:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return HttpResponse(
            "Unauthorized\n", "text/plain", status=401, headers={"WWW-Authenticate": "Bearer"}
        )
    return HttpResponse(generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4)


class House(Collector):
    """What is asked of database and disk at the moment when somebody looks."""

    def collect(self) -> Iterator[Metric]:
        info = {"version": __version__, "database": connection.vendor}
        yield InfoMetricFamily("luotsi", "This installation.", value=info)
        is_up = True
        for measure in (_database, _index, _jobs, _ptv):
            try:
                yield from list(measure())
            except DatabaseError as error:
                is_up = False
                logger.warning("A measure cannot be taken (%s)", type(error).__name__)
        yield _gauge("luotsi_database_up", "Whether the database answers.", int(is_up))
        yield from _backups()


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _age(moment: datetime) -> float:
    return max(0.0, (clock.now() - moment).total_seconds())


def _database() -> Iterator[Metric]:
    yield _gauge("luotsi_database_bytes", "Size of the database on disk.", database_size())
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        count = int(cursor.fetchone()[0])
    yield _gauge("luotsi_database_connections", "Connections open to the database, of everybody.", count)


def database_size() -> int:
    """Bytes on disk, SQLite's log included. Raises DatabaseError."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    files = (Path(f"{connection.settings_dict['NAME']}{end}") for end in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _index() -> Iterator[Metric]:
    found = understanding.freshness()
    yield _gauge(
        "luotsi_search_index_ready", "Whether this process can search.", int(understanding.is_ready())
    )
    yield _gauge("luotsi_search_index_behind", "Whether content waits for a build.", int(found.is_behind))
    yield _gauge("luotsi_search_index_documents", "Documents in the index.", found.documents)
    if found.built_at:
        yield _gauge("luotsi_search_index_age_seconds", "Since the index was built.", _age(found.built_at))


def _jobs() -> Iterator[Metric]:
    labels = ["job"]
    failures = GaugeMetricFamily("luotsi_job_failures_7_days", "Runs that failed, of a week.", labels=labels)
    age = GaugeMetricFamily("luotsi_job_age_seconds", "Since a job last ran or looked.", labels=labels)
    took = GaugeMetricFamily("luotsi_job_seconds", "How long its last recorded run took.", labels=labels)
    is_well = GaugeMetricFamily("luotsi_job_ok", "Whether its last recorded run did not fail.", labels=labels)
    for view in jobs.overview():
        code = [view.job.code]
        failures.add_metric(code, view.failures)
        if view.last_seen_at:
            age.add_metric(code, _age(view.last_seen_at))
        if view.last and view.last.took:
            took.add_metric(code, view.last.took.total_seconds())
        if view.last:
            is_well.add_metric(code, int(view.last.state not in {RunState.FAILED, RunState.LOST}))
    yield from (failures, age, took, is_well)
    workers = jobs.workers()
    yield _gauge("luotsi_workers", "Processes that do jobs.", len(workers))
    if workers:
        newest = min(_age(worker.seen_at) for worker in workers)
        yield _gauge("luotsi_worker_age_seconds", "Since a worker last said that it lives.", newest)


def _ptv() -> Iterator[Metric]:
    yield _gauge("luotsi_ptv_quarantined", "Records of PTV that could not be taken.", ptv.quarantine_size())
    done = [load for load in ptv.last_loads() if load.state == "done" and load.ended_at]
    if done and done[0].ended_at:
        yield _gauge(
            "luotsi_ptv_load_age_seconds", "Since a load from PTV was whole.", _age(done[0].ended_at)
        )


def _backups() -> Iterator[Metric]:
    if settings.BACKUP_DIR and (kept := keeping.backups(settings.BACKUP_DIR)):
        newest = kept[-1]
        yield _gauge("luotsi_backup_age_seconds", "Since the newest backup was taken.", _age(newest.taken_at))
        yield _gauge("luotsi_backup_bytes", "Size of the newest backup.", newest.file.stat().st_size)


registry.register(House())
