"""What the twin answers has the shapes that the published description of v12 gives."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from luotsi.integrations.ptv.twin import writing
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve
from luotsi.integrations.ptv.twin.store import read_folder
from tests.ptv.twin.asking import ask
from tests.ptv.v12 import counties, description

DEMO = Path(__file__).parents[3] / "src" / "luotsi" / "config" / "demo" / "ptv"
SEARCHES = ("service", "service-channel", "organization", "general-description", "connection")


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with serve(county(60), key="k") as running:
        yield running


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(value)][:5]


@pytest.mark.parametrize("kind", SEARCHES)
def test_every_search_is_a_page_of_objects_as_described(twin: Twin, kind: str) -> None:
    page = ask(twin, f"{kind}/search?page=1&pageSize=100").content
    assert page["items"]
    assert faults(description.page_of({}), page) == []
    assert [faults(description.schema_of(one), one) for one in page["items"]] == [[]] * len(page["items"])


@pytest.mark.parametrize("name", description.LISTS)
def test_every_list_of_codes_is_as_described(twin: Twin, name: str) -> None:
    page = ask(twin, f"{name}?page=1&pageSize=100").content
    assert faults(description.page_of(description.LISTS[name]), page) == []
    assert page["items"] or name == "region-codes"


def test_errors_and_archived_are_as_described(twin: Twin) -> None:
    unknown = ask(twin, "service/00000000-0000-4000-8000-000000000009")
    assert unknown.status == 404
    assert faults(description.PROBLEM, unknown.content) == []
    wrong = ask(twin, "service/search?page=1&pageSize=101")
    assert wrong.status == 400
    assert faults(description.PROBLEM, wrong.content) == []
    archived = ask(twin, "service/archived?page=1&pageSize=100&archivedAtOrAfter=2026-01-01T00:00:00Z")
    assert faults(description.page_of(description.ARCHIVED), archived.content) == []


@settings(max_examples=15, deadline=None)
@given(counties.services(), counties.channels(), counties.organisations(), counties.descriptions())
def test_any_objects_are_written_as_described(
    service: dict[str, Any], channel: dict[str, Any], organisation: dict[str, Any], base: dict[str, Any]
) -> None:
    written = [
        writing.service(service),
        writing.channel(channel),
        writing.organisation(organisation),
        writing.general_description(base),
        *(writing.connection(one, service["id"], channel["id"]) for one in service["serviceChannels"]),
    ]
    assert [faults(description.schema_of(one), one) for one in written] == [[]] * len(written)


def test_the_demo_county_is_as_described() -> None:
    writers = {
        "serviceNames": writing.service,
        "serviceChannelNames": writing.channel,
        "organizationNames": writing.organisation,
    }
    found = 0
    for one in read_folder(DEMO):
        write = next(write for sign, write in writers.items() if sign in one)
        written = write(one)
        assert faults(description.schema_of(written), written) == []
        for told in one.get("serviceChannels") or []:
            connection = writing.connection(told, one["id"], told["serviceChannel"]["id"])
            assert faults(description.CONNECTION, connection) == []
        found += 1
    assert found > 100


@pytest.mark.skipif("PTV_OPENAPI" not in os.environ, reason="the published description is not here")
@pytest.mark.parametrize("kind", SEARCHES)
def test_the_published_description_itself_is_met(twin: Twin, kind: str) -> None:
    published = json.loads(Path(os.environ["PTV_OPENAPI"]).read_text(encoding="utf-8"))
    answers = published["paths"][f"/api/v12/{kind}/search"]["get"]["responses"]["200"]
    schema = {**answers["content"]["application/json"]["schema"], "components": published["components"]}
    assert faults(schema, ask(twin, f"{kind}/search?page=1&pageSize=100").content) == []
