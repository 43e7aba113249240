"""A list of hundreds comes in pieces, each with its own address and title."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client

from luotsi.catalogue import queries as catalogue
from luotsi.web.pages.paging import PER_PAGE
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")


def title_of(page: HttpResponse) -> str:
    return page.content.decode().partition("</title>")[0].rpartition("<title>")[2]


@pytest.fixture
def many(demo_county: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county with two and a half pages of services in every topic and at every contact point."""
    one = catalogue.all_services()[0]
    services = [replace(one, names={"fi": f"Palvelu {number}."}) for number in range(PER_PAGE * 5 // 2)]
    monkeypatch.setattr(catalogue, "services_of_theme", lambda _code: services)
    monkeypatch.setattr(catalogue, "services_at", lambda _id: services)


@pytest.mark.usefixtures("many")
def test_services_of_a_topic_come_in_pieces(reader: Client) -> None:
    first, second = (reader.get(f"/fi/aiheet/oral_health/{query}") for query in ("", "?page=2"))
    assert "Palvelu 0." in words_of(first)
    assert "Palvelu 29." in words_of(first)
    assert "Palvelu 30." not in words_of(first)
    assert 'href="?page=2"' in first.content.decode()
    assert "Palvelu 30." in words_of(second)
    assert ["Sivu" in title_of(page) for page in (first, second)] == [False, True]
    assert "/fi/ohje/toothache/" in first.content.decode()
    assert "/fi/ohje/toothache/" not in second.content.decode(), "guides stand on the first page"


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("page", ["", "0", "-1", "²", "x", "1" * 5000, "99"])
def test_a_page_that_is_none_is_a_page_all_the_same(reader: Client, page: str) -> None:
    words = words_of(reader.get("/fi/aiheet/oral_health/", {"page": page}))
    assert ("Palvelu 74." if page == "99" else "Palvelu 0.") in words


@pytest.mark.usefixtures("many")
def test_services_of_a_contact_point_come_in_pieces(reader: Client) -> None:
    point = catalogue.all_contact_points()[0]
    assert "Palvelu 60." in words_of(reader.get(f"/fi/yhteys/{point.id}/", {"page": "3"}))


def test_short_lists_have_no_pages(reader: Client) -> None:
    assert "?page=" not in reader.get("/fi/aiheet/oral_health/").content.decode()
