"""The survey of wishes: there while the county asks, without JavaScript, identity or a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from luotsi.feedback import wish_actions, wish_queries
from luotsi.feedback.models import WishRow
from luotsi.foundation import clock
from luotsi.web.pages import limits
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")

PLACES = ("/fi/toiveet/", "/sv/onskemal/", "/en/wishes/")
ANSWER = {"channels": ["phone", "chat"], "hours": ["evening"], "languages": "sv", "themes": ["oral_health"]}


@pytest.fixture
def survey(reader: Client) -> int:
    today = clock.today()
    return wish_actions.open_survey(today, today + timedelta(days=7), by=None).id


def test_home_leads_to_it_only_while_the_county_asks(reader: Client) -> None:
    assert "/fi/toiveet/" not in reader.get("/fi/").content.decode()
    assert {reader.get(place).status_code for place in PLACES} == {404}
    survey = wish_actions.open_survey(clock.today(), clock.today(), by=None).id
    assert "/fi/toiveet/" in reader.get("/fi/").content.decode()
    assert {reader.get(place).status_code for place in PLACES} == {200}
    wish_actions.close_survey(survey, by=None)
    assert "/fi/toiveet/" not in reader.get("/fi/").content.decode()


def test_an_answer_is_kept_and_thanked_for_with_the_way_to_help_now(reader: Client, survey: int) -> None:
    page = reader.post("/fi/toiveet/", ANSWER | {"words": "Iltaisin, hetuni 131052-308T"})
    words = words_of(page)
    assert "Kiitos" in words
    assert "Tarvitsetko apua nyt?" in words
    assert "020 000 0100" in words
    assert not page.cookies
    row = WishRow.objects.get()
    assert row.choices == {
        "channels": ["chat", "phone"],
        "hours": ["evening"],
        "languages": ["sv"],
        "themes": ["oral_health"],
    }
    assert (row.language, "131052" in row.words) == ("fi", False)


def test_words_of_danger_bring_the_numbers_first(reader: Client, survey: int) -> None:
    for sent in (ANSWER, {}):
        words = words_of(reader.post("/fi/toiveet/", sent | {"words": "aion tappaa itseni"}))
        assert "Soita heti 112" in words


def test_an_empty_form_says_what_to_do(reader: Client, survey: int) -> None:
    page = reader.post("/fi/toiveet/", {"channels": "pigeon"})
    assert page.status_code == 422
    assert "Vastaa ainakin yhteen kysymykseen." in words_of(page)
    assert "<title>Virhe:" in page.content.decode()
    assert not WishRow.objects.exists()


def test_words_that_are_too_long_come_back_with_every_choice(reader: Client, survey: int) -> None:
    page = reader.post("/fi/toiveet/", ANSWER | {"words": "a" * 2001})
    html = page.content.decode()
    assert page.status_code == 422
    assert html.count(" checked") == 5
    assert "a" * 2001 in html


def test_who_sends_after_the_end_is_told_so(reader: Client, survey: int) -> None:
    wish_actions.close_survey(survey, by=None)
    page = reader.post("/fi/toiveet/", ANSWER)
    assert page.status_code == 410
    assert "Vastaustasi ei tallennettu." in words_of(page)
    assert wish_queries.results(survey).total == 0


def test_whoever_sends_too_often_waits_and_loses_nothing(reader: Client, survey: int) -> None:
    for _number in range(limits.forms.amount):
        reader.post("/fi/toiveet/", ANSWER)
    page = reader.post("/fi/toiveet/", ANSWER | {"words": "Tärkeä toive"})
    assert page.status_code == 429
    html = page.content.decode()
    assert 'name="channels" value="chat"' in html
    assert "Tärkeä toive" in html
    assert WishRow.objects.count() == limits.forms.amount


def test_other_sites_cannot_answer_for_people(reader: Client, survey: int) -> None:
    sent = reader.post("/fi/toiveet/", ANSWER, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
