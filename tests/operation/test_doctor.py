"""The doctor says what is wrong and what to do, and ends with 1 when something must be put right."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.db import OperationalError, connection

from luotsi.config import checks
from luotsi.config.backups import keeping, marker
from luotsi.config.cli import main
from luotsi.config.doctor import condition, installation
from luotsi.config.doctor.findings import CHECKS, findings
from luotsi.config.doctor.types import Check, Finding, Level
from luotsi.foundation import clock
from luotsi.foundation.jobs.models import JobRun, JobWorker
from luotsi.understanding import actions as understanding

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    """An installation as it should be, as far as files and settings go."""
    data, backups = tmp_path / "data", tmp_path / "backups"
    for folder in (data, backups):
        folder.mkdir(mode=0o700)
    (data / "secret-key").touch(mode=0o600)
    settings.DATA_DIR, settings.BACKUP_DIR, settings.INDEX_DIR = data, backups, data / "index"
    settings.STATIC_ROOT = data / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    settings.SITE_URL, settings.IS_SECURE = "https://guide.county.example", True
    settings.ALLOWED_HOSTS, settings.TRUSTED_PROXY_COUNT = ["guide.county.example"], 1
    (backups / keeping.name_at(clock.now())).touch()
    understanding.build_index()
    JobWorker.objects.create(id="w", process=1, started_at=clock.now(), seen_at=clock.now())
    yield data


def bad(check: Check) -> list[Finding]:
    return [finding for finding in check() if finding.level in {Level.WARNING, Level.ERROR}]


def only(check: Check) -> Finding:
    (found,) = bad(check)
    assert found.advice
    return found


def test_a_well_kept_installation_has_no_error(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    faults = {(one.about, one.what) for one in findings() if one.level == Level.ERROR}
    # The tests' own keyring and people are looked at elsewhere.
    assert faults == set()
    assert {one.about for one in findings() if one.level == Level.OK} >= {
        "settings",
        "files",
        "disk",
        "versions",
        "clock",
        "database",
        "search",
        "worker",
        "backups",
    }


def test_everything_bad_comes_with_what_to_do(well: Path) -> None:
    for finding in findings():
        assert finding.what.endswith(".")
        assert finding.advice or finding.level == Level.OK


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", True, "inside of the program"),
        ("SITE_URL", "http://guide.county.example", "not https"),
        ("SECRET_KEY", "a" * 60, "secret key is weak"),
        ("ALLOWED_HOSTS", ["*"], "any host name"),
        ("METRICS_TOKEN", "metrics", "can be guessed"),
    ],
)
def test_what_serve_refuses_is_an_error(
    well: Path, settings: LazySettings, name: str, value: object, says: str
) -> None:
    setattr(settings, name, value)
    found = [finding for finding in bad(installation.safety) if says in finding.what]
    assert [finding.level for finding in found] == [Level.ERROR]
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert says in done.output


def test_a_key_file_that_others_read_keeps_the_site_from_starting(well: Path) -> None:
    assert checks.check_operation() == []
    (well / "secret-key").chmod(0o640)
    (fault,) = checks.check_operation()
    assert (fault.id, "chmod 0600" in str(fault.hint)) == ("luotsi.E010", True)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("ALLOWED_HOSTS", ["other.example"], "are refused"), ("TRUSTED_PROXY_COUNT", 0, "No proxy is trusted")],
)
def test_an_address_that_does_not_fit(
    well: Path, settings: LazySettings, name: str, value: object, says: str
) -> None:
    setattr(settings, name, value)
    assert says in only(installation.addresses).what


def test_folders_and_files_that_others_can_read(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bad(installation.files) == []
    well.chmod(0o755)
    assert only(installation.files).level == Level.WARNING
    (well / "secret-key").chmod(0o644)
    assert only(installation.files).level == Level.ERROR
    assert "secret-key" in only(installation.files).what


@pytest.mark.parametrize(
    ("free", "level"), [(1 << 20, Level.ERROR), (1 << 29, Level.WARNING), (1 << 40, Level.OK)]
)
def test_room_on_the_disk(well: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr(installation, "disk_kind", lambda _: "ext4")
    (found,) = installation.disk()
    assert found.level == level


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite keeps a file.")
def test_a_network_disk_is_no_place_for_sqlite(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "disk_kind", lambda _: "nfs4")
    assert "PostgreSQL" in only(installation.disk).advice


def test_the_kind_of_a_disk_is_that_of_the_nearest_mount() -> None:
    if not Path("/proc/mounts").exists():
        pytest.skip("There is no list of mounts here.")
    assert installation.disk_kind(Path("/proc/self")) == "proc"


def test_a_half_restored_database(well: Path) -> None:
    marker.put_up()
    found = only(condition.database)
    assert (found.level, "luotsi restore" in found.advice) == (Level.ERROR, True)


def test_a_worker_that_died_and_a_job_that_failed(well: Path) -> None:
    assert bad(condition.worker) == []
    JobWorker.objects.update(seen_at=clock.now() - timedelta(minutes=5))
    JobRun.objects.create(
        code="erase-old",
        worker="w",
        state="failed",
        started_at=clock.now(),
        ended_at=clock.now(),
        note="OSError",
    )
    silent, failed = bad(condition.worker)
    assert "No worker lives" in silent.what
    assert "erase-old" in failed.what


def test_backups_that_are_old_open_or_beside_the_data(well: Path, settings: LazySettings) -> None:
    assert bad(condition.backups) == []
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        assert "72 hours old" in only(condition.backups).what
    settings.BACKUP_DIR.chmod(0o750)
    assert only(condition.backups).level == Level.ERROR
    inside = well / "backups"
    inside.mkdir(mode=0o700)
    settings.BACKUP_DIR = inside
    assert [finding.what.split()[0] for finding in bad(condition.backups)] == [str(inside), "There"]
    settings.BACKUP_DIR = None
    assert "No folder" in only(condition.backups).what


def test_keys_beside_backups(well: Path, settings: LazySettings) -> None:
    assert bad(installation.keys_apart) == []
    (settings.BACKUP_DIR / "keyring").touch()
    assert "keyring lie beside" in only(installation.keys_apart).what


def test_a_database_that_is_away_is_one_error_and_the_rest_is_still_told() -> None:
    def away() -> Iterator[Finding]:
        raise OperationalError("connection refused")
        yield

    found = list(findings([away, away, installation.keys_apart]))
    assert next(one.level for one in found) == Level.ERROR
    assert sum(one.level == Level.ERROR for one in found) == 1
    assert found[-1].about == "secrets"


def test_machines_get_the_same_as_json(well: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--json"])
    told = json.loads(done.stdout)
    assert {frozenset(one) for one in told} == {frozenset({"level", "about", "what", "advice"})}
    assert len(told) >= len(CHECKS)
