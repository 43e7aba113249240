"""Whatever goes wrong on the way: what was acknowledged is there once and in order, on both sides.

One seed makes the whole schedule; it is printed, and SCHEDULE_SEED repeats it. `make soak` runs many more.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from luotsi.organisation import actions as organisation
from tests.contacts.conftest import COUNTY
from tests.conversations.schedules import broken
from tests.conversations.schedules.traffic import Schedule, broken_on_purpose, chosen_seed, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ring(data: Path) -> None:
    """All processes have one keyring."""


@pytest.fixture(autouse=True)
def rantamaa(data: Path) -> None:
    """Every story ends by emptying all tables."""
    organisation.load_county(COUNTY)


def test_nothing_that_was_acknowledged_is_lost_doubled_or_out_of_order(
    data: Path, record_property: Callable[[str, object], None]
) -> None:
    report = run(Schedule(chosen_seed(), conversations=300, kills=4), data)
    record_property("told", f"random schedules of chats on {connection.vendor}, {report}")
    assert report.faults == [], report
    assert report.counts["conversations"] == 300
    assert report.counts["kills"] >= 2


@pytest.mark.parametrize("fault", ["acknowledge_before_the_commit", "take_again_what_comes_again"])
def test_a_house_with_a_fault_is_found_out(fault: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("`make soak` does it on PostgreSQL, too.")
    monkeypatch.setenv(broken.BROKEN, fault)
    assert run(broken_on_purpose(chosen_seed()), data).faults
