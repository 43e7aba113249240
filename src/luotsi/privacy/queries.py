"""Reads the audit trail and tells whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from luotsi.privacy import chain, guards, proving
from luotsi.privacy.models import AuditHead, AuditRow, KeyProof
from luotsi.privacy.types import ChainFault, ChainReport, Entry, Head, Wanted

MOST_FAULTS = 50
"""After so many a walk along the chain stops: nobody reads more."""

_AT_ONCE = 2000


def entries(wanted: Wanted, *, older_than: int | None = None, limit: int = 50) -> list[Entry]:
    """Rows of the audit trail, the newest first; `older_than` is the number after which to go on."""
    rows = _found(wanted)
    if older_than is not None:
        rows = rows.filter(number__lt=older_than)
    return [_entry(row) for row in rows.order_by("-number")[:limit]]


def entries_newer(wanted: Wanted, newer_than: int, *, limit: int = 50) -> list[Entry]:
    """The rows just above a number, the newest first: the way back from a page of older ones."""
    rows = _found(wanted).filter(number__gt=newer_than).order_by("number")[:limit]
    return [_entry(row) for row in rows][::-1]


def every_entry(wanted: Wanted) -> Iterator[Entry]:
    """All rows that are wanted, the oldest first, read as they are used."""
    for row in _found(wanted).order_by("number").iterator(_AT_ONCE):
        yield _entry(row)


def head() -> Head:
    """The end of the chain."""
    row = AuditHead.objects.filter(pk=1).first() or AuditHead()
    return Head(row.number, row.hash, row.kept_from)


def verify_chain(witness: Head | None = None) -> ChainReport:
    """Walk the whole chain and find every change, gap or cut tail; 100,000 rows take seconds.

    `witness` is a number and hash that were kept elsewhere, such as a line of the daily log.
    """
    kept = AuditHead.objects.filter(pk=1).first()
    faults = [
        ChainFault("guard", 0, f"The database's guard {name} does not stand; 'luotsi prepare' puts it up.")
        for name in sorted(guards.missing(connection))
    ]
    has_rows = AuditRow.objects.exists()
    if kept is None and (has_rows or witness is not None):
        faults.append(ChainFault("head", 0, "The head of the chain is gone."))
    rows, walked, found = _walk(kept or AuditHead(), witness)
    faults += found
    if kept is not None and (walked.number, walked.hash) != (kept.number, kept.hash):
        faults.append(_end_fault(walked, kept))
    if witness is not None and witness.number > walked.number:
        words = f"Row {witness.number}, which the witness has seen, is gone: the end was cut off."
        faults.append(ChainFault("witness", witness.number, words))
    return ChainReport(rows, Head(walked.number, walked.hash, (kept or AuditHead()).kept_from), tuple(faults))


def keyring_faults() -> list[str]:
    """Why the keyring is not the one with which this database was sealed, in words; empty when it is.

    Raises `keyring.KeyringFault` when it cannot be read at all.
    """
    told = [proving.why_not(bytes(sealed)) for sealed in KeyProof.objects.values_list("sealed", flat=True)]
    return [words for words in told if words]


def _walk(kept: AuditHead, witness: Head | None) -> tuple[int, Head, list[ChainFault]]:
    """Every row from the beginning: how many, the last of them, and what is wrong."""
    faults: list[ChainFault] = []
    count, number, previous = 0, kept.kept_from - 1, kept.kept_from_previous
    for row in AuditRow.objects.order_by("number").values().iterator(_AT_ONCE):
        count += 1
        faults += _faults_of(row, number, previous)
        if witness is not None and witness.number == row["number"] and witness.hash != row["hash"]:
            words = (
                f"Row {row['number']} is not the one that the witness has seen: the chain was written anew."
            )
            faults.append(ChainFault("witness", row["number"], words))
        number, previous = row["number"], row["hash"]
        if len(faults) >= MOST_FAULTS:
            break
    return count, Head(number, previous), faults


def _faults_of(row: dict[str, Any], before: int, previous: str) -> Iterator[ChainFault]:
    number = row["number"]
    if number != before + 1:
        missing = f"row {before + 1} is" if number == before + 2 else f"rows {before + 1} to {number - 1} are"
        yield ChainFault("gap", number, f"Before row {number}, {missing} missing.")
    elif row["previous_hash"] != previous:
        yield ChainFault("changed", number, f"Row {number} does not follow from the row before it.")
    if chain.digest(row) != row["hash"]:
        yield ChainFault("changed", number, f"Row {number} was changed after it was written.")


def _end_fault(walked: Head, kept: AuditHead) -> ChainFault:
    if walked.number < kept.number:
        words = f"The head names row {kept.number}, but the last row is {walked.number}: the end was cut off."
        return ChainFault("cut", walked.number, words)
    return ChainFault("head", walked.number, f"The head does not name the last row, {walked.number}.")


def _found(wanted: Wanted) -> QuerySet[AuditRow]:
    rows = AuditRow.objects.all()
    if wanted.action.endswith("."):
        rows = rows.filter(action__startswith=wanted.action)
    elif wanted.action:
        rows = rows.filter(action=wanted.action)
    narrowed: dict[str, Any] = {
        "at__gte": wanted.since,
        "at__lt": wanted.before,
        "actor__in": wanted.actors,
        "object_kind": wanted.object_kind or None,
        "object_id": wanted.object_id or None,
        "outcome": wanted.outcome or None,
    }
    return rows.filter(**{name: value for name, value in narrowed.items() if value is not None})


def _entry(row: AuditRow) -> Entry:
    names = (field.name for field in AuditRow._meta.concrete_fields)
    values = {name: getattr(row, name) for name in names}
    values["fields"] = tuple(filter(None, row.fields.split(",")))
    return Entry(**values)
