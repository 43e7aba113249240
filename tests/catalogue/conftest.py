"""Every story of the catalogue starts with an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from luotsi.catalogue import snapshot
from tests.catalogue.makers import load_rantamaa


@pytest.fixture(autouse=True)
def fresh_snapshot() -> Iterator[None]:
    """Nothing is remembered from the story before."""
    snapshot.look_again()
    yield
    snapshot.look_again()


@pytest.fixture
def rantamaa(db: None, tmp_path: Path) -> None:
    """The invented county with two municipalities."""
    load_rantamaa(tmp_path)
