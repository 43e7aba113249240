"""A client who chats by the page's plain forms, and the professional on the other side."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from luotsi.accounts import actions as accounts
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions
from luotsi.contacts.types import PresenceState
from luotsi.conversations import actions, queries, saying

AREA = "oral-health"
ADDRESS = "/fi/chat/"


def hidden(page: HttpResponse, name: str) -> str:
    """A hidden field of the page's forms."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page.content.decode())
    return unescape(found[1]) if found else ""


def kept_words(page: HttpResponse) -> str:
    """What stands in the field."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.content.decode(), re.DOTALL)
    return unescape(found[1]) if found else ""


class Chatter:
    """Opens the door of a service and sends its forms one after another."""

    def __init__(self, reader: Client, address: str = ADDRESS, area: str = AREA) -> None:
        self.reader, self.address = reader, address
        self.page = reader.get(address, {"area": area})

    def start(self, **fields: str) -> HttpResponse:
        names = ("area", "capability", "packet")
        sent = {name: hidden(self.page, name) for name in names if hidden(self.page, name)}
        self.page = self.reader.post(self.address, {**sent, "start": "without", **fields})
        return self.page

    def press(self, do: str, **fields: str) -> HttpResponse:
        names = ("conversation", "capability", "once")
        sent = {name: hidden(self.page, name) for name in names}
        self.page = self.reader.post(self.address, {**sent, "do": do, **fields})
        return self.page

    def say(self, text: str, **fields: str) -> HttpResponse:
        return self.press("say", text=text, **fields)

    @property
    def number(self) -> UUID:
        return UUID(hidden(self.page, "conversation"))

    @property
    def texts(self) -> list[str]:
        """What stands in the log of this conversation, in order."""
        every = queries.entries(self.number, staff=True)
        return [entry.what.text for entry in every if entry.what.kind == "message"]


class Answerer:
    """A professional at work in the service."""

    def __init__(self, area: str = AREA, name: str = "Sanna") -> None:
        user = User.objects.create(username=name.lower(), first_name=name, last_name="Salo")
        accounts.grant_role(user, Role.PROFESSIONAL, area, by=None)
        presence_actions.set_presence(user.pk, [area], PresenceState.PRESENT)
        self.person = int(user.pk)
        self.said = 0

    def take(self, number: UUID) -> None:
        contacts.assign(number, self.person)

    def say(self, number: UUID, text: str) -> None:
        self.said += 1
        words = saying.message(text, "fi", is_client=False)
        actions.say_as_professional(number, self.person, words, f"professional-{self.said}")
