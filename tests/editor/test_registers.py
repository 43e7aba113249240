"""Sources and facts at the desk: a reviewer compares and words them, residents read it, all see who did."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luotsi.accounts import actions as accounts
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.guidance import queries
from luotsi.guidance.kept import Kept
from luotsi.guidance.models import FactRow
from luotsi.guidance.types import Register
from luotsi.privacy import queries as privacy
from luotsi.privacy.types import Wanted
from tests.editor.desk import MINE, OTHERS, at_the_desk
from tests.guidance.documents import TEETH, published

pytestmark = pytest.mark.usefixtures("county")

LIST = reverse("desk-registers")
WORDS = {
    "text-fi": "Käynti on maksuton.",
    "text-sv": "Besöket är avgiftsfritt.",
    "text-en": "The visit is free.",
    "until_verified-fi": "Kysy hintaa.",
    "until_verified-sv": "Fråga priset.",
    "until_verified-en": "Ask the price.",
    "source": "helpline",
}


@pytest.fixture(autouse=True)
def registers(db: None) -> None:
    """A fact that promises something, beside the one that a published path uses."""
    published(TEETH)
    in_parts: dict[str, Any] = {"text": {}, "until_verified": {}}
    for name, words in WORDS.items():
        part, _dash, tag = name.partition("-")
        if tag:
            in_parts[part][tag] = words
    entry = {"what": {"fi": "käynnin maksuttomuus"}, "as_of": "2026-11-24", "source": "helpline"}
    FactRow.objects.create(key="visit", entry=entry | in_parts | {"verified": False})


def fact(key: str = "visit") -> Kept:
    return queries.kept_entry(Register.FACTS, key)


def url(name: str, key: str = "visit", register: str = "facts") -> str:
    return reverse(f"desk-register-{name}", args=(register, key))


def shown(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def page(client: Client, key: str = "visit", register: str = "facts") -> str:
    answer = client.get(url("entry", key, register))
    assert answer.status_code == 200
    return shown(answer)


def mark(client: Client, decision: str, key: str = "visit", seen: str = "") -> HttpResponse:
    return client.post(url("mark", key), {"do": decision, "seen": seen or fact(key).version}, follow=True)


def write(client: Client, key: str = "visit", register: str = "facts", **changes: str) -> HttpResponse:
    kept = queries.kept_entry(Register(register), key)
    fields = {"seen": kept.version, **(WORDS if key == "visit" else {}), **changes}
    return client.post(url("edit", key, register), fields, follow=True)


def read() -> str:
    return queries.render({"fi": "{fact:visit}"}, "fi").text


def test_a_reviewer_compares_a_fact_and_residents_read_it_at_once() -> None:
    client = at_the_desk(Role.REVIEWER, OTHERS, name="vera")
    assert read() == "Kysy hintaa."
    before = page(client)
    assert "Lähteeseen vertaamatta" in before
    assert 'href="https://rantamaa.example/neuvonta"' in before, (
        "the page to compare with, not the front page"
    )
    assert "Tallennettu. Asukkaat lukevat sen näin tästä lähtien." in shown(mark(client, "compare"))
    assert read() == "Käynti on maksuton."
    assert f"Verrannut {User.objects.get(username='vera')}" in page(client)
    told = privacy.entries(Wanted(action="content.compare", object_kind="fact"))
    assert [entry.object_id for entry in told] == ["visit"]
    mark(client, "doubt")
    assert read() == "Kysy hintaa."


def test_whoever_may_not_review_reads_and_changes_nothing() -> None:
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        client = at_the_desk(role, "" if role is Role.ADMINISTRATOR else MINE, name=f"{role}-person")
        told = page(client)
        assert "Tarkastajat ja koordinaattorit vertaavat ja muuttavat näitä." in told
        assert url("edit") not in told
        mark(client, "compare")
        write(client, is_compared="on")
    assert (fact().is_verified, fact().changed_by) == (False, None)


def test_other_words_are_in_use_at_once_and_count_as_compared_only_with_the_tick() -> None:
    client = at_the_desk(Role.COORDINATOR, MINE)
    mark(client, "compare")
    write(client, **{"until_verified-fi": "Katso hinta verkosta."})
    assert read() == "Katso hinta verkosta."
    write(client, **{"text-fi": "Käynti ei maksa."}, is_compared="on")
    assert read() == "Käynti ei maksa."


def test_a_promise_needs_words_that_claim_nothing() -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    bare = {name: "" for name in WORDS if name.startswith("until")}
    said = shown(write(client, **bare))
    assert "Teksti lupaa jotain (maksuto). Kirjoita sanat, jotka eivät lupaa mitään" in said
    assert "Käynti on maksuton." in said, "nothing written is lost"
    assert "samoilla kielillä" in shown(write(client, **{"until_verified-sv": ""}))
    assert "vaatii tämän kielen" in shown(write(client, **{"text-sv": "", "until_verified-sv": ""}))
    assert fact().changed_at is None
    write(client, **bare, is_compared="on")
    assert "Ei tehty. Kirjoita ensin, mitä asukkaat lukevat" in shown(mark(client, "doubt"))
    assert read() == "Käynti on maksuton."


def test_two_people_do_not_write_over_each_other() -> None:
    first, second = (at_the_desk(Role.REVIEWER, MINE, name=name) for name in ("first", "second"))
    seen = fact().version
    write(first, **{"text-fi": "Käynti maksaa."})
    assert "Joku muutti tätä sillä välin" in shown(mark(second, "compare", seen=seen))
    said = shown(write(second, **{"text-fi": "Toinen teksti."}, seen=seen))
    assert "Joku muutti tätä sillä välin" in said
    assert "Toinen teksti." in said
    assert fact().entry["text"]["fi"] == "Käynti maksaa."


def test_what_the_library_says_otherwise_is_shown_beside_and_can_be_taken() -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    mark(client, "compare")
    row = FactRow.objects.get(pk="visit")
    row.upstream = row.upstream | {"text": {"fi": "Käynti maksaa.", "sv": "Besöket kostar."}}
    row.upstream_waits = True
    row.save()
    told = page(client)
    assert "Kirjastossa sanotaan nyt" in told
    assert "Käynti maksaa." in told
    assert "Kirjaston uusia sanoja" in shown(client.get("/editor/"))
    assert "Käynnin maksuttomuus" in shown(client.get(LIST, {"state": "library"}))
    mark(client, "take")
    assert fact().entry["text"]["fi"] == "Käynti maksaa."
    assert "Kirjastossa sanotaan" not in page(client)


def test_the_list_is_filtered_and_searched_and_counts_paths() -> None:
    client = at_the_desk(Role.EDITOR, MINE)
    everything = shown(client.get(LIST))
    assert everything.index("Helpline") < everything.index("Käynnin maksuttomuus"), "most used first"
    assert "käytössä 1 polussa" in everything
    mark(at_the_desk(Role.REVIEWER, MINE, name="vera"), "compare")
    assert "Käynnin maksuttomuus" not in shown(client.get(LIST, {"state": "unverified"}))
    assert "Käynnin maksuttomuus" in shown(client.get(LIST, {"state": "verified"}))
    assert "Helpline" not in shown(client.get(LIST, {"q": "KÄYNTI maksuton"}))
    assert "Helpline" in shown(client.get(LIST, {"authority": "Rantamaa"}))
    assert "Helpline" not in shown(client.get(LIST, {"authority": "Muu"}))
    sources = shown(client.get(LIST, {"what": "sources"}))
    assert "Neuvonta" in sources
    assert "Käynnin maksuttomuus" not in sources


def test_a_source_shows_its_facts_and_paths_and_gets_another_address() -> None:
    client = at_the_desk(Role.COORDINATOR, MINE)
    told = page(client, "helpline", "sources")
    assert "Käynnin maksuttomuus" in told
    assert ">Hampaat</a>" in told
    fields = {"title-fi": "Neuvonta", "title-sv": "Rådgivning", "is_compared": "on"}
    said = shown(write(client, "helpline", "sources", **fields, **{"address-fi": "rantamaa.example"}))
    assert "Kirjoita koko osoite" in said
    write(client, "helpline", "sources", **fields, **{"address-fi": "https://rantamaa.example/uusi"})
    assert queries.sources()["helpline"].urls == {"fi": "https://rantamaa.example/uusi"}
    told = privacy.entries(Wanted(action="content.edit", object_kind="source"))
    assert "address" in told[0].fields


def test_a_number_is_changed_as_one_value() -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    write(client, "helpline", value="020 000 0117", source="helpline", is_compared="on")
    assert queries.render({"fi": "{fact:helpline}"}, "fi").text == "020 000 0117"


def test_what_is_not_there_is_not_found() -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    for address in (url("entry", "nothing"), url("entry", "visit", "secrets"), url("edit", "nothing")):
        assert client.get(address).status_code == 404
    assert mark(client, "burn").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ("Lähteet ja tiedot", "Lähteeseen vertaamatta")),
        ("sv", ("Källor och fakta", "Inte jämfört med källan")),
    ],
)
def test_the_pages_speak_the_persons_language(language: str, words: tuple[str, ...]) -> None:
    client = at_the_desk(Role.REVIEWER, MINE)
    accounts.choose_language(User.objects.get(username="aino"), language)
    for told in (shown(client.get(LIST)), page(client)):
        assert [each for each in words if each not in told] == []
