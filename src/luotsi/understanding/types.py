"""What content rooms offer to the search, and what the search gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing that can be found, in one language. All texts are plain text, never HTML.

    The same thing in another language is another document with the same `kind` and `key`.
    """

    kind: str
    """The kind registered for its source: "path", "service", "contact_point"."""
    key: str
    """How the room that offers it finds it again; unique within the kind."""
    language: str
    title: str
    summary: str = ""
    body: str = ""
    keywords: tuple[str, ...] = ()
    """Other names and lay words; as strong as nearly a title."""
    utterances: tuple[str, ...] = ()
    """Sentences in which people ask for this, in their own words."""
    themes: tuple[str, ...] = ()
    """Codes of themes; carried to the hit, not searched."""
    weight: float = 1.0
    """Multiplies the score; above 1 lifts the document, for example a path above a bare service."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words of one field that made a document a hit, as they are written in the document."""

    field: str
    """"title", "keywords", "utterances", "summary" or "body"."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    kind: str
    key: str
    language: str
    """The language that title, summary and snippet are in; may differ from the one asked for."""
    title: str
    summary: str
    snippet: str
    """At most about 200 characters around the first words that matched, or of the summary."""
    score: float
    """Orders the hits of one search; means nothing between searches."""
    why: tuple[Match, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The hits of one search, best first."""

    hits: tuple[Hit, ...] = field(default=())
    searched_as: tuple[str, ...] = ()
    """Languages searched, the asked one first. More than one: the asked language gave little."""
    is_ready: bool = True
    """False while no index has been built or it cannot be read; say so instead of "nothing found"."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How the index stands to the content; `built_at` is None before the first build."""

    documents: int
    built_at: datetime | None
    is_behind: bool
    """Content has changed since; a worker builds within seconds."""
