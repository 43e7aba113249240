"""Version 12 is read whole over HTTP, page by page, and nothing of it is lost when PTV stumbles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from luotsi.catalogue.records import ConnectionRecord, ServiceRecord
from luotsi.integrations.ptv.asking import Requests
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.scope import Scope
from luotsi.integrations.ptv.sources import Kind, SourceDown, Step
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve
from luotsi.integrations.ptv.types import Refusal
from luotsi.integrations.ptv.v11 import V11Source
from luotsi.integrations.ptv.v12.source import V12Source
from tests.ptv.makers import CHANNEL_ID, SERVICE_ID, channel, connected, service

KEY = "k"
LATER = datetime(2026, 11, 1, tzinfo=UTC)
RANTAMAA = Scope("99", frozenset({"001", "002", "003", "004", "006"}), "Rantamaan hyvinvointialue")


@pytest.fixture
def twin() -> Iterator[Twin]:
    with serve(county(130), key=KEY) as running:
        yield running


def source(twin: Twin, key: str = KEY) -> V12Source:
    waits: list[float] = []
    return V12Source(Requests(twin.v12, {"x-api-key": key}, sleep=waits.append))


def outcomes(
    given: V12Source | V11Source, kind: Kind, steps: Iterable[Step] | None = None
) -> list[Read | Refusal]:
    chosen = given.steps(kind, None, None) if steps is None else steps
    return [one for step in chosen for one in given.fetch(kind, step)]


def reads(given: V12Source | V11Source, kind: Kind) -> list[Read]:
    found = outcomes(given, kind)
    assert [one for one in found if isinstance(one, Refusal)] == []
    return [one for one in found if isinstance(one, Read)]


def test_every_object_arrives_once_with_every_connection(twin: Twin) -> None:
    ours, older = source(twin), V11Source(Requests(twin.v11))
    for kind in Kind:
        first, second = reads(older, kind), reads(ours, kind)
        assert Counter(one.record.id for one in first) == Counter(one.record.id for one in second)
        if kind is Kind.SERVICE:
            assert _pairs(first) == _pairs(second)
            assert _pairs(second)


def _pairs(found: Iterable[Read]) -> set[str]:
    return {one.id for read in found for one in read.connections}


def test_names_of_codes_and_organisations_are_had_on_the_way(twin: Twin) -> None:
    found = reads(source(twin), Kind.SERVICE)
    for read in found:
        record = read.record
        assert isinstance(record, ServiceRecord)
        assert all(one.names for one in (*record.service_classes, *record.ontology, *record.target_groups))
        assert all(area.municipalities for area in record.coverage.areas)
        assert all(role.name for role in record.organisations)
    asked = Counter(path.split("?")[0] for path in twin.requests)
    assert asked["/api/v12/service-classes"] == 1
    assert max(count for path, count in asked.items() if "/organization/" in path) == 1


def test_a_stopped_load_goes_on_with_its_steps_in_another_process(twin: Twin) -> None:
    steps = list(source(twin).steps(Kind.SERVICE, None, None))
    assert [step.number for step in steps] == [1, 2]
    kept = [Step(step.number, tuple(step.ids)) for step in steps]
    again = outcomes(source(twin), Kind.SERVICE, kept[1:])
    assert len(again) == 30


def test_a_step_without_a_search_is_a_page_and_ids_are_asked_for_one_by_one(twin: Twin) -> None:
    by_page = outcomes(source(twin), Kind.ORGANISATION, [Step(1)])
    ids = tuple(one.record.id for one in by_page if isinstance(one, Read))
    by_ids = outcomes(source(twin), Kind.ORGANISATION, [Step(1, (*ids[:2], SERVICE_ID))])
    assert by_ids == by_page[:2]


def test_only_what_changed_since_and_services_whose_connections_changed(twin: Twin) -> None:
    first, second = twin.store.published("Service")[:2]
    twin.store.put({**first.load(), "modified": "2026-11-02T10:00:00Z"})
    told = second.load()
    told["serviceChannels"][0]["modified"] = "2026-11-03T10:00:00Z"
    twin.store.put(told)

    ours = source(twin)
    steps = list(ours.steps(Kind.SERVICE, LATER, None))
    found = [one for one in outcomes(ours, Kind.SERVICE, steps) if isinstance(one, Read)]
    assert {one.record.id for one in found} == {first.id, second.id}
    assert list(ours.steps(Kind.CONTACT_POINT, LATER, None)) == []


def test_what_is_archived_is_gone(twin: Twin) -> None:
    entry = twin.store.published("Service")[0]
    twin.store.archive(entry.id, datetime(2026, 11, 2, tzinfo=UTC))
    ours = source(twin)
    assert list(ours.gone(Kind.SERVICE, LATER)) == [entry.id]
    assert list(ours.gone(Kind.SERVICE, datetime(2026, 11, 3, tzinfo=UTC))) == []
    assert list(ours.gone(Kind.GENERAL_DESCRIPTION, LATER)) == []


def test_of_a_county_all_that_serves_its_people_is_asked_for() -> None:
    far = service(
        id="88888888-8888-4888-8888-888888888888",
        areaType="LimitedType",
        areas=[{"type": "Municipality", "municipalities": [{"code": "091", "name": []}]}],
    )
    region = service(
        id="99999999-9999-4999-8999-999999999999",
        areaType="LimitedType",
        areas=[{"type": "Region", "code": "21", "name": [], "municipalities": [{"code": "001", "name": []}]}],
    )
    with serve(county(40), key=KEY) as twin:
        for one in (far, region):
            twin.store.put(one)
        ours = source(twin)
        found = outcomes(ours, Kind.SERVICE, ours.steps(Kind.SERVICE, None, RANTAMAA))
        ids = {one.record.id for one in found if isinstance(one, Read)}
        everything = {entry.id for entry in twin.store.published("Service")}
        assert ids == everything - {far["id"]}


def test_without_the_right_key_the_load_stops_and_says_so(twin: Twin) -> None:
    with pytest.raises(SourceDown, match="is the key right"):
        outcomes(source(twin, "wrong"), Kind.SERVICE)


def test_errors_limits_and_cut_lines_are_waited_out(twin: Twin) -> None:
    twin.faults.busy, twin.faults.cuts, twin.faults.unavailable = 2, 1, 1
    assert len(reads(source(twin), Kind.CONTACT_POINT)) == 104


def test_one_object_on_which_ptv_falls_over_costs_only_itself(twin: Twin) -> None:
    entry = twin.store.published("ServiceChannel")[17]
    twin.faults.poisoned = {entry.id}
    found = outcomes(source(twin), Kind.CONTACT_POINT)
    refused = [one for one in found if isinstance(one, Refusal)]
    assert len(found) - len(refused) == 103
    (one,) = refused
    assert (one.file, one.kind) == ("service-channel", "contact_point")
    assert "number 18 of service-channel/search cannot be read" in one.reason


def test_a_service_whose_connections_cannot_be_had_is_refused_for_now() -> None:
    given = [service(serviceChannels=[connected()]), channel()]
    with serve(given, key=KEY) as twin:
        twin.faults.only, twin.faults.errors = "connection/search", 100
        (refused,) = outcomes(source(twin), Kind.SERVICE)
        assert isinstance(refused, Refusal)
        assert (refused.id, refused.kind) == (SERVICE_ID, "service")
        assert refused.reason.startswith("its connections cannot be had")
        twin.faults.errors = 0
        (read,) = reads(source(twin), Kind.SERVICE)
        assert [one.contact_point_id for one in read.connections] == [CHANNEL_ID]
        assert isinstance(read.connections[0], ConnectionRecord)


def test_a_changed_channel_comes_with_all_its_connections_too(twin: Twin) -> None:
    entry = next(one for one in twin.store.published("ServiceChannel") if one.load()["services"])
    expected = {one["service"]["id"] for one in entry.load()["services"]}
    twin.store.put({**entry.load(), "modified": "2026-11-02T10:00:00Z"})
    ours = source(twin)
    for steps in (ours.steps(Kind.CONTACT_POINT, LATER, None), [Step(1, (entry.id,))]):
        (read,) = outcomes(ours, Kind.CONTACT_POINT, steps)
        assert isinstance(read, Read)
        assert {one.service_id for one in read.connections} == expected


def test_a_broken_object_is_refused_with_its_kind_and_as_it_came() -> None:
    with serve([service(fundingType=7), channel()], key=KEY) as twin:
        (refused,) = outcomes(source(twin), Kind.SERVICE)
        assert isinstance(refused, Refusal)
        assert (refused.id, refused.kind, refused.reason) == (
            SERVICE_ID,
            "service",
            "fundingType: is not text",
        )
        assert '"fundingType": 7' in refused.raw


class Answers:
    """Stands in for `Requests`: gives one answer to everything."""

    address = "http://rantamaa.example"

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def json(self, path: str, params: Any = None) -> Any:
        is_list = path.endswith(("codes", "classes", "groups", "events", "terms"))
        return {"items": [], "totalPages": 1} if is_list else self._answer


@pytest.mark.parametrize("answer", [None, [], {}, {"items": None}, {"totalItems": "many"}, "text"])
def test_an_answer_of_another_shape_stops_the_load_in_words(answer: Any) -> None:
    ours = V12Source(Answers(answer))  # type: ignore[arg-type]
    with pytest.raises(SourceDown, match="service"):
        list(ours.steps(Kind.SERVICE, None, None))
    with pytest.raises(SourceDown, match="archived"):
        list(ours.gone(Kind.SERVICE, LATER))


@pytest.mark.parametrize(
    "item", [None, 1, "x", [], {}, {"location": 5, "deliveryAddresses": {"a": 1}}, {"producers": []}]
)
def test_members_of_any_shape_are_refused_and_never_raise(item: Any) -> None:
    ours = V12Source(Answers({"items": [item], "totalItems": 1, "totalPages": 1}))  # type: ignore[arg-type]
    for kind in Kind:
        assert all(isinstance(one, Refusal) for one in outcomes(ours, kind))
