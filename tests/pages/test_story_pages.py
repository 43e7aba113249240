"""A story stands below the help, says whose it is, and leads to the same help."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from luotsi.content import actions
from luotsi.content.types import INVENTED, MANY, StoryView
from luotsi.understanding import actions as understanding
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")

OUTCOME = "/fi/ohje/toothache/?who=self&wish=checkup"
INVENTED_WORDS = "Tarina on keksitty esimerkki. Henkilöt ja tapahtumat eivät ole todellisia."


def publish(code: str, *, told_by: str = INVENTED, path: str = "toothache", body: str = "Soitin.") -> None:
    actions.publish_story(
        StoryView(
            code=code,
            titles={"fi": f"Tarina {code}", "sv": f"Berättelse {code}", "en": f"Story {code}"},
            bodies={"fi": body, "sv": "Jag ringde.", "en": "I called."},
            quotes={},
            told_by=told_by,
            themes=("oral_health",),
            paths=(path,),
            review_by=date(2027, 5, 31),
        )
    )


@pytest.mark.parametrize("address", [OUTCOME, "/fi/aiheet/oral_health/"])
def test_at_most_two_stories_stand_below_the_help_each_with_whose_it_is(reader: Client, address: str) -> None:
    for code in ("yksi", "kaksi", "kolme"):
        publish(code)
    words = words_of(reader.get(address))
    assert words.count("Tarina ") == 2
    assert words.count("Keksitty esimerkki") == 2
    assert words.index("020 000 01") < words.index("Näin muut ovat saaneet apua")


def test_without_stories_nothing_is_said_of_them(reader: Client) -> None:
    assert "Näin muut" not in words_of(reader.get(OUTCOME))


def test_a_sensitive_path_shows_none(reader: Client) -> None:
    publish("raha", path="money-has-run-out")
    page = reader.get("/fi/ohje/money-has-run-out/")
    for _question in range(6):
        if "Auttoiko tämä?" in words_of(page):
            break
        page = reader.post("/fi/ohje/money-has-run-out/", answers_of(page.content.decode()))
    assert "Auttoiko tämä?" in words_of(page)
    assert "Tarina raha" not in words_of(page)


def answers_of(html: str) -> dict[str, str]:
    """The page's form with its last choice."""
    inputs = re.findall(r"<input[^>]+>", html)
    read = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    return {name[1]: value[1] for name, value in read if name and value}


@pytest.mark.parametrize(
    ("address", "title", "note"),
    [
        ("/fi/tarina/oma/", "Tarina oma", INVENTED_WORDS),
        ("/sv/berattelse/oma/", "Berättelse oma", "Berättelsen är ett påhittat exempel."),
        ("/en/story/oma/", "Story oma", "This story is an invented example."),
    ],
)
def test_a_story_has_its_page_in_each_language(reader: Client, address: str, title: str, note: str) -> None:
    publish("oma")
    words = words_of(reader.get(address))
    assert title in words
    assert note in words
    assert "020 000 0100" in words


def test_the_page_leads_to_guides_that_are_published_and_says_when_many_told_it(reader: Client) -> None:
    publish("monen", told_by=MANY)
    page = reader.get("/fi/tarina/monen/").content.decode()
    assert 'href="/fi/ohje/toothache/"' in page
    assert "monen asiakkaan kertomuksista" in page
    publish("muu", path="no-such-path")
    assert "no-such-path" not in reader.get("/fi/tarina/muu/").content.decode()


def test_what_an_editor_writes_is_text_and_never_markup(reader: Client) -> None:
    publish("merkit", body="Yksi.\n\n<script>alert(1)</script>")
    page = reader.get("/fi/tarina/merkit/").content.decode()
    assert "<p>Yksi.</p>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_story_that_is_not_there_helps_onward(reader: Client) -> None:
    page = reader.get("/fi/tarina/ei-ole/")
    assert page.status_code == 404
    assert "020 000 0100" in words_of(page)


def test_a_story_is_found_by_its_words_below_the_help_for_the_same(reader: Client) -> None:
    publish("haku", body="Pelkäsin porausta kovasti, kun hammasta särki.")
    understanding.build_index()
    page = reader.get("/fi/haku/", {"q": "pelkäsin porausta"}).content.decode()
    assert "/fi/tarina/haku/" in page
    page = reader.get("/fi/haku/", {"q": "hammasta särkee"}).content.decode()
    assert re.findall(r'href="/fi/(\w+)/', page.partition("l-hits")[2])[0] == "ohje"
