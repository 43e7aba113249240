"""What the room announces. Each fact has every time that the measures need: waiting, answering, handling.

Nothing tells who the client is; professionals are told by number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from luotsi.contacts.types import Channel, EndedBy, How, PresenceState, State, Support, WrapUp


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFact:
    """Common to all: the contact, what it is counted by, when it happened."""

    contact: UUID
    channel: Channel
    area: str
    language: str
    municipality: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOpened(ContactFact):
    """Somebody turned to the county. `in_hours`: while the service was open."""

    needed_at: datetime
    in_hours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactQueued(ContactFact):
    """A contact joined the queue, with so many ahead and so many professionals present."""

    needed_at: datetime
    ahead: int
    present: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAssigned(ContactFact):
    """A contact came to a professional. `is_first` tells the first of them from those after a transfer."""

    person: int
    how: How
    needed_at: datetime
    queued_at: datetime
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAnswered(ContactFact):
    """A person wrote to the client for the first time: the end of every waiting."""

    person: int
    needed_at: datetime
    queued_at: datetime
    assigned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTransferred(ContactFact):
    """A contact went on; `area` is where it went. `number` counts its transfers."""

    from_area: str
    from_person: int | None
    to_person: int | None
    by: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHeld(ContactFact):
    """The professional put the contact on hold."""

    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactResumed(ContactFact):
    """The contact goes on after a hold."""

    person: int
    held_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft(ContactFact):
    """The client went away; in the queue the place is kept for a while."""

    state: State
    queued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactReturned(ContactFact):
    """The client came back."""

    state: State
    left_at: datetime
    kept_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalLost(ContactFact):
    """The professional who has the contact has been silent for too long; last heard at `heard_at`.

    From `until` on somebody else may have it.
    """

    person: int
    heard_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalBack(ContactFact):
    """The professional who was noted as lost is there again, and still has the contact."""

    person: int
    lost_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRequeued(ContactFact):
    """The professional who was lost no longer has it: it stands where it stood in the queue."""

    person: int
    lost_at: datetime
    needed_at: datetime
    queued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEnded(ContactFact):
    """A contact ended: by whom, in which state, with all its times. `answered_at` None: nobody ever wrote."""

    by: EndedBy
    was: State
    person: int | None
    needed_at: datetime
    opened_at: datetime
    queued_at: datetime | None
    first_assigned_at: datetime | None
    answered_at: datetime | None
    left_at: datetime | None
    seconds_on_hold: int
    transfers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWrappedUp(ContactFact):
    """The professional said what came of it, what they leaned on, and which contact it was for this need.

    `contact_number`: 1 for the first contact about the need, as far as the client told; None: unknown.
    """

    person: int
    code: WrapUp
    support: tuple[Support, ...]
    contact_number: int | None
    needed_at: datetime
    first_assigned_at: datetime
    ended_at: datetime
    seconds_on_hold: int
    transfers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTurnedAway:
    """Somebody could not join a queue; `why` is a refusal's code: closed or queue_full."""

    channel: Channel
    area: str
    language: str
    municipality: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged:
    """A professional came, went or works elsewhere; by the heartbeat's end when `by_clock`."""

    person: int
    state: PresenceState
    areas: tuple[str, ...]
    capacity: int | None
    at: datetime
    by_clock: bool = False
