"""Coming in by a link, a QR code or an invitation: the right page opens, and nobody is followed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from luotsi.guidance import queries as guidance
from luotsi.journeys import actions, queries
from luotsi.journeys.models import CountRow
from luotsi.journeys.types import Campaign, Event, TargetKind
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")


def campaign(**values: object) -> None:
    usual = {"code": "juliste", "names": {"fi": "Juliste"}}
    path = {"target": TargetKind.PATH, "target_key": "toothache"}
    actions.make_campaign(Campaign(**{**usual, **path, **values}))


WALKED = {"who": "self", "wish": "talk", "reach.channel": "call"}
"""Answers that lead to an outcome."""


def counted(kind: str = "campaign", key: str = "juliste") -> Mapping[Event, int]:
    return queries.counts(kind, key).events


def test_a_poster_opens_its_path_in_the_readers_language_and_is_counted(reader: Client) -> None:
    campaign()
    for accepted, start in (("sv-FI,sv", "/sv/rad/toothache/"), ("fr", "/fi/ohje/toothache/")):
        response = reader.get("/k/Juliste", headers={"Accept-Language": accepted})
        assert response["Location"].startswith(start)
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
    assert counted() == {Event.OPENED: 2}
    assert dict(queries.counts("campaign", "juliste").languages) == {"sv": 1, "fi": 1}


def test_a_campaign_may_choose_its_language_and_a_theme_or_the_home_page(reader: Client) -> None:
    campaign(language="sv", target=TargetKind.THEME, target_key="oral_health")
    assert reader.get("/k/juliste")["Location"] == "/sv/amnen/oral_health/"
    campaign(code="etusivu", target=TargetKind.HOME, target_key="")
    assert reader.get("/k/etusivu")["Location"] == "/fi/"


def test_a_visit_by_a_campaign_is_counted_to_its_end_and_to_the_answer(reader: Client) -> None:
    campaign()
    page = reader.get(reader.get("/k/juliste")["Location"])
    assert 'name="_k" value="juliste"' in page.content.decode()
    walked = {**WALKED, "_k": "juliste", "_step": "reach.channel"}
    page = reader.get("/fi/ohje/toothache/", walked)
    assert "Soita suun terveydenhuoltoon" in words_of(page)
    outcome = {"kind": "path", "key": "toothache", "verdict": "yes", "campaign": "juliste", "revision": ""}
    assert reader.post("/fi/palaute/", outcome).status_code == 200
    assert counted() == {Event.OPENED: 1, Event.FINISHED: 1, Event.HELPED: 1}
    assert counted("path", "toothache") == {Event.OPENED: 1, Event.FINISHED: 1, Event.HELPED: 1}


def test_the_link_to_share_holds_no_campaign(reader: Client) -> None:
    campaign()
    html = reader.get("/fi/ohje/toothache/", {**WALKED, "_k": "juliste"}).content.decode()
    shared = html[html.index("<aside") :]
    assert "reach.channel=call" in shared
    assert "_k=" not in shared.split("</aside>")[0]


def test_an_invitation_opens_a_path_with_what_is_known_and_says_so(reader: Client) -> None:
    campaign(code="k4mw-7tqd", names={"fi": "Perhevalmennus"}, is_invitation=True, answers={"who": ["child"]})
    page = reader.get("/fi/kutsu/", {"code": "K4MW 7TQD".replace(" ", "-")}, follow=True)
    words = words_of(page)
    assert "Tulit kutsulla ”Perhevalmennus”. Täytimme valmiiksi" in words
    first = guidance.path("toothache").document.questions["who"]
    assert first.ask["fi"] in words, "the known answer is shown, and can be changed"
    assert first.options["child"].label["fi"] in words
    assert parse_qs(urlsplit(page.redirect_chain[-1][0]).query) == {"who": ["child"], "_k": ["k4mw-7tqd"]}
    assert counted(key="k4mw-7tqd") == {Event.OPENED: 1}
    assert counted("path", "toothache") == {Event.OPENED: 1}


def test_a_sensitive_path_gets_no_known_answers_in_its_address(reader: Client) -> None:
    campaign(target_key="violence-at-home", answers={"who": ["self"]}, municipality="001")
    assert reader.get("/k/juliste")["Location"] == "/fi/ohje/violence-at-home/?_k=juliste"
    page = reader.get("/fi/ohje/violence-at-home/", {"_k": "juliste"})
    assert 'name="_k" value="juliste"' in page.content.decode()


@pytest.mark.parametrize("code", ["unknown", "x" * 300, "%00", "å", "../staff"])
def test_a_code_that_nobody_knows_leads_to_a_page_that_helps_on(reader: Client, code: str) -> None:
    page = reader.get("/fi/kutsu/", {"code": code})
    assert page.status_code == 404
    assert "Emme tunne tätä koodia" in words_of(page)
    assert "Etsi apua ilman koodia" in words_of(page)


def test_a_campaign_that_is_over_says_so_in_the_readers_language(reader: Client) -> None:
    campaign()
    actions.close_campaign("juliste")
    page = reader.get("/k/juliste", headers={"Accept-Language": "sv"})
    assert page.status_code == 404
    assert "används inte längre" in words_of(page)
    assert not CountRow.objects.exists()


def test_a_made_up_campaign_in_an_address_is_not_counted(reader: Client) -> None:
    reader.get("/fi/ohje/toothache/", {**WALKED, "_k": "keksitty"})
    assert not CountRow.objects.filter(kind="campaign").exists()


def test_a_campaigns_code_in_another_spelling_fills_no_row_of_its_own(reader: Client) -> None:
    campaign()
    for sent in ("JULISTE", "j u l i s t e", "juliste" + " " * 100, "juliste\0"):
        outcome = {"kind": "path", "key": "toothache", "verdict": "yes", "campaign": sent, "revision": ""}
        assert reader.post("/fi/palaute/", outcome).status_code == 200
    assert {row.key for row in CountRow.objects.filter(kind="campaign")} == {"juliste"}
    assert counted() == {Event.HELPED: 4}


def test_browsers_that_fetch_ahead_and_machines_that_ask_for_heads_are_not_counted(reader: Client) -> None:
    campaign()
    reader.head("/k/juliste")
    reader.get("/k/juliste", headers={"Sec-Purpose": "prefetch"})
    reader.get("/fi/ohje/toothache/", headers={"Purpose": "prefetch"})
    assert not CountRow.objects.exists()


def test_the_home_page_asks_for_a_code_only_when_somebody_may_have_one(reader: Client) -> None:
    assert "kutsukoodi" not in words_of(reader.get("/fi/"))
    campaign(is_invitation=True)
    assert "Onko sinulla kutsukoodi?" in words_of(reader.get("/fi/"))
