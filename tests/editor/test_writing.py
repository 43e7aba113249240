"""An editor writes, breaks and mends a path."""

from __future__ import annotations

import html
import re

import pytest
from django.utils import timezone
from wagtail.models import Revision

from luotsi.accounts.types import Role
from luotsi.guidance import queries
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import address
from tests.editor.desk import at_the_desk, page, write
from tests.guidance.documents import GAP, TEETH, UNREADABLE, drafted, published, registers

pytestmark = pytest.mark.usefixtures("county")


def test_a_new_path_from_first_words_to_publishing() -> None:
    registers()
    client = at_the_desk(Role.REVIEWER)
    assert "schema: 1" in page(client, "add")
    write(client, TEETH)
    row = GuidancePath.objects.get(code="teeth")
    assert not row.live
    shown = page(client, "edit", row.pk)
    assert "Todistettu: ei virheitä" in shown
    write(client, TEETH, action="action-publish")
    assert queries.path("teeth").document.title["fi"] == "Hampaat"


def test_an_editor_breaks_a_path_and_sees_the_line() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, UNREADABLE.replace("\n", "\r\n"))
    newest = GuidancePath.objects.get(pk=row.pk).get_latest_revision_as_object()
    assert newest.text == UNREADABLE
    shown = page(client, "edit", row.pk)
    assert "start who" in shown
    assert re.search(r'data-go-to-line="1[45]"', shown)
    assert "teeth" in {card.code for card in queries.all_paths()}


def test_a_gap_is_shown_with_answers_that_one_can_walk() -> None:
    row = drafted(GAP)
    client = at_the_desk(Role.EDITOR)
    shown = page(client, "edit", row.pk)
    link = html.unescape(re.search(r'href="([^"]*walk[^"]*who=child[^"]*)"', shown)[1])
    walked = client.get(link).content.decode()
    assert "mikään sääntö ei sovi" in walked


def test_advice_on_words_stands_beside_the_proof_and_keeps_nothing_from_publishing() -> None:
    stiff = TEETH.replace("do: {fi: Ota kynä.", "do: {fi: Ota kynä mikäli haluat.")
    row = drafted(stiff)
    client = at_the_desk(Role.REVIEWER)
    shown = html.unescape(page(client, "edit", row.pk))
    assert "”mikäli” on virastokieltä" in shown
    assert "Todistettu: ei virheitä" in shown
    write(client, stiff, action="action-publish")
    assert queries.path("teeth").document.outcomes["call"].steps[0].do["fi"] == "Ota kynä mikäli haluat."


def test_publishing_a_faulty_path_is_refused_and_the_text_stays_on_the_screen() -> None:
    published(TEETH)
    client = at_the_desk(Role.REVIEWER)
    response = write(client, GAP, action="action-publish")
    shown = response.content.decode()
    assert response.status_code == 200
    assert "who == self" in html.unescape(shown)
    assert "Kysymyksessä ”who” ei ole sääntöä näille vastauksille" in html.unescape(shown)
    assert "call_child" in queries.path("teeth").flow.outcomes


def test_scheduling_a_faulty_path_is_refused() -> None:
    published(TEETH)
    tomorrow = (timezone.localtime() + timezone.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    write(at_the_desk(Role.REVIEWER), GAP, action="action-publish", go_live_at=tomorrow)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_the_proof_follows_the_writing_and_saves_nothing() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    answer = client.post(address("check"), {"pk": row.pk, "text": GAP})
    assert "child" in answer.content.decode()
    answer = client.post(address("check"), {"code": "teeth", "text": TEETH})
    assert "Todistettu" in answer.content.decode()
    assert GuidancePath.objects.get(pk=row.pk).latest_revision_id == row.latest_revision_id


NONSENSE = {
    "empty": "",
    "null": "\x00",
    "alias": "a: &b [*b]",
    "deep": "- " * 5000,
    "bare": "schema: 1\ncode: teeth",
    "open": "{" * 200,
}


@pytest.mark.parametrize("text", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_kept_and_explained(text: str) -> None:
    client = at_the_desk(Role.EDITOR)
    answer = client.post(address("check"), {"code": "teeth", "text": text})
    assert answer.status_code == 200
    assert "data-flaw" in answer.content.decode()
    if "\x00" not in text:
        assert write(client, text).status_code in {200, 302}


def test_the_whole_draft_is_previewed_in_each_language() -> None:
    row = drafted(TEETH)
    client = at_the_desk(Role.EDITOR)
    for language, words in {"fi": "Kenen hampaat?", "sv": "Vems tänder?", "en": "Whose teeth?"}.items():
        preview = address("preview_on_edit", row.pk)
        client.post(preview, {"code": "teeth", "text": TEETH})
        shown = client.get(f"{preview}?mode={language}&in_preview_panel=true").content.decode()
        assert words in shown
        assert f'lang="{language}"' in shown


def test_a_draft_is_walked_step_by_step() -> None:
    row = drafted(TEETH)
    client = at_the_desk(Role.EDITOR)
    first = client.get(address("walk", row.pk), {"_language": "sv"}).content.decode()
    assert "Vems tänder?" in first
    assert "Mina" in first
    last = client.get(address("walk", row.pk), {"who": "self", "_language": "sv"}).content.decode()
    assert "Numret 116117." in last
    assert "Ta en penna." in last


def test_history_and_comparison_tell_what_changed() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, TEETH.replace("en: Teeth}", "en: Dental}"))
    assert "history" in page(client, "history", row.pk)
    newest = GuidancePath.objects.get(pk=row.pk).latest_revision_id
    shown = page(client, "revisions_compare", row.pk, "live", newest)
    assert "Dental" in shown


def test_an_old_version_is_brought_back_as_a_draft() -> None:
    row = published(TEETH)
    first = row.live_revision_id
    published(TEETH.replace("en: Teeth}", "en: Dental}"))
    client = at_the_desk(Role.REVIEWER)
    url = address("revisions_revert", row.pk, first)
    assert "en: Teeth}" in client.get(url).content.decode()
    write(client, TEETH, action="action-publish")
    assert queries.path("teeth").document.title["en"] == "Teeth"


def test_a_changed_finnish_text_leaves_its_translations_behind() -> None:
    row = published(TEETH)
    client = at_the_desk(Role.EDITOR)
    write(client, TEETH.replace("Kenen hampaat?", "Kenen hampaista on kyse?"))
    assert GuidancePath.objects.get(pk=row.pk).behind_count == 2
    shown = page(client, "edit", row.pk)
    assert "questions.who.ask" in shown
    assert "teeth" in page(client, "list") or "Hampaat" in page(client, "list")


@pytest.mark.parametrize("number", ["²", "-1", "9" * 40, "x"])
def test_a_number_that_is_no_path_is_a_text_without_one(number: str) -> None:
    answer = at_the_desk(Role.EDITOR).post(address("check"), {"pk": number, "code": "teeth", "text": TEETH})
    assert answer.status_code == 200


@pytest.mark.usefixtures("before_review")
def test_the_list_is_searched_and_filtered() -> None:
    published(TEETH)
    drafted(GAP.replace("code: teeth", "code: gums").replace("fi: Hampaat,", "fi: Ikenet,"), "gums")
    client = at_the_desk(Role.EDITOR)

    def listed(query: str) -> set[str]:
        shown = client.get(f"{address('list_results')}?{query}").content.decode()
        return {name for name in ("Hampaat", "Ikenet") if name in shown}

    assert listed("") == {"Hampaat", "Ikenet"}
    assert listed("q=Ikenet") == {"Ikenet"}
    assert listed("faulty=true") == {"Ikenet"}
    assert listed("live=true") == {"Hampaat"}
    assert listed("overdue=true") == set()
    assert listed("theme=oral_health") == {"Hampaat", "Ikenet"}
    assert listed("theme=home_care") == set()
