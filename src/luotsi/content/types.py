"""What the room gives to screens: notices and stories as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
TOLD_BY: Mapping[str, str | Promise] = MappingProxyType(
    {
        OWN: _("A client has told this story and given us leave to publish it. We do not tell who it is."),
        MANY: _("We wrote this story from what many clients have told. It is about no single person."),
        INVENTED: _("This story is an invented example. The people and events are not real."),
    }
)
"""Whose story it is, as readers are told; those of real people first."""

TOLD_BY_IN_SHORT: Mapping[str, str | Promise] = MappingProxyType(
    {
        OWN: _("A client’s own story"),
        MANY: _("Written from many stories"),
        INVENTED: _("Invented example"),
    }
)
"""The same beside a title."""


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
