"""What is kept of a turn or search, and what members of staff read of it. Nothing tells whose it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Channel = Literal["assistant", "search", "api", "path"]

CHANNELS = ("assistant", "search", "api", "path")
VERDICTS = ("yes", "partly", "no")


class MissClass(StrEnum):
    """Why a turn did not lead to help. Of several the first is told: it is nearest the cause."""

    NO_CANDIDATE = "no_candidate"
    """Nothing that Luotsi knows was near the message."""
    BELOW_FLOOR = "below_floor"
    """Something was near, but not surely enough to offer it."""
    CLARIFIED_WITHOUT_RESULT = "clarified_without_result"
    """Questions were answered, and still there was nothing to offer."""
    SLOT_UNRESOLVED = "slot_unresolved"
    """The path led to a service that the catalogue does not have."""
    ABANDONED_IN_PATH = "abandoned_in_path"
    """A path was opened and left on the way."""
    UNHELPFUL = "unhelpful"
    """The client said that it helped only partly or not at all."""
    HANDED_TO_PERSON = "handed_to_person"
    """A person had to take over."""
    SHOWN_NOT_OPENED = "shown_not_opened"
    """Paths were offered, and an hour later none was opened. Never written: told from the rest."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One turn as it is kept."""

    id: str
    hour: datetime
    """The start of the hour: the finest time there is."""
    channel: str
    page_language: str
    language: str
    """Of the message, also one that Luotsi does not speak; "" when it could not be told."""
    kind: str
    act: str
    is_soft: bool
    emergencies: tuple[str, ...]
    candidates: tuple[tuple[str, float], ...]
    """Codes of paths with their rounded scores, the best first."""
    offered: int
    """How many of the first candidates were shown."""
    question: str
    """The facet that was asked for, or ""."""
    answers: Mapping[str, str]
    authorities: tuple[str, ...]
    municipality: str
    opened: tuple[str, ...]
    judged: str
    miss: MissClass | None
    length: str
    """Words of the message, as a range such as "4-7"."""
    words: str | None = None
    """The masked message of a miss; None where it was not kept, or where its key is gone."""


@dataclass(frozen=True, slots=True)
class TurnCounts:
    """How many turns there were in a time, and of which sort; each map begins with the most frequent."""

    since: date
    until: date
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    misses: Mapping[MissClass, int] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """How many did not lead to help, as far as is known."""
        return sum(self.misses.values())
