"""The values of one turn of the assistant. Frozen; texts of content are maps keyed by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from luotsi.safety.emergency import Assessment
from luotsi.safety.masking import Masked

TextMap = Mapping[str, str]

Kind = Literal["emergency", "guide", "clarify", "out_of_scope", "none", "person"]
"""What a reply mainly is. `emergency`: the emergency block comes first, and paths follow only where the
message tells an errand as well. `guide`: paths, or an answer from
the catalogue. `clarify`: a question comes first. `person`: the client wants, or had better have, a person."""

Miss = Literal["no_candidate", "below_floor", "clarified_without_result"]
"""Why a reply did not lead to help, as far as the reply itself knows. What happens after it (shown but not
opened, voted unhelpful, handed to a person) is added to its record later."""

Wish = Literal["opening_hours", "location", "phone_number"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One message with what the exchange has told so far."""

    text: str
    page_language: str = "fi"
    """The language of the page; the reply is in it whatever the message is in."""
    municipality: str | None = None
    earlier: tuple[str, ...] = ()
    """The client's messages before this one that belong to the same need, oldest first, masked."""
    facets: Mapping[str, str] = field(default_factory=dict)
    """Answers to clarifying questions: facet -> option code or "dont_know"."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody else who takes care of a matter; packaged list, same in every county."""

    code: str
    name: TextMap
    what: TextMap
    how: TextMap
    url: TextMap


@dataclass(frozen=True, slots=True)
class Candidate:
    """A path that may help."""

    path: str
    title: TextMap
    summary: TextMap
    contact_reasons: tuple[str, ...]
    """Exactly those of the path, primary first; the same for themes."""
    themes: tuple[str, ...]
    service_classes: tuple[str, ...]
    """National (PTV) codes."""
    is_sensitive: bool
    score: float
    """Calibrated probability, 0–1."""
    because: tuple[str, ...] = ()
    """The client's own words that spoke for it, as they wrote them."""


@dataclass(frozen=True, slots=True)
class Need:
    """One of several needs in a message."""

    words: str
    """The part of the message that tells it."""
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a clarifying question. The code "dont_know" is always the last one."""

    code: str
    label: TextMap


@dataclass(frozen=True, slots=True)
class Question:
    """A clarifying question. `facet` is a key of the facets, or "path": "What did you mean?", whose options
    are codes of paths."""

    facet: str
    text: TextMap
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The direct answer to "where", "when open" or "give me a number": ids of contact points."""

    wish: Wish
    contact_points: tuple[str, ...]
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What one turn comes to. Whatever else it holds, a screen shows first the emergency block (if
    `assessment.is_emergency`) or the softer one (if `assessment.is_soft`), and always a way to a person."""

    kind: Kind
    language: str
    """The language the message is in: fi, sv or en; or "" when it is another one or cannot be told."""
    masked: Masked
    assessment: Assessment
    candidates: tuple[Candidate, ...] = ()
    """Best first, up to ten, different paths. Those offered are the first `offered`."""
    offered: int = 0
    needs: tuple[Need, ...] = ()
    """Two or more, when the message tells several needs; offer them side by side."""
    question: Question | None = None
    place: Place | None = None
    authorities: tuple[Authority, ...] = ()
    """Who takes care of it, when the county does not."""
    act: str = ""
    """person, machine, greeting, thanks, goodbye, feedback, abuse, language, vague, repeat … or ""."""
    foreign: str = ""
    """Code of a language that Luotsi recognises but does not speak ("ru", "et", "ar" …), or ""."""
    miss: Miss | None = None
    themes: tuple[str, ...] = ()
    """The nearest subjects (theme codes), for a reply without an offer."""
