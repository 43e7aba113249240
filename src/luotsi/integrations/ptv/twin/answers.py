"""What a twin answers: a status and a body, whatever carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Query = Mapping[str, Sequence[str]]
"""The values of each parameter, as `urllib.parse.parse_qs` gives them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Fell(Exception):
    """The twin falls over a poisoned object."""


class BadQuestion(ValueError):
    """A parameter that the interface does not take; `where` is its name."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


def one_value(query: Query, name: str) -> str | None:
    """The last value of a parameter."""
    found = query.get(name)
    return found[-1] if found else None


def many_values(query: Query, name: str, most: int = 20) -> list[str]:
    """A parameter's values, separated by commas or repeated. Raises `BadQuestion` for more than allowed."""
    found = [part for value in query.get(name, ()) for part in value.split(",") if part]
    if len(found) > most:
        raise BadQuestion(name, f"must have at most {most} items")
    return found


def whole_number(query: Query, name: str, default: int, least: int, most: int) -> int:
    """A whole number within bounds. Raises `BadQuestion`."""
    text = one_value(query, name)
    if text is None:
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise BadQuestion(name, f"must be a whole number from {least} to {most}")
    return int(text)
