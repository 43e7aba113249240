"""The survey of wishes at the desk: the county opens it, and small numbers are not told."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luotsi.accounts.types import Role
from luotsi.feedback import wish_actions, wish_queries
from luotsi.feedback.wish_types import Wish
from luotsi.foundation import clock
from luotsi.web.editor import wishes
from tests.editor.desk import MINE, at_the_desk

pytestmark = pytest.mark.usefixtures("county")

PAGE = reverse("desk-wishes")


def post_open(client: Client, days: int = 7) -> HttpResponse:
    today = clock.today()
    last = today + timedelta(days=days)
    return client.post(reverse("desk-wishes-open"), {"opens_on": today, "closes_on": last})


def answered(count: int, words: str = "") -> int:
    survey = wish_actions.open_survey(clock.today(), clock.today(), by=None).id
    for _number in range(count):
        wish_actions.give_wish(Wish(channels=("phone",), words=words), "sv")
    return survey


def shown(client: Client) -> str:
    return html.unescape(client.get(PAGE).content.decode())


def test_the_county_opens_and_closes_and_the_page_says_who() -> None:
    client = at_the_desk(Role.COORDINATOR)
    post_open(client)
    survey = wish_queries.open_survey(clock.today())
    assert "Asettaja: Aino" in shown(client)
    assert "Avaa kysely" not in shown(client), "one at a time"
    client.post(reverse("desk-wishes-close", args=(survey.id,)))
    assert wish_queries.open_survey(clock.today()) is None
    assert "Sulkija: Aino" in shown(client)


def test_days_that_make_no_sense_are_told() -> None:
    told = post_open(at_the_desk(Role.COORDINATOR), days=-1)
    assert "Viimeinen päivä ei voi olla ennen ensimmäistä" in html.unescape(told.content.decode())
    assert wish_queries.surveys() == []


@pytest.mark.parametrize(("role", "area"), [(Role.COORDINATOR, MINE), (Role.EDITOR, ""), (Role.MANAGER, "")])
def test_whoever_does_not_publish_in_the_whole_county_opens_and_closes_nothing(role: Role, area: str) -> None:
    client = at_the_desk(role, area)
    post_open(client)
    assert wish_queries.surveys() == []
    survey = answered(0)
    client.post(reverse("desk-wishes-close", args=(survey,)))
    assert wish_queries.open_survey(clock.today()) is not None


def test_results_are_shown_from_five_answers_on_and_that_is_said() -> None:
    client = at_the_desk(Role.COORDINATOR)
    answered(4)
    assert "kun vastauksia on vähintään 5" in shown(client)
    assert "Puhelu" not in shown(client)
    wish_actions.give_wish(Wish(channels=("chat",)), "sv")
    page = shown(client)
    assert "4 (80 %)" in page
    assert "1 (20 %)" in page
    assert 'aria-hidden="true"' in page


def test_words_are_read_by_those_whose_right_holds_in_the_whole_county() -> None:
    answered(5, "Iltaisin <b>kiitos</b>")
    assert "Iltaisin" not in shown(at_the_desk(Role.EDITOR, MINE))
    page = at_the_desk(Role.EDITOR, name="koko").get(PAGE).content.decode()
    assert "Iltaisin &lt;b&gt;kiitos" in page


def test_a_table_needs_the_right_to_export_and_a_fresh_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(5, "=1+1")
    for role, area in ((Role.EDITOR, ""), (Role.COORDINATOR, MINE)):
        other = at_the_desk(role, area, name=f"{role}{area}")
        assert other.get(PAGE, {"as": "file"}).headers.get("Content-Type", "").startswith("text/html")
    client = at_the_desk(Role.COORDINATOR)
    monkeypatch.setattr(wishes, "need_export", lambda _request: HttpResponse("prove"))
    assert client.get(PAGE, {"as": "file"}).content == b"prove"
    monkeypatch.setattr(wishes, "need_export", lambda _request: None)
    table = client.get(PAGE, {"as": "file"}).content.decode()
    assert "Kanavat;Puhelu;5;5" in table
    assert "'=1+1" in table


def test_a_survey_that_is_not_there_is_not_found() -> None:
    assert at_the_desk(Role.COORDINATOR).get(PAGE, {"survey": "99"}).status_code == 404
