"""Reading guidance: published paths, registers, help with local services found, and why.

Published paths come from a snapshot in memory (`luotsi.guidance.snapshot`), so that a page costs no
database reading beyond one small row a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.types import (
    Because,
    Fact,
    HelpStep,
    PathCard,
    PublishedPath,
    Rendered,
    Source,
    TextMap,
)

if TYPE_CHECKING:
    from luotsi.flows.types import Outcome, Visit


def path(code: str) -> PublishedPath:
    """The published path with this code (never a sub-path). Raises `NoSuchPath`."""
    raise NoSuchPath(code)


def all_paths() -> list[PathCard]:
    """Cards of every published path, in the order of their Finnish titles."""
    return []


def paths_of_theme(theme: str) -> list[PathCard]:
    """Cards of the paths under a theme: those whose primary theme it is come first."""
    return []


def paths_of_life_situation(code: str) -> list[PathCard]:
    """Cards of the paths of a life situation (codes: organisation.taxonomy.LIFE_SITUATIONS)."""
    return []


def sources() -> Mapping[str, Source]:
    """The register of sources by key."""
    return {}


def facts() -> Mapping[str, Fact]:
    """The register of national facts by code."""
    return {}


def render(text: TextMap, language: str) -> Rendered:
    """A text of content in `language`, or the nearest there is, with `{fact:CODE}` filled in.

    An unknown fact becomes a dash: the gate lets none through, and a page must not fail for one.
    """
    return Rendered("", language)


def help_for(
    path: PublishedPath, outcome: str | Outcome, municipality: str | None, language: str
) -> tuple[HelpStep, ...]:
    """The steps of an outcome, in order, with each slot resolved for the resident's municipality.

    `municipality` is a municipality code or None when the resident has not told; `outcome` is the outcome
    or its key in the flow. A contact that finds no local service still leads to a person.
    """
    return ()


def explain(path: PublishedPath, visit: Visit, language: str) -> tuple[Because, ...]:
    """Why this help: the questions whose answers decided, in the order asked, in words."""
    return ()


def utterances(code: str) -> Mapping[str, tuple[str, ...]]:
    """What people say when they need this path, by language."""
    return {}
