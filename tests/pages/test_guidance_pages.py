"""Walking guidance paths as a resident does, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from luotsi.flows import replay
from luotsi.flows.document import Question
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PublishedPath
from luotsi.web.pages.answers import query
from tests.pages.reading import words_of


@pytest.mark.usefixtures("night")
def test_toothache_at_night_ends_at_a_number_that_answers_now(reader: Client) -> None:
    page = reader.get("/fi/haku/", {"q": "hammasta särkee"})
    assert "/fi/ohje/toothache/" in page.content.decode()
    page = reader.get("/fi/ohje/toothache/")
    assert "Soita 112" in words_of(page)
    page = reader.get("/fi/ohje/toothache/", {"who": "self", "wish": "talk", "reach.channel": "call"})
    words = words_of(page)
    assert "Soita suun terveydenhuoltoon" in words
    assert "Kiinni, avautuu" in words
    assert "Päivystysapu 116117 Auki ympäri vuorokauden" in words
    assert 'href="tel:116117"' in page.content.decode()


@pytest.mark.usefixtures("morning")
def test_a_swedish_speaking_mother_walks_in_swedish_and_changes_language_on_the_way(reader: Client) -> None:
    page = reader.get("/sv/rad/new-baby/")
    html = page.content.decode()
    assert '<html lang="sv">' in html
    first = guidance.path("new-baby").document.questions[guidance.path("new-baby").document.start]
    assert first.ask["sv"] in words_of(page)
    answer = next(iter(first.options))
    page = reader.get("/sv/rad/new-baby/", {guidance.path("new-baby").document.start: answer})
    finnish = re.search(r'<a href="([^"]+)" lang="fi"', page.content.decode())
    assert finnish
    assert dict(parse_qsl(urlsplit(unescape(finnish[1])).query)) == {
        guidance.path("new-baby").document.start: answer
    }
    assert reader.get(unescape(finnish[1])).status_code == 200


@pytest.mark.usefixtures("morning")
def test_where_another_guide_goes_on_its_title_is_a_link(reader: Client) -> None:
    page = reader.get("/sv/rad/health-station-appointment/", {"wish": "change"})
    title = guidance.path("choose-health-station").document.title["sv"]
    assert f'href="/sv/rad/choose-health-station/">{title}</a>' in page.content.decode()
    assert "data-in-place" not in page.content.decode()


@pytest.mark.usefixtures("morning")
def test_changing_an_earlier_answer_keeps_the_later_ones_that_still_fit(reader: Client) -> None:
    given = {"who": "self", "wish": "talk", "reach.channel": "call"}
    page = reader.get("/fi/ohje/toothache/", {**given, "_edit": "who"})
    html = page.content.decode()
    assert "Kenen hampaista on kyse?" in words_of(page)
    assert re.search(r'name="who"[^>]* value="self"[^>]* checked', html)
    assert '<input type="hidden" name="reach.channel" value="call">' in html
    page = reader.get("/fi/ohje/toothache/", {**given, "who": "child", "_step": "who"})
    assert "Alle 18-vuotiaan lapseni" in words_of(page)


@pytest.mark.usefixtures("morning")
def test_an_empty_answer_gets_an_error_that_leads_to_the_field(reader: Client) -> None:
    page = reader.get("/fi/ohje/toothache/", {"who": "self", "_step": "wish"})
    html = page.content.decode()
    assert "<title>Virhe:" in html
    assert 'href="#wish"' in html
    assert 'id="wish"' in html
    assert "valitse ”En tiedä”" in words_of(page)
    assert '<input type="hidden" name="who" value="self">' in html


@pytest.mark.usefixtures("morning")
def test_an_old_link_with_answers_that_no_longer_exist_lands_on_a_question(reader: Client) -> None:
    page = reader.get("/fi/ohje/toothache/", {"gone": "x", "who": "somebody-else", "wish": "talk"})
    assert page.status_code == 200
    assert "Kenen hampaista on kyse?" in words_of(page)


def answers_to(question: Question) -> list[list[str]]:
    """Enough different answers to take every turn of the starter library."""
    match question.type:
        case "choice":
            found = [[code] for code in question.options]
        case "several":
            found = [[code] for code in question.options] + [["none"], list(question.options)]
        case "number":
            found = [[str(question.min)], [str(question.max)]]
        case "yes_no":
            found = [["yes"], ["no"]]
        case "municipality":
            found = [["001"]]
        case _:
            found = [["2026-11-25"]]
    return found + [["dont_know"]] * question.dont_know


def walks_of(path: PublishedPath) -> Iterator[dict[str, list[str]]]:
    """Every set of answers that ends, one question after another."""
    waiting: list[dict[str, list[str]]] = [{}]
    while waiting:
        given = waiting.pop()
        visit = replay(path.flow, given, date(2026, 11, 25))
        if visit.is_finished:
            yield given
        else:
            waiting += [{**given, visit.position.key: each} for each in answers_to(visit.position.question)]


def test_advice_that_only_forbids_is_not_called_something_to_do(reader: Client) -> None:
    words = words_of(reader.get("/fi/ohje/dental-fear/?who=other"))
    assert "Muista tämä" in words
    assert "Tätä voit tehdä itse" not in words


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_outcome_of_every_path_shows_help_and_a_way_to_a_person(reader: Client, language: str) -> None:
    route = {"fi": "ohje", "sv": "rad", "en": "guide"}[language]
    for card in guidance.all_paths():
        path = guidance.path(card.code)
        ends = (
            {}
            if path.is_sensitive
            else {
                replay(path.flow, given, date(2026, 11, 25)).position.key: given for given in walks_of(path)
            }
        )
        for given in ends.values():
            page = reader.get(f"/{language}/{route}/{card.code}/{query(given)}")
            html = page.content.decode()
            assert page.status_code == 200, (card.code, given)
            assert 'href="tel:' in html
            assert "{fact:" not in html
            assert 'name="verdict" value="yes"' in html
