"""What a load balancer and a monitoring system can ask, and what they are not told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from luotsi.config import metrics, readiness
from luotsi.config.backups import keeping, marker
from luotsi.foundation import clock
from luotsi.understanding import actions as understanding

TOKEN = "k" * 43
KNOCK = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(settings: LazySettings) -> Iterator[Client]:
    settings.METRICS_TOKEN = TOKEN
    yield Client()


@pytest.fixture
def index(settings: LazySettings, tmp_path: Path, db: None) -> None:
    settings.INDEX_DIR = tmp_path / "index"
    understanding.build_index()


def values(told: str) -> dict[str, float]:
    """Every sample by its name with labels."""
    return {
        f"{sample.name}{sorted(sample.labels.items()) or ''}": sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def test_a_process_that_answers_is_healthy_without_a_database() -> None:
    """The test has none: a question to it would fail."""
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_it_is_ready_when_database_migrations_and_index_are_there(index: None) -> None:
    answer = Client().get("/ready")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_without_an_index_it_is_not_ready(settings: LazySettings, tmp_path: Path) -> None:
    settings.INDEX_DIR = tmp_path
    answer = Client().get("/ready")
    assert answer.status_code == 503
    assert "no search index" in answer.content.decode()


def test_a_database_that_waits_for_migrations_or_a_restore_is_not_ready(
    index: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "migrations_waiting", lambda: 3)
    answer = Client().get("/ready")
    assert (answer.status_code, "luotsi prepare" in answer.content.decode()) == (503, True)
    marker.put_up()
    assert "luotsi restore" in Client().get("/ready").content.decode()


def test_a_database_that_is_away_is_said_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError("connection to 192.0.2.1 failed for user luotsi")

    monkeypatch.setattr(connection, "cursor", away)
    answer = Client().get("/ready")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


@pytest.mark.django_db
def test_measures_are_for_whoever_knows_the_token(watched: Client, settings: LazySettings) -> None:
    assert watched.get("/metrics", headers=KNOCK).status_code == 200
    for wrong in (
        {},
        {"Authorization": TOKEN},
        {"Authorization": f"Bearer {TOKEN}k"},
        {"Authorization": "Bearer ä"},
    ):
        answer = watched.get("/metrics", headers=wrong)
        assert (answer.status_code, answer.content) == (401, b"Unauthorized\n")
    assert watched.post("/metrics", headers=KNOCK).status_code == 405
    settings.METRICS_TOKEN = ""
    assert watched.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route_and_status(watched: Client, index: None) -> None:
    before = values(watched.get("/metrics", headers=KNOCK).content.decode())
    for _ in range(3):
        watched.get("/robots.txt?q=canary")
    watched.get("/canary-that-nobody-serves")
    watched.generic("CANARY", "/robots.txt")
    told = watched.get("/metrics", headers=KNOCK).content.decode()
    now = values(told)

    def grown(name: str) -> float:
        return now[name] - before.get(name, 0)

    counted = "luotsi_requests_total[('method', '{}'), ('route', '{}'), ('status', '{}')]"
    assert grown(counted.format("GET", "robots", 200)) == 3
    assert grown(counted.format("other", "robots", 405)) == 1
    assert grown(counted.format("GET", "-", 404)) == 1
    assert grown("luotsi_request_seconds_count[('route', 'robots')]") == 4
    assert "canary" not in told.lower()


def test_what_the_worker_and_the_disk_do_is_measured(
    watched: Client, index: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.BACKUP_DIR = tmp_path
    (tmp_path / keeping.name_at(clock.now())).write_bytes(b"12345")
    now = values(watched.get("/metrics", headers=KNOCK).content.decode())
    assert now["luotsi_database_up"] == 1
    assert now["luotsi_search_index_ready"] == 1
    assert now["luotsi_search_index_documents"] >= 0
    assert 0 <= now["luotsi_search_index_age_seconds"] < 60
    assert now["luotsi_workers"] == 0
    assert now["luotsi_backup_bytes"] == 5
    assert 0 <= now["luotsi_backup_age_seconds"] < 60
    assert now["luotsi_job_failures_7_days[('job', 'erase-old')]"] == 0
    assert now["process_open_fds"] > 0


@pytest.mark.django_db
def test_measures_are_still_told_when_the_database_is_away(
    watched: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr(metrics, "_jobs", away)
    now = values(watched.get("/metrics", headers=KNOCK).content.decode())
    assert now["luotsi_database_up"] == 0
    assert "luotsi_requests_in_progress" in now


@pytest.mark.django_db
def test_no_label_is_chosen_by_people(watched: Client) -> None:
    told = watched.get("/metrics", headers=KNOCK).content.decode()
    labels = set(re.findall(r'[{,](\w+)="', told))
    assert labels <= {"route", "method", "status", "job", "le", "version", "database", "generation"}
