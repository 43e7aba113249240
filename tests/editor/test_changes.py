"""Before publishing an editor sees which answers will lead elsewhere."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from luotsi.accounts.types import Role
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.changing import publishing_context
from luotsi.web.editor.panels import address
from tests.editor.desk import at_the_desk, page, write
from tests.guidance.documents import (
    CALLER,
    ELSEWHERE,
    GAP,
    REACH,
    TEETH,
    UNREADABLE,
    drafted,
    published,
)

pytestmark = pytest.mark.usefixtures("county")

NOTHING_ELSEWHERE = "Mikään vastaus ei johda muualle kuin ennen"


def section(shown: str) -> str:
    """The section of changes as plain words."""
    found = re.search(r'<section class="luotsi-changes".*?</section>', shown, re.DOTALL)
    assert found, "no section of changes"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_an_editor_sees_who_will_be_led_elsewhere_before_publishing() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, ELSEWHERE.replace("Soita, sv", "Soita tänään, sv"))
    shown = page(client, "edit", row.pk)
    words = section(shown)
    assert "Mikä muuttuu julkaistaessa" in words
    assert "Kenen hampaat? Lapsen" in words
    assert "Nyt Soita lapsen puolesta" in words
    assert "Julkaisun jälkeen Soita tänään" in words


def test_both_walks_are_one_click_away() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, ELSEWHERE)
    shown = html.unescape(page(client, "edit", row.pk))
    now = re.search(r'href="([^"]*/teeth/\?who=child)"', shown)[1]
    draft = re.search(r'href="([^"]*walk[^"]*who=child[^"]*)"', shown)[1]
    assert "Soita lapsen puolesta" in Client().get(now).content.decode()
    assert "Soita lapsen puolesta" not in client.get(draft).content.decode()


def test_a_text_that_leads_nobody_elsewhere_says_so() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    assert NOTHING_ELSEWHERE in section(page(client, "edit", row.pk))
    write(client, TEETH.replace("Kenen hampaat?", "Kenen hampaista on kyse?"))
    words = section(page(client, "edit", row.pk))
    assert NOTHING_ELSEWHERE in words
    assert "Vain tekstejä muuttui" in words


def test_a_first_publication_has_nothing_to_be_compared_with() -> None:
    row = drafted(TEETH)
    assert "ensimmäinen julkaisu" in section(page(at_the_desk(Role.EDITOR), "edit", row.pk))


def test_the_changes_follow_the_writing_and_save_nothing() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    answer = client.post(address("check"), {"pk": row.pk, "text": ELSEWHERE})
    assert "Lapsen" in section(answer.content.decode())
    assert NOTHING_ELSEWHERE in section(page(client, "edit", row.pk))


def test_a_text_that_cannot_be_read_is_kept_and_shows_no_changes() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, UNREADABLE)
    assert "luotsi-changes" not in page(client, "edit", row.pk)
    assert GuidancePath.objects.get(pk=row.pk).get_latest_revision_as_object().text == UNREADABLE


def test_answers_that_a_draft_leaves_in_a_gap_are_said_to_lead_nowhere() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, GAP)
    assert "Julkaisun jälkeen ei mihinkään" in section(page(client, "edit", row.pk))


def test_removed_answers_and_renamed_questions_are_named() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, TEETH.replace("  who:", "  whose:").replace("start: who", "start: whose"))
    assert "luotsi-changes" not in page(client, "edit", row.pk), "its conditions still say who"
    write(client, re.sub(r"\bwho\b", "whose", TEETH))
    assert "Tunnus who on nyt whose" in section(page(client, "edit", row.pk))
    wider = TEETH.replace(
        "      child: {", "      friend: {fi: Ystävän, sv: Väns, en: Friend's}\n      child: {"
    )
    write(client, wider)
    assert "Lisätyt vastaukset: Ystävän" in section(page(client, "edit", row.pk))


def test_a_sensitive_path_gives_no_answers_into_an_address_of_residents() -> None:
    sensitive = "themes: [oral_health]\nsensitive: true"
    row = published(TEETH.replace("themes: [oral_health]", sensitive))
    client = at_the_desk(Role.EDITOR)
    write(client, ELSEWHERE.replace("themes: [oral_health]", sensitive))
    shown = page(client, "edit", row.pk)
    assert "/teeth/?who" not in shown
    assert re.search(r'href="[^"]*/teeth/"', shown)


def test_a_sub_path_names_the_paths_that_change_with_it() -> None:
    row = published(REACH, "reach")
    published(CALLER, "teeth-caller")
    draft = row.get_latest_revision_as_object()
    draft.take_text(REACH.replace("{otherwise: online}", "{otherwise: phone}"))
    context = publishing_context(draft, "/walk/")
    ((told, old, new),) = context["moved"]
    assert (str(told.before), str(told.after), old) == ("online", "phone", "")
    assert new == "/walk/?channel=write&_language=fi"
    assert [str(title) for title in context["told"].callers] == ["Hampaat"]
