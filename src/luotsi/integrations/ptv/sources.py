"""What a version of PTV's interface must offer, so that one loader serves them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.scope import Scope
from luotsi.integrations.ptv.types import Refusal


class Kind(StrEnum):
    """Kinds of objects that are asked for, in our words."""

    GENERAL_DESCRIPTION = "general_description"
    ORGANISATION = "organisation"
    CONTACT_POINT = "contact_point"
    SERVICE = "service"


class SourceDown(Exception):
    """PTV cannot be read now: not reached, too busy for too long, or it does not know our key."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request's worth of objects. A killed load goes on with the steps that were not done."""

    number: int
    """Rising from 1 within its kind; the page when `ids` is empty."""
    ids: tuple[str, ...] = ()
    """Ids, or one question of the source's own, which begins with "?"."""

    @property
    def is_page(self) -> bool:
        """Whether nobody knows yet which objects it holds."""
        return not self.ids or self.ids[0].startswith("?")


def steps_of(ids: Iterable[str], most: int) -> Iterator[Step]:
    """Steps with at most `most` ids each."""
    waiting: list[str] = []
    number = 0
    for one in ids:
        waiting.append(one)
        if len(waiting) == most:
            yield Step(number := number + 1, tuple(waiting))
            waiting = []
    if waiting:
        yield Step(number + 1, tuple(waiting))


class Source(Protocol):
    """One version of the interface at one address."""

    @property
    def address(self) -> str:
        """Base address, without any key; names the source in tables and reports."""
        ...

    @property
    def version(self) -> int:
        """11 or 12."""
        ...

    @property
    def most_ids(self) -> int:
        """How many ids one step may hold."""
        ...

    def steps(self, kind: Kind, since: datetime | None, scope: Scope | None) -> Iterable[Step]:
        """Steps to all published objects of a kind, or to those changed since a moment (UTC).

        With a scope the source narrows the services as far as the interface can; it may give too many.
        Raises `SourceDown`.
        """
        ...

    def fetch(self, kind: Kind, step: Step) -> Iterator[Read | Refusal]:
        """The objects of a step. A broken one is a refusal; one that PTV no longer has is not among them.

        Raises `SourceDown`.
        """
        ...

    def gone(self, kind: Kind, since: datetime) -> Iterable[str]:
        """Ids of objects withdrawn or archived since a moment; none when the interface cannot tell.

        Raises `SourceDown`.
        """
        ...
