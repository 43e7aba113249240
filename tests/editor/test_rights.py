"""Rights at the desk follow service areas, by direct address."""

from __future__ import annotations

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import WorkflowContentType

from luotsi.accounts.types import Role
from luotsi.content.models import DisruptionNotice
from luotsi.guidance import queries
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import address
from luotsi.web.editor.permissions import ADDRESSES
from luotsi.web.editor.viewsets import NoticeViewSet, PathViewSet
from luotsi.web.editor.workflow import make_workflow
from tests.accounts.makers import make_person, signed_in
from tests.editor.desk import MINE, OTHERS, at_the_desk, write
from tests.guidance.documents import REACH, TEETH, drafted, published

pytestmark = pytest.mark.usefixtures("county")

CHANGED = TEETH.replace("en: Teeth}", "en: Dental}")


def statuses(client: Client, row: GuidancePath) -> dict[str, int]:
    """What each address of a path answers to a plain visit."""
    names = ("list", "add", "history", "inspect", "walk", "edit", "delete", "unpublish")
    args = {name: () if name in {"list", "add"} else (row.pk,) for name in names}
    return {name: client.get(address(name, *args[name])).status_code for name in names}


def is_let_in(status: int) -> bool:
    return status == 200


@pytest.mark.parametrize(
    ("role", "area", "allowed"),
    [
        (Role.EDITOR, MINE, {"list", "add", "history", "inspect", "walk", "edit"}),
        (Role.EDITOR, OTHERS, {"list", "add", "history", "inspect", "walk"}),
        (Role.REVIEWER, MINE, {"list", "add", "history", "inspect", "walk", "edit", "unpublish"}),
        (
            Role.COORDINATOR,
            MINE,
            {"list", "add", "history", "inspect", "walk", "edit", "unpublish", "delete"},
        ),
        (Role.COORDINATOR, OTHERS, {"list", "add", "history", "inspect", "walk"}),
        (Role.COORDINATOR, "", {"list", "add", "history", "inspect", "walk", "edit", "unpublish", "delete"}),
        (Role.ADMINISTRATOR, "", {"list", "history", "inspect", "walk"}),
        (Role.PROFESSIONAL, MINE, set()),
        (Role.MANAGER, "", set()),
    ],
)
def test_each_role_reaches_what_it_may(role: Role, area: str, allowed: set[str]) -> None:
    row = published(TEETH)
    found = statuses(at_the_desk(role, area), row)
    assert {name for name, status in found.items() if is_let_in(status)} == allowed


def test_nobody_gets_in_without_signing_in() -> None:
    row = published(TEETH)
    assert not any(is_let_in(status) for status in statuses(Client(), row).values())


def test_posting_straight_to_anothers_path_changes_nothing() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.REVIEWER, OTHERS)
    assert write(client, CHANGED, action="action-publish").status_code in {302, 403}
    client.post(address("unpublish", row.pk))
    client.post(address("delete", row.pk))
    row.refresh_from_db()
    assert (row.live, row.latest_revision_id) == (True, row.live_revision_id)


def test_an_editor_may_not_publish_by_asking_for_it() -> None:
    published(TEETH)
    write(at_the_desk(Role.EDITOR, MINE), CHANGED, action="action-publish")
    assert queries.path("teeth").document.title["en"] == "Teeth"
    assert GuidancePath.objects.get(code="teeth").has_unpublished_changes


def test_a_theme_of_another_area_cannot_be_taken_over() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR, OTHERS)
    foreign = TEETH.replace("code: teeth", "code: mine")
    assert write(client, foreign, code="mine").status_code == 200
    assert not GuidancePath.objects.filter(code="mine").exists()
    own = foreign.replace("[oral_health]", "[family_services]")
    assert write(client, own, code="mine").status_code == 302
    write(client, foreign, code="mine")
    newest = GuidancePath.objects.get(code="mine").get_latest_revision_as_object()
    assert newest.theme == "family_services"


def test_a_subpath_needs_the_right_in_the_whole_county() -> None:
    row = published(REACH, "reach")
    assert at_the_desk(Role.COORDINATOR, MINE).get(address("edit", row.pk)).status_code != 200
    assert at_the_desk(Role.COORDINATOR, "", name="eino").get(address("edit", row.pk)).status_code == 200


def test_every_address_of_the_desk_has_its_right() -> None:
    for viewset in (PathViewSet(), NoticeViewSet()):
        names = {pattern.name for pattern in viewset.get_urlpatterns()}
        assert names <= set(ADDRESSES), names - set(ADDRESSES)


def test_the_second_reader_is_somebody_else_of_the_area() -> None:
    make_workflow()
    content_type = ContentType.objects.get_for_model(GuidancePath)
    assert WorkflowContentType.objects.filter(content_type=content_type).count() == 1
    author = make_person(Role.REVIEWER, MINE, name="aino")
    drafted(TEETH)
    write(signed_in(author), CHANGED, action="action-submit")
    row = GuidancePath.objects.get(code="teeth")
    task = row.current_workflow_task.specific
    reader = make_person(Role.REVIEWER, MINE, name="bertta")
    stranger = make_person(Role.REVIEWER, OTHERS, name="cecilia")
    assert task.get_actions(row, author) == []
    assert task.get_actions(row, stranger) == []
    assert [name for name, _, _ in task.get_actions(row, reader)] == ["reject", "approve", "approve"]
    state = row.current_workflow_task_state
    url = address("workflow_action", row.pk, "approve", state.pk)
    signed_in(stranger).post(url)
    assert not GuidancePath.objects.get(code="teeth").live
    signed_in(reader).post(url)
    assert queries.path("teeth").document.title["en"] == "Dental"


def test_approving_what_has_become_faulty_is_refused_and_explained() -> None:
    make_workflow()
    author = make_person(Role.EDITOR, MINE, name="aino")
    reader = signed_in(make_person(Role.REVIEWER, MINE, name="bertta"))
    drafted(TEETH)
    write(
        signed_in(author), TEETH.replace("sources: [helpline]", "sources: [hearsay]"), action="action-submit"
    )
    row = GuidancePath.objects.get(code="teeth")
    url = address("workflow_action", row.pk, "approve", row.current_workflow_task_state.pk)
    shown = reader.post(url, follow=True).content.decode()
    assert "hearsay" in shown
    row = GuidancePath.objects.get(code="teeth")
    assert not row.live
    assert row.workflow_in_progress


def test_a_notice_for_one_theme_is_its_areas_and_one_for_all_is_the_countys() -> None:
    def post(client: Client, *themes: str) -> int:
        data = {
            "severity": "disruption",
            "title_fi": "Puhelin ei toimi",
            "title_sv": "Telefonen fungerar inte",
            "shown_from": "2026-11-25 08:00",
            "themes": list(themes),
            "action-publish": "1",
        }
        return client.post("/editor/snippets/content/disruptionnotice/add/", data).status_code

    client = at_the_desk(Role.EDITOR, MINE)
    assert post(client) == 200
    assert post(client, "family_services") == 200
    assert post(client, "oral_health") == 302
    (notice,) = DisruptionNotice.objects.all()
    assert notice.live
    stranger = at_the_desk(Role.EDITOR, OTHERS, name="eino")
    assert stranger.get(f"/editor/snippets/content/disruptionnotice/edit/{notice.pk}/").status_code != 200


def test_the_menu_has_only_what_an_editor_uses() -> None:
    published(TEETH)
    shown = at_the_desk(Role.COORDINATOR).get("/editor/").content.decode()
    sidebar = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', shown, re.DOTALL)[1]
    assert "/editor/snippets/guidance/guidancepath/" in sidebar
    assert "/editor/snippets/content/disruptionnotice/" in sidebar
    for useless in ("images", "documents", "users", "groups", "pages", "reports", "sites", "collections"):
        assert f"/editor/{useless}/" not in sidebar
    assert "Ohjauspolut" in shown
