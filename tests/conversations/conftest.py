"""Rantamaa on a Wednesday at noon, as in the stories of contacts."""

from collections.abc import Iterator

import pytest

from luotsi.conversations import identifying
from luotsi.conversations.twins import IdentificationTwin
from tests.contacts.conftest import many_connections, noon, rantamaa, ring

__all__ = ["many_connections", "noon", "rantamaa", "ring"]


@pytest.fixture
def twin() -> Iterator[IdentificationTwin]:
    """A service of identification of this test's own."""
    twin = IdentificationTwin()
    identifying.provide(twin)
    yield twin
    identifying.provide(None)
