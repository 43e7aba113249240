"""Conversations for stories, and the assertion that every one of them must stand: old + entries = fresh."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from luotsi.contacts import actions as contacts
from luotsi.conversations import actions, capabilities, log, saying, state
from luotsi.conversations.actions import Opening
from luotsi.conversations.types import ConversationView, Entry
from tests.contacts.makers import TEETH

_keys = count(1)


def key() -> str:
    return f"key-{next(_keys):08}"


def opened(area: str = TEETH, **more: Any) -> ConversationView:
    language = more.pop("language", "fi")
    if isinstance(words := more.pop("message", None), str):
        more |= {"message": saying.message(words, language, is_client=True), "message_key": key()}
    if (told := more.pop("packet", None)) is not None:
        more["packet"] = saying.packet(told, language)
    capability = more.pop("capability", None) or capabilities.new_capability()
    return actions.open_conversation(Opening(area, language, capability, **more))


def taken(person: int, **more: Any) -> ConversationView:
    """A conversation that this professional has in hand."""
    made = opened(**more)
    contacts.assign(made.id, person)
    return made


def client_says(conversation: UUID, text: str, its_key: str = "", **known: bool) -> list[Entry]:
    words = saying.message(text, "fi", is_client=True)
    return actions.say_as_client(conversation, words, its_key or key(), **known)


def professional_says(conversation: UUID, person: int, text: str, its_key: str = "") -> list[Entry]:
    words = saying.message(text, "fi", is_client=False)
    return actions.say_as_professional(conversation, person, words, its_key or key())


def professional_notes(conversation: UUID, person: int, text: str) -> list[Entry]:
    return actions.say_as_professional(conversation, person, saying.note(text, "fi"), key())


def texts(entries: list[Entry]) -> list[str]:
    return [entry.what.text for entry in entries if entry.what.kind in {"message", "note"}]


def kinds(conversation: UUID) -> list[str]:
    return [entry.what.kind for entry in log.entries_after(conversation, 0)]


def assert_folds(conversation: UUID) -> None:
    """From every place on, what was seen before and what came since give what a fresh look gives."""
    entries = log.entries_after(conversation, 0)
    for staff in (False, True):
        fresh = state.fold(entries, staff=staff)
        for place in range(len(entries) + 1):
            seen = state.fold(entries[:place], staff=staff)
            assert state.fold(entries[place:], seen, staff=staff) == fresh
            assert state.fold(entries, seen, staff=staff) == fresh, "What comes twice counts once."
