"""A source in memory: what PTV would hold, and what goes wrong while it is read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from luotsi.integrations.ptv.reading import Read, read_object
from luotsi.integrations.ptv.scope import Scope
from luotsi.integrations.ptv.sources import Kind, SourceDown, Step, steps_of
from luotsi.integrations.ptv.types import Refusal
from tests.ptv.makers import channel, connected, said, service

EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def key(name: str) -> str:
    """The same id for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def a_service(name: str, *channels: str, **values: Any) -> dict[str, Any]:
    """A service connected with channels."""
    links = [connected(key(one)) for one in channels]
    return service(id=key(name), serviceNames=[said(name, "Name")], serviceChannels=links) | values


def a_channel(name: str, *services: str, **values: Any) -> dict[str, Any]:
    """A channel connected with services."""
    links = [{"service": {"id": key(one), "name": one}} for one in services]
    made = channel(
        id=key(name), serviceChannelNames=[said(name, "Name")], services=links, organizationId=None
    )
    return made | values


def an_organisation(name: str, **values: Any) -> dict[str, Any]:
    """An organisation."""
    made = {"id": key(name), "organizationNames": [said(name, "Name")], "publishingStatus": "Published"}
    return made | values


def a_description(name: str, **values: Any) -> dict[str, Any]:
    """A general description."""
    made = {
        "id": key(name),
        "referenceCode": name,
        "names": [said(name, "Name")],
        "descriptions": [],
        "serviceClasses": [],
        "publishingStatus": "Published",
    }
    return made | values


@dataclass
class Ledger:
    """PTV as it is now. `asked` tells what was fetched."""

    objects: dict[Kind, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in Kind}
    )
    changed: dict[str, datetime] = field(default_factory=dict)
    withdrawn: dict[str, datetime] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    down_after: int | None = None
    asked: list[tuple[Kind, tuple[str, ...]]] = field(default_factory=list)
    most_ids: int = 2
    address: str = "http://ptv.example/api/v11"
    version: int = 11

    def add(self, kind: Kind, *objects: dict[str, Any], on: datetime = EARLY) -> Ledger:
        for one in objects:
            self.objects[kind][one["id"]] = one
            self.changed[one["id"]] = on
        return self

    def remove(self, kind: Kind, name: str, on: datetime = EARLY) -> None:
        del self.objects[kind][key(name)]
        self.withdrawn[key(name)] = on

    def steps(self, kind: Kind, since: datetime | None, scope: Scope | None) -> Iterable[Step]:
        known = sorted(self.objects[kind])
        listed = [one for one in known if one not in self.unlisted]
        return steps_of((one for one in listed if not since or self.changed[one] >= since), self.most_ids)

    def fetch(self, kind: Kind, step: Step) -> Iterator[Read | Refusal]:
        if self.down_after is not None and len(self.asked) >= self.down_after:
            raise SourceDown("PTV is busy (503)")
        self.asked.append((kind, step.ids))
        for one in step.ids:
            if one in self.objects[kind]:
                yield read_object(self.objects[kind][one], "list")

    def gone(self, kind: Kind, since: datetime) -> Iterable[str]:
        return [one for one, on in self.withdrawn.items() if on >= since]
