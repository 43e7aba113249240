"""The demo county, two editors' areas, and a way to write at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import luotsi.config
from luotsi.foundation import clock
from luotsi.organisation import actions

COUNTY = Path(luotsi.config.__file__).parent / "demo" / "county.yaml"


@pytest.fixture
def before_review() -> Iterator[None]:
    """A day before the paths of the stories are due for review."""
    with clock.frozen_at(datetime(2026, 11, 25, 10, tzinfo=clock.HELSINKI)):
        yield


@pytest.fixture
def county(db: None) -> None:
    actions.load_county(COUNTY)
