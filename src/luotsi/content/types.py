"""What the room gives to screens: notices and stories as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

INFO = "info"
DISRUPTION = "disruption"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice in force. Texts are maps by language; bodies are plain text, a blank line parts paragraphs."""

    id: int
    severity: str
    """"disruption": something does not work; "info": good to know."""
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    shown_from: datetime
    shown_until: datetime | None
    municipalities: tuple[str, ...] = ()
    """Codes; empty means the whole county."""
    themes: tuple[str, ...] = ()
    """Codes; empty means every theme."""


OWN, MANY, INVENTED = "own", "many", "invented"
TOLD_BY = (OWN, MANY, INVENTED)
"""Whose story it is, those of real people first: a client's own, put together from many, or made up."""


class NoSuchStory(LookupError):
    """No published story has this code."""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """What a list shows of a published story. Texts are maps by language."""

    code: str
    titles: Mapping[str, str]
    openings: Mapping[str, str]
    """The quote, or the first words of the story."""
    told_by: str
    """"own", "many" or "invented"; residents are always told which."""
    themes: tuple[str, ...]
    paths: tuple[str, ...]
    """Codes of the guidance paths whose outcomes show the story."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A published story. Bodies are plain text, a blank line parts paragraphs."""

    code: str
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    quotes: Mapping[str, str]
    told_by: str
    themes: tuple[str, ...]
    paths: tuple[str, ...]
    review_by: date
