"""Writes into the log what happens to a contact, inside the transaction in which it happens.

Whoever changes a contact (a client's request, a professional's page, the clock) need not know of logs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from luotsi.accounts import queries as accounts
from luotsi.contacts import facts as contacts
from luotsi.contacts import queries
from luotsi.contacts.types import Channel, ContactView, EndedBy, State
from luotsi.conversations import desk, log, rows
from luotsi.conversations.kinds import (
    Assigned,
    Ended,
    FeedbackAsked,
    Held,
    Left,
    ProfessionalBack,
    ProfessionalLost,
    Requeued,
    Resumed,
    Returned,
    Status,
    Transferred,
    WrappedUp,
)
from luotsi.conversations.models import ConversationRow, IdentityRow
from luotsi.conversations.types import Author, Draft, IsErased, NoSuchConversation
from luotsi.foundation.facts import witness


def connect() -> None:
    """Witness every change of a contact."""
    for kind in _ENTRIES:
        witness(kind, follow)


def follow(fact: contacts.ContactFact) -> None:
    """Append what the fact means to the contact's conversation, if it has one, and to the desks'."""
    contact = queries.contact(fact.contact)
    if contact.channel is Channel.CHAT:
        _into_the_conversation(fact, contact)
    if contact.state is not State.BOT:
        desk.append(contact, also=_areas_left(fact))


def public_name(person: int) -> str:
    """What a client may call a professional: the first of the names."""
    name = accounts.names_of([person]).get(person, "")
    return name.partition(" ")[0]


def _into_the_conversation(fact: contacts.ContactFact, contact: ContactView) -> None:
    def change(row: ConversationRow) -> list[str]:
        return _mirrored(row, contact, fact)

    try:
        log.append(contact.id, list(_ENTRIES[type(fact)](fact, contact)), change=change, to_ended=True)
    except NoSuchConversation:
        # Gone already: a contact's codes and times outlive its words.
        return
    except IsErased:
        row = log.held(contact.id)
        rows.change(row, change(row))


def _mirrored(row: ConversationRow, contact: ContactView, fact: contacts.ContactFact) -> list[str]:
    """The contact as its conversation's row has it, so that a message needs no other row."""
    values: dict[str, Any] = {
        "area": contact.area,
        "state": contact.state.value,
        "assignee": contact.assignee,
        "is_away": contact.left_at is not None,
        "ended_at": contact.ended_at,
    }
    if isinstance(fact, _QUIET_ANEW):
        values |= {"asked_at": None, "warned_at": None}
    if isinstance(fact, contacts.ContactTransferred | contacts.ContactRequeued | contacts.ContactEnded):
        IdentityRow.objects.filter(conversation=row).delete()
    if isinstance(fact, contacts.ContactEnded) and contact.ended_at is not None:
        days = queries.retention_days(contact.area, is_identified=row.is_kept_longer)
        values["erase_after"] = contact.ended_at + timedelta(days=days)
    for column, value in values.items():
        setattr(row, column, value)
    return list(values)


def _areas_left(fact: contacts.ContactFact) -> Iterable[str]:
    return [fact.from_area] if isinstance(fact, contacts.ContactTransferred) else []


def _status(_fact: contacts.ContactFact, contact: ContactView) -> list[Draft]:
    return [Draft(Status(contact.state.value, contact.area))]


def _assigned(fact: contacts.ContactAssigned, _contact: ContactView) -> list[Draft]:
    return [Draft(Assigned(public_name(fact.person)), person=fact.person)]


def _transferred(fact: contacts.ContactTransferred, contact: ContactView) -> list[Draft]:
    moved = Draft(Transferred(fact.from_area, contact.area), Author.PROFESSIONAL, fact.by)
    return [moved, Draft(Status(contact.state.value, contact.area))]


def _lost(fact: contacts.ProfessionalLost, _contact: ContactView) -> list[Draft]:
    return [Draft(ProfessionalLost(public_name(fact.person), fact.until.isoformat()))]


def _left(fact: contacts.ContactLeft, contact: ContactView) -> list[Draft]:
    settings = queries.settings_or_usual(contact.area)
    what = Left(fact.state is State.QUEUED, settings.keep_place_s, settings.give_up_s)
    return [Draft(what, Author.CLIENT)]


def _ended(fact: contacts.ContactEnded, _contact: ContactView) -> list[Draft]:
    author, person = _AUTHORS.get(fact.by, Author.SYSTEM), 0
    if author is Author.PROFESSIONAL:
        person = fact.person or 0
    drafts = [Draft(Ended(fact.by.value), author, person)]
    is_asked = fact.answered_at is not None and fact.by is not EndedBy.BLOCKED
    return [*drafts, Draft(FeedbackAsked())] if is_asked else drafts


_AUTHORS = {
    EndedBy.CLIENT: Author.CLIENT,
    EndedBy.PROFESSIONAL: Author.PROFESSIONAL,
    EndedBy.BLOCKED: Author.PROFESSIONAL,
}

_ENTRIES: Mapping[type[contacts.ContactFact], Callable[[Any, ContactView], list[Draft]]] = {
    contacts.ContactOpened: _status,
    contacts.ContactQueued: _status,
    contacts.ContactAssigned: _assigned,
    contacts.ContactTransferred: _transferred,
    contacts.ContactHeld: lambda fact, _contact: [Draft(Held(), Author.PROFESSIONAL, fact.person)],
    contacts.ContactResumed: lambda fact, _contact: [Draft(Resumed(), Author.PROFESSIONAL, fact.person)],
    contacts.ProfessionalLost: _lost,
    contacts.ProfessionalBack: lambda fact, _contact: [Draft(ProfessionalBack(public_name(fact.person)))],
    contacts.ContactRequeued: lambda _fact, _contact: [Draft(Requeued())],
    contacts.ContactLeft: _left,
    contacts.ContactReturned: lambda fact, _contact: [Draft(Returned(fact.kept_place), Author.CLIENT)],
    contacts.ContactEnded: _ended,
    contacts.ContactWrappedUp: lambda fact, _contact: [
        Draft(WrappedUp(fact.code.value), Author.PROFESSIONAL, fact.person)
    ],
}
"""What each fact becomes in the log."""

_QUIET_ANEW = (
    contacts.ContactAssigned,
    contacts.ContactTransferred,
    contacts.ContactHeld,
    contacts.ContactResumed,
    contacts.ProfessionalLost,
    contacts.ProfessionalBack,
    contacts.ContactRequeued,
    contacts.ContactReturned,
    contacts.ContactEnded,
)
"""After these nobody owes an answer yet, and no warning stands."""
