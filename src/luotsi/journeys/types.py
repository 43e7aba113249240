"""Values of the room: a campaign, where it leads, and what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Texts = Mapping[str, str]


class TargetKind(StrEnum):
    """What a campaign opens."""

    HOME = "home"
    THEME = "theme"
    PATH = "path"


class Event(StrEnum):
    """What is counted. The order is that of a visit."""

    OPENED = "opened"
    FINISHED = "finished"
    HELPED = "helped"
    PARTLY = "partly"
    NOT_HELPED = "not_helped"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A link, a QR code and a code to type, which open one place with what is known already."""

    code: str
    names: Texts
    target: TargetKind
    target_key: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Answers that are known of everybody who comes by it; each reader sees and may change them."""
    municipality: str = ""
    language: str = ""
    """The language of the page it opens; "" for the reader's own."""
    is_invitation: bool = False
    """Whether people are asked to type the code, and told by what they came in."""
    area: str = ""
    """Service area; "" for the whole county."""
    starts_on: date | None = None
    ends_on: date | None = None
    is_closed: bool = False

    def is_open(self, day: date) -> bool:
        """Whether it opens its place on this day; both ends belong to it."""
        return (
            not self.is_closed
            and (self.starts_on is None or self.starts_on <= day)
            and (self.ends_on is None or day <= self.ends_on)
        )


@dataclass(frozen=True, slots=True)
class DayCount:
    """What was counted of one thing on one day."""

    day: date
    events: Mapping[Event, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of one thing over some days, and by language."""

    events: Mapping[Event, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    """Openings by language."""
    days: tuple[DayCount, ...] = ()
    """Days on which anything was counted, the newest first."""

    def of(self, event: Event) -> int:
        """How often an event was counted."""
        return self.events.get(event, 0)


class CampaignProblem(ValueError):
    """A campaign that cannot be kept; `fields` says what is wrong with each field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in fields.items()))
        self.fields = dict(fields)


class NoSuchCampaign(LookupError):
    """No campaign has this code."""
