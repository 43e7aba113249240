"""Words of the county at the desk: whoever writes adds them, everybody reads them, the trail tells."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luotsi.accounts import actions
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.content.models import LexiconTerm
from luotsi.privacy import queries as privacy
from luotsi.privacy.types import Wanted
from luotsi.web.editor.lexicon import TermViewSet
from luotsi.web.editor.permissions import ADDRESSES
from tests.editor.desk import MINE, OTHERS, at_the_desk

pytestmark = pytest.mark.usefixtures("county")

FORM: dict[str, Any] = {
    "language": "fi",
    "say": "mäkitalo, mäkkäri",
    "means": "terveysasema",
    "note": "Vanha talo mäellä",
    "is_in_use": "on",
}


def url(name: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_content_lexiconterm:{name}", args=args)


def write(client: Client, row: LexiconTerm | None = None, **changes: Any) -> HttpResponse:
    """Save a word, new or old, with these fields."""
    fields = {name: value for name, value in (FORM | changes).items() if value is not None}
    return client.post(url("edit", row.pk) if row else url("add"), fields)


def shown(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def test_an_editor_of_any_area_adds_a_word_and_the_trail_tells() -> None:
    write(at_the_desk(Role.EDITOR, OTHERS))
    row = LexiconTerm.objects.get()
    assert (row.says, row.meanings, row.is_in_use) == (("mäkitalo", "mäkkäri"), ("terveysasema",), True)
    told = privacy.entries(Wanted(action="content.create", object_kind="lexiconterm"))
    assert [entry.object_id for entry in told] == [str(row.pk)]


def test_a_word_is_changed_switched_off_and_taken_away() -> None:
    client = at_the_desk(Role.COORDINATOR, MINE)
    write(client)
    row = LexiconTerm.objects.get()
    form = shown(client.get(url("edit", row.pk)))
    assert "Tallenna" in form
    assert "action-publish" not in form, "saved is in force"
    write(client, row, means="", is_in_use=None)
    row.refresh_from_db()
    assert (row.meanings, row.is_in_use) == ((), False)
    client.post(url("delete", row.pk))
    assert not LexiconTerm.objects.exists()


def test_only_a_coordinator_deletes_and_whoever_only_reads_changes_nothing() -> None:
    write(at_the_desk(Role.EDITOR, MINE))
    row = LexiconTerm.objects.get()
    for role in (Role.EDITOR, Role.REVIEWER):
        at_the_desk(role, MINE, name=f"{role}-person").post(url("delete", row.pk))
    reader = at_the_desk(Role.ADMINISTRATOR, name="reader")
    write(reader, row, means="kaapattu")
    write(reader, say="uusi")
    assert [one.means for one in LexiconTerm.objects.all()] == ["terveysasema"]


def test_faults_stand_at_their_field_and_nothing_written_is_lost() -> None:
    page = shown(write(at_the_desk(Role.EDITOR, MINE), say="x, mäkkäri"))
    assert "”x” on vain yksi kirjain, ja se löytyisi kaikkialta. Kirjoita sana." in page
    assert "x, mäkkäri" in page
    assert "Vanha talo mäellä" in page
    assert not LexiconTerm.objects.exists()


def test_the_list_is_searched_and_filtered_by_language() -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    write(client)
    write(client, say="backahuset", means="hälsocentral", language="sv", note="")
    everything = shown(client.get(url("list")))
    assert "mäkitalo, mäkkäri" in everything
    assert "backahuset" in everything
    assert "backahuset" not in shown(client.get(url("list"), {"language": "fi"}))
    assert "mäkitalo" not in shown(client.get(url("list"), {"q": "hälsocentral"}))
    assert "mäkitalo" in shown(client.get(url("list"), {"q": "mäkkä"}))


def test_the_list_says_what_a_row_replaces_and_what_it_switches_off() -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    write(client, say="terkkari", means="")
    listed = shown(client.get(url("list")))
    assert "ei mitään: poistettu käytöstä" in listed
    assert "terveysasema" in listed
    read = shown(client.get(url("inspect", LexiconTerm.objects.get().pk)))
    assert "Luotsin mukana tuleva sanasto ymmärtää ne näin: terveysasema" in read


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fi",
            ("Sanasto", "Täällä ei ole vielä mitään", "Mitä ihmiset sanovat", "taivutukset Luotsi tunnistaa"),
        ),
        ("sv", ("Ordlista", "Här finns inget än", "Vad människor säger", "böjningarna känner Luotsi igen")),
    ],
)
def test_the_empty_list_and_the_form_speak_the_editors_language(
    language: str, words: tuple[str, ...]
) -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    actions.choose_language(User.objects.get(username="aino"), language)
    pages = shown(client.get(url("list"))) + shown(client.get(url("add")))
    assert [told for told in words if told not in pages] == []


def test_a_reader_reads_a_word_and_its_history_without_a_way_to_change_it() -> None:
    write(at_the_desk(Role.EDITOR, MINE))
    row = LexiconTerm.objects.get()
    reader = at_the_desk(Role.ADMINISTRATOR, name="reader")
    for name in ("inspect", "history"):
        page = shown(reader.get(url(name, row.pk)))
        assert "mäkitalo" in page
        assert url("edit", row.pk) not in page
    assert "Nämä sanat ovat käytössä." in shown(reader.get(url("inspect", row.pk)))


def test_the_front_page_tells_of_it_among_the_latest_changes() -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    write(client)
    assert url("edit", LexiconTerm.objects.get().pk) in shown(client.get("/editor/"))


def test_every_address_of_the_lexicon_has_its_right() -> None:
    assert {pattern.name for pattern in TermViewSet().get_urlpatterns()} <= set(ADDRESSES)
