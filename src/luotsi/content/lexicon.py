"""Lay, spoken and old words with what they mean: the packaged lexicon, and what the county's editors add."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from luotsi.understanding.lexicon import Term, terms_of

NAME = "lexicon"
FOLDER = Path(__file__).parent / "vocabulary"


def terms() -> Iterator[Term]:
    """Every term that understanding uses, in a fixed order."""
    yield from packaged()


@lru_cache(maxsize=1)
def packaged() -> tuple[Term, ...]:
    """The terms that come with Luotsi."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))["terms"]
        found += terms_of(file.stem, rows)
    return tuple(found)
