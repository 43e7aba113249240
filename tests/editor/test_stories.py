"""Stories at the desk: written in one's own area, read by a second pair of eyes, shown honestly."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luotsi.accounts.types import Role
from luotsi.content import queries
from luotsi.content.models import Story
from luotsi.web.editor.panels import STORIES
from luotsi.web.editor.permissions import ADDRESSES
from luotsi.web.editor.viewsets import StoryViewSet
from luotsi.web.editor.workflow import make_workflow
from tests.accounts.makers import make_person, signed_in
from tests.editor.desk import MINE, OTHERS, at_the_desk
from tests.guidance.documents import TEETH, published

pytestmark = pytest.mark.usefixtures("county")

FORM: dict[str, Any] = {
    "code": "brave",
    "told_by": "invented",
    "consent_on": "",
    "consent_held_by": "",
    "title_fi": "Uskalsin soittaa",
    "title_sv": "Jag vågade ringa",
    "body_fi": "Ensin pelkäsin.\r\n\r\nSitten soitin.",
    "body_sv": "Först var jag rädd.",
    "themes": ["oral_health"],
    "paths": [],
    "review_by": "2027-05-31",
}


def url(name: str, *args: object) -> str:
    return reverse(f"{STORIES}:{name}", args=args)


def write(client: Client, **changes: Any) -> HttpResponse:
    """Save the story, new or old, with these fields."""
    row = Story.objects.first()
    return client.post(url("edit", row.pk) if row else url("add"), FORM | changes)


def test_an_editor_writes_and_another_of_the_area_approves() -> None:
    make_workflow()
    author = signed_in(make_person(Role.EDITOR, MINE, name="aino"))
    write(author, **{"action-submit": "1"})
    row = Story.objects.get()
    assert not row.live
    state = row.current_workflow_task_state
    approve = url("workflow_action", row.pk, "approve", state.pk)
    at_the_desk(Role.REVIEWER, OTHERS, name="eino").post(approve)
    assert not Story.objects.get().live
    at_the_desk(Role.REVIEWER, MINE, name="bertta").post(approve)
    assert queries.story("brave").bodies["fi"] == "Ensin pelkäsin.\n\nSitten soitin."


def test_nobody_reviews_their_own_story() -> None:
    make_workflow()
    author = signed_in(make_person(Role.REVIEWER, MINE, name="aino"))
    write(author, **{"action-submit": "1"})
    row = Story.objects.get()
    author.post(url("workflow_action", row.pk, "approve", row.current_workflow_task_state.pk))
    assert not Story.objects.get().live


def test_an_editor_may_not_publish_by_asking_for_it_and_a_reviewer_may() -> None:
    write(at_the_desk(Role.EDITOR, MINE), **{"action-publish": "1"})
    assert not Story.objects.get().live
    write(at_the_desk(Role.REVIEWER, MINE, name="bertta"), **{"action-publish": "1"})
    assert queries.story("brave").told_by == "invented"


@pytest.mark.parametrize(
    ("role", "area", "allowed"),
    [
        (Role.EDITOR, MINE, {"list", "add", "inspect", "history", "edit"}),
        (Role.EDITOR, OTHERS, {"list", "add", "inspect", "history"}),
        (Role.REVIEWER, MINE, {"list", "add", "inspect", "history", "edit", "unpublish"}),
        (Role.COORDINATOR, MINE, {"list", "add", "inspect", "history", "edit", "unpublish", "delete"}),
        (Role.ADMINISTRATOR, "", {"list", "inspect", "history"}),
        (Role.PROFESSIONAL, MINE, set()),
        (Role.MANAGER, "", set()),
    ],
)
def test_each_role_reaches_what_it_may(role: Role, area: str, allowed: set[str]) -> None:
    write(at_the_desk(Role.REVIEWER, MINE, name="bertta"), **{"action-publish": "1"})
    row = Story.objects.get()
    client = at_the_desk(role, area)
    rows = {
        name: () if name in {"list", "add"} else (row.pk,) for name in (*allowed, "edit", "delete", "add")
    }
    found = {name for name, args in rows.items() if client.get(url(name, *args)).status_code == 200}
    assert found == allowed


def test_posting_straight_to_anothers_story_changes_nothing() -> None:
    write(at_the_desk(Role.REVIEWER, MINE, name="bertta"), **{"action-publish": "1"})
    row = Story.objects.get()
    stranger = at_the_desk(Role.COORDINATOR, OTHERS)
    write(stranger, title_fi="Kaapattu", **{"action-publish": "1"})
    for name in ("unpublish", "delete", "lock"):
        stranger.post(url(name, row.pk))
    assert Story.objects.get().latest_revision_id == row.latest_revision_id
    assert queries.story("brave").titles["fi"] == "Uskalsin soittaa"


def test_themes_and_paths_of_another_area_are_refused_at_their_field() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, OTHERS)
    assert "Valitse palvelualueesi teemoja." in html.unescape(write(client).content.decode())
    told = write(client, themes=["family_services"], paths=["teeth"]).content.decode()
    assert "Valitse palvelualueesi polkuja." in html.unescape(told)
    assert not Story.objects.exists()
    write(at_the_desk(Role.EDITOR, MINE, name="oma"), paths=["teeth"])
    assert Story.objects.get().latest_revision.content["paths"] == ["teeth"]


def test_a_sensitive_path_is_not_offered() -> None:
    published(TEETH.replace("start: who", "sensitive: true\nstart: who"))
    assert write(at_the_desk(Role.EDITOR, MINE), paths=["teeth"]).status_code == 200
    assert not Story.objects.exists()


def test_a_clients_own_story_without_consent_stays_out_and_nothing_written_is_lost() -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    page = html.unescape(write(client, told_by="own", **{"action-publish": "1"}).content.decode())
    assert "Asiakkaan oma tarina tarvitsee luvan." in page
    assert "Uskalsin soittaa" in page
    assert not Story.objects.exists()


def test_the_code_of_a_story_stays() -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    write(client)
    write(client, code="other")
    assert Story.objects.get().code == "brave"


@pytest.mark.parametrize(("mode", "words"), [("fi", "keksitty esimerkki"), ("sv", "påhittat exempel")])
def test_the_preview_is_what_a_resident_reads(mode: str, words: str) -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    write(client, body_fi="Ensin.\n\n<b>Sitten</b>")
    row = Story.objects.get()
    page = client.get(url("revisions_view", row.pk, row.latest_revision_id), {"mode": mode}).content.decode()
    assert words in page
    assert "<b>Sitten" not in page


def test_every_address_of_stories_has_its_right() -> None:
    assert {pattern.name for pattern in StoryViewSet().get_urlpatterns()} <= set(ADDRESSES)


def test_the_front_page_counts_published_stories_that_are_due_for_review() -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    write(client, review_by="2020-01-01")
    assert "Tarkistettavia tarinoita" not in client.get("/editor/").content.decode(), "a draft"
    write(client, review_by="2020-01-01", **{"action-publish": "1"})
    assert "Tarkistettavia tarinoita" in client.get("/editor/").content.decode()


def test_the_list_finds_what_is_overdue() -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    write(client, review_by="2020-01-01")
    assert "Uskalsin soittaa" in client.get(url("list"), {"overdue": "true"}).content.decode()
    assert "Uskalsin soittaa" not in client.get(url("list"), {"overdue": "false"}).content.decode()
