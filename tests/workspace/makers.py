"""Professionals at their desk, and what a page says."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.test import Client

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.contacts import presence_actions
from luotsi.contacts.types import PresenceState
from luotsi.conversations.types import ConversationView
from tests.accounts.makers import make_person, signed_in
from tests.contacts.makers import TEETH
from tests.conversations import makers as conversations

DESK = "/staff/chats/"
PACKET = {
    "source": "assistant",
    "asked": "hammas lohkesi",
    "answers": [["Kenestä on kyse?", "Minusta"], ["Missä asut?", "Kuusiniemi"]],
    "offered": ["Hammashoitoon"],
}


def professional(
    name: str = "aino", role: Role = Role.PROFESSIONAL, area: str = TEETH, *, at_work: bool = True
) -> User:
    """A person whose pages are in English, who takes chats unless told otherwise."""
    person = make_person(role, area, name=name)
    person.language = "en"
    person.save()
    if at_work:
        presence_actions.set_presence(person.pk, [area or TEETH], PresenceState.PRESENT, 5)
    return person


def desk_of(person: User) -> Client:
    """The person's browser."""
    return signed_in(person)


def waiting(message: str = "Hammas lohkesi", **more: Any) -> ConversationView:
    """A client in the queue, who has written."""
    return conversations.opened(message=message, **more)


def taken(person: User, message: str = "Hammas lohkesi", **more: Any) -> ConversationView:
    """A conversation that the person has in hand."""
    return conversations.taken(person.pk, message=message, **more)


def page_of(browser: Client, number: UUID) -> str:
    return browser.get(address(number)).content.decode()


def address(number: UUID, act: str = "") -> str:
    return f"{DESK}{number}/{act}{'/' if act else ''}"


def words(page: str | bytes) -> str:
    """What a reader sees of a page, without its markup and its scripts' words."""
    text = page.decode() if isinstance(page, bytes) else page
    text = re.sub(r"<(style|noscript)\b.*?</\1>", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
