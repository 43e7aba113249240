"""A short survey of wishes before a launch: what it asks, and what is told of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luotsi.feedback.types import Problem

Words = Mapping[str, str | Promise]

FEWEST_SHOWN = 5
"""Results are shown from this many answers on, of all and of each language."""

CHANNELS: Words = MappingProxyType(
    {
        "phone": _("Phone call"),
        "chat": _("Chat with a professional"),
        "form": _("Form on the web, with a reply later"),
        "email": _("E-mail"),
        "video": _("Video call"),
        "visit": _("Visit without an appointment"),
    }
)
HOURS: Words = MappingProxyType(
    {
        "morning": _("Weekdays 8–12"),
        "afternoon": _("Weekdays 12–16"),
        "evening": _("Weekday evenings 16–20"),
        "night": _("Late evenings and nights"),
        "weekend": _("Weekends"),
    }
)
LANGUAGES: Words = MappingProxyType(
    {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English"), "other": _("In another language")}
)
ACTING_FOR: Words = MappingProxyType(
    {
        "self": _("For myself"),
        "child": _("For my child"),
        "relative": _("For another person close to me"),
        "client": _("For people whom I meet in my work"),
    }
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One answer to the survey: codes of each question, and words. Nothing says who gave it."""

    channels: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    acting_for: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not (any(self.choices.values()) or self.words)

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Codes by question."""
        return {
            "channels": self.channels,
            "hours": self.hours,
            "themes": self.themes,
            "languages": self.languages,
            "acting_for": self.acting_for,
        }


@dataclass(frozen=True, slots=True)
class Survey:
    """A time in which residents are asked. `opened_by` and `closed_by` are numbers of members of staff."""

    id: int
    opens_on: date
    closes_on: date
    opened_by: int | None
    opened_at: datetime
    closed_by: int | None = None
    closed_at: datetime | None = None

    def is_open(self, today: date) -> bool:
        """Whether residents are asked today."""
        return self.closed_at is None and self.opens_on <= today <= self.closes_on

    def is_over(self, today: date) -> bool:
        """Whether nobody is asked any more."""
        return self.closed_at is not None or today > self.closes_on


@dataclass(frozen=True, slots=True)
class WishWords:
    """What somebody wrote, masked; the day is all that is told of the time."""

    words: str
    language: str
    day: date


@dataclass(frozen=True, slots=True)
class Count:
    """How often a choice was made: of all answers, and of those in each language that is shown."""

    total: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WishResults:
    """The answers to one survey, counted. Empty but for `total` below `FEWEST_SHOWN`."""

    total: int
    languages: Mapping[str, int] = field(default_factory=dict)
    """Languages of the page with their answers; only those that are many enough to be shown."""
    counts: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)
    """Question → code → count; every choice is there, also one that nobody made."""
    words: tuple[WishWords, ...] = ()

    @property
    def are_shown(self) -> bool:
        """Whether there are enough answers to show."""
        return self.total >= FEWEST_SHOWN


class WishRefusedError(ValueError):
    """An answer that cannot be kept; `problems` names each field and nothing has been stored."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems


class SurveyClosedError(LookupError):
    """Nobody is asked now."""


class SurveyRefusedError(ValueError):
    """The survey cannot be opened so: `why` is "dates" or "open" (another is open or to come)."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The survey cannot be opened: {why}")
        self.why = why
