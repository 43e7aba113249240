"""A conversation as a text for its client to keep."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from luotsi.conversations import log, queries
from luotsi.conversations.kinds import Message, Packet
from luotsi.conversations.types import Author, Entry
from luotsi.foundation import clock


def text_of(conversation: UUID, language: str) -> str:
    """Who said what and when, in the order of the log, in this language. Raises NoSuchConversation."""
    found = queries.conversation(conversation)
    with translation.override(language):
        day = date_format(found.opened_at.astimezone(clock.HELSINKI), "d.m.Y")
        lines = [_("Chat on %(day)s") % {"day": day}, ""]
        name = ""
        for entry in log.entries_after(conversation, 0):
            name = getattr(entry.what, "name", name)
            lines += _lines(entry, name)
    return "\n".join(lines) + "\n"


def _lines(entry: Entry, name: str) -> list[str]:
    if not entry.is_for(staff=False):
        return []
    at = entry.at.astimezone(clock.HELSINKI).strftime("%H:%M")
    if isinstance(entry.what, Message):
        return [f"{at} {_who(entry, name)}: {entry.what.text}", ""]
    if isinstance(entry.what, Packet):
        told = [entry.what.asked, *(f"{asked} {answer}" for asked, answer in entry.what.answers)]
        return [f"{at} {_('You handed over')}:", *(f"  {one}" for one in told if one), ""]
    return []


def _who(entry: Entry, name: str) -> str:
    if entry.author is Author.CLIENT:
        return _("You")
    return name or _("Professional")
