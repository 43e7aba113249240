"""The assistant's page, turn by turn without JavaScript: what a reply shows."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from luotsi.assistant import actions
from luotsi.assistant.types import Need, Option, Place, Question
from luotsi.catalogue import queries as catalogue
from luotsi.web.pages import exchange as travelling
from tests.pages.reading import words_of
from tests.pages.scripted import KELA, WHO, Script, offering, path, script
from tests.pages.talking import ADDRESS, Talk, carried, kept_words, talk, title

__all__ = ["script", "talk"]

pytestmark = pytest.mark.usefixtures("morning")


def test_first_it_says_that_it_is_a_machine_and_how_to_reach_a_person(reader: Client) -> None:
    page = reader.get(ADDRESS)
    words = words_of(page)
    assert "kone, ei ihminen" in words
    assert "Neuvon terveyden, hyvinvoinnin, sosiaalipalvelujen" in words
    assert "Keskustelusta ei jää tietoa, kuka olet." in words
    assert "Älä kirjoita nimeäsi tai henkilötunnustasi." in words
    assert "020 000 0100" in words
    assert page["Cache-Control"] == "no-store"
    assert not page.cookies
    html = page.content.decode()
    assert html.count('name="example"') >= 3
    assert 'href="tel:112"' in html
    assert "exchange" not in re.findall(r'name="(\w+)"', html)


def test_an_offer_is_a_card_with_its_reason_and_the_words_stay_in_view(talk: Talk, script: Script) -> None:
    script.when("hammas", **offering("toothache", because=("hammas särkee",)))
    page = talk.say("hammas särkee kovasti")
    words = words_of(page)
    assert title(page).startswith("Luotsi löysi 1 ohjeen – Avustaja")
    assert words.index("hammas särkee kovasti") < words.index("Luotsi (kone)") < words.index("Katso ohje")
    assert "Koska kirjoitit ”hammas särkee”." in words
    assert "Kenelle ohje on: Sinulle" in words
    assert "Auttoiko tämä?" in words
    assert "Haluatko ihmisen avuksi?" in words
    html = page.content.decode()
    assert html.count('id="newest"') == 1
    assert 'action="/fi/avustaja/#newest"' in html


def test_opening_an_offer_is_counted_and_leads_to_the_path(
    talk: Talk, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(actions, "opened", lambda record, code: opened.append((record, code)))
    script.when("hammas", **offering("toothache"))
    html = talk.say("hammas").content.decode()
    href = re.search(r'href="(/fi/avustaja/avaa/[^"]+)"', html)[1]
    record = href.split("/")[4]
    assert re.fullmatch(r"[a-z2-7]{26}", record)
    response = talk.reader.get(href)
    assert (response.status_code, response["Location"]) == (303, "/fi/ohje/toothache/")
    assert opened == [(record, "toothache")]
    talk.reader.get(href, headers={"Sec-Purpose": "prefetch"})
    assert len(opened) == 1, "a browser that fetches ahead has not opened anything"


@pytest.mark.parametrize("record", ["nobody-gave-this", "a" * 26, "%00", "ä" * 300])
def test_a_record_nobody_knows_still_leads_to_the_path(reader: Client, record: str) -> None:
    response = reader.get(f"/fi/avustaja/avaa/{record}/toothache/")
    assert (response.status_code, response["Location"]) == (303, "/fi/ohje/toothache/")


def test_the_answer_to_a_question_belongs_to_the_same_need(talk: Talk, script: Script) -> None:
    script.when(lambda asked: "who" in asked.facets, **offering("home-care-for-parent"))
    script.when("apua", kind="clarify", question=WHO)
    page = talk.say("tarvitsen apua kotiin")
    words = words_of(page)
    assert title(page).startswith("Kysymys: Kenen asiasta on kyse?")
    assert words.index("Omasta") < words.index("Läheisen") < words.index("En tiedä")
    assert "Auttoiko tämä?" not in words, "a question is not judged"
    page = talk.press(choice="who:other", text="kesken")
    assert script.asked[-1].text == "tarvitsen apua kotiin"
    assert script.asked[-1].facets == {"who": "other"}
    words = words_of(page)
    assert "Sinä Läheisen" in words
    assert "Katso ohje" in words
    assert kept_words(page) == "kesken", "what was being written is not lost by pressing an option"
    assert 'name="choice"' not in page.content.decode(), "an answered question has no buttons any more"


def test_words_after_a_question_are_added_and_words_after_an_offer_begin_anew(
    talk: Talk, script: Script
) -> None:
    script.when(lambda asked: bool(asked.earlier), **offering("home-care-for-parent"))
    script.when("apua", kind="clarify", question=WHO)
    script.when("hammas", **offering("toothache"))
    talk.say("apua 131052-308T")
    talk.say("äidille")
    assert script.asked[-1].earlier == ("apua [henkilötunnus peitetty]",)
    talk.say("hammas särkee")
    assert script.asked[-1].earlier == ()
    assert script.asked[-1].facets == {}


@pytest.mark.parametrize(
    "clear",
    [{"kind": "person", "act": "person"}, {"kind": "out_of_scope"}, {"kind": "none", "act": "thanks"}],
)
def test_what_is_clear_by_itself_is_no_answer_to_the_question(
    talk: Talk, script: Script, clear: dict[str, object]
) -> None:
    """Whoever asks for a person instead of answering gets one, whatever was asked before."""
    script.when("nyt", **clear)
    script.when("hammas", **offering("toothache"))
    script.when("", kind="clarify", question=WHO)
    talk.say("apua")
    talk.press(choice="who:self")
    talk.say("nyt")
    assert (script.asked[-1].earlier, script.asked[-1].facets) == ((), {})
    talk.say("apua")
    talk.say("hammas särkee")
    assert script.asked[-1].earlier == ()


@pytest.mark.parametrize(
    "pressed",
    [{"choice": "who:other"}, {"verdict": "no"}, {"show": "yes"}, {"again": "yes"}, {"example": "hei"}],
)
def test_danger_in_words_not_sent_yet_is_answered_whatever_is_pressed(
    talk: Talk, script: Script, pressed: dict[str, str]
) -> None:
    script.when("en tiedä mitä tehdä", kind="clarify", question=WHO)
    talk.say("en tiedä mitä tehdä")
    page = talk.press(**pressed, text="mieheni ei hengitä").content.decode()
    assert 'id="wait"' in page
    assert page.index("112") < page.index('id="ask"')
    assert 'id="wait"' not in talk.press(**pressed, text="kesken").content.decode()


def test_i_do_not_know_is_an_answer_and_what_was_not_asked_is_none(talk: Talk, script: Script) -> None:
    script.when(lambda asked: asked.facets.get("who") == "dont_know", **offering("new-baby"))
    script.when("apua", kind="clarify", question=WHO)
    talk.say("apua")
    for nonsense in ("who:nobody", "age:child", "who", ":", "path:toothache"):
        page = talk.press(choice=nonsense)
        assert page.status_code == 200
        assert len(script.asked) == 1
        assert 'value="who:self"' in page.content.decode()
    assert "Katso ohje" in words_of(talk.press(choice="who:dont_know"))


def test_i_do_not_know_may_be_typed(talk: Talk, script: Script) -> None:
    script.when("en tiedä", kind="none", act="dont_know")
    script.when(lambda asked: asked.facets.get("who") == "dont_know", **offering("new-baby"))
    script.when("apua", kind="clarify", question=WHO)
    talk.say("apua")
    words = words_of(talk.say("en tiedä"))
    assert "Sinä en tiedä" in words
    assert "Katso ohje" in words


def test_what_did_you_mean_shows_both_guides_and_takes_i_do_not_know(talk: Talk, script: Script) -> None:
    which = Question(
        "path",
        {"fi": "Kumpaa tarkoitit?"},
        (Option("toothache", {"fi": "A"}), Option("new-baby", {"fi": "B"}), WHO.options[-1]),
    )
    script.when("", **offering("toothache", "new-baby"), question=which)
    page = talk.say("särkee")
    words = words_of(page)
    assert words.index("Kumpaa tarkoitit?") < words.index("Katso ohje") < words.index("En tiedä")
    assert words.count("Katso ohje") == 2
    assert page.content.decode().count('name="choice"') == 1
    before = talk.page
    assert words_of(talk.press(choice="path:new-baby")).count("Katso ohje") == 3
    talk.page = before
    page = talk.press(choice="path:dont_know")
    assert title(page).startswith("Näin tavoitat ihmisen")
    assert script.asked[-1].facets == {}


def test_a_municipality_told_once_is_known_for_the_next_need(talk: Talk, script: Script) -> None:
    where = Question("municipality", {"fi": "Missä asut?"}, (Option("001", {"fi": "Kuusiniemi"}),))
    script.when(lambda asked: asked.municipality == "001", **offering("toothache"))
    script.when("hammas", kind="clarify", question=where)
    talk.say("hammas")
    talk.press(choice="municipality:001")
    talk.say("toinen asia")
    assert script.asked[-1].municipality == "001"


def test_danger_comes_before_the_reply_and_in_no_bubble(talk: Talk, script: Script) -> None:
    script.when("", **offering("toothache"))
    page = talk.say("mieheni ei hengitä")
    html = page.content.decode()
    assert title(page).startswith("Soita heti 112")
    block, bubble = html.index('id="first-1"'), html.index('class="l-bubble"')
    assert html.index('class="l-said"') < html.index('id="newest"') < block < bubble
    assert 'href="tel:112"' in html[block:bubble]


def test_words_of_violence_bring_the_quick_way_out(talk: Talk, script: Script) -> None:
    assert "data-quick-exit" not in talk.say("hammas särkee").content.decode()
    page = talk.say("mies uhkaa tappaa minut")
    assert "violence" in script.turn(script.asked[-1]).assessment.kinds
    assert "data-quick-exit" in page.content.decode()


def test_danger_at_the_end_of_a_long_story_is_seen(talk: Talk) -> None:
    page = talk.say("Tänään oli tavallinen päivä. " * 300 + "Mieheni ei hengitä.")
    words = words_of(page)
    assert "Viestisi oli pitkä. Luin siitä alun." in words
    assert title(page).startswith("Soita heti 112")


def test_personal_data_is_covered_everywhere(talk: Talk) -> None:
    page = talk.say("olen Aino, 131052-308T, hammas särkee")
    assert "308T" not in page.content.decode()
    assert "Peitimme henkilötunnuksesi. Sitä ei tallennettu." in words_of(page)
    exchange = travelling.unseal(carried(page))
    assert "308T" not in repr(exchange)
    page = talk.say("soita 040 123 4567")
    assert "Peitimme kirjoittamasi henkilötiedot" in words_of(page)
    assert "4567" not in page.content.decode()


def test_somebody_elses_matter_gets_their_name_and_their_host(talk: Talk, script: Script) -> None:
    script.when("asumistuki", kind="out_of_scope", authorities=(KELA,))
    words = words_of(talk.say("asumistuki"))
    assert "Tätä asiaa hoitaa joku muu kuin hyvinvointialue." in words
    assert "Kela maksaa etuudet." in words
    assert "Kela (kela.fi)" in words


def test_the_place_is_answered_with_its_card(talk: Talk, script: Script) -> None:
    point = next(each for each in catalogue.all_contact_points() if each.kind == "place" and each.hours)
    script.when("auki", place=Place("opening_hours", (point.id, "gone-since-yesterday")))
    words = words_of(talk.say("milloin auki"))
    assert point.names["fi"] in words
    assert "Tässä ovat aukioloajat." in words


def test_several_needs_stand_side_by_side(talk: Talk, script: Script) -> None:
    needs = (Need("hammas särkee", (path("toothache"),)), Need("rahat loppu", (path("money-has-run-out"),)))
    script.when("ja", needs=needs, candidates=(path("toothache"), path("money-has-run-out")), offered=2)
    words = words_of(talk.say("hammas särkee ja rahat loppu"))
    assert "Kerroit monesta asiasta." in words
    assert "”hammas särkee”" in words
    assert words.count("Katso ohje") == 2


def test_nothing_found_blames_us_and_names_the_nearest_subjects(talk: Talk, script: Script) -> None:
    script.when("", kind="none", miss="no_candidate", themes=("oral_health", "no_such_theme"))
    page = talk.say("xqzwvk")
    words = words_of(page)
    assert title(page).startswith("Luotsi ei löytänyt sopivaa ohjetta")
    assert "Vika on meissä, ei sinussa." in words
    assert 'href="/fi/aiheet/oral_health/"' in page.content.decode()
    assert "020 000 0100" in words


def test_who_wants_a_person_gets_one_first(talk: Talk, script: Script) -> None:
    script.when("ihmi", kind="person", act="person")
    page = talk.say("haluan ihmisen")
    html = page.content.decode()
    assert "Totta kai. Näin tavoitat ihmisen." in words_of(page)
    assert html.index("tel:+358200000100") < html.index('id="ask"')


def test_the_same_message_again_is_met_kindly_with_a_person(talk: Talk, script: Script) -> None:
    script.when("", kind="none")
    talk.say("Eikö kukaan auta")
    page = talk.say("eikö kukaan auta")
    assert "Kirjoitit samat sanat uudelleen." in words_of(page)
    assert page.content.decode().index("tel:+358200000100") < page.content.decode().index('id="ask"')


def test_another_language_is_answered_with_what_there_is_in_it(talk: Talk, script: Script) -> None:
    script.when("", kind="none", language="", foreign="uk")
    page = talk.say("Доброго дня")
    assert "Osaan toistaiseksi vain suomea, ruotsia ja englantia." in words_of(page)
    assert 'href="https://www.infofinland.fi/uk"' in page.content.decode()


def test_who_writes_swedish_on_a_finnish_page_may_go_on_in_swedish(talk: Talk, script: Script) -> None:
    script.when("apua", kind="clarify", question=WHO)
    script.when("tand", language="sv", **offering("toothache"))
    talk.say("apua")
    page = talk.say("jag har tandvärk")
    assert "Fortsätt på svenska" in words_of(page)
    assert 'formaction="/sv/assistent/#newest"' in page.content.decode()
    page = talk.reader.post("/sv/assistent/", {"exchange": carried(page), "show": "yes", "text": "och"})
    words = words_of(page)
    assert "Vem gäller det?" in words
    assert "Läs rådet" in words
    assert kept_words(page) == "och"
    assert len(script.asked) == 2, "showing it in another language asks nothing anew"


@pytest.mark.parametrize("verdict", ["yes", "partly", "no"])
def test_a_verdict_is_kept_and_the_exchange_stays(
    talk: Talk, script: Script, monkeypatch: pytest.MonkeyPatch, verdict: str
) -> None:
    judged: list[tuple[str, str]] = []
    monkeypatch.setattr(actions, "judged", lambda record, given: judged.append((record, given)))
    script.when("hammas", **offering("toothache"))
    talk.say("hammas")
    record = travelling.unseal(carried(talk.page)).newest.record
    page = talk.press(verdict=verdict, text="kesken")
    assert judged == [(record, verdict)]
    words = words_of(page)
    assert "Kiitos, kun kerroit" in words
    assert "Auttoiko tämä?" not in words
    assert "Katso ohje" in words
    assert kept_words(page) == "kesken"
    talk.press(verdict="maybe")
    assert len(judged) == 1


def test_the_exchange_can_be_taken_along_as_text(talk: Talk, script: Script) -> None:
    script.when("hengitä", **offering("toothache"))
    script.when("kela", kind="out_of_scope", authorities=(KELA,))
    talk.say("131052-308T ei hengitä")
    talk.say("kela")
    page = talk.reader.post("/fi/avustaja/tallenna/", {"exchange": carried(talk.page)})
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert page["Content-Disposition"] == 'attachment; filename="luotsi-keskustelu.txt"'
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert "Sinä: [henkilötunnus peitetty] ei hengitä" in text
    assert text.index("112") < text.index("Luotsi (kone):")
    assert "http://testserver/fi/ohje/toothache/" in text
    assert "https://www.kela.fi" in text
    assert "avaa/" not in text
    assert "<" not in text


def test_saving_nothing_leads_back(reader: Client) -> None:
    assert reader.get("/fi/avustaja/tallenna/")["Location"] == ADDRESS
    page = reader.post("/fi/avustaja/tallenna/", {"exchange": "forged"})
    assert "aloitetaan alusta" in words_of(page)
