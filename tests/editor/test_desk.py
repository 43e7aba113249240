"""What a person meets at the desk beside the text itself: the way in, buttons, notices, what is closed."""

from __future__ import annotations

import html
import re
from datetime import datetime

import pytest
from django.urls import URLPattern, URLResolver, reverse
from wagtail.admin import urls as wagtail_urls

from luotsi.accounts import actions
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.content import queries as content
from luotsi.content.models import DisruptionNotice
from luotsi.foundation import clock
from luotsi.guidance import queries
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.addresses import OPEN, OPEN_SPACES
from luotsi.web.editor.panels import NOTICES, address
from luotsi.web.editor.skeleton import SKELETON
from tests.editor.desk import MINE, OTHERS, at_the_desk, page, write
from tests.guidance.documents import GAP, TEETH, drafted, published

pytestmark = pytest.mark.usefixtures("county")

NOTICE = {
    "severity": "disruption",
    "title_fi": "Puhelimet eivät toimi",
    "title_sv": "Telefonerna fungerar inte",
    "shown_from": "25.11.2026 8:00",
    "shown_until": "25.11.2026 16.30",
}


def buttons_of(shown: str) -> list[str]:
    """The names of the buttons below a form, the first one first."""
    return re.findall(r'<button[^>]*name="(action-[a-z-]+)"', shown)


def test_the_menu_leads_to_pages_that_open() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR)
    shown = client.get("/editor/").content.decode()
    sidebar = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', shown, re.DOTALL)[1]
    links = {link for link in re.findall(r'"(/(?:editor|staff)/[^"]*)"', sidebar) if "logout" not in link}
    assert {address("list"), reverse(f"{NOTICES}:list"), "/staff/"} <= links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.usefixtures("before_review")
def test_the_front_page_counts_link_to_the_list_they_count() -> None:
    published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, GAP)
    shown = client.get("/editor/").content.decode()
    waiting = html.unescape(re.search(r'href="([^"]*waiting=true)"', shown)[1])
    assert "Hampaat" in client.get(waiting).content.decode()
    assert "Hampaat" not in client.get(waiting.replace("true", "false")).content.decode()
    assert "Tarkistus myöhässä" not in shown


def test_the_front_page_tells_what_was_done_once_however_often_it_was_saved() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    for _ in range(3):
        write(client, GAP)
    client.get("/editor/")  # The first look also shows what saving said.
    shown = client.get("/editor/").content.decode()
    assert shown.count(f'href="{address("edit", row.pk)}"') == 1
    reader = at_the_desk(Role.ADMINISTRATOR, name="arvo").get("/editor/").content.decode()
    assert f'href="{address("inspect", row.pk)}"' in reader
    assert address("add") not in reader


@pytest.mark.parametrize(
    ("role", "area", "expected"),
    [
        (Role.EDITOR, MINE, ["action-submit"]),
        (Role.REVIEWER, MINE, ["action-publish", "action-submit"]),
        (Role.COORDINATOR, "", ["action-publish", "action-submit"]),
    ],
)
def test_the_publish_button_is_there_for_those_who_may(role: Role, area: str, expected: list[str]) -> None:
    row = published(TEETH)
    shown = page(at_the_desk(role, area), "edit", row.pk)
    assert [name for name in buttons_of(shown) if name in {"action-publish", "action-submit"}] == expected
    assert (address("unpublish", row.pk) in shown) == ("action-publish" in expected)


def test_a_notice_is_published_by_its_first_button_and_shown_in_its_hours() -> None:
    client = at_the_desk(Role.EDITOR)
    shown = client.get(reverse(f"{NOTICES}:add")).content.decode()
    assert buttons_of(shown)[0] == "action-publish"
    client.post(reverse(f"{NOTICES}:add"), {**NOTICE, "action-publish": "action-publish"})
    at = datetime(2026, 11, 25, 12, 0, tzinfo=clock.HELSINKI)
    assert "25.11.2026 16:30" in client.get(reverse(f"{NOTICES}:list")).content.decode()
    (notice,) = content.notices(at)
    assert notice.shown_until == datetime(2026, 11, 25, 16, 30, tzinfo=clock.HELSINKI)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_days_are_written_as_in_finland_in_every_language(language: str) -> None:
    client = at_the_desk(Role.EDITOR)
    actions.choose_language(User.objects.get(username="aino"), language)
    client.post(reverse(f"{NOTICES}:add"), {**NOTICE, "action-publish": "action-publish"})
    row = DisruptionNotice.objects.get()
    assert (
        'value="25.11.2026 08:00"' in client.get(reverse(f"{NOTICES}:edit", args=[row.pk])).content.decode()
    )


def test_a_notice_is_previewed_in_each_language_before_anybody_sees_it() -> None:
    client = at_the_desk(Role.EDITOR)
    url = reverse(f"{NOTICES}:preview_on_add")
    assert client.post(url, NOTICE).json()["is_valid"]
    assert "Puhelimet eivät toimi" in client.get(url, {"mode": "fi"}).content.decode()
    swedish = client.get(url, {"mode": "sv"}).content.decode()
    assert "Telefonerna fungerar inte" in swedish
    assert "När och var meddelandet visas" in swedish
    assert not DisruptionNotice.objects.exists()


def test_a_reader_sees_text_versions_and_history_but_no_way_to_edit() -> None:
    row = published(TEETH)
    write(at_the_desk(Role.REVIEWER, name="rauni"), TEETH.replace("en: Teeth}", "en: Dental}"))
    first, second = row.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    reader = at_the_desk(Role.ADMINISTRATOR, name="arvo")
    for name, *rest in (
        ("inspect",), ("history",), ("revisions_view", first), ("revisions_compare", first, second),
        ("workflow_history",),
    ):  # fmt: skip
        shown = page(reader, name, row.pk, *rest)
        assert address("edit", row.pk) not in shown, name
        assert "revert" not in shown, name
    assert "<pre" in page(reader, "inspect", row.pk)


def test_two_versions_are_compared_line_by_line() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, TEETH.replace("en: Teeth}", "en: Dental}"))
    first, second = row.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    shown = page(client, "revisions_compare", row.pk, first, second)
    numbers = re.findall(r'luotsi-lines__changed"><span class="luotsi-lines__number">(\d+)', shown)
    assert numbers == ["4"]
    assert "outcomes" not in re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)


def test_saving_by_itself_leaves_one_line_in_the_history() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, GAP)
    newest = GuidancePath.objects.get(pk=row.pk).latest_revision_id
    for text in (GAP.replace("Teeth", "Tooth"), GAP.replace("Teeth", "Jaws")):
        write(client, text, overwrite_revision_id=str(newest))
        assert GuidancePath.objects.get(pk=row.pk).latest_revision_id == newest
    rows = re.search(r"<tbody>(.*?)</tbody>", page(client, "history", row.pk), re.DOTALL)[1]
    assert rows.count("Aino") == 1


def test_what_a_reviewer_did_is_said_in_words() -> None:
    row = published(TEETH)
    write(at_the_desk(Role.EDITOR), TEETH.replace("en: Teeth}", "en: Dental}"), **{"action-submit": "yes"})
    state = GuidancePath.objects.get(pk=row.pk).current_workflow_task_state
    second = at_the_desk(Role.REVIEWER, name="veera")
    url = address("workflow_action", row.pk, "approve", state.pk)
    second.post(url, {"comment": ""})
    assert queries.path("teeth").document.title["en"] == "Dental"


def test_faults_are_told_in_finnish_at_their_line() -> None:
    row = drafted(TEETH.replace("themes: [oral_health]", "themes: [oral_helth]"))
    shown = html.unescape(page(at_the_desk(Role.EDITOR), "edit", row.pk))
    assert "Tunnusta 'oral_helth' ei ole luettelossa." in shown
    assert "Tarkoititko oral_health?" in shown
    assert 'data-go-to-line="6"' in shown


def every_address(patterns: list[URLPattern | URLResolver], space: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += every_address(pattern.url_patterns, pattern.namespace or space)
        else:
            found.append((space, pattern))
    return found


def test_wagtails_other_pages_are_closed_to_everybody() -> None:
    client = at_the_desk(Role.COORDINATOR)
    for name in (
        "wagtailadmin_explore_root", "wagtailadmin_choose_page", "wagtailadmin_tag_autocomplete",
        "wagtailadmin_reports:site_history", "wagtailadmin_workflows:index", "wagtailusers_users:index",
        "wagtailusers_groups:index", "wagtailimages:index", "wagtaildocs:index",
        "wagtailimages_chooser:choose",
        "wagtailadmin_collections:index", "wagtailsnippets:index", "wagtailadmin_api:pages:listing",
        "wagtailsnippetchoosers_guidance_guidancepath:choose",
    ):  # fmt: skip
        assert client.get(reverse(name)).status_code == 404, name


def test_only_listed_addresses_are_open() -> None:
    """A new version of Wagtail that brings a page brings it closed."""
    is_open = {
        (space, pattern.name)
        for space, pattern in every_address(wagtail_urls.urlpatterns)
        if pattern.callback.__name__ != "closed"
    }
    assert {name for space, name in is_open if not space} == OPEN
    assert {space for space, _name in is_open if space} == OPEN_SPACES


def test_the_desks_own_settings_are_looks_and_nothing_else() -> None:
    client = at_the_desk(Role.EDITOR)
    shown = client.get("/editor/account/").content.decode()
    assert "theme-theme" in shown
    for field in ("first_name", "avatar-avatar", "preferred_language", "time_zone", "email", "password"):
        assert f'name="{field}' not in shown
        assert f"-{field}" not in shown
    client.post("/editor/account/", {"theme-theme": "dark", "name_email-first_name": "Eve"})
    assert User.objects.get(username="aino").first_name == "Aino"


@pytest.mark.parametrize("area", [MINE, OTHERS])
def test_a_notice_of_one_area_has_no_button_for_another(area: str) -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    client.post(
        reverse(f"{NOTICES}:add"), {**NOTICE, "themes": ["oral_health"], "action-publish": "action-publish"}
    )
    row = DisruptionNotice.objects.get()
    other = at_the_desk(Role.EDITOR, area, name="eeva")
    assert other.get(reverse(f"{NOTICES}:inspect", args=[row.pk])).status_code == 200
    may_edit = other.get(reverse(f"{NOTICES}:edit", args=[row.pk])).status_code == 200
    assert may_edit == (area == MINE)


def test_the_guide_beside_the_text_lists_every_code_with_its_name() -> None:
    row = published(TEETH)
    shown = html.unescape(page(at_the_desk(Role.EDITOR), "edit", row.pk))
    for code, name in (
        ("oral_health", "Suun terveydenhuolto"),
        ("ill_or_hurt", "Sairastuin"),
        ("helpline", ""),
    ):
        assert re.search(rf"<code>{code}</code></th><td>[^<]*{name}", shown), code
    assert "docs/" not in shown


def test_a_new_path_begins_without_blame_and_takes_its_code_into_the_text() -> None:
    client = at_the_desk(Role.EDITOR)
    fresh = page(client, "add")
    assert "Anna polulle tunnus ja kirjoita." in fresh
    assert "data-flaw" not in fresh
    write(client, SKELETON, code="winter-shoes")
    row = GuidancePath.objects.get(code="winter-shoes").get_latest_revision_as_object()
    assert "code: winter-shoes" in row.text
    assert "mutta tämä on polku" not in page(client, "edit", row.pk)


def test_what_a_reviewer_asks_stands_beside_the_text_of_the_one_who_wrote_it() -> None:
    row = published(TEETH)
    writer = at_the_desk(Role.EDITOR)
    write(writer, TEETH.replace("en: Teeth}", "en: Dental}"), **{"action-submit": "yes"})
    state = GuidancePath.objects.get(pk=row.pk).current_workflow_task_state
    second = at_the_desk(Role.REVIEWER, name="veera")
    second.post(address("workflow_action", row.pk, "reject", state.pk), {"comment": "Kerro <hinta>."})
    shown = page(writer, "edit", row.pk)
    assert "Veera pyytää muutoksia" in shown
    assert "Kerro &lt;hinta&gt;." in shown
    assert "Dental" not in queries.path("teeth").document.title["en"]
