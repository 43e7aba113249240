"""Writes of the catalogue: records in, rows out, in short transactions, nothing twice."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction

from luotsi.catalogue import national, snapshot
from luotsi.catalogue.facts import CatalogueChanged
from luotsi.catalogue.models import CatalogueVersion, StoredRecord
from luotsi.catalogue.records import ConnectionRecord, ContactPointRecord, Record
from luotsi.catalogue.storage import SHELVES, Shelf
from luotsi.foundation import facts
from luotsi.understanding.actions import request_rebuild


@dataclass(frozen=True, slots=True)
class Batches:
    """How much one transaction holds at most, and how long others may write before the next begins."""

    rows: int
    size: int
    """Characters of the records together."""
    pause: float
    """Seconds."""


SQLITE = Batches(rows=40, size=250_000, pause=0.004)
"""About 8 ms. One writes at a time there, and whoever waits looks only now and then whether it is free:
without the pause a small commit beside an import waits twenty times longer."""

POSTGRESQL = Batches(rows=1_000, size=8_000_000, pause=0.0)
"""Writers do not wait for each other there, and each question has a price."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Ids of the records that were new, changed, and the same as before."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def save(
    records: Iterable[Record],
    *,
    origin: str,
    progress: Callable[[int], None] | None = None,
    index_later: bool = False,
) -> Saved:
    """Store records of any kinds as they are; an unchanged one is not written.

    A record whose id appears twice is stored once, as it came last. One that was withdrawn is
    published again. `progress` is told how many records are done. With `index_later` the caller asks for
    a new search index itself, once for many calls.
    """
    result = Saved()
    done = 0
    for shelf, group in _by_shelf(records):
        outcome = Saved()
        for batch in _row_batches(shelf.row(record, origin) for record in group.values()):
            outcome = _joined(outcome, _save_batch(shelf, batch))
            done += len(batch)
            if progress:
                progress(done)
        _announce(shelf, outcome, index_later=index_later)
        result = _joined(result, outcome)
    return result


def withdraw(
    kind: type[Record], ids: Collection[str], *, origin: str, index_later: bool = False
) -> tuple[str, ...]:
    """Stop publishing these records; they stay stored. Returns the ids that were published until now."""
    shelf = SHELVES[kind]
    wanted = list(dict.fromkeys(ids))
    gone: list[str] = []
    for batch in _batches(wanted):
        with transaction.atomic():
            rows = shelf.table._default_manager.filter(key__in=batch, origin=origin, is_published=True)
            keys = list(rows.values_list("key", flat=True))
            if keys:
                rows.update(is_published=False)
                _touch()
        gone += keys
        _let_others_write(keys)
    _announce(shelf, Saved(), tuple(gone), index_later=index_later)
    return tuple(gone)


def withdraw_others(kind: type[Record], keep: Collection[str], *, origin: str) -> tuple[str, ...]:
    """Withdraw every published record of this origin that is not in `keep`; for complete imports."""
    table = SHELVES[kind].table
    published = table._default_manager.filter(origin=origin, is_published=True)
    others = set(published.values_list("key", flat=True)).difference(keep)
    return withdraw(kind, sorted(others), origin=origin)


def disconnect(connection_ids: Collection[str], *, origin: str, index_later: bool = False) -> int:
    """Remove connections of this origin. Returns how many there were."""
    shelf = SHELVES[ConnectionRecord]
    gone: list[str] = []
    for batch in _batches(list(dict.fromkeys(connection_ids))):
        with transaction.atomic():
            rows = shelf.table._default_manager.filter(key__in=batch, origin=origin)
            keys = list(rows.values_list("key", flat=True))
            if keys:
                rows.delete()
                _touch()
        gone += keys
        _let_others_write(keys)
    _announce(shelf, Saved(), tuple(gone), index_later=index_later)
    return len(gone)


def load_national_contacts() -> Saved:
    """Store the packaged national contacts; those no longer packaged are withdrawn."""
    contacts = national.packaged()
    saved = save(contacts.values(), origin="national")
    withdraw_others(ContactPointRecord, contacts.keys(), origin="national")
    return saved


def _by_shelf(records: Iterable[Record]) -> Iterator[tuple[Shelf, dict[str, Record]]]:
    """Records by kind and id, each id once."""
    groups: dict[type, dict[str, Record]] = {}
    for record in records:
        groups.setdefault(type(record), {})[record.id] = record
    for kind, group in groups.items():
        yield SHELVES[kind], group


def _limits() -> Batches:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _batches(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    rows = _limits().rows
    for start in range(0, len(things), rows):
        yield things[start : start + rows]


def _row_batches(rows: Iterable[StoredRecord]) -> Iterator[list[StoredRecord]]:
    limits = _limits()
    batch: list[StoredRecord] = []
    size = 0
    for row in rows:
        if batch and (len(batch) == limits.rows or size + len(row.body) > limits.size):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += len(row.body)
    if batch:
        yield batch


def _save_batch(shelf: Shelf, rows: Sequence[StoredRecord]) -> Saved:
    table = shelf.table._default_manager
    # Looked up before the transaction: on SQLite that holds everybody's lock from its beginning, and a
    # batch in which nothing is new needs none. Whoever writes the same key meanwhile is overwritten.
    stored = {row.key: row for row in table.filter(key__in=[row.key for row in rows]).defer("body")}
    new = [row for row in rows if row.key not in stored]
    changed = [row for row in rows if row.key in stored and _differs(row, stored[row.key])]
    if new or changed:
        statement, values = shelf.writing([*new, *changed])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, values)
            _touch()
        _let_others_write(rows)
    written = {row.key for row in (*new, *changed)}
    return Saved(
        tuple(row.key for row in new),
        tuple(row.key for row in changed),
        tuple(row.key for row in rows if row.key not in written),
    )


def _differs(row: StoredRecord, stored: StoredRecord) -> bool:
    return (row.digest, row.origin, row.is_published) != (stored.digest, stored.origin, stored.is_published)


def _joined(one: Saved, other: Saved) -> Saved:
    return Saved(one.new + other.new, one.changed + other.changed, one.unchanged + other.unchanged)


def _let_others_write(written: Sequence[object]) -> None:
    """Pause after a batch that wrote; SQLite's lock is not queued for."""
    pause = _limits().pause
    if written and pause:
        time.sleep(pause)


def _touch() -> None:
    """Give the catalogue a new version; inside the transaction that changes it."""
    token = uuid.uuid4().hex
    if not CatalogueVersion.objects.filter(pk=1).update(token=token):
        CatalogueVersion.objects.update_or_create(pk=1, defaults={"token": token})
    transaction.on_commit(snapshot.look_again)


def _announce(
    shelf: Shelf, saved: Saved, withdrawn: tuple[str, ...] = (), *, index_later: bool = False
) -> None:
    if not (saved.new or saved.changed or withdrawn):
        return
    fact = CatalogueChanged(shelf.kind, saved.new, saved.changed, withdrawn)
    transaction.on_commit(partial(facts.announce, fact))
    if not index_later:
        request_rebuild()
