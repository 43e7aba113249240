"""The published catalogue in memory, so that a page asks the database one small question, not fifty.

A county's catalogue is thousands of records that change a few times a day. Each process keeps them as
values and looks at the version row at most once a second; when another process has written, only the
records whose digest differs are read again. Inside a transaction the version row is asked every time,
so that code that has just written (and a test that rolls back) sees what it should.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection as database

from luotsi.catalogue.merging import contact_point_view, service_view
from luotsi.catalogue.models import CatalogueVersion
from luotsi.catalogue.records import (
    ConnectionRecord,
    ContactPointRecord,
    GeneralDescriptionRecord,
    OrganisationRecord,
    ServiceRecord,
)
from luotsi.catalogue.storage import SHELVES
from luotsi.catalogue.types import ContactPointView, ServiceView, Slot

LOOK_EVERY = 1.0
"""Seconds for which a process trusts its snapshot without looking at the version row."""

MANY = 500
"""Changed records above which a whole table is read rather than single keys."""

_Loaded = Mapping[str, tuple[str, Any]]
"""Key -> digest and record."""


@dataclass(frozen=True)
class Snapshot:
    """Everything published, as views, with the ways in that queries need."""

    token: str
    loaded: Mapping[type, _Loaded] = field(default_factory=dict)
    national: frozenset[str] = frozenset()

    def records(self, kind: type) -> Mapping[str, Any]:
        """The published records of one kind by key."""
        return {key: record for key, (_, record) in self.loaded.get(kind, {}).items()}

    @cached_property
    def organisations(self) -> Mapping[str, OrganisationRecord]:
        """Providers by id; of those that were never imported, the name that services give."""
        named = {
            role.organisation_id: OrganisationRecord(id=role.organisation_id, names={"fi": role.name})
            for service in self.records(ServiceRecord).values()
            for role in service.organisations
            if role.name
        }
        return {**named, **self.records(OrganisationRecord)}

    @cached_property
    def contact_points(self) -> Mapping[str, ContactPointView]:
        """Contact points by id, as they are by themselves."""
        return {
            key: contact_point_view(record, self.organisations, is_national=key in self.national)
            for key, record in self.records(ContactPointRecord).items()
        }

    @cached_property
    def services(self) -> Mapping[str, ServiceView]:
        """Services by id, merged and with their contact points."""
        bases = self.records(GeneralDescriptionRecord)
        return {
            key: service_view(
                record,
                bases.get(record.general_description_id),
                self._seen_through.get(key, ()),
                self.organisations,
            )
            for key, record in self.records(ServiceRecord).items()
        }

    @cached_property
    def _services_by_code(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of services by every code that a slot may name; a class also under the classes above it."""
        found: dict[str, list[str]] = {}
        for key, service in self.services.items():
            classes = {above for code in service.service_classes for above in _with_parents(code)}
            for code in (*service.base_codes, *classes, *service.ontology):
                found.setdefault(code, []).append(key)
        return {code: tuple(keys) for code, keys in found.items()}

    def candidates(self, slot: Slot) -> tuple[ServiceView, ...]:
        """The services that share a code with the slot, in a fixed order."""
        wanted = (*slot.general_descriptions, *slot.service_classes, *slot.ontology)
        keys = {key for code in wanted for key in self._services_by_code.get(code, ())}
        return tuple(sorted((self.services[key] for key in keys), key=_by_name))

    @cached_property
    def services_by_contact_point(self) -> Mapping[str, tuple[ServiceView, ...]]:
        """For each contact point the services one can use there."""
        found: dict[str, tuple[ServiceView, ...]] = {}
        for service in self.services.values():
            for point in service.contact_points:
                found[point.id] = (*found.get(point.id, ()), service)
        return found

    @cached_property
    def _seen_through(self) -> Mapping[str, tuple[ContactPointView, ...]]:
        points = self.records(ContactPointRecord)
        found: dict[str, list[ContactPointView]] = {}
        for link in self.records(ConnectionRecord).values():
            if point := points.get(link.contact_point_id):
                view = contact_point_view(point, self.organisations, link)
                found.setdefault(link.service_id, []).append(view)
        return {key: tuple(views) for key, views in found.items()}


def _with_parents(code: str) -> list[str]:
    """P5.10 and P5."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _by_name(service: ServiceView) -> tuple[str, str]:
    return service.names.get("fi", "").casefold(), service.id


_lock = threading.Lock()
_current: Snapshot | None = None
_trusted_until = 0.0


def current() -> Snapshot:
    """The catalogue as it is now; at most `LOOK_EVERY` seconds behind another process."""
    global _current, _trusted_until  # noqa: PLW0603 - the one cache of this room
    is_inside = database.in_atomic_block
    if _current and not is_inside and time.monotonic() < _trusted_until:
        return _current
    with _lock:
        token = _token()
        if _current is None or _current.token != token:
            _current = _load(token, _current)
        _trusted_until = 0.0 if is_inside else time.monotonic() + LOOK_EVERY
        return _current


def look_again() -> None:
    """Look at the version row at the next question. Called after this process has written."""
    global _trusted_until  # noqa: PLW0603 - the one cache of this room
    _trusted_until = 0.0


def _token() -> str:
    return CatalogueVersion.objects.values_list("token", flat=True).first() or ""


def _load(token: str, before: Snapshot | None) -> Snapshot:
    known = before.loaded if before else {}
    loaded = {kind: _read(kind, known.get(kind, {})) for kind in SHELVES}
    national = SHELVES[ContactPointRecord].table._default_manager.filter(origin="national")
    return Snapshot(token, loaded, frozenset(national.values_list("key", flat=True)))


def _read(kind: type, known: _Loaded) -> _Loaded:
    """The published records of one kind; those that are known with the same digest are kept as they are."""
    shelf = SHELVES[kind]
    published = shelf.table._default_manager.filter(is_published=True)
    digests = dict(published.order_by("id").values_list("key", "digest"))
    fresh = {key for key, digest in digests.items() if key not in known or known[key][0] != digest}
    if not fresh:
        return {key: known[key] for key in digests}
    rows = published if len(fresh) > MANY else published.filter(key__in=fresh)
    bodies = {key: (digest, body) for key, digest, body in rows.values_list("key", "digest", "body")}
    read: dict[str, tuple[str, Any]] = {}
    for key in digests:
        if key not in fresh:
            read[key] = known[key]
        elif key in bodies:
            digest, body = bodies[key]
            read[key] = (digest, shelf.record(body))
    return read
