"""What content rooms offer to the search, and what the search gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class Meaning:
    """Something a message can mean: a class of the classifier, learnt from how people say it."""

    kind: str
    key: str
    """How the room that offers it finds it again; unique within the kind."""
    said: Mapping[str, tuple[str, ...]]
    """Example utterances by language."""
    texts: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    """Content about it by language, each text with its weight beside an utterance's 1."""


class Guess(NamedTuple):
    """One thing that a text may mean; all guesses of a text have probabilities that add up to 1."""

    kind: str
    key: str
    probability: float


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text may mean, the likeliest first, and how it was read."""

    guesses: tuple[Guess, ...] = ()
    language: str = ""
    """The text's own language, as far as it can be told; empty when it cannot."""
    language_margin: float = 0.0
    """How far the language is before the next likely one, 0–1."""
    known: float = 0.0
    """Share of the text that was met in training, 0–1; near 0 for gibberish and other languages."""
    words: int = 0
    telling: float = 1.0
    """How telling the rarest word of a short text is, 0–1: "time" is used of everything, "denture" is not."""
    is_ready: bool = True
    """False while nothing has been learnt."""
    told: object = field(default=None, repr=False, compare=False)
    """What `queries.because` explains it with."""
