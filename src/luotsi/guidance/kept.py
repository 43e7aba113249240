"""Reading the registers as those see them who look after them: state, use, and what the library says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luotsi.guidance import registers
from luotsi.guidance.faults import NoSuchEntry
from luotsi.guidance.models import FactRow, PathTerm, SourceRow
from luotsi.guidance.types import Register, TextMap
from luotsi.guidance.verifying import TABLES


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry of a register."""

    register: Register
    key: str
    name: TextMap
    """What a fact tells, or the title of a source."""
    authority: TextMap
    entry: Mapping[str, Any]
    is_verified: bool
    day: date | None
    """When the fact was written down or compared; when the source was seen."""
    paths: tuple[str, ...]
    """Codes of the published paths and sub-paths that use it; a source also through facts."""
    upstream: Mapping[str, Any] | None
    """What the library says of an entry that is the county's own."""
    upstream_waits: bool
    version: str
    compared_at: datetime | None
    compared_by: int | None
    changed_at: datetime | None
    changed_by: int | None

    @property
    def shown(self) -> TextMap:
        """What residents read now: of a source its addresses."""
        if self.register is Register.FACTS:
            return registers.fact_of(self.key, self.entry).value
        return registers.source_of(self.key, self.entry).urls

    @property
    def differs(self) -> bool:
        """Whether the library says something else."""
        return self.upstream is not None and registers.said(self.upstream) != registers.said(self.entry)


def entries(register: Register) -> list[Kept]:
    """Every entry: what nobody has compared first, of those what most paths use."""
    rows = TABLES[register].objects.all()
    uses, sources = _uses(register), _authorities()
    found = [_kept(register, row, uses, sources) for row in rows]
    return sorted(found, key=lambda one: (one.is_verified, not one.upstream_waits, -len(one.paths), one.key))


def entry(register: Register, key: str) -> Kept:
    """One entry. Raises `NoSuchEntry`."""
    row = TABLES[register].objects.filter(pk=key).first()
    if row is None:
        raise NoSuchEntry(key)
    return _kept(register, row, _uses(register), _authorities())


def facts_of(source: str) -> list[Kept]:
    """The facts that lean on a source."""
    return [one for one in entries(Register.FACTS) if one.entry.get("source") == source]


def _kept(
    register: Register,
    row: FactRow | SourceRow,
    uses: Mapping[str, set[str]],
    authorities: Mapping[str, dict[str, str]],
) -> Kept:
    is_fact = register is Register.FACTS
    return Kept(
        register=register,
        key=row.key,
        name=registers.texts(row.entry.get("what" if is_fact else "title")),
        authority=authorities.get(str(row.entry.get("source")) if is_fact else row.key, {}),
        entry=row.entry,
        is_verified=row.entry.get("verified") is True,
        day=registers.day(row.entry.get("as_of" if is_fact else "seen")),
        paths=tuple(sorted(uses.get(row.key, ()))),
        upstream=row.upstream,
        upstream_waits=row.upstream_waits,
        version=row.version,
        compared_at=row.compared_at,
        compared_by=row.compared_by_id,
        changed_at=row.changed_at,
        changed_by=row.changed_by_id,
    )


def _authorities() -> dict[str, dict[str, str]]:
    rows = SourceRow.objects.values_list("key", "entry")
    return {key: registers.texts(entry.get("authority")) for key, entry in rows}


def _uses(register: Register) -> dict[str, set[str]]:
    """Codes of published paths by the key that they use."""
    by_fact, by_source = _terms("fact"), _terms("source")
    if register is Register.FACTS:
        return by_fact
    for code, entry in FactRow.objects.values_list("key", "entry"):
        by_source[str(entry.get("source"))] |= by_fact.get(code, set())
    return by_source


def _terms(kind: str) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    rows = PathTerm.objects.filter(kind=kind, path__live=True).values_list("code", "path__code")
    for code, path in rows:
        found[code].add(path)
    return found
