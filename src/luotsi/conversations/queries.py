"""Reads of the room. Everything returned is a frozen value."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from uuid import UUID

from luotsi.accounts import queries as accounts
from luotsi.accounts.access import Action
from luotsi.contacts import queries as contacts
from luotsi.contacts.types import ContactView, Position, Refusal, State
from luotsi.conversations import bodies, capabilities, log, rows, state
from luotsi.conversations.models import ConversationRow
from luotsi.conversations.types import ConversationView, Entry, NoSuchConversation, NotYours

_AT_ONCE = 500


def conversation(number: UUID) -> ConversationView:
    """One conversation. Raises NoSuchConversation."""
    return view_of(_row(number))


def for_client(number: UUID, capability: str) -> ConversationView:
    """The conversation that this capability opens. Raises NoSuchConversation, also for another's."""
    row = _row(number)
    if not hmac.compare_digest(row.capability_hash, capabilities.hash_of(capability)):
        raise NoSuchConversation(number)
    return view_of(row)


def by_capability(capability: str) -> ConversationView | None:
    """The conversation that was opened with this capability; None when there is none."""
    row = ConversationRow.objects.filter(capability_hash=capabilities.hash_of(capability)).first()
    return view_of(row) if row else None


def for_person(number: UUID, person: int) -> ConversationView:
    """The conversation, for a professional who handles contacts of its service area.

    Raises NoSuchConversation, also for one of another area.
    """
    found = conversation(number)
    if not accounts.reach_of_person(person, Action.HANDLE_CONTACTS).covers(found.area):
        raise NoSuchConversation(number)
    return found


def for_assignee(number: UUID, person: int) -> ConversationView:
    """The same, for who has it in hand. Raises NoSuchConversation, NotYours."""
    found = for_person(number, person)
    if found.assignee != person:
        raise NotYours(number)
    return found


def entries(number: UUID, *, staff: bool, after: int = 0) -> list[Entry]:
    """What one side may see of the log after place `after`, in order."""
    return [entry for entry in log.entries_after(number, after) if entry.is_for(staff=staff)]


def view(number: UUID, *, staff: bool) -> state.View:
    """How the conversation stands for one side: a fresh fold of its whole log."""
    return state.fold(log.entries_after(number, 0), staff=staff)


def place_in_queue(number: UUID) -> Position | None:
    """The contact's place; None when it is in no queue."""
    try:
        return contacts.position(number)
    except Refusal:
        return None


def epochs(numbers: Iterable[UUID]) -> dict[UUID, int]:
    """The present epochs of these conversations; those that are no more are left out."""
    rows = ConversationRow.objects.filter(pk__in=list(numbers))
    return dict(rows.values_list("pk", "epoch"))


def waiting_among(numbers: Iterable[UUID]) -> dict[str, list[UUID]]:
    """Those of these conversations that are in a queue, by service area."""
    found: dict[str, list[UUID]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        part = ConversationRow.objects.filter(pk__in=wanted[start : start + _AT_ONCE], state=State.QUEUED)
        for number, area in part.values_list("pk", "area"):
            found.setdefault(area, []).append(number)
    return found


def last_seqs(numbers: Iterable[UUID]) -> dict[UUID, int]:
    """The ends of these conversations' logs; those that are no more are left out."""
    rows = ConversationRow.objects.filter(pk__in=list(numbers))
    return dict(rows.values_list("pk", "last_seq"))


def areas_of(person: int) -> tuple[str, ...]:
    """The service areas whose contacts a person may handle, in the county's order."""
    reach = accounts.reach_of_person(person, Action.HANDLE_CONTACTS)
    return tuple(area for area in contacts.area_codes() if reach.covers(area))


def desk_of(person: int) -> tuple[list[ContactView], list[ContactView]]:
    """What waits in a person's areas, the next first in each, and what they have in hand."""
    areas = areas_of(person)
    waiting = [one for area in areas for one in contacts.waiting(area)]
    own = [one for one in contacts.own(person) if one.area in areas]
    return waiting, own


def reason_kept(number: UUID) -> str:
    """Why the conversation is kept as evidence; empty when it is not. Raises NoSuchConversation."""
    return bodies.opened_reason(number, bytes(_row(number).kept_why))


def view_of(row: ConversationRow) -> ConversationView:
    """A row as a value."""
    return ConversationView(
        id=row.pk,
        area=row.area,
        language=row.language,
        state=row.state,
        assignee=row.assignee,
        is_away=row.is_away,
        is_answered=row.is_answered,
        last_seq=row.last_seq,
        epoch=row.epoch,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        erase_after=row.erase_after,
        kept_until=row.kept_until,
    )


def _row(number: UUID) -> ConversationRow:
    row = rows.conversation(number)
    if row is None:
        raise NoSuchConversation(number)
    return row
