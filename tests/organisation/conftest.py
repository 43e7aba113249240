"""The demo county, loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from luotsi.organisation import actions
from luotsi.organisation.types import CountyView

DEMO = Path(__file__).resolve().parents[2] / "src" / "luotsi" / "config" / "demo"


@pytest.fixture
def rantamaa(db: None) -> CountyView:
    return actions.load_county(DEMO / "county.yaml")
