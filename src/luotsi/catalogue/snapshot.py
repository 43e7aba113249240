"""The published catalogue in memory, so that a page asks the database one small question, not fifty.

A county's catalogue is thousands of records that change a few times a day. Each process keeps them and
looks at the version row at most once a second; when another process has written, only the
records whose digest differs are read again. Inside a transaction the version row is asked every time,
so that code that has just written (and a test that rolls back) sees what it should.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import DatabaseError
from django.db import connection as database

from luotsi.catalogue.merging import ServiceCodes, contact_point_view, service_codes, service_view
from luotsi.catalogue.models import CatalogueVersion
from luotsi.catalogue.records import (
    ConnectionRecord,
    ContactPointRecord,
    GeneralDescriptionRecord,
    OrganisationRecord,
    ServiceRecord,
)
from luotsi.catalogue.storage import SHELVES, Shelf
from luotsi.catalogue.types import ContactPointView, ServiceView, Slot

LOOK_EVERY = 1.0
"""Seconds for which a process trusts its snapshot without looking at the version row."""

REST = 10.0
"""How many times longer than reading took a process then trusts what it read: while an import writes all
the time, little of a process's time goes into reading after it."""

LONGEST_TRUST = 10.0
"""Seconds."""

MANY = 500
"""Changed records above which a whole table is read rather than single keys."""


logger = logging.getLogger(__name__)


class Row:
    """A published record, parsed when it is first asked for: most contact points never are."""

    __slots__ = ("_body", "_record", "_shelf", "digest")

    def __init__(self, digest: str, body: str, shelf: Shelf) -> None:
        self.digest = digest
        self._body = body
        self._shelf = shelf
        self._record: Any = None

    @property
    def record(self) -> Any:
        """The record; the text it was parsed from is let go."""
        # Taken before looking: another thread may parse, and let go of the text, between the two.
        body = self._body
        if (record := self._record) is None:
            record = self._record = self._shelf.record(body)
            self._body = ""
        return record


Rows = Mapping[str, Row]
"""Key -> row."""


@dataclass(frozen=True)
class Snapshot:
    """Everything published, with the ways in that queries need. Views are made when they are asked for."""

    token: str
    loaded: Mapping[type, Rows] = field(default_factory=dict)
    national: frozenset[str] = frozenset()
    _services: dict[str, ServiceView] = field(default_factory=dict)
    _contact_points: dict[str, ContactPointView] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make the ways in now, so that nobody who asks has to wait for them."""
        _ = (self._keys_by_code, self._keys_by_theme, self._by_service, self.organisations)

    def service(self, key: str) -> ServiceView:
        """One service, merged and with its contact points; raises KeyError."""
        if key not in self._services:
            record = self._rows(ServiceRecord)[key].record
            points = tuple(self._seen_through(key))
            view = service_view(record, self._base_of(record), points, self.organisations)
            self._services[key] = view
        return self._services[key]

    def contact_point(self, key: str) -> ContactPointView:
        """One contact point, as it is by itself; raises KeyError."""
        if key not in self._contact_points:
            record = self._rows(ContactPointRecord)[key].record
            is_national = key in self.national
            self._contact_points[key] = contact_point_view(
                record, self.organisations, is_national=is_national
            )
        return self._contact_points[key]

    def services(self) -> list[ServiceView]:
        """Every service."""
        return [self.service(key) for key in self._rows(ServiceRecord)]

    def contact_points(self) -> list[ContactPointView]:
        """Every contact point."""
        return [self.contact_point(key) for key in self._rows(ContactPointRecord)]

    def services_at(self, contact_point_id: str) -> list[ServiceView]:
        """The services that one can use at a contact point."""
        known = self._rows(ServiceRecord)
        keys = [one.service_id for one in self._by_contact_point.get(contact_point_id, ())]
        return [self.service(key) for key in keys if key in known]

    def services_of_theme(self, theme: str) -> list[ServiceView]:
        """The services of a theme."""
        return [self.service(key) for key in self._keys_by_theme.get(theme, ())]

    def candidates(self, slot: Slot) -> list[ServiceView]:
        """The services that share a code with the slot, by Finnish name."""
        wanted = (*slot.general_descriptions, *slot.service_classes, *slot.ontology)
        keys = {key for code in wanted for key in self._keys_by_code.get(code, ())}
        return sorted((self.service(key) for key in keys), key=_by_name)

    @cached_property
    def organisations(self) -> Mapping[str, OrganisationRecord]:
        """Providers by id; of those that were never imported, the name that services give."""
        named = {
            role.organisation_id: OrganisationRecord(id=role.organisation_id, names={"fi": role.name})
            for service in self._records(ServiceRecord)
            for role in service.organisations
            if role.name
        }
        return {**named, **{one.id: one for one in self._records(OrganisationRecord)}}

    @cached_property
    def _codes(self) -> Mapping[str, ServiceCodes]:
        records = self._records(ServiceRecord)
        return {record.id: service_codes(record, self._base_of(record)) for record in records}

    @cached_property
    def _keys_by_code(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of services by every code that a slot may name; a class also under the classes above it."""
        found: dict[str, list[str]] = {}
        for key, codes in self._codes.items():
            classes = {above for code in codes.service_classes for above in _with_parents(code)}
            for code in (*codes.base, *classes, *codes.ontology):
                found.setdefault(code, []).append(key)
        return {code: tuple(keys) for code, keys in found.items()}

    @cached_property
    def _keys_by_theme(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for key, codes in self._codes.items():
            for theme in codes.themes:
                found.setdefault(theme, []).append(key)
        return {theme: tuple(keys) for theme, keys in found.items()}

    @cached_property
    def _by_service(self) -> Mapping[str, tuple[ConnectionRecord, ...]]:
        return _grouped(self._records(ConnectionRecord), lambda one: one.service_id)

    @cached_property
    def _by_contact_point(self) -> Mapping[str, tuple[ConnectionRecord, ...]]:
        return _grouped(self._records(ConnectionRecord), lambda one: one.contact_point_id)

    def _seen_through(self, service_id: str) -> Iterator[ContactPointView]:
        points = self._rows(ContactPointRecord)
        for link in self._by_service.get(service_id, ()):
            if row := points.get(link.contact_point_id):
                yield contact_point_view(row.record, self.organisations, link)

    def _base_of(self, record: ServiceRecord) -> GeneralDescriptionRecord | None:
        row = self._rows(GeneralDescriptionRecord).get(record.general_description_id)
        return row.record if row else None

    def _rows(self, kind: type) -> Rows:
        return self.loaded.get(kind, {})

    def _records(self, kind: type) -> list[Any]:
        return [row.record for row in self._rows(kind).values()]


def _grouped(
    links: Iterable[ConnectionRecord], key: Callable[[ConnectionRecord], str]
) -> Mapping[str, tuple[ConnectionRecord, ...]]:
    found: dict[str, list[ConnectionRecord]] = {}
    for link in links:
        found.setdefault(key(link), []).append(link)
    return {one: tuple(group) for one, group in found.items()}


def _with_parents(code: str) -> list[str]:
    """P5.10 and P5."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _by_name(service: ServiceView) -> tuple[str, str]:
    return service.names.get("fi", "").casefold(), service.id


_lock = threading.Lock()
_current: Snapshot | None = None
_trusted_until = 0.0
_own_writes = 0
"""How often this process has written; what was read before the last time is not to be trusted."""


def current() -> Snapshot:
    """The catalogue as it is now; a second or so behind another process.

    What another process wrote is read by a thread of its own, and whoever asks meanwhile gets what was there
    before: during an import nobody's page waits for it. What this process wrote itself is waited for.
    """
    if not database.in_atomic_block:
        if _current and time.monotonic() < _trusted_until:
            return _current
        if _current and _trusted_until:
            return _current_while_reading(_current)
    with _lock:
        return _read_if_changed(trusted_for=0.0 if database.in_atomic_block else LOOK_EVERY)


def _current_while_reading(before: Snapshot) -> Snapshot:
    if not _lock.acquire(blocking=False):
        return before  # somebody is looking already
    is_ours = True
    try:
        if _token() == before.token:
            _trust(LOOK_EVERY)
            return before
        threading.Thread(target=_read_aside, name="catalogue", daemon=True).start()
        is_ours = False
    finally:
        if is_ours:
            _lock.release()
    return before


def _read_aside() -> None:
    """Read what changed, under the lock that was taken for it, and rest a while after that."""
    started, writes = time.monotonic(), _own_writes
    try:
        _read_if_changed(trusted_for=LOOK_EVERY).prepare()
        # It lives long and holds no circles: the collector need not walk all of it while pages wait.
        gc.freeze()
        rest = min(LONGEST_TRUST, max(LOOK_EVERY, REST * (time.monotonic() - started)))
        _trust(rest, unless_written_since=writes)
    except DatabaseError:
        logger.exception("The catalogue could not be read anew")
        _trust(LOOK_EVERY)
    finally:
        _lock.release()
        database.close()


def _read_if_changed(trusted_for: float) -> Snapshot:
    """Under the lock: what is current, read anew when the version row says so."""
    global _current  # noqa: PLW0603 - the one cache of this room
    writes, token = _own_writes, _token()
    if _current is None or _current.token != token:
        _current = _load(token, _current)
    _trust(trusted_for, unless_written_since=writes)
    return _current


def _trust(seconds: float, unless_written_since: int | None = None) -> None:
    global _trusted_until  # noqa: PLW0603 - the one cache of this room
    if unless_written_since in {None, _own_writes}:
        _trusted_until = time.monotonic() + seconds if seconds else 0.0


def look_again() -> None:
    """Look at the version row at the next question. Called after this process has written."""
    global _own_writes  # noqa: PLW0603 - the one cache of this room
    _own_writes += 1
    _trust(0.0)


def _token() -> str:
    return CatalogueVersion.objects.values_list("token", flat=True).first() or ""


def _load(token: str, before: Snapshot | None) -> Snapshot:
    known = before.loaded if before else {}
    loaded = {kind: _read(kind, known.get(kind, {})) for kind in SHELVES}
    national = SHELVES[ContactPointRecord].table._default_manager.filter(origin="national")
    return Snapshot(token, loaded, frozenset(national.values_list("key", flat=True)))


def _read(kind: type, known: Rows) -> Rows:
    """The published records of one kind; those that are known with the same digest are kept as they are."""
    shelf = SHELVES[kind]
    published = shelf.table._default_manager.filter(is_published=True)
    digests = dict(published.order_by("id").values_list("key", "digest"))
    fresh = {key for key, digest in digests.items() if key not in known or known[key].digest != digest}
    if not fresh:
        return {key: known[key] for key in digests}
    asked = published if len(fresh) > MANY else published.filter(key__in=fresh)
    new = {key: Row(digest, body, shelf) for key, digest, body in asked.values_list("key", "digest", "body")}
    found = ((key, new.get(key) if key in fresh else known[key]) for key in digests)
    return {key: row for key, row in found if row is not None}
