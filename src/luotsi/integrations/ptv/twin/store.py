"""What a twin holds: v11 objects by kind and id, in order, with who changed when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

from luotsi.integrations.ptv.twin.generating import County, Made

Object = dict[str, Any]

PUBLISHED = "Published"
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

SIGNS: Mapping[str, str] = {
    "serviceNames": "Service",
    "serviceChannelNames": "ServiceChannel",
    "organizationNames": "Organization",
    "descriptions": "GeneralDescription",
}
"""The field by which each kind is known, in the order in which they are looked for."""

KINDS = tuple(SIGNS.values())


class NotAnObject(ValueError):
    """The twin cannot hold this: it is none of v11's four kinds of objects, or has no id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object, made when it is asked for."""

    id: str
    modified: datetime
    status: str
    load: Callable[[], Object]


class Store:
    """Objects by kind. All of it may be called from several threads."""

    def __init__(self, source: County | Path | str | Iterable[Object]) -> None:
        self._lock = RLock()
        self._kinds: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
        self.changes = 0
        """Counts up with every change, for whoever keeps something that follows from the objects."""
        if isinstance(source, County):
            self._hold_county(source)
        else:
            objects = read_folder(Path(source)) if isinstance(source, str | Path) else source
            for one in objects:
                self.put(one)

    def put(self, given: Object) -> None:
        """Add an object, or put it in the place of the one with its id. Raises `NotAnObject`."""
        kind = kind_of(given)
        id_ = given.get("id")
        if kind is None or not isinstance(id_, str):
            raise NotAnObject(f"{id_!r} is not an object of PTV v11.")
        entry = Entry(
            id_, moment(given.get("modified")), given.get("publishingStatus") or PUBLISHED, lambda: given
        )
        with self._lock:
            self._kinds[kind][id_] = entry
            self.changes += 1

    def archive(self, id_: str, when: datetime, status: str = "Archived") -> None:
        """No longer publish an object. Raises KeyError for an id that is not here."""
        with self._lock:
            for entries in self._kinds.values():
                if id_ in entries:
                    entries[id_] = replace(entries[id_], status=status, modified=when)
                    self.changes += 1
                    return
        raise KeyError(id_)

    def remove(self, id_: str) -> None:
        """Forget an object altogether, as if it had never been."""
        with self._lock:
            for entries in self._kinds.values():
                if entries.pop(id_, None):
                    self.changes += 1

    def entries(self, kind: str) -> list[Entry]:
        """All of a kind, in the order in which they came."""
        with self._lock:
            return list(self._kinds[kind].values())

    def published(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries(kind) if entry.status == PUBLISHED]

    def get(self, kind: str, id_: str) -> Entry | None:
        with self._lock:
            return self._kinds[kind].get(id_)

    def _hold_county(self, county: County) -> None:
        made = (county.services, county.channels, county.organisations, county.general_descriptions)
        for kind, objects in zip(KINDS, made, strict=True):
            for number in range(len(objects)):
                id_, changed = objects.key(number)
                self._kinds[kind][id_] = Entry(id_, moment(changed), PUBLISHED, _loader(objects, number))


def _loader(objects: Made, number: int) -> Callable[[], Object]:
    return lambda: objects[number]


def kind_of(given: Any) -> str | None:
    """Which of v11's kinds an object is of; None for anything else."""
    if not isinstance(given, Mapping):
        return None
    return next((kind for sign, kind in SIGNS.items() if sign in given), None)


def moment(value: str | None) -> datetime:
    """An aware moment; v11's without a zone are UTC, and none is long ago."""
    if not value:
        return LONG_AGO
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_folder(folder: Path) -> Iterator[Object]:
    """The v11 objects in the JSON files of a folder; anything else in them is passed over.

    Raises OSError and ValueError for what is no folder or no JSON: a twin is fed by its owner.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {folder}.")
    for file in sorted(folder.rglob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        if isinstance(content, dict):
            content = content.get("itemList") or ([content] if "id" in content else list(content.values()))
        yield from (one for one in content if kind_of(one) and isinstance(one.get("id"), str))
