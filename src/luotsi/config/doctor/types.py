"""What the doctor finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much it matters."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing."""
    WARNING = "warning"
    """Should be put right."""
    ERROR = "error"
    """Must be put right: unsafe, or not working."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what about, how it is, and what to do when it is not well."""

    level: Level
    about: str
    what: str
    advice: str = ""


Check = Callable[[], Iterator[Finding]]


def ok(about: str, what: str) -> Finding:
    return Finding(Level.OK, about, what)


def note(about: str, what: str, advice: str) -> Finding:
    return Finding(Level.NOTE, about, what, advice)


def warning(about: str, what: str, advice: str) -> Finding:
    return Finding(Level.WARNING, about, what, advice)


def error(about: str, what: str, advice: str) -> Finding:
    return Finding(Level.ERROR, about, what, advice)
