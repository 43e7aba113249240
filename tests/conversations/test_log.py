"""What is said stands in the log once, in order, sealed, and a key sends one thing only."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.db import connection, transaction

from luotsi.contacts.types import EndedBy
from luotsi.conversations import actions, bodies, log, saying
from luotsi.conversations.kinds import KINDS, Kind, Message, Packet, from_json
from luotsi.conversations.models import EntryRow
from luotsi.conversations.types import HasEnded, KeyReused, NoSuchConversation, NotFitting, NotYours
from luotsi.conversations.wakes import News, forget, listen
from tests.contacts.makers import professional
from tests.conversations.makers import (
    assert_folds,
    client_says,
    key,
    opened,
    professional_notes,
    professional_says,
    taken,
    texts,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_places_rise_by_one_from_one() -> None:
    made = opened()
    for text in ("yksi", "kaksi", "kolme"):
        client_says(made.id, text)
    entries = log.entries_after(made.id, 0)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert texts(entries) == ["yksi", "kaksi", "kolme"]
    assert_folds(made.id)


def test_what_comes_twice_under_a_key_stands_once_and_gets_the_first_answer() -> None:
    made, own = opened(), key()
    first = client_says(made.id, "Soitan numerosta 040 123 4567, en saa henkeä", own)
    again = client_says(made.id, "Soitan numerosta 040 123 4567, en saa henkeä", own)
    assert again == first
    assert [entry.what.kind for entry in first] == ["message", "masked", "emergency"]
    assert texts(log.entries_after(made.id, 0)).count(first[0].what.text) == 1


def test_a_key_with_other_words_is_refused_even_where_the_mask_makes_them_alike() -> None:
    made, own = opened(), key()
    client_says(made.id, "Numeroni on 040 123 4567", own)
    with pytest.raises(KeyReused):
        client_says(made.id, "Numeroni on 040 765 4321", own)
    assert len(texts(log.entries_after(made.id, 0))) == 1


def test_the_same_key_of_another_sender_is_another_key() -> None:
    person = professional()
    made, own = taken(person), key()
    client_says(made.id, "Hei", own)
    professional_says(made.id, person, "Hei", own)
    assert texts(log.entries_after(made.id, 0)) == ["Hei", "Hei"]


def test_a_repeated_message_gets_its_answer_after_the_end_too_but_a_new_one_is_refused() -> None:
    made, own = opened(), key()
    first = client_says(made.id, "Kiitos", own)
    actions.end_as_client(made.id)
    assert client_says(made.id, "Kiitos", own) == first
    with pytest.raises(HasEnded):
        client_says(made.id, "Vielä yksi asia")


def test_no_word_stands_in_the_tables_unsealed() -> None:
    person = professional()
    made = taken(person, message="Hampaani särkee")
    professional_notes(made.id, person, "Muistilappu itselle")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversations_entryrow")
        rows = [
            bytes(one) if isinstance(one, memoryview) else one for row in cursor.fetchall() for one in row
        ]
    told = b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in rows)
    assert b"Hampaani" not in told
    assert b"Muistilappu" not in told


def test_a_body_that_was_moved_to_another_place_or_conversation_does_not_open() -> None:
    here, there = opened(message="yksi"), opened(message="kaksi")
    row = EntryRow.objects.get(conversation=here.id, kind="message")
    other = EntryRow.objects.get(conversation=there.id, kind="message")
    EntryRow.objects.filter(pk=row.pk).update(sealed=bytes(other.sealed))
    entries = log.entries_after(here.id, 0)
    assert texts(entries) == []
    assert [one.what.kind for one in entries].count("unreadable") == 1


def test_what_is_undone_was_never_told() -> None:
    made = opened()
    heard: list[News] = []
    listen(heard.append)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            client_says(made.id, "Ei koskaan")
            raise RuntimeError
    finally:
        forget(heard.append)
    assert heard == []
    assert "Ei koskaan" not in texts(log.entries_after(made.id, 0))


def test_only_who_has_it_in_hand_may_say_something() -> None:
    person, colleague = professional(), professional()
    made = taken(person)
    with pytest.raises(NotYours):
        professional_says(made.id, colleague, "Minäkin")
    actions.end_as_professional(made.id, person)
    with pytest.raises(HasEnded):
        professional_says(made.id, person, "Vielä")
    assert texts(professional_notes(made.id, person, "Jälkikirjoitus")) == ["Jälkikirjoitus"]


def test_a_conversation_that_is_not_there_is_refused_by_name() -> None:
    made = opened()
    other = made.id.__class__(int=made.id.int ^ 1)
    with pytest.raises(NoSuchConversation):
        client_says(other, "Hei")


def test_a_client_never_sees_a_note_a_number_or_anothers_key() -> None:
    person = professional()
    made = taken(person)
    professional_says(made.id, person, "Hei")
    note = professional_notes(made.id, person, "Vain meille")[0]
    assert not note.is_for(staff=False)
    for entry in log.entries_after(made.id, 0):
        told = entry.to_json(for_staff=False)
        assert "person" not in told
        assert "audience" not in told
        assert ("key" in told) == (entry.author == "client" and bool(entry.key))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_kind_comes_back_as_it_was_told(kind: type[Kind]) -> None:
    filled = {"text": "a", "of": 3, "source": "path", "state": "queued", "name": "Aino", "by": EndedBy.CLIENT}
    filled |= {"about": "idle", "code": "answered", "method": "bank", "until": "2026-12-01"}
    filled |= {"from_area": "a", "to_area": "b", "days": 30}
    made = kind(**{name: filled[name] for name in kind.__dataclass_fields__ if name in filled})
    assert from_json(kind.kind, made.to_json()) == made


def test_no_kind_hides_what_every_entry_tells() -> None:
    common = {"seq", "kind", "author", "at", "key", "person", "audience", "log"}
    assert {one.kind for one in KINDS.values() if common & {field.name for field in fields(one)}} == set()


def test_answers_of_a_packet_come_back_as_pairs() -> None:
    made = Packet("path", answers=(("Kenelle?", "Itselle"),), offered=("Varaa aika",))
    assert from_json("packet", made.to_json()) == made


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b\u2060", "\x00\x01", None, 7, ["a"], "a" * 4001])
def test_words_that_do_not_fit_are_refused(text: object) -> None:
    with pytest.raises(NotFitting):
        saying.message(text, "fi", is_client=True)


def test_nothing_unseen_is_kept_and_nothing_turns_the_line_round() -> None:
    words = "a\u202eb\x00c\ud800d\r\ne\u2066f"
    assert bodies.cleaned(words) == "abcd\nef"
    assert Message(bodies.cleaned("<script>alert(1)</script> 👩\u200d⚕️")).text.startswith("<script>")
