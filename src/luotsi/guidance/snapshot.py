"""Published paths in memory, following the database.

Reading a path from the database, reading its JSON and linking it takes milliseconds; a page asks for many.
So each process holds one immutable snapshot and swaps it when the token of `PublishedState` changes.
What did not change between two snapshots is carried over; flows are linked when first asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from luotsi.flows.document import PathDocument
from luotsi.flows.linking import Flow, link
from luotsi.guidance import registers
from luotsi.guidance.freshness import SNAPSHOT
from luotsi.guidance.models import FactRow, GuidancePath, PublishedState, SourceRow
from luotsi.guidance.types import Fact, PathCard, PublishedPath, Source


class Held(NamedTuple):
    """A published document and when it went live."""

    document: PathDocument
    revision: int | None
    published_at: datetime | None
    first_published_at: datetime | None


@dataclass
class Snapshot:
    """Everything that residents read of guidance, at one moment."""

    token: str
    held: Mapping[str, Held] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    _paths: dict[str, PublishedPath] = field(default_factory=dict)

    @cached_property
    def documents(self) -> dict[str, PathDocument]:
        """Paths and sub-paths by code."""
        return {code: held.document for code, held in self.held.items()}

    @cached_property
    def cards(self) -> tuple[PathCard, ...]:
        """The paths that a resident can choose, by Finnish title."""
        found = [card_of(held) for held in self.held.values() if held.document.kind == "path"]
        return tuple(sorted(found, key=lambda card: (card.title.get("fi", "").casefold(), card.code)))

    def card(self, code: str) -> PathCard | None:
        """The card of a published path; None when there is none or it is a sub-path."""
        held = self.held.get(code)
        return card_of(held) if held is not None and held.document.kind == "path" else None

    def path(self, code: str) -> PublishedPath | None:
        """A published path, linked; None when there is none or it is a sub-path."""
        held = self.held.get(code)
        if held is None or held.document.kind != "path":
            return None
        if code not in self._paths:
            flow: Flow = link(held.document, self.documents)
            self._paths[code] = PublishedPath(code, held.document, flow, held.revision, held.published_at)
        return self._paths[code]


def card_of(held: Held) -> PathCard:
    """What lists show of a published document."""
    document = held.document
    return PathCard(
        code=document.code,
        title=document.title,
        summary=document.summary or {},
        kinds=frozenset(outcome.kind for outcome in document.outcomes.values()),
        themes=document.themes,
        life_situations=document.life_situations,
        sensitive=document.sensitive,
        review_by=document.review_by,
        first_published_at=held.first_published_at,
        published_at=held.published_at,
    )


_lock = threading.Lock()
_held_by_transaction = {inside: Snapshot(token="") for inside in (False, True)}
"""Two snapshots: what is committed, and what a transaction sees of its own writing, which others must not."""


def now() -> Snapshot:
    """The present snapshot. Reads the token at most once a second, and the rest only when it changed."""
    inside = connection.in_atomic_block
    if not inside and SNAPSHOT.may_believe():
        return _held_by_transaction[False]
    token = PublishedState.now()
    with _lock:
        if token != _held_by_transaction[inside].token:
            _held_by_transaction[inside] = _read(token, _held_by_transaction[inside])
        if not inside:
            SNAPSHOT.was_read()
        return _held_by_transaction[inside]


def _read(token: str, before: Snapshot) -> Snapshot:
    columns = ("code", "live_revision_id", "last_published_at", "first_published_at")
    held: dict[str, Held] = {}
    changed: dict[str, tuple[int | None, datetime | None, datetime | None]] = {}
    for code, *published in GuidancePath.objects.filter(live=True).values_list(*columns):
        known = before.held.get(code)
        if known is not None and known.revision is not None and known[1:] == tuple(published):
            held[code] = known
        else:
            changed[code] = tuple(published)
    rows = GuidancePath.objects.filter(live=True, code__in=changed).values_list("code", "document")
    for code, document in rows:
        held[code] = Held(PathDocument.from_json(document), *changed[code])
    return Snapshot(token, held, _sources(), _facts())


def _sources() -> dict[str, Source]:
    return {row.key: registers.source_of(row.key, row.entry) for row in SourceRow.objects.all()}


def _facts() -> dict[str, Fact]:
    return {row.key: registers.fact_of(row.key, row.entry) for row in FactRow.objects.all()}
