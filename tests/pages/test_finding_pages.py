"""Finding: the front door, search, topics, services and contact points."""

from __future__ import annotations

import pytest
from django.test import Client

from luotsi.catalogue import queries as catalogue
from luotsi.organisation import queries as organisation
from luotsi.organisation import taxonomy
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [("sv-FI,sv;q=0.9", "/sv/"), ("en-GB", "/en/"), ("fi", "/fi/"), ("de", "/fi/"), ("", "/fi/")],
)
def test_the_front_door_opens_in_the_language_of_the_browser(
    reader: Client, asked: str, leads_to: str
) -> None:
    response = reader.get("/", headers={"Accept-Language": asked})
    assert (response.status_code, response["Location"]) == (302, leads_to)


def test_home_asks_first_and_shows_who_answers_now(reader: Client) -> None:
    words = words_of(reader.get("/fi/"))
    assert words.index("Mihin tarvitset apua?") < words.index("Mistä asiassa on kyse?")
    assert "Auki nyt, sulkeutuu klo 16" in words
    for situation in taxonomy.LIFE_SITUATIONS.values():
        assert situation.names["fi"] in words


@pytest.mark.parametrize(
    ("address", "words", "path"),
    [
        ("/fi/haku/", "hammasta särkee", "/fi/ohje/toothache/"),
        ("/fi/haku/", "aiti ei parjaa kotona", "/fi/ohje/worry-about-older-person/"),
        ("/fi/haku/", "rahat loppu", "/fi/ohje/money-has-run-out/"),
        ("/sv/sok/", "babyn gråter", "/sv/rad/new-baby/"),
        ("/en/search/", "I cannot pay my bill", "/en/guide/bill-you-cannot-pay/"),
    ],
)
def test_people_find_paths_in_their_own_words(reader: Client, address: str, words: str, path: str) -> None:
    assert path in reader.get(address, {"q": words}).content.decode()


def test_a_search_that_finds_nothing_blames_us_and_leads_on(reader: Client) -> None:
    page = reader.get("/fi/haku/", {"q": "xqzwvk"})
    words = words_of(page)
    assert "Vika on meissä, ei sinussa." in words
    assert "020 000 0100" in words
    assert "Mistä asiassa on kyse?" in words


def test_an_identity_code_in_a_search_is_covered_also_in_the_address(reader: Client) -> None:
    response = reader.get("/fi/haku/", {"q": "hammas 131052-308T särkee"})
    assert response.status_code == 302
    assert "131052" not in response["Location"]
    page = reader.get(response["Location"])
    assert "Peitimme kirjoittamasi henkilötiedot" in words_of(page)
    assert "308T" not in page.content.decode()


@pytest.mark.parametrize("code", [each.code for each in taxonomy.ALL_THEMES.values() if each.is_guidable])
def test_every_topic_has_something_to_offer(reader: Client, code: str) -> None:
    page = reader.get(f"/fi/aiheet/{code}/")
    assert page.status_code == 200
    assert "/fi/palvelu/" in page.content.decode() or "/fi/ohje/" in page.content.decode()


def test_every_service_and_contact_point_has_its_page_in_three_languages(reader: Client) -> None:
    for language, service, contact in (
        ("fi", "palvelu", "yhteys"),
        ("sv", "tjanst", "kontakt"),
        ("en", "service", "contact"),
    ):
        for each in catalogue.all_services():
            assert reader.get(f"/{language}/{service}/{each.id}/").status_code == 200, each.id
        for point in catalogue.all_contact_points():
            assert reader.get(f"/{language}/{contact}/{point.id}/").status_code == 200, point.id


def test_a_contact_point_shows_number_hours_and_how_to_get_in(reader: Client) -> None:
    point = next(each for each in catalogue.all_contact_points() if each.kind == "place" and each.hours)
    words = words_of(reader.get(f"/fi/yhteys/{point.id}/"))
    assert point.names["fi"] in words
    assert point.address.street["fi"] in words


def test_every_form_and_e_service_can_be_opened(reader: Client) -> None:
    for point in catalogue.all_contact_points():
        if point.kind in {"form", "e_service", "web_page"}:
            html = reader.get(f"/fi/yhteys/{point.id}/").content.decode()
            assert f'href="{point.urls["fi"]}"' in html, point.names["fi"]


@pytest.mark.parametrize(
    "address", ["/fi/tietoa/", "/fi/saavutettavuus/", "/fi/tietosuoja/", "/sv/om/", "/en/privacy/"]
)
def test_the_service_says_what_it_is(reader: Client, address: str) -> None:
    page = reader.get(address)
    assert page.status_code == 200
    assert len(words_of(page)) > 800


@pytest.mark.parametrize("address", ["/fi/saavutettavuus/", "/sv/tillganglighet/", "/en/accessibility/"])
def test_the_accessibility_statement_says_what_the_law_asks_for(reader: Client, address: str) -> None:
    """Whose it is, what is not accessible, how to get help and complain; in the demo, that nobody exists."""
    page = reader.get(address).content.decode()
    language = address[1:3]
    told = organisation.county()
    assert told.names[language] in page
    assert 'href="tel:0200000100"' in page
    assert f'href="{told.site[language]}"' in page
    assert "306/2019" in page
    assert "Traficom" in page
    assert page.count("<li>") > 5
    notice = {"fi": "Hyvinvointialue on keksitty", "sv": "Välfärdsområdet är påhittat", "en": "is invented"}
    assert notice[language] in page


def test_a_page_that_is_not_there_helps_onward(reader: Client) -> None:
    page = reader.get("/fi/ohje/ei-ole/")
    words = words_of(page)
    assert page.status_code == 404
    assert "Sivua ei löytynyt" in words
    assert "020 000 0100" in words
    assert "Mistä asiassa on kyse?" in words


def test_no_page_of_a_resident_sets_a_cookie(reader: Client) -> None:
    for address in (
        "/",
        "/fi/",
        "/fi/haku/?q=kuume",
        "/fi/ohje/toothache/",
        "/fi/ohje/violence-at-home/",
        "/fi/ihminen/",
        "/fi/nope/",
    ):
        assert not reader.get(address).cookies, address


def test_a_long_search_is_masked_and_searched_for_danger_to_its_end(reader: Client) -> None:
    words = "hoitoa ja " * 60
    assert 'id="first"' in reader.get("/fi/haku/", {"q": f"{words} isä ei hengitä"}).content.decode()
    for before in range(480, 501):
        response = reader.get("/fi/haku/", {"q": "a" * before + " 131052-308T"})
        assert response.status_code == 302
        assert "1310" not in response["Location"]
