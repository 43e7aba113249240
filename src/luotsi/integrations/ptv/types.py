"""What an import tells when it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ORIGIN = "ptv"
"""Who brought the records, in the catalogue."""

MOST_RAW = 64_000
"""Characters kept of a refused object."""


def raw_text(thing: Any) -> str:
    """An object as text, for whoever looks into why it was refused; cut at `MOST_RAW`."""
    try:
        return json.dumps(thing, ensure_ascii=False)[:MOST_RAW]
    except (TypeError, ValueError, RecursionError):
        return ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not stored, where it stood and why."""

    file: str
    """Path inside the imported folder, or the part of the API that gave it."""
    id: str
    """PTV id of the object; "" when it has none."""
    reason: str
    kind: str = field(default="", compare=False)
    """As in `ImportReport.by_kind`; "" when it is none of ours."""
    raw: str = field(default="", compare=False, repr=False)
    """The object as it came, as JSON."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records were new, changed, the same as before, and withdrawn."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.withdrawn + other.withdrawn,
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The closing report of one import."""

    by_kind: Mapping[str, Counts] = field(default_factory=dict)
    """Keyed "service", "general_description", "contact_point", "connection", "organisation"."""
    refused: tuple[Refusal, ...] = ()
    """Objects that were not stored."""
    left_out: tuple[Refusal, ...] = ()
    """Parts of stored objects that were left out: a broken number, an address that is not a web address."""
    skipped: tuple[Refusal, ...] = ()
    """Files without anything for the catalogue, such as code lists."""
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    """What whoever runs it should know: went on after an interruption, withdrew nothing and why."""

    @property
    def total(self) -> Counts:
        """All kinds together."""
        return sum(self.by_kind.values(), Counts())

    @property
    def new(self) -> int:
        """Records stored for the first time."""
        return self.total.new

    @property
    def changed(self) -> int:
        """Records that were stored before and differed."""
        return self.total.changed

    @property
    def unchanged(self) -> int:
        """Records that were the same as before; nothing was written for them."""
        return self.total.unchanged

    @property
    def withdrawn(self) -> int:
        """Records no longer published, and connections no longer there."""
        return self.total.withdrawn
