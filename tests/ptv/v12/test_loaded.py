"""A county that changes from version 11 to version 12 keeps its services, and nothing is doubled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from luotsi.catalogue import models, queries
from luotsi.catalogue.types import ServiceView
from luotsi.integrations.ptv.actions import load
from luotsi.integrations.ptv.asking import Requests
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve
from luotsi.integrations.ptv.v11 import V11Source
from luotsi.integrations.ptv.v12.source import V12Source

pytestmark = pytest.mark.django_db

TABLES = (
    models.Service,
    models.ContactPoint,
    models.Connection,
    models.Organisation,
    models.GeneralDescription,
)


@pytest.fixture
def twin() -> Iterator[Twin]:
    with serve(county(45, seed=5), key="k") as running:
        yield running


def version_11(twin: Twin) -> V11Source:
    return V11Source(Requests(twin.v11))


def version_12(twin: Twin) -> V12Source:
    return V12Source(Requests(twin.v12, {"x-api-key": "k"}, sleep=lambda _: None))


def counts() -> list[int]:
    return [table._default_manager.filter(is_published=True).count() for table in TABLES]


def shown(twin: Twin) -> dict[str, ServiceView]:
    return {entry.id: queries.service(entry.id) for entry in twin.store.published("Service")}


def essence(view: ServiceView) -> object:
    """What a resident sees of a service and of how to reach it."""
    points = sorted(view.contact_points, key=lambda one: one.id)
    return (
        dict(view.names),
        dict(view.summaries),
        dict(view.descriptions),
        sorted(view.service_classes),
        [
            (one.id, one.kind, dict(one.names), sorted(p.number for p in one.phones), one.hours)
            for one in points
        ],
    )


def test_both_versions_show_a_resident_the_same_services(twin: Twin) -> None:
    load(version_11(twin))
    before, stored = {key: essence(view) for key, view in shown(twin).items()}, counts()
    report = load(version_12(twin))

    assert {key: essence(view) for key, view in shown(twin).items()} == before
    assert counts() == stored
    assert (report.new, report.withdrawn, report.refused) == (0, 0, ())


def test_the_same_county_a_second_time_changes_nothing(twin: Twin) -> None:
    first = load(version_12(twin))
    again = load(version_12(twin))
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
    assert again.unchanged == first.new


def test_a_load_of_changes_takes_no_connection_away(twin: Twin) -> None:
    load(version_12(twin))
    before = counts()
    entry = next(one for one in twin.store.published("ServiceChannel") if one.load()["services"])
    changed = {**entry.load(), "modified": "2099-01-01T00:00:00Z"}
    twin.store.put(changed)

    report = load(version_12(twin), "changed")

    assert counts() == before
    assert report.by_kind["contact_point"].changed == 1
    assert report.withdrawn == 0
