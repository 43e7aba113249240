"""Campaigns at the desk: made, put on a page, counted, closed; by those of the area."""

from __future__ import annotations

import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luotsi.accounts.types import Role
from luotsi.journeys import actions, queries
from luotsi.journeys.types import Event, TargetKind
from tests.editor.desk import MINE, OTHERS, at_the_desk
from tests.guidance.documents import TEETH, published

pytestmark = [pytest.mark.usefixtures("county"), pytest.mark.usefixtures("before_review")]

FIELDS = {"name_fi": "Hammasjuliste", "code": "hammas", "target": "path:teeth", "area": MINE}


def make(client: Client, **fields: str) -> HttpResponse:
    return client.post(reverse("desk-campaign-new"), {**FIELDS, **fields})


def shown(client: Client, name: str, *args: str) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response.status_code
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def test_an_editor_makes_a_campaign_and_gets_its_link_code_and_snippet() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, MINE)
    assert re.search(r'name="code" value="[a-z0-9]{4}-[a-z0-9]{4}"', shown(client, "desk-campaign-new"))
    assert make(client, is_invitation="on").headers["Location"] == "/editor/campaigns/hammas/"
    page = shown(client, "desk-campaign", "hammas")
    assert 'value="http://localhost:8000/k/hammas"' in page
    assert '<a href="http://localhost:8000/k/hammas" referrerpolicy="no-referrer">Hammasjuliste</a>' in page
    assert "<b>hammas</b>" in page
    assert "Kukaan ei ole vielä tullut" in page
    file = client.get(reverse("desk-campaign", args=("hammas",)), {"as": "qr"})
    assert file.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in file.content


def test_what_is_known_is_chosen_in_the_words_of_the_path_and_can_be_taken_back() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, MINE)
    make(client)
    page = shown(client, "desk-campaign", "hammas")
    assert "Kenen hampaat?" in page
    url = reverse("desk-campaign", args=("hammas",))
    client.post(url, {"answer-who": "child", "municipality": "002"})
    campaign = queries.campaign("hammas")
    assert (campaign.answers, campaign.municipality) == ({"who": ["child"]}, "002")
    client.post(url, {"answer-who": "", "municipality": ""})
    assert queries.campaign("hammas").answers == {}
    assert client.post(url, {"answer-who": "cat"}).status_code == 200, "nonsense is told at the field"


def test_a_sensitive_path_knows_nothing_of_who_comes() -> None:
    published(TEETH.replace("start: who", "sensitive: true\nstart: who"))
    client = at_the_desk(Role.EDITOR, MINE)
    make(client)
    assert "answer-who" not in shown(client, "desk-campaign", "hammas")
    client.post(reverse("desk-campaign", args=("hammas",)), {"answer-who": "child"})
    assert queries.campaign("hammas").answers == {}


def test_the_figures_are_those_that_were_counted() -> None:
    published(TEETH)
    client = at_the_desk(Role.COORDINATOR)
    make(client)
    for event, times in ((Event.OPENED, 3), (Event.FINISHED, 2), (Event.HELPED, 1)):
        for _number in range(times):
            actions.count("campaign", "hammas", event, "sv")
    row = re.search(r"<tbody>(.*?)</tbody>", shown(client, "desk-campaigns"))[1]
    assert re.findall(r"<td[^>]*>(\d+)</td>", row) == ["3", "2", "1"]
    day = re.search(r"<tbody>(.*?)</tbody>", shown(client, "desk-campaign", "hammas"))[1]
    assert re.findall(r"<td>(\d+)</td>", day) == ["3", "2", "1", "0", "0"]
    assert "sv 3" in shown(client, "desk-campaign", "hammas")


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, MINE)
    make(client)
    for wrong, told in (
        ({}, "Tämä koodi on jo käytössä."),
        ({"code": "ä!"}, "Käytä 4–24 merkkiä"),
        ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "Loppupäivä on ennen alkupäivää."),
        ({"target": "path:nowhere"}, "Valitse"),
    ):
        page = html.unescape(make(client, **wrong).content.decode())
        assert told in page, wrong
        assert 'value="Hammasjuliste"' in page
    assert len(queries.campaigns()) == 1


def test_another_place_forgets_what_was_known_and_a_closed_one_stays_closed() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, MINE)
    make(client)
    client.post(reverse("desk-campaign", args=("hammas",)), {"answer-who": "child", "municipality": ""})
    client.post(reverse("desk-campaign-close", args=("hammas",)))
    edit = reverse("desk-campaign-edit", args=("hammas",))
    assert 'value="Hammasjuliste"' in client.get(edit).content.decode()
    client.post(edit, {**FIELDS, "name_fi": "Uusi nimi"})
    assert queries.campaign("hammas").answers == {"who": ["child"]}
    client.post(edit, {**FIELDS, "target": "theme:oral_health"})
    campaign = queries.campaign("hammas")
    assert (campaign.target, campaign.answers, campaign.is_closed) == (TargetKind.THEME, {}, True)
    assert "Sillä ei pääse nyt sisään." in shown(client, "desk-campaign", "hammas")
    client.post(reverse("desk-campaign-close", args=("hammas",)))
    assert not queries.campaign("hammas").is_closed


@pytest.mark.parametrize(
    ("role", "area"),
    [(Role.EDITOR, OTHERS), (Role.COORDINATOR, OTHERS), (Role.ADMINISTRATOR, ""), (Role.PROFESSIONAL, "")],
)
def test_whoever_does_not_write_in_the_area_changes_nothing(role: Role, area: str) -> None:
    published(TEETH)
    make(at_the_desk(Role.EDITOR, MINE))
    other = at_the_desk(role, area, name="toinen")
    make(other, code="omani-1")
    before = queries.campaigns()
    other.post(reverse("desk-campaign-close", args=("hammas",)))
    other.post(reverse("desk-campaign-edit", args=("hammas",)), {**FIELDS, "name_fi": "Kaapattu"})
    other.post(reverse("desk-campaign", args=("hammas",)), {"answer-who": "child"})
    assert queries.campaigns() == before
    assert [one.code for one in before] == ["hammas"], "nor makes one for another area"
    assert other.get("/editor/campaigns/nobody/").status_code in {302, 404}


def test_who_writes_in_one_area_makes_no_campaign_of_the_whole_county() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, MINE)
    page = html.unescape(make(client, area="").content.decode())
    assert 'id="id_area_error"' in page
    assert re.search(r'<select name="area"[^>]*aria-describedby="id_area_error"', page), "told with its field"
    assert queries.campaigns() == []
    make(client)
    client.post(reverse("desk-campaign-edit", args=("hammas",)), {**FIELDS, "area": ""})
    assert queries.campaign("hammas").area == MINE


@pytest.mark.parametrize("name", ["desk-campaign", "desk-campaign-edit", "desk-campaign-close"])
def test_a_code_in_another_spelling_is_no_address(name: str) -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, MINE)
    make(client)
    assert client.post(reverse(name, args=("HAMMAS",)), FIELDS).status_code == 404
