"""What guidance announces after it has happened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathPublished:
    """A revision of a path went live."""

    code: str
    revision: int
    person: int | None
    """Id of who published it; None for the importer and the schedule."""


@dataclass(frozen=True, slots=True)
class PathUnpublished:
    """A path was taken from residents."""

    code: str
    person: int | None


@dataclass(frozen=True, slots=True)
class PublishingRefused:
    """The gate stopped a scheduled publishing when its time came; a person must look."""

    code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterChanged:
    """Somebody of the county decided on a source or a national fact."""

    register: str
    """sources | facts"""
    key: str
    verb: str
    """compare | doubt | edit | take"""
    person: int
    fields: tuple[str, ...] = ()
    """Names of the parts of the entry that became others."""
