"""The coordinator's pages: the to-do list of service slots, and approving many starter paths at once."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from luotsi.accounts.types import Role
from luotsi.guidance import queries
from luotsi.guidance.models import GuidancePath, SlotFollowUp
from tests.accounts.makers import make_person, signed_in
from tests.catalogue.makers import NATION, make_service, phone
from tests.editor.desk import MINE, OTHERS, at_the_desk, write
from tests.guidance.documents import TEETH, drafted, published

pytestmark = [pytest.mark.usefixtures("county"), pytest.mark.usefixtures("before_review")]

SLOT = ("teeth", "dental")


def shown(client: Client, name: str, *args: str, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def save(client: Client, **fields: str) -> bool:
    """Whether it was saved: who may not is led to the front page, and told so."""
    return client.post(reverse("desk-slot", args=SLOT), fields).get("Location") == reverse("desk-slots")


def approve(client: Client, *codes: str, **fields: str) -> int:
    given = {"path": list(codes), "read": "yes", **fields}
    return client.post(reverse("desk-approval"), given).status_code


def test_the_list_says_what_is_wrong_whose_it_is_and_what_to_do() -> None:
    published(TEETH)
    page = shown(at_the_desk(Role.COORDINATOR), "desk-slots")
    assert "Hammashoito" in page
    assert "Palvelua ei löydy" in page
    assert "Vastuuhenkilö: osastonhoitaja" in page
    assert "Lisää palvelu Palvelutietovarantoon" in page


def test_when_nothing_is_wrong_the_list_says_so_and_can_show_all() -> None:
    published(TEETH)
    make_service("dental", points=(phone(),), coverage=NATION)
    client = at_the_desk(Role.EDITOR)
    assert "ei ole mitään tehtävää" in shown(client, "desk-slots")
    assert "Palvelu dental" in shown(client, "desk-slots", show="all")
    assert "Yhtään polkua ei ole vielä" not in shown(client, "desk-slots")


def test_the_list_narrows_by_problem_area_and_owner_and_becomes_a_table() -> None:
    published(TEETH)
    client = at_the_desk(Role.COORDINATOR)
    assert "Hammashoito" in shown(client, "desk-slots", problem="zero", area=MINE, whose="nobody")
    for narrower in ({"problem": "closed"}, {"area": OTHERS}, {"whose": "mine"}):
        assert "Hammashoito" not in shown(client, "desk-slots", **narrower)
    file = client.get(reverse("desk-slots"), {"as": "file", "problem": "zero"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Polku", "Hampaat"]


def test_one_comes_back_from_a_slot_to_the_list_as_it_was_narrowed() -> None:
    published(TEETH)
    client = at_the_desk(Role.COORDINATOR)
    page = shown(client, "desk-slots", problem="zero", whose="nobody")
    (slot,) = set(re.findall(r'href="(/editor/slots/teeth/dental/[^"]*)"', page))
    there = "/editor/slots/?problem=zero&whose=nobody"
    assert f'href="{there}"' in html.unescape(client.get(slot).content.decode())
    assert client.post(slot, {"note": "Soitettu"})["Location"] == there


def test_a_coordinator_gives_a_slot_to_an_editor_who_finds_it_among_their_own() -> None:
    published(TEETH)
    editor = make_person(Role.EDITOR, MINE, name="eero")
    assert save(at_the_desk(Role.COORDINATOR, MINE), owner=str(editor.pk), note="Soita Liisalle")
    own = signed_in(editor)
    assert "Hammashoito" in shown(own, "desk-slots", whose="mine")
    assert "Soita Liisalle" in shown(own, "desk-slot", *SLOT)
    assert save(own, note="Soitettu", is_accepted="on", owner="")
    row = SlotFollowUp.objects.get()
    assert (row.owner, row.note, bool(row.accepted)) == (editor, "Soitettu", True), "an editor assigns nobody"
    assert "Hammashoito" not in shown(own, "desk-slots", whose="mine")


@pytest.mark.parametrize(
    ("role", "area", "may"),
    [
        (Role.COORDINATOR, "", True),
        (Role.COORDINATOR, OTHERS, False),
        (Role.EDITOR, MINE, True),
        (Role.EDITOR, OTHERS, False),
        (Role.ADMINISTRATOR, "", False),
    ],
)
def test_only_who_writes_in_the_area_says_anything_of_a_slot(role: Role, area: str, *, may: bool) -> None:
    published(TEETH)
    client = at_the_desk(role, area)
    assert save(client, note="Huomio") == may
    assert SlotFollowUp.objects.exists() == may
    assert ("<textarea" in shown(client, "desk-slot", *SLOT)) == may


def test_who_has_no_desk_sees_neither_list_nor_approval() -> None:
    published(TEETH)
    for role in (Role.PROFESSIONAL, Role.MANAGER):
        client = at_the_desk(role, name=role.value)
        for address in ("/editor/slots/", "/editor/slots/teeth/dental/", "/editor/approval/"):
            assert client.get(address).status_code in {302, 403}, (role, address)
    assert Client().get("/editor/slots/").status_code == 302
    assert at_the_desk(Role.EDITOR).get(reverse("desk-slot", args=("teeth", "wisdom"))).status_code == 404


def test_a_reviewer_approves_many_paths_at_once_and_the_note_goes_from_residents_pages() -> None:
    for code in ("teeth", "gums", "jaws"):
        published(TEETH.replace("code: teeth", f"code: {code}"), code)
    client = at_the_desk(Role.REVIEWER, MINE)
    assert shown(client, "desk-approval").count('name="path"') == 3
    assert approve(client, "teeth", "gums") == 302
    assert "Hyväksyttyjä polkuja: 2." in shown(client, "desk-approval")
    approvals = {code: queries.path(code).document.approval for code in ("teeth", "gums", "jaws")}
    assert approvals == {"teeth": "approved", "gums": "approved", "jaws": "awaiting"}
    assert "approval: approved" in GuidancePath.objects.get(code="teeth").text


def test_approving_keeps_every_other_letter_of_the_text_and_a_version_by_the_person() -> None:
    row = published(
        TEETH.replace("review_by: 2027-05-31", "review_by: 2027-05-31 # keväällä\napproval: awaiting")
    )
    reviewer = make_person(Role.REVIEWER, MINE, name="tarmo")
    assert approve(signed_in(reviewer), "teeth") == 302
    after = GuidancePath.objects.get(pk=row.pk)
    assert after.text == row.text.replace("approval: awaiting", "approval: approved")
    assert after.live_revision.user == reviewer


def test_nothing_is_approved_unread_or_unchosen() -> None:
    published(TEETH)
    client = at_the_desk(Role.REVIEWER, MINE)
    assert approve(client, "teeth", read="") == 422
    assert approve(client) == 422
    assert queries.path("teeth").document.approval == "awaiting"


def test_nobody_approves_their_own_text_a_waiting_draft_or_beyond_their_area() -> None:
    drafted(TEETH)
    author = make_person(Role.REVIEWER, MINE, name="aino")
    write(signed_in(author), TEETH, action="action-publish")
    approve(signed_in(author), "teeth")
    assert "Kirjoitit tekstin itse" in shown(signed_in(author), "desk-approval")
    approve(at_the_desk(Role.REVIEWER, OTHERS, name="other"), "teeth")
    assert at_the_desk(Role.EDITOR, MINE, name="eero").get("/editor/approval/").url == "/editor/"
    colleague = at_the_desk(Role.COORDINATOR, MINE, name="kaija")
    write(colleague, TEETH.replace("en: Teeth}", "en: Dental}"))
    approve(colleague, "teeth")
    assert queries.path("teeth").document.approval == "awaiting"


def test_the_front_page_leads_to_what_waits() -> None:
    published(TEETH)
    front = shown(at_the_desk(Role.COORDINATOR), "wagtailadmin_home")
    assert 'href="/editor/approval/">1</a>' in front
    assert 'href="/editor/slots/">1</a>' in front
