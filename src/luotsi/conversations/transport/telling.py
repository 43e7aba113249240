"""Values of the rooms as they go over the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from luotsi.contacts import queries as contacts
from luotsi.contacts.types import AreaStatus, NextStep, Position, PresenceView, Refusal, TransferView
from luotsi.conversations import cursors, log, queries, state
from luotsi.conversations.transport.refusals import step
from luotsi.conversations.types import ConversationView, Entry


def conversation(found: ConversationView, *, staff: bool) -> dict[str, Any]:
    """A conversation as one side sees it now, with the cursor from which a stream goes on."""
    every = log.entries_after(found.id, 0)
    return {
        "id": str(found.id),
        "language": found.language,
        "view": state.fold(every, staff=staff).to_json(for_staff=staff),
        "entries": entries([one for one in every if one.is_for(staff=staff)], staff=staff),
        "cursor": cursors.written({log.name(found.id): every[-1].seq if every else 0}),
    }


def entries(found: list[Entry], *, staff: bool) -> list[dict[str, Any]]:
    """Entries, in order."""
    return [entry.to_json(for_staff=staff) for entry in found]


def view(number: UUID, *, staff: bool) -> dict[str, Any]:
    """Only how it stands."""
    return queries.view(number, staff=staff).to_json(for_staff=staff)


def place(found: Position | None) -> dict[str, Any] | None:
    """A place in a queue; the range is in minutes, `kept_s` in seconds."""
    if found is None:
        return None
    wait = {"low": found.range.low, "high": found.range.high} if found.range else None
    return {"number": found.number, "ahead": found.ahead, "range": wait, "kept_s": found.kept_s}


def places(numbers: Iterable[UUID]) -> dict[UUID, dict[str, Any] | None]:
    """The places of those of these conversations that are in a queue."""
    found: dict[UUID, dict[str, Any] | None] = {}
    for area_code, waiting in queries.waiting_among(numbers).items():
        try:
            line = contacts.positions(area_code)
        except Refusal:
            continue
        found |= {number: place(line[number]) for number in waiting if number in line}
    return found


def area(found: AreaStatus) -> dict[str, Any]:
    """How a service area's live contacts stand."""
    return {
        "area": found.area,
        "is_open": found.is_open,
        "opens_next": found.opens_next.isoformat() if found.opens_next else None,
        "closes_at": found.closes_at.isoformat() if found.closes_at else None,
        "is_closing": found.is_closing,
        "waiting": found.waiting,
        "is_full": found.is_full,
        "nobody_present": found.nobody_present,
        "takes_new": found.takes_new,
        "next": [step(one) for one in found.next_steps],
    }


def area_of(code: str) -> dict[str, Any] | None:
    """The same by code; None for an area that is no more."""
    try:
        return area(contacts.status(code))
    except Refusal:
        return None


def ways_on(code: str) -> tuple[NextStep, ...]:
    """What somebody can do who is refused in this area."""
    try:
        return contacts.status(code).next_steps
    except Refusal:
        return ()


def presence(found: PresenceView | None) -> dict[str, Any] | None:
    """How a professional is at work; None when they are gone."""
    if found is None:
        return None
    return {
        "state": found.state.value,
        "areas": list(found.areas),
        "capacity": found.capacity,
        "load": found.load,
        "languages": list(found.languages),
        "skills": list(found.skills),
    }


def transfer(found: TransferView) -> dict[str, Any]:
    """One transfer, for professionals."""
    return {
        "number": found.number,
        "at": found.at.isoformat(),
        "from_area": found.from_area,
        "to_area": found.to_area,
        "from_person": found.from_person,
        "to_person": found.to_person,
        "words": found.words,
    }
