"""The demo county, two editors' areas, and a way to write at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

import luotsi.config
from luotsi.organisation import actions

COUNTY = Path(luotsi.config.__file__).parent / "demo" / "county.yaml"


@pytest.fixture
def county(db: None) -> None:
    actions.load_county(COUNTY)
