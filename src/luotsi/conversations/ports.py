"""What the room needs from outside: a service by which a client proves who they are.

The room knows no such service. `luotsi.config` gives it one (`identifying.provide`); `twins` has one for
tests and the demo. Who somebody is never comes in here: an adapter keeps that elsewhere, and tells an opaque
reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from luotsi.conversations.types import ConversationFault


class Level(StrEnum):
    """How sure the proof is, as the European regulation on identification has it."""

    SUBSTANTIAL = "substantial"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the person is sent: the browser posts these fields to that address, in the whole window."""

    address: str
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of it. `method` is a code such as "bank" or "mobile"; `reference` names the person where the
    adapter keeps them, and tells nothing by itself."""

    method: str
    reference: str
    level: Level


class IdentificationFault(ConversationFault):
    """The client was not identified. Nothing of the conversation has changed."""

    code = "not_proved"


class NotProved(IdentificationFault):
    """The answer is forged, is another request's, came twice, or proves too little."""


class Cancelled(IdentificationFault):
    """The person turned back at the service."""

    code = "identification_cancelled"


class Unavailable(IdentificationFault):
    """The service does not answer."""

    code = "identification_unavailable"


class Identification(Protocol):
    """A service of strong identification. Called outside transactions; answers or fails within seconds."""

    def start(self, request: str, language: str) -> Departure:
        """Where to send the person. `request` is ours, random and used once; the answer must name it.

        Raises Unavailable.
        """
        ...

    def finish(self, request: str, answer: Mapping[str, str]) -> Proof:
        """Who it proved to be, by the fields with which the person came back. Raises IdentificationFault."""
        ...
