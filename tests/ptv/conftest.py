"""Every import starts with an empty catalogue."""

from __future__ import annotations

import pytest

from luotsi.catalogue import snapshot


@pytest.fixture(autouse=True)
def fresh_snapshot() -> None:
    """Nothing is remembered from the story before."""
    snapshot.look_again()
