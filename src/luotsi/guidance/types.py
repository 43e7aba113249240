"""The values that the guidance room hands out. Frozen; no row of a table leaves the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from luotsi.foundation.languages import Worded

if TYPE_CHECKING:
    from luotsi.catalogue.types import Resolution, Slot
    from luotsi.flows.document import PathDocument
    from luotsi.flows.linking import Flow
    from luotsi.flows.types import Change, QuestionChange

TextMap = Mapping[str, str]
Answers = Mapping[str, Sequence[str]]
"""Question key -> its values as text, such as {"who": ["self"], "age": ["78"]} (docs: flows)."""

Rendered = Worded
"""A text as shown, facts filled in: `text`, `language` (the language it really is in), `is_fallback`."""

StepKind = Literal["do", "contact", "e_service", "read", "guide"]


@dataclass(frozen=True, slots=True)
class PublishedPath:
    """A path as residents have it now: the document, and the flow with its sub-paths inlined."""

    code: str
    document: PathDocument
    flow: Flow
    revision: int | None
    """Number of the published revision; feedback is given on it."""
    published_at: datetime | None

    @property
    def is_sensitive(self) -> bool:
        return self.document.sensitive


@dataclass(frozen=True, slots=True)
class PathCard:
    """What a list shows of a path."""

    code: str
    title: TextMap
    summary: TextMap
    kinds: frozenset[str]
    """The kinds of help its outcomes give: wellbeing, self_care, low_threshold, professional."""
    themes: tuple[str, ...]
    life_situations: tuple[str, ...]
    sensitive: bool
    review_by: date | None
    first_published_at: datetime | None = None
    published_at: datetime | None = None
    """When residents first had it, and since when they have had what it says now."""


class Register(StrEnum):
    """The two registers beside the paths."""

    FACTS = "facts"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: an authority's page that somebody has seen."""

    key: str
    title: TextMap
    authority: TextMap
    urls: TextMap
    """Address by language; `""` is never a key, a page in one language has one entry."""
    seen: date | None
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A national fact that paths refer to as {fact:CODE}: an amount, a deadline, a right, a number."""

    code: str
    what: TextMap
    value: TextMap
    as_of: date | None
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class HelpStep:
    """One step of an outcome, with the local service of its slot found."""

    kind: StepKind
    say: Rendered
    """The words of the step; empty when the service speaks for itself."""
    slot_name: str = ""
    slot: Slot | None = None
    resolution: Resolution | None = None
    """Set for `contact` and `e_service`; never without a way to a person."""
    source: Source | None = None
    """Set for `read`."""
    guide: PathCard | None = None
    """Set for `guide`, while that path is published."""
    sign_in: bool = False
    on_behalf: str = "no"
    """Of an e-service: no | with_mandate | for_own_child."""


@dataclass(frozen=True, slots=True)
class Because:
    """One question that decided, and the answer given, in words: part of "why this?"."""

    question: str
    """Key of the question, so that a page can link to changing it."""
    asked: Rendered
    answered: tuple[Rendered, ...]


@dataclass(frozen=True, slots=True)
class ToldChange:
    """Answers for which a path does something else than before, in words of one language.

    `before` and `after` are the titles of outcomes, or the question that is asked now; empty where the
    walk leads nowhere. `then` are the outcomes to which that question may lead.
    """

    change: Change
    answers: tuple[Because, ...]
    before: Rendered
    after: Rendered
    then: tuple[Rendered, ...]


@dataclass(frozen=True, slots=True)
class ToldQuestion:
    """A question that is not what it was: its words, and the answers added and taken away."""

    change: QuestionChange
    asked: Rendered
    added: tuple[Rendered, ...]
    removed: tuple[Rendered, ...]


@dataclass(frozen=True, slots=True)
class PublishingChanges:
    """What publishing a document would change for residents, in words of one language."""

    is_first: bool
    """Nothing is published under this code yet."""
    changes: tuple[ToldChange, ...] = ()
    questions: tuple[ToldQuestion, ...] = ()
    outcomes_added: tuple[Rendered, ...] = ()
    outcomes_removed: tuple[Rendered, ...] = ()
    longest_before: int = 0
    """Questions on the longest walk."""
    longest_after: int = 0
    not_compared: tuple[str, ...] = ()
    callers: tuple[Rendered, ...] = ()
    """Titles of the published paths that call a sub-path, and change with it."""

    @property
    def is_none(self) -> bool:
        """Nobody meets anything else than before, as far as was compared."""
        return not (self.changes or self.questions or self.outcomes_added or self.outcomes_removed)


@dataclass(frozen=True, slots=True)
class SensitiveVisit:
    """A visit to a sensitive path, kept on the server for half an hour after its last use."""

    path: str
    answers: Answers
    municipality: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Flaw:
    """One reason why a path may not be published, and what to do about it."""

    kind: str
    """document, taxonomy, language, words, source, fact, link, caller, unproved, or a kind of proof fault."""
    where: str
    message: str
    advice: str = ""
    line: int | None = None
    answers: Mapping[str, Sequence[str]] | None = None
    """The answers that lead to the fault, when there are any: preview them to see it."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the gate says of a document: its faults, and what the proof counted."""

    flaws: tuple[Flaw, ...]
    questions: int = 0
    outcomes: int = 0
    longest_walk: int = 0
    slots: tuple[str, ...] = ()
    missing_translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language -> places whose text it lacks, required or not."""
    not_covered: tuple[str, ...] = ()
    """What the proof does not prove, a sentence each."""

    @property
    def is_publishable(self) -> bool:
        return not self.flaws


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or path that was not taken, with every reason."""

    name: str
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a library did, by code."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()
    """Changed both upstream and locally: upstream's version waits as a revision, the local one stays."""
    refused: tuple[Refusal, ...] = ()
    registers: Mapping[str, int] = field(default_factory=dict)
    """Rows written in the registers: sources, facts, utterances."""


@dataclass(frozen=True, slots=True)
class LibraryStats:
    """Figures of a library, the published paths or a folder (`luotsi paths stats`)."""

    paths: int
    subpaths: int
    themes: int
    contact_reasons_covered: int
    contact_reasons: int
    nodes: int
    """Questions, outcomes and calls."""
    questions: int
    outcomes: int
    longest_walk: int
    incomplete_translations: int
    """Paths where some text lacks one of the county's languages."""
    translations_behind: int
    awaiting_approval: int
    sensitive: int
    overdue: int
    outcome_depends_on_answers: float
    """Share of paths, 0 to 1, where different answers lead to different outcomes."""
    median_shared_outcome_text: float
    """Share of its outcome text, 0 to 1, that the median path has in common with the path nearest to it."""
    outcome_kinds: Mapping[str, int]
    utterances: Mapping[str, int]
    lexicon: int
    """Terms: what is said in several ways and means the same."""
    lexicon_expressions: int
    """The ways in which they are said."""
    sources: int
    sources_unverified: int
    """Sources whose page nobody has opened and compared; only their authority's front page is linked."""
    facts: int
    facts_unverified: int
    """Facts that nobody has compared with their source; they claim nothing to residents."""
