"""PTV's interface is asked politely, and whatever it stumbles over, the rest arrives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from luotsi.catalogue import queries as catalogue
from luotsi.foundation import clock
from luotsi.integrations.ptv import asking, queries
from luotsi.integrations.ptv.actions import LoadInterrupted, load
from luotsi.integrations.ptv.asking import Broken, Rejected, Requests
from luotsi.integrations.ptv.opening import CannotOpen, open_source
from luotsi.integrations.ptv.sources import Kind, Source, SourceDown
from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve
from luotsi.integrations.ptv.v11 import V11Source
from luotsi.organisation.municipalities import municipalities_of

SERVICES = 230
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def twin() -> Iterator[Twin]:
    with serve(county(SERVICES, seed=3), faults=Faults(), page_size=100) as running:
        yield running


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits in a test; what would have been waited."""
    told: list[float] = []
    monkeypatch.setattr(asking.random, "uniform", max)
    return told


def requests(twin: Twin, waits: list[float]) -> Requests:
    return Requests(twin.v11, sleep=waits.append)


def source(twin: Twin, waits: list[float]) -> Source:
    return V11Source(requests(twin, waits))


def test_lists_are_read_to_their_last_page_and_objects_by_the_hundred(twin: Twin, waits: list[float]) -> None:
    steps = list(source(twin, waits).steps(Kind.SERVICE, None, None))

    assert [len(step.ids) for step in steps] == [100, 100, 30]
    assert len({one for step in steps for one in step.ids}) == SERVICES
    assert len(twin.requests) == 3


def test_a_busy_ptv_is_asked_again_after_the_seconds_it_names(twin: Twin, waits: list[float]) -> None:
    twin.faults.busy, twin.faults.retry_after = 2, "7"
    assert requests(twin, waits).json("Service")["pageCount"] == 3
    assert waits == [8.0, 8.0], "seven seconds and a little, so that not all come back at once"


def test_it_may_name_a_date_instead(twin: Twin, waits: list[float]) -> None:
    with clock.frozen_at(NOW):
        twin.faults.unavailable = 1
        twin.faults.retry_after = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
        requests(twin, waits).json("Service")
    assert waits == [91.0]


def test_waits_grow_and_end(twin: Twin, waits: list[float]) -> None:
    twin.faults.refusals = 100
    with pytest.raises(SourceDown):
        requests(twin, waits).json("Service")
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_an_hour_is_not_waited_for(twin: Twin, waits: list[float]) -> None:
    twin.faults.busy, twin.faults.retry_after = 1, "3600"
    with pytest.raises(SourceDown, match="3600 s"):
        requests(twin, waits).json("Service")
    assert waits == []


@pytest.mark.parametrize("fault", ["errors", "malformed", "huge"])
def test_a_useless_answer_is_tried_twice_and_told(twin: Twin, waits: list[float], fault: str) -> None:
    setattr(twin.faults, fault, 2)
    with pytest.raises(Broken):
        requests(twin, waits).json("Service")


def test_a_cut_answer_is_asked_for_again(twin: Twin, waits: list[float]) -> None:
    twin.faults.cuts = 2
    assert requests(twin, waits).json("Service")["pageCount"] == 3


def test_what_ptv_does_not_know_is_no_reason_to_ask_again(twin: Twin, waits: list[float]) -> None:
    with pytest.raises(Rejected, match="404"):
        requests(twin, waits).json("NoSuchThing")
    assert len(twin.requests) == 1


def test_addresses_and_keys_that_cannot_be_right_are_told() -> None:
    for address, version, key in (("ftp://x", 11, ""), ("https://x", 12, ""), ("https://x", 13, "k")):
        with pytest.raises(CannotOpen):
            open_source(address, version, key)
    assert open_source("https://ptv.example/api/v12", 12, "k").version == 12


@pytest.mark.django_db
def test_everything_arrives_through_a_bad_line(twin: Twin, waits: list[float]) -> None:
    twin.faults.busy, twin.faults.cuts, twin.faults.malformed = 2, 2, 1

    report = load(source(twin, waits))

    assert report.by_kind["service"].new == SERVICES
    assert report.refused == ()
    again = load(source(twin, waits))
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)


@pytest.mark.django_db
def test_one_object_over_which_ptv_falls_is_quarantined_and_the_rest_of_its_list_arrives(
    twin: Twin, waits: list[float]
) -> None:
    bad = next(iter(county(SERVICES, seed=3).services))["id"]
    twin.faults.poisoned = {bad}

    report = load(source(twin, waits))

    assert report.by_kind["service"].new == SERVICES - 1
    assert [(one.id, one.reason) for one in report.refused] == [(bad, "PTV answers 500")]
    twin.faults.poisoned = set()
    assert load(source(twin, waits)).by_kind["service"].new == 1
    assert queries.quarantine_size() == 0


@pytest.mark.django_db
def test_a_ptv_that_is_down_for_good_interrupts_soon_and_the_load_goes_on_later(
    twin: Twin, waits: list[float]
) -> None:
    twin.faults.only, twin.faults.errors = "Service/list", 10_000
    with pytest.raises(LoadInterrupted, match="next load goes on"):
        load(source(twin, waits))
    assert len([one for one in twin.requests if "Service/list" in one]) < 60
    assert queries.quarantine_size() == 0, "it is not the objects' fault"

    twin.faults.errors, twin.requests[:] = 0, []
    report = load(source(twin, waits))
    assert report.by_kind["service"].new == SERVICES
    assert not [one for one in twin.requests if "ServiceChannel" in one], "these were stored already"


@pytest.mark.django_db
def test_changes_and_what_is_gone_are_asked_for_by_date(twin: Twin, waits: list[float]) -> None:
    generated = county(SERVICES, seed=3)
    load(source(twin, waits))
    changed, gone = (generated.services[number] for number in (5, 6))
    later = clock.now() + timedelta(minutes=5)
    stamp = later.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    names = [{"language": "fi", "value": "Uusi nimi", "type": "Name"}]
    twin.store.put(changed | {"serviceNames": names, "modified": stamp})
    twin.store.archive(gone["id"], later)
    twin.requests[:] = []

    report = load(source(twin, waits), "changed")

    assert (report.by_kind["service"].changed, report.by_kind["service"].withdrawn) == (1, 1)
    assert catalogue.service(changed["id"]).names["fi"] == "Uusi nimi"
    with pytest.raises(catalogue.NotInCatalogue):
        catalogue.service(gone["id"])
    lists = [one for one in twin.requests if "/list" not in one]
    assert all(re.search(r"date=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d", one) for one in lists), lists


@pytest.mark.django_db
def test_a_county_asks_for_its_municipalities_and_once_for_the_whole_country(
    twin: Twin, waits: list[float]
) -> None:
    load(source(twin, waits), county="03")

    areas = [one for one in twin.requests if "/area/" in one]
    assert {one.split("/code/")[1][:3] for one in areas} == {one.code for one in municipalities_of("03")}
    assert len([one for one in areas if "includeWholeCountry=true" in one and "page=1" in one]) >= 1
    assert not [one for one in twin.requests if one.split("?")[0].endswith(("/Service", "/ServiceChannel"))]


@pytest.mark.django_db
def test_version_12_is_loaded_the_same_way(waits: list[float]) -> None:
    generated = county(60, seed=4)
    with serve(generated, key="secret", faults=Faults()) as twin:
        first = load(open_source(twin.v12, 12, "secret"))
        assert first.by_kind["service"].new == 60
        assert first.by_kind["connection"].new > 0
        again = load(open_source(twin.v12, 12, "secret"))
        with pytest.raises(LoadInterrupted, match="key"):
            load(open_source(twin.v12, 12, "wrong"))

    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
