"""What the assistant may ask to tell paths apart: one vocabulary for all paths (`facets.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from luotsi.foundation.packaged import read_yaml

MUNICIPALITY = "municipality"
"""The one facet without a list of its own: its options are codes of municipalities, asked elsewhere."""

_DATA = Path(__file__).parent / "facets.yaml"


@dataclass(frozen=True, slots=True)
class Facet:
    """A question with its options in the order shown; texts are keyed by language."""

    code: str
    ask: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    burden: float
    """What asking costs the person, in bits of information."""


@lru_cache(maxsize=1)
def facets() -> Mapping[str, Facet]:
    """Every facet by code, in the order in which equals are asked."""
    rows = read_yaml(_DATA)["facets"]
    return MappingProxyType(
        {code: Facet(code, row["ask"], row["options"], float(row["burden"])) for code, row in rows.items()}
    )


def unknown(filled: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Facets and options of a path that the vocabulary does not have: (facet, option or "")."""
    known = facets()
    for code, options in filled.items():
        if code == MUNICIPALITY:
            continue
        if code not in known:
            yield code, ""
            continue
        for option in options:
            if option not in known[code].options:
                yield code, option
