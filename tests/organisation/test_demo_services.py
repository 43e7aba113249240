"""The demo county's services: invented, complete in three languages, and enough for every theme."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from luotsi.organisation import taxonomy
from tests.shared_data import shared_data_folder

from .conftest import DEMO

MUNICIPALITIES = {"001", "002", "003", "004", "006"}


@pytest.fixture(scope="module")
def services() -> list[dict[str, Any]]:
    return json.loads((DEMO / "ptv" / "services.json").read_text())


@pytest.fixture(scope="module")
def channels() -> dict[str, dict[str, Any]]:
    files = (DEMO / "ptv").glob("channels-*.json")
    return {one["id"]: one for file in files for one in json.loads(file.read_text())}


def test_there_are_enough_of_every_kind(services: list[Any], channels: dict[str, Any]) -> None:
    assert len(services) >= 45
    assert len(channels) >= 65
    kinds = {one["serviceChannelType"] for one in channels.values()}
    assert kinds == {"Phone", "ServiceLocation", "EChannel", "WebPage", "PrintableForm"}


def test_every_guidable_theme_has_a_service(services: list[Any]) -> None:
    served = {
        theme.code
        for service in services
        for theme in taxonomy.themes_of(
            [one["code"] for one in service["serviceClasses"]],
            (),
            [one["uri"] for one in service["ontologyTerms"]],
        )
    }
    assert set(taxonomy.THEMES) <= served | {"interpreter"}, "interpreting is known by its description"


def test_everything_is_said_in_three_languages(services: list[Any], channels: dict[str, Any]) -> None:
    for one in services:
        assert _languages(one["serviceNames"]) == {"fi", "sv", "en"}, one["id"]
        for kind in ("Summary", "Description"):
            rows = [row for row in one["serviceDescriptions"] if row["type"] == kind]
            assert _languages(rows) == {"fi", "sv", "en"}, one["id"]
            assert all(row["value"].strip() and len(row["value"]) <= 400 for row in rows), one["id"]
    for one in channels.values():
        assert _languages(one["serviceChannelNames"]) == {"fi", "sv", "en"}, one["id"]
        assert _languages(one["serviceChannelDescriptions"]) == {"fi", "sv", "en"}, one["id"]


def test_services_and_channels_name_each_other(services: list[Any], channels: dict[str, Any]) -> None:
    from_services = {
        (one["id"], link["serviceChannel"]["id"]) for one in services for link in one["serviceChannels"]
    }
    from_channels = {
        (link["service"]["id"], one["id"]) for one in channels.values() for link in one["services"]
    }
    assert from_services == from_channels
    assert {channel for _, channel in from_services} == set(channels)


def test_nothing_points_at_a_real_person_or_place(channels: dict[str, Any]) -> None:
    for number in _values(channels, "number"):
        assert re.fullmatch(r"200000\d{3}", number), number
    for url in (*_values(channels, "url"), *_values(channels, "accessibilityStatementWebPage")):
        assert url.startswith("https://rantamaa.example/"), url
    assert set(_values(channels, "postalCode")) == {"00000"}
    codes = {one["code"] for one in _values(channels, "municipality")}
    assert codes <= MUNICIPALITIES


def test_some_services_are_offered_only_in_some_municipalities(services: list[Any]) -> None:
    limited = {
        one["serviceNames"][0]["value"]: {m["code"] for area in one["areas"] for m in area["municipalities"]}
        for one in services
        if one["areas"][0]["type"] == "Municipality"
    }
    assert limited["Kotisairaala"] == {"001", "002", "006"}
    assert len(limited) >= 3


def test_the_shelter_gives_no_address(services: list[Any], channels: dict[str, Any]) -> None:
    shelter = next(one for one in services if one["serviceNames"][0]["value"] == "Turvakoti")
    kinds = {
        channels[link["serviceChannel"]["id"]]["serviceChannelType"] for link in shelter["serviceChannels"]
    }
    assert kinds == {"Phone"}


@pytest.mark.shared_data
def test_general_descriptions_are_real_and_fit(services: list[Any]) -> None:
    path = shared_data_folder() / "ptv" / "general-descriptions" / "gd.json"
    known = {one["Id"]: one["ReferenceCode"] for one in json.loads(path.read_text())}
    used = [one["generalDescriptionId"] for one in services if one["generalDescriptionId"]]
    assert len(used) >= 45
    assert all(known[one].startswith("SOTE-") for one in used)


def _languages(rows: list[dict[str, Any]]) -> set[str]:
    return {row["language"] for row in rows if row["value"]}


def _values(thing: Any, key: str) -> Iterator[Any]:
    if isinstance(thing, dict):
        if thing.get(key):
            yield thing[key]
        thing = list(thing.values())
    if isinstance(thing, list):
        for one in thing:
            yield from _values(one, key)
