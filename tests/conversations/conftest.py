"""Rantamaa on a Wednesday at noon, as in the stories of contacts."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from luotsi.conversations import identifying
from luotsi.conversations.twins import IdentificationTwin
from tests.contacts.conftest import many_connections, noon, rantamaa, ring
from tests.conversations.servers import house

__all__ = ["many_connections", "noon", "rantamaa", "ring"]


@pytest.fixture(scope="module")
def data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The data folder of a house that servers and the module's tests share."""
    with (
        tempfile.TemporaryDirectory(prefix="luotsi-live-") as folder,
        django_db_blocker.unblock(),
        house(Path(folder)) as made,
    ):
        yield made


@pytest.fixture
def twin() -> Iterator[IdentificationTwin]:
    """A service of identification of this test's own."""
    twin = IdentificationTwin()
    identifying.provide(twin)
    yield twin
    identifying.provide(None)
