"""Every guide by the alphabet, and long lists of guides that stay readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.guidance import novelty
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PathCard
from luotsi.journeys import actions as journeys
from luotsi.journeys.types import Event
from luotsi.organisation import taxonomy
from luotsi.web.pages import browsing
from luotsi.web.pages.alphabet import letters, pages, sort_key
from luotsi.web.pages.usage import LEAST, OPENINGS
from tests.pages.conftest import A_WEEKDAY_MORNING
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")

LISTED = re.compile(r'<li><a href="/\w+/(?:ohje|rad|guide)/([\w-]+)/"')
ADDRESSES = {"fi": "/fi/kaikki-ohjeet/", "sv": "/sv/alla-rad/", "en": "/en/all-guides/"}
VIOLENCE = "violence-at-home"


@pytest.fixture(autouse=True)
def nobody_has_opened_anything() -> Iterator[None]:
    OPENINGS.forget()
    yield
    OPENINGS.forget()


def listed(reader: Client, address: str, **query: object) -> list[str]:
    """Codes of the guides on a page, in their order."""
    return LISTED.findall(reader.get(address, query).content.decode())


def open_often(code: str, times: int) -> None:
    for _time in range(times):
        journeys.count("path", code, Event.OPENED, "fi")
    OPENINGS.forget()


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("fi", ["Apua", "Vanha", "wc kotona", "Vuokra", "Zoo", "Ålandin", "Äiti", "Öisin"]),
        ("sv", ["Adhd", "En dag", "Vård", "Webben", "Zoo", "Åter", "Ärende", "Öga"]),
        ("en", ["Äiti", "A bill", "The child", "Doctor", "An itch", "Wound"]),
    ],
)
def test_titles_stand_where_people_of_the_language_look_for_them(language: str, titles: list[str]) -> None:
    backwards = titles[::-1]
    assert sorted(backwards, key=lambda title: sort_key(title, language)) == titles


def test_a_title_is_found_by_its_first_word_whatever_stands_before_it() -> None:
    shelf = letters(["“Öisin”", "112 auttaa", "šokki", "Ünü"], str, "fi")
    assert [letter.sign for letter in shelf] == ["0–9", "S", "Y", "Ö"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=40), st.sampled_from(["fi", "sv", "en"]), st.integers(1, 9))
def test_no_title_is_lost_or_doubled_on_the_way_to_a_page(
    titles: list[str], language: str, most: int
) -> None:
    leaves = pages(letters(titles, str, language), most)
    assert sorted(each for leaf in leaves for letter in leaf for each in letter.items) == sorted(titles)
    assert all(sum(len(letter.items) for letter in leaf) <= most for leaf in leaves)


@pytest.mark.parametrize("language", ADDRESSES)
def test_every_guide_is_listed_once_and_every_letter_leads_to_its_heading(
    reader: Client, language: str
) -> None:
    address, found = ADDRESSES[language], []
    first = reader.get(address).content.decode()
    index = re.findall(r'href="(\?page=(\d+))?#(letter-[^"]+)"', first)
    count = max(int(page or 1) for _query, page, _anchor in index)
    for number in range(1, count + 1):
        html = reader.get(address, {"page": number}).content.decode()
        found += LISTED.findall(html)
        assert all(f'id="{anchor}"' in html for _query, page, anchor in index if int(page or 1) == number)
    assert sorted(found) == sorted(card.code for card in guidance.all_paths())
    assert str(len(found)) in words_of(reader.get(address))


def test_a_list_is_narrowed_without_javascript(reader: Client) -> None:
    address = ADDRESSES["fi"]
    wanted = [
        card.code
        for card in guidance.all_paths()
        if "mental_health_substance" in card.themes and "youth" in card.life_situations
    ]
    page = reader.get(address, {"theme": "mental_health_substance", "situation": "youth"})
    words = words_of(page)
    assert f"{len(wanted)} ohjetta: Mielenterveys ja päihteet · Nuori" in words
    assert all(f"/fi/ohje/{code}/" in page.content.decode() for code in wanted)
    assert "Näytä kaikki ohjeet" in words


def test_a_filter_that_leaves_nothing_leads_on(reader: Client) -> None:
    words = words_of(reader.get(ADDRESSES["fi"], {"theme": "vaccinations", "situation": "teeth"}))
    assert "Mikään ohje ei koske molempia" in words
    assert "020 000 0100" in words


@pytest.mark.parametrize("query", [{"theme": "<b>"}, {"page": "²"}, {"page": "99999999"}, {"situation": "x"}])
def test_nonsense_in_the_address_shows_a_list_all_the_same(reader: Client, query: dict[str, str]) -> None:
    assert listed(reader, ADDRESSES["fi"], **query)


def test_a_sensitive_guide_is_its_title_alone(reader: Client) -> None:
    card = next(card for card in guidance.all_paths() if card.code == VIOLENCE)
    for address in (f"/fi/aiheet/{card.themes[0]}/", f"{ADDRESSES['fi']}?theme={card.themes[0]}"):
        words = words_of(reader.get(address))
        assert card.title["fi"] in words
        assert card.summary["fi"] not in words


def test_most_used_shows_only_what_many_have_opened_and_nothing_sensitive(reader: Client) -> None:
    assert "Eniten käytetyt" not in words_of(reader.get(ADDRESSES["fi"]))
    open_often("toothache", LEAST)
    open_often(VIOLENCE, LEAST + 5)
    open_often("memory-worry", LEAST - 1)
    html = reader.get(ADDRESSES["fi"]).content.decode()
    used = html.partition('id="used"')[2].partition("</ul>")[0]
    assert LISTED.findall(used) == ["toothache"]


def test_the_much_used_come_first_in_a_topic_and_in_a_life_situation(reader: Client) -> None:
    first_before = listed(reader, "/fi/aiheet/health_centre/")[0]
    last = [card for card in guidance.paths_of_theme("health_centre") if card.themes[0] == "health_centre"][
        -1
    ]
    assert last.code != first_before
    open_often(last.code, LEAST)
    assert listed(reader, "/fi/aiheet/health_centre/")[0] == last.code
    assert listed(reader, f"/fi/tilanne/{last.life_situations[0]}/").index(last.code) >= 0


def dated(code: str, first: datetime, changed: datetime | None = None) -> PathCard:
    card = next(card for card in guidance.all_paths() if card.code == code)
    return replace(card, first_published_at=first, published_at=changed or first)


def test_a_fresh_library_is_no_news_and_what_comes_after_it_is(reader: Client) -> None:
    began = A_WEEKDAY_MORNING - timedelta(days=200)
    day = timedelta(days=1)
    cards = [
        dated("toothache", began),
        dated("new-baby", began, A_WEEKDAY_MORNING - 3 * day),
        dated("memory-worry", A_WEEKDAY_MORNING - 2 * day),
        dated("prescription-renewal", began + day * 100),
    ]
    since = A_WEEKDAY_MORNING - browsing.LATELY
    assert [card.code for card in novelty.new_or_changed(cards, since)] == ["memory-worry", "new-baby"]
    fresh = [dated("toothache", A_WEEKDAY_MORNING), dated("new-baby", A_WEEKDAY_MORNING)]
    assert novelty.new_or_changed(fresh, since) == []
    assert "Uutta tai muuttunutta" not in words_of(reader.get(ADDRESSES["fi"]))


def test_news_say_whether_they_are_new_or_changed_and_since_when(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = A_WEEKDAY_MORNING - timedelta(days=200)
    cards = [
        dated("toothache", A_WEEKDAY_MORNING - timedelta(days=2)),
        dated("new-baby", began, A_WEEKDAY_MORNING - timedelta(days=5)),
        dated(VIOLENCE, A_WEEKDAY_MORNING - timedelta(days=6)),
    ]
    monkeypatch.setattr(guidance, "paths_new_or_changed", lambda _since: cards)
    words = words_of(reader.get(ADDRESSES["fi"])).partition("Uutta tai muuttunutta")[2]
    news = words.partition("Uutta tai muuttunutta")[2] or words
    assert "Uusi 23.11.2026" in news
    assert "Muuttunut 20.11.2026" in news
    assert "19.11.2026" not in news, "a sensitive guide has no mark"


@pytest.mark.parametrize("code", list(taxonomy.LIFE_SITUATIONS))
def test_a_life_situation_has_all_its_guides_under_topics(reader: Client, code: str) -> None:
    html = reader.get(f"/fi/tilanne/{code}/").content.decode()
    for card in guidance.paths_of_life_situation(code):
        assert html.count(f'"/fi/ohje/{card.code}/"') == 1, card.code
    headings = re.findall(r'<h2 id="(\w+)"', html)
    assert headings
    for anchor in re.findall(r'href="#(\w+)"', html.partition("<h1>")[2]):
        assert anchor in headings


@pytest.mark.parametrize(
    "address", ["/fi/", "/fi/aiheet/", "/fi/aiheet/oral_health/", "/fi/tilanne/mind/", "/fi/haku/?q=xqzwvk"]
)
def test_the_alphabet_is_one_press_away(reader: Client, address: str) -> None:
    main = reader.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    assert f'href="{ADDRESSES["fi"]}"' in main
