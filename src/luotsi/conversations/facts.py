"""What the room announces besides what `contacts` does. Nothing tells who the client is, or what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFact:
    """Common to all: the conversation (and contact), its service area and language, when it happened."""

    conversation: UUID
    area: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketHandedOver(ConversationFact):
    """The client agreed that what was said before is handed over: from the assistant, a path or a page."""

    source: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRecognised(ConversationFact):
    """A client's words told of an emergency, or (`is_soft`) of distress."""

    kinds: tuple[str, ...]
    is_soft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRated(ConversationFact):
    """The client said whether there was an answer (yes, partly, no), and 0–10 how likely to recommend it."""

    answer: str
    nps: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientWarned(ConversationFact):
    """The client was told that silence will end the conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientBlocked(ConversationFact):
    """A professional ended the conversation for misuse and blocked its client till midnight at most."""

    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationKept(ConversationFact):
    """A professional decided to keep the conversation as evidence until that day."""

    person: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityWanted(ConversationFact):
    """A professional asked the client to prove who they are."""

    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientIdentified(ConversationFact):
    """The client proved who they are; by what, and how sure that is (`ports.Proof`)."""

    method: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationErased(ConversationFact):
    """The client had everything erased that was written."""
