"""No demo county: only what the national service catalogue tells, and a path that ends at it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.pages.reading import words_of
from tests.shared_data import shared_data_folder

MIKKELI = "491"


@pytest.fixture
def told() -> dict[str, Any]:
    """The contact point as the catalogue's own JSON tells it."""
    file = shared_data_folder() / "ptv" / "services" / "otava_service_channel.json"
    return json.loads(file.read_text(encoding="utf-8-sig"))


def test_a_path_ends_at_a_contact_point_of_the_national_catalogue(
    reader: Client, told: dict[str, Any]
) -> None:
    page = reader.get("/fi/ohje/study-as-an-adult/", {"where": MIKKELI})
    assert "Ota yhteyttä oppilaitokseen" in words_of(page)
    assert "Nettilukio aikuisille" in words_of(page)
    assert_tells_the_same(page, told)


def test_its_own_page_tells_the_same(reader: Client, told: dict[str, Any]) -> None:
    page = reader.get(f"/fi/yhteys/{told['id']}/")
    assert told["serviceChannelNames"][0]["value"] in words_of(page)
    assert_tells_the_same(page, told)
    sentences = (
        told["addresses"][0]["streetAddress"]
        and told["addresses"][0]["entrances"][0]["accessibilitySentences"]
    )
    first = next(
        each["value"] for each in sentences[0]["sentences"][0]["sentence"] if each["language"] == "fi"
    )
    assert first in words_of(page)


def assert_tells_the_same(page: Any, told: dict[str, Any]) -> None:
    """Number, address and hours on the page equal the JSON."""
    html, words = page.content.decode(), words_of(page)
    for phone in told["phoneNumbers"]:
        assert f'href="tel:{phone["prefixNumber"]}{phone["number"]}"' in html
    street = told["addresses"][0]["streetAddress"]
    name = next(each["value"] for each in street["street"] if each["language"] == "fi")
    office = next(each["value"] for each in street["postOffice"] if each["language"] == "fi")
    assert f"{name} {street['streetNumber']}" in words
    assert f"{street['postalCode']} {office.title()}" in words
    for hours in told["serviceHours"]:
        for opening in hours["openingHour"]:
            times = [re.sub(r"^0|:00(:00)?$", "", opening[end]) for end in ("from", "to")]
            assert "–".join(times) in words
