"""The national register: 23 organisers and their municipalities, each row with its dates and source.

Files: `data/organisers.csv`, `data/municipalities.csv`. A change is a new row (and an end date on the
old one), and needs a source; rows are never edited to say something else.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from luotsi.organisation.types import Municipality, Organiser

_DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def organisers() -> tuple[Organiser, ...]:
    """All rows of organisers, by code; a code may have had several lives."""
    return tuple(
        Organiser(
            row["code"],
            row["kind"],
            _names(row),
            _date(row["valid_from"]),
            _date(row["valid_to"]),
            row["source"],
        )
        for row in _rows("organisers.csv")
    )


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """All rows of municipalities, by code; a code may have had several lives."""
    return tuple(
        Municipality(
            row["code"],
            row["organiser"],
            _names(row),
            _date(row["valid_from"]),
            _date(row["valid_to"]),
            row["source"],
        )
        for row in _rows("municipalities.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _names(row: dict[str, str]) -> dict[str, str]:
    return {language: row[f"name_{language}"] for language in ("fi", "sv", "en")}


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
