"""Loads from PTV by the clock: on the list when there is an address, recorded like every other job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings

from luotsi.config.installing import DEMO_COUNTY
from luotsi.config.schedule import jobs
from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.jobs import actions, queries, rules
from luotsi.foundation.jobs.types import RunState
from luotsi.integrations.ptv import asking
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
