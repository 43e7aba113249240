"""Loads from PTV by the clock: on the list when there is an address, recorded like every other job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from luotsi.config.commands.importing import ptv_report
from luotsi.config.doctor import condition
from luotsi.config.doctor.types import Level
from luotsi.config.installing import DEMO_COUNTY
from luotsi.config.schedule import jobs
from luotsi.foundation import clock
from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.jobs import actions, queries, rules
from luotsi.foundation.jobs.types import RunState
from luotsi.integrations.ptv import asking
from luotsi.integrations.ptv.models import Load, QuarantinedRecord
from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve
from luotsi.organisation import actions as organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twin(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Twin]:
    monkeypatch.setattr(asking.random, "uniform", lambda *_: 0.0)
    with serve(county(5, seed=3), faults=Faults()) as running:
        settings.PTV_URL = running.v11
        yield running


def test_without_an_address_nothing_is_loaded_by_the_clock() -> None:
    assert not [job for job in jobs() if job.code.startswith("ptv")]


def test_changes_come_every_night_and_everything_on_sunday(twin: Twin) -> None:
    monday = datetime(2026, 11, 23, 12, tzinfo=HELSINKI)
    due = {job.code: rules.next_after(job.when, monday) for job in jobs() if job.code.startswith("ptv")}
    assert due["ptv-changes"].date().isoformat() == "2026-11-24"
    assert due["ptv-everything"].date().isoformat() == "2026-11-29"


def test_a_load_is_recorded_with_how_much_changed(twin: Twin) -> None:
    organisation.load_county(DEMO_COUNTY / "county.yaml")
    assert actions.run_here("ptv-everything") is RunState.DONE
    (first,) = queries.runs_of("ptv-everything")
    assert first.done is not None
    assert actions.run_here("ptv-everything") is RunState.DONE
    assert queries.runs_of("ptv-everything")[0].done == 0


def test_without_a_county_nothing_is_asked(twin: Twin) -> None:
    assert actions.run_here("ptv-changes") is RunState.FAILED
    assert queries.recent_failures()[0].note == "No county is loaded, so nothing was asked of PTV."
    assert not twin.requests


def test_a_ptv_that_is_down_is_said_and_tried_again(twin: Twin) -> None:
    organisation.load_county(DEMO_COUNTY / "county.yaml")
    twin.faults.errors = 1000
    assert actions.run_here("ptv-changes") is RunState.FAILED
    assert "the next load goes on from there" in queries.recent_failures()[0].note


def test_what_a_load_of_the_night_had_to_say_is_told_in_the_log_and_by_command(
    twin: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    organisation.load_county(DEMO_COUNTY / "county.yaml")
    assert actions.run_here("ptv-changes") is RunState.DONE
    remark = "There was no finished load of the same part before, so everything was read."
    assert f"A load from PTV: {remark}" in caplog.text
    QuarantinedRecord.objects.create(
        kind="service", key="abc", reason="has no name", first_seen=clock.now(), last_seen=clock.now()
    )
    told = CliRunner().invoke(ptv_report).output
    assert remark in told
    assert "service  abc  since" in told
    assert "has no name\n1 in quarantine." in told


def test_the_doctor_repeats_what_the_last_full_load_did_not_dare() -> None:
    moment = clock.now()
    Load.objects.create(
        version=11,
        kind="full",
        state="done",
        started_at=moment,
        ended_at=moment,
        remarks=["Nothing was withdrawn."],
    )
    organisation.load_county(DEMO_COUNTY / "county.yaml")
    assert [one.what for one in condition.content() if one.level is Level.NOTE] == [
        "The last full load from PTV: Nothing was withdrawn."
    ]
