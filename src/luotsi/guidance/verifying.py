"""The county answers for the registers: it compares facts and sources, words them, or takes the library's.

Each decision is about the state of the row that the person saw (`seen`, its version): another one in between
stops it. What was decided on is the county's own from then on (`Register.upstream`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from luotsi.foundation import clock
from luotsi.foundation.facts import tell
from luotsi.guidance import registers
from luotsi.guidance.facts import RegisterChanged
from luotsi.guidance.faults import EntryChanged, FlawedEntry, NoSuchEntry
from luotsi.guidance.models import FactRow, PublishedState, SourceRow
from luotsi.guidance.types import Register

TABLES: Mapping[Register, type[FactRow | SourceRow]] = {Register.FACTS: FactRow, Register.SOURCES: SourceRow}


def compare(register: Register, key: str, seen: str, person: int) -> None:
    """`person` compared the entry with its source today and found it right.

    Raises `NoSuchEntry`, `EntryChanged`, `FlawedEntry`; so do all below.
    """
    with _deciding(register, key, seen, person, "compare") as row:
        _own(row)
        row.entry = row.entry | _compared(register)
        row.upstream_waits = False
        row.compared_at, row.compared_by_id = clock.now(), person


def doubt(register: Register, key: str, seen: str, person: int) -> None:
    """The entry no longer counts as compared: residents get the words that claim nothing."""
    with _deciding(register, key, seen, person, "doubt") as row:
        if row.entry.get("verified") is not True:
            return
        _own(row)
        row.entry = row.entry | {"verified": False}
        row.compared_at = row.compared_by_id = None


def edit(
    register: Register, key: str, seen: str, person: int, parts: Mapping[str, Any], *, is_compared: bool
) -> None:
    """Give parts of the entry (text, address …) other words; an empty part is taken out.

    It counts as compared only if the person says so now. Without another word and without comparing,
    nothing changes.
    """
    with _deciding(register, key, seen, person, "edit") as row:
        after = {name: value for name, value in (row.entry | parts).items() if value or name not in parts}
        if registers.said(after) == registers.said(row.entry) and not is_compared:
            return
        _own(row)
        if registers.said(after) != registers.said(row.entry):
            row.changed_at, row.changed_by_id = clock.now(), person
        row.entry = after | (_compared(register) if is_compared else _written(register))
        row.upstream_waits = False
        row.compared_at = clock.now() if is_compared else None
        row.compared_by_id = person if is_compared else None


def take(register: Register, key: str, seen: str, person: int) -> None:
    """The library's entry takes the place of the county's, and the row follows the library again."""
    with _deciding(register, key, seen, person, "take") as row:
        if row.upstream is None:
            return
        row.entry, row.upstream, row.upstream_waits = row.upstream, None, False
        row.changed_at, row.changed_by_id = clock.now(), person
        row.compared_at = row.compared_by_id = None


@contextmanager
def _deciding(
    register: Register, key: str, seen: str, person: int, verb: str
) -> Iterator[FactRow | SourceRow]:
    """The row to change, in one transaction: checked, saved, shown to residents and told afterwards."""
    with transaction.atomic():
        row = TABLES[register].objects.select_for_update().filter(pk=key).first()
        if row is None:
            raise NoSuchEntry(key)
        if row.version != seen:
            raise EntryChanged(key)
        before, own_before = dict(row.entry), row.upstream
        yield row
        if (row.entry, row.upstream) == (before, own_before) and verb != "compare":
            return
        _refuse_flaws(register, row)
        row.save()
        PublishedState.touch()
        changed = (name for name in before | row.entry if before.get(name) != row.entry.get(name))
        tell(RegisterChanged(register.value, key, verb, person, tuple(changed)))


def _own(row: FactRow | SourceRow) -> None:
    if row.upstream is None:
        row.upstream = dict(row.entry)


def _compared(register: Register) -> dict[str, Any]:
    return {"verified": True, _day_name(register): clock.today().isoformat()}


def _written(register: Register) -> dict[str, Any]:
    """Of words that nobody compared: a fact has the day they were written, a source no day of reading."""
    day = clock.today().isoformat() if register is Register.FACTS else None
    return {"verified": False, _day_name(register): day}


def _day_name(register: Register) -> str:
    return "as_of" if register is Register.FACTS else "seen"


def _refuse_flaws(register: Register, row: FactRow | SourceRow) -> None:
    if register is Register.FACTS:
        flaws = registers.fact_flaws(row.key, row.entry, set(SourceRow.objects.values_list("key", flat=True)))
    else:
        flaws = registers.source_flaws(row.key, row.entry)
    if flaws:
        raise FlawedEntry(row.key, flaws)
