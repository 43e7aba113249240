"""Values of the room: what stands in a log, who wrote it, who may see it, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from luotsi.conversations.kinds import Kind

MOST_CHARACTERS = 4_000
"""Of one message or note."""

LONGEST_KEY = 64


class Author(StrEnum):
    """Whose an entry is."""

    CLIENT = "client"
    PROFESSIONAL = "professional"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who gets to see an entry."""

    BOTH = "both"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be appended. `key` is the sender's own and makes sending twice once; empty for the house.

    `digest` is a hash of all that was sent under the key (`bodies.digest`).
    """

    what: Kind
    author: Author = Author.SYSTEM
    person: int = 0
    key: str = ""
    digest: str = ""

    @property
    def audience(self) -> Audience:
        """Notes are between professionals; everything else both sides see."""
        return Audience.STAFF if self.what.is_for_staff else Audience.BOTH


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a conversation's log, opened. `seq` rises by one from 1; `person` is 0 for none."""

    conversation: UUID
    seq: int
    author: Author
    person: int
    audience: Audience
    at: datetime
    what: Kind
    key: str = ""

    def to_json(self, *, for_staff: bool) -> dict[str, Any]:
        """As it goes over the wire: seq, kind, author, at, and the fields of its kind.

        A client never gets a professional's number, nor a key that is not the client's own.
        """
        told: dict[str, Any] = {
            "seq": self.seq,
            "kind": self.what.kind,
            "author": self.author.value,
            "at": self.at.astimezone(UTC).isoformat(),
            **self.what.to_json(),
        }
        if self.key and (for_staff or self.author is Author.CLIENT):
            told["key"] = self.key
        if for_staff:
            told["audience"] = self.audience.value
            if self.person:
                told["person"] = self.person
        return told

    def is_for(self, *, staff: bool) -> bool:
        """Whether this side may see it."""
        return staff or self.audience is Audience.BOTH


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """One entry of a desk's log: a contact of a service area as it stood after a change.

    `log` is "area:CODE". `card` holds codes, numbers and times, no word that anybody wrote (`desk.card`).
    """

    log: str
    seq: int
    at: datetime
    card: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return {
            "seq": self.seq,
            "kind": "contact",
            "at": self.at.astimezone(UTC).isoformat(),
            "contact": dict(self.card),
        }


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation's own row. A conversation has the id of its contact."""

    id: UUID
    area: str
    language: str
    state: str
    assignee: int | None
    is_away: bool
    is_answered: bool
    """Whether a person has written to the client. Never taken back."""
    last_seq: int
    epoch: int
    """Rises when everything that was given out for it ends, such as tickets."""
    opened_at: datetime
    ended_at: datetime | None
    erase_after: datetime | None
    kept_until: datetime | None
    """Kept as evidence until then, by a named decision."""

    @property
    def is_living(self) -> bool:
        """Whether anything can still be said in it."""
        return self.ended_at is None


class ConversationFault(Exception):
    """Something was refused, and nothing has changed. `code` is for programs, the message is English."""

    code = "refused"


class NoSuchConversation(ConversationFault, LookupError):
    """There is none of this id, or it is not the asker's: nobody learns which."""

    code = "not_found"


class KeyReused(ConversationFault):
    """The same key came with another body."""

    code = "key_reused"


class HasEnded(ConversationFault):
    """The conversation has ended: nothing more can be said in it."""

    code = "ended"


class IsErased(HasEnded):
    """The client had everything erased: nothing more is written, not even what comes late or twice."""

    code = "erased"


class NotYours(ConversationFault):
    """The conversation is another professional's."""

    code = "not_yours"


class IdentificationOff(ConversationFault):
    """Nobody can be identified here: the county does not want it, or there is no service for it."""

    code = "identification_off"


class TicketSpent(ConversationFault):
    """A ticket for identification that was used, is too old, or is another browser's: nobody learns which."""

    code = "ticket_spent"


class NotFitting(ConversationFault, ValueError):
    """What was sent is not of the form that is told."""

    code = "not_fitting"
