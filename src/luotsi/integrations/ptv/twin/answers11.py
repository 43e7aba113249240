"""What a twin answers of interface v11: lists of ids in pages, objects by id, services of an area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from luotsi.integrations.ptv.twin.answers import Answer, BadQuestion, Fell, Query, one_value, whole_number
from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.store import KINDS, PUBLISHED, Entry, Store

MOST_IDS = 100
_STATUSES = {
    "Published": {"Published"},
    "Archived": {"Archived", "Deleted"},
    "Withdrawn": {"Withdrawn", "Modified"},
}
_NAMES = ("serviceNames", "serviceChannelNames", "organizationNames", "names")
_AREA_KINDS = {
    "Municipality": ("Municipality",),
    "Region": ("Region", "Province"),
    "HospitalDistrict": ("HospitalDistrict", "HospitalRegions"),
    "BusinessSubRegion": ("BusinessSubRegion", "BusinessRegions"),
}
_NATIONWIDE = {"Nationwide", "NationwideExceptAlandIslands", "WholeCountry", "WholeCountryExceptAlandIslands"}


class Version11:
    """Answers of v11; `page_size` is how many ids a page holds (PTV: 1,000)."""

    def __init__(self, store: Store, faults: Faults, page_size: int) -> None:
        self._store, self._faults, self._page_size = store, faults, page_size

    def answer(self, path: Sequence[str], query: Query) -> Answer:
        """`path` without the leading "api", "v11"."""
        match list(path):
            case [kind] if kind in KINDS:
                return self._ids(kind, query)
            case [kind, "list"] if kind in KINDS:
                return self._objects(kind, query)
            case ["Service", "area", area, "code", code] if area in _AREA_KINDS:
                return self._in_area(area, code, query)
            case [kind, id_] if kind in KINDS:
                return self._object(kind, id_.lower())
            case _:
                return Answer(404, "Not found")

    def _ids(self, kind: str, query: Query) -> Answer:
        status = one_value(query, "status") or "Published"
        if status not in _STATUSES:
            return Answer(400, {"status": ["is not a publishing status"]})
        wanted = _STATUSES[status]
        return self._page(_changed(self._entries(kind, wanted), query), query)

    def _entries(self, kind: str, statuses: set[str]) -> list[Entry]:
        return [entry for entry in self._store.entries(kind) if entry.status in statuses]

    def _page(self, entries: Sequence[Entry], query: Query) -> Answer:
        number = whole_number(query, "page", 1, 1, 1_000_000)
        count = -(-len(entries) // self._page_size)
        first = (number - 1) * self._page_size
        shown = entries[first : first + self._page_size]
        return Answer(
            200,
            {
                "pageNumber": number,
                "pageSize": self._page_size,
                "pageCount": count,
                "itemList": [{"id": entry.id, "name": _name(entry.load())} for entry in shown],
            },
        )

    def _objects(self, kind: str, query: Query) -> Answer:
        ids = [one.strip().lower() for one in (one_value(query, "guids") or "").split(",") if one.strip()]
        if not ids or len(ids) > MOST_IDS:
            return Answer(400, {"guids": [f"must have 1 to {MOST_IDS} ids"]})
        if self._faults.poisoned.intersection(ids):
            raise Fell
        found = [entry.load() for id_ in ids if (entry := self._published(kind, id_))]
        return Answer(200, found) if found else Answer(404, "Not found")

    def _object(self, kind: str, id_: str) -> Answer:
        if id_ in self._faults.poisoned:
            raise Fell
        entry = self._published(kind, id_)
        return Answer(200, entry.load()) if entry else Answer(404, f"{kind} with id '{id_}' not found.")

    def _published(self, kind: str, id_: str) -> Entry | None:
        entry = self._store.get(kind, id_)
        return entry if entry and entry.status == PUBLISHED else None

    def _in_area(self, kind: str, code: str, query: Query) -> Answer:
        everywhere = (one_value(query, "includeWholeCountry") or "").lower() == "true"
        found = [
            entry
            for entry in _changed(self._store.published("Service"), query)
            if _serves(entry.load(), kind, code, everywhere=everywhere)
        ]
        is_known = found or any(
            _knows(entry.load(), kind, code) for entry in self._store.published("Service")
        )
        return self._page(found, query) if is_known else Answer(404, f"Area with code '{code}' not found.")


def _changed(entries: Iterable[Entry], query: Query) -> list[Entry]:
    text = one_value(query, "date")
    if text is None:
        return list(entries)
    try:
        since = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise BadQuestion("date", "must be of the form yyyy-MM-ddTHH:mm:ss") from None
    return [entry for entry in entries if entry.modified >= since]


def _name(given: dict[str, Any]) -> str | None:
    names: list[dict[str, Any]] = next((given[field] for field in _NAMES if given.get(field)), [])
    finnish = [one for one in names if one.get("language") == "fi"]
    shown = (finnish or names or [{}])[0].get("value")
    return shown if isinstance(shown, str) else None


def _serves(given: dict[str, Any], kind: str, code: str, *, everywhere: bool) -> bool:
    if given.get("areaType") in _NATIONWIDE:
        return everywhere
    return _knows(given, kind, code)


def _knows(given: dict[str, Any], kind: str, code: str) -> bool:
    """Whether one of an object's areas is the area, or (a municipality) lies in it."""
    for area in given.get("areas") or []:
        if kind == "Municipality":
            if any(town.get("code") == code for town in area.get("municipalities") or []):
                return True
        elif area.get("type") in _AREA_KINDS[kind] and area.get("code") == code:
            return True
    return False
