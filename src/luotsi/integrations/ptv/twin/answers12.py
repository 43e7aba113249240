"""What a twin answers of interface v12: searches in pages, objects by id, what was archived, lists."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from luotsi.integrations.ptv.twin import writing
from luotsi.integrations.ptv.twin.answers import (
    Answer,
    BadQuestion,
    Fell,
    Query,
    many_values,
    one_value,
    whole_number,
)
from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.lists import LISTS, Lists
from luotsi.integrations.ptv.twin.store import PUBLISHED, Entry, Store, moment

Object = dict[str, Any]

KINDS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Object]]] = {
    "service": ("Service", writing.service),
    "service-channel": ("ServiceChannel", writing.channel),
    "organization": ("Organization", writing.organisation),
    "general-description": ("GeneralDescription", writing.general_description),
}
_AREAS = ("municipalities", "regions", "wellbeingServicesCounties")
_PAGE = {"page", "pageSize"}
_AREA_FILTERS = {"areaType", *_AREAS, *(f"{one}Match" for one in _AREAS)}
_CLASS_FILTERS = {
    name
    for one in ("serviceClasses", "targetGroups", "ontologyTerms", "industrialClasses")
    for name in (one, f"{one}Match")
}
_SHARED = {*_PAGE, "publishedAtOrAfter", "languageVersions", "languageVersionsMatch"}
FILTERS: Mapping[str, set[str]] = {
    "service": {
        *_SHARED,
        *_AREA_FILTERS,
        *_CLASS_FILTERS,
        "organizationContentIds",
        "serviceTypes",
        "serviceCollectionContentId",
    },
    "service-channel": {
        *_SHARED,
        *_AREA_FILTERS,
        "organizationContentIds",
        "serviceCollectionContentId",
        "channelTypes",
    },
    "organization": {*_SHARED, *_AREA_FILTERS, "businessIds", "organizationTypes"},
    "general-description": {
        *_PAGE,
        *_CLASS_FILTERS,
        "publishedAtOrAfter",
        "organizationContentIds",
        "serviceTypes",
        "generalDescriptionTypes",
        "generalDescriptionTypesMatch",
    },
    "connection": {*_PAGE, "publishedAtOrAfter", "serviceContentIds", "channelContentIds"},
    "list": {*_PAGE, "isValid", "uris", "codes", "name", "types"},
    "archived": {*_PAGE, "archivedAtOrAfter"},
}
"""The parameters that each search takes; any other is refused, as the interface does."""

_CHOICES = {
    "serviceTypes": "serviceType",
    "channelTypes": "serviceChannelType",
    "organizationTypes": "organizationType",
    "businessIds": "businessId",
    "organizationContentIds": "organizationContentId",
}


class Version12:
    """Answers of v12."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store, self._faults = store, faults
        self._lists = Lists(store)

    def answer(self, path: Sequence[str], query: Query) -> Answer:
        """`path` without the leading "api", "v12"."""
        try:
            return self._answer(list(path), query)
        except BadQuestion as error:
            fault = {"path": f"/{error.where}", "message": str(error)}
            return Answer(400, {**problem(400, "Bad Request", path), "errors": [fault]})

    def _answer(self, path: list[str], query: Query) -> Answer:
        match path:
            case [name] if name in LISTS:
                return self._list(name, query)
            case [kind, "search"] if kind in KINDS:
                return self._search(kind, query)
            case [kind, "archived"] if kind in KINDS:
                return self._archived(kind, query)
            case [kind, id_] if kind in KINDS:
                return self._object(kind, id_)
            case ["connection", *rest] if rest != ["archived"]:
                return self._connection(rest, query)
            case ["connection" | "service-collection", "archived" | "search"]:
                return Answer(200, paged([], query))
            case _:
                return _not_found(path)

    def _list(self, name: str, query: Query) -> Answer:
        _known(query, "list")
        codes, uris = many_values(query, "codes"), many_values(query, "uris")
        members = [
            one
            for one in self._lists.members(name)
            if (not codes or one.get("code") in codes) and (not uris or one.get("uri") in uris)
        ]
        return Answer(200, paged(members, query))

    def _search(self, kind: str, query: Query) -> Answer:
        _known(query, kind)
        held, write = KINDS[kind]
        since = _moment(query, "publishedAtOrAfter")
        entries = [one for one in self._store.published(held) if since is None or one.modified >= since]
        if not FILTERS[kind].intersection(query).difference(_PAGE, {"publishedAtOrAfter"}):
            page = paged(entries, query)
            return Answer(200, page | {"items": self._written(write, page["items"])})
        wanted = [one for entry in entries if _matches(one := write(entry.load()), query)]
        self._fall_over(one["contentId"] for one in wanted)
        return Answer(200, paged(wanted, query))

    def _written(
        self, write: Callable[[Mapping[str, Any]], Object], entries: Iterable[Entry]
    ) -> list[Object]:
        shown = list(entries)
        self._fall_over(entry.id for entry in shown)
        return [write(entry.load()) for entry in shown]

    def _fall_over(self, ids: Iterable[str]) -> None:
        if self._faults.poisoned.intersection(ids):
            raise Fell

    def _archived(self, kind: str, query: Query) -> Answer:
        _known(query, "archived")
        since = _moment(query, "archivedAtOrAfter")
        if since is None:
            raise BadQuestion("archivedAtOrAfter", "is required")
        gone = [
            {"contentId": entry.id}
            for entry in self._store.entries(KINDS[kind][0])
            if entry.status != PUBLISHED and entry.modified >= since
        ]
        return Answer(200, paged(gone, query))

    def _object(self, kind: str, id_: str) -> Answer:
        held, write = KINDS[kind]
        if not _is_uuid(id_):
            raise BadQuestion("contentId", 'must match format "uuid"')
        entry = self._store.get(held, id_.lower())
        if entry is None or entry.status != PUBLISHED:
            return _not_found([kind, id_], "NotPublished" if entry else "Unknown")
        return Answer(200, self._written(write, [entry])[0])

    def _connections(self, query: Query) -> Answer:
        _known(query, "connection")
        services = set(many_values(query, "serviceContentIds"))
        channels = set(many_values(query, "channelContentIds"))
        since = _moment(query, "publishedAtOrAfter")
        found = [
            (service, channel, told)
            for service, channel, told in self._told(services)
            if (not channels or channel in channels)
            and (since is None or moment(told.get("modified")) >= since)
        ]
        page = paged(found, query)
        self._fall_over(service for service, _, _ in page["items"])
        written = [writing.connection(told, service, channel) for service, channel, told in page["items"]]
        return Answer(200, page | {"items": written})

    def _told(self, services: set[str]) -> Iterable[tuple[str, str, Object]]:
        """Every connection between what is published: service, channel, what is said of the two."""
        for entry in self._store.published("Service"):
            if services and entry.id not in services:
                continue
            for told in entry.load().get("serviceChannels") or []:
                channel = (told.get("serviceChannel") or {}).get("id")
                held = self._store.get("ServiceChannel", channel) if channel else None
                if held and held.status == PUBLISHED:
                    yield entry.id, held.id, told

    def _connection(self, path: list[str], query: Query) -> Answer:
        if path == ["search"]:
            return self._connections(query)
        for service, channel, told in self._told({path[0]}) if len(path) == 2 else ():
            if channel == path[1]:
                return Answer(200, writing.connection(told, service, channel))
        return _not_found(["connection", *path])


def paged(members: Sequence[Any], query: Query) -> Object:
    """One page of a list. Raises `BadQuestion`."""
    page = whole_number(query, "page", 1, 1, 1_000_000)
    size = whole_number(query, "pageSize", 100, 1, 100)
    return {
        "page": page,
        "pageSize": size,
        "totalItems": len(members),
        "totalPages": -(-len(members) // size),
        "items": list(members[(page - 1) * size : page * size]),
    }


def problem(status: int, title: str, path: Sequence[str], detail: str = "") -> Object:
    """The body of an error."""
    return {
        "title": title,
        "detail": detail or title,
        "status": status,
        "type": f"https://httpstatuses.io/{status}",
        "requestId": "twin",
        "instance": "/".join(("/api/v12", *path)),
    }


def _not_found(path: Sequence[str], reason: str = "Unknown") -> Answer:
    return Answer(404, {**problem(404, "Not Found", path), "reason": reason})


def _known(query: Query, search: str) -> None:
    for name in query:
        if name not in FILTERS[search]:
            raise BadQuestion(name, "must NOT have additional properties")


def _moment(query: Query, name: str) -> datetime | None:
    text = one_value(query, name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadQuestion(name, 'must match format "date-time"') from None
    if found.tzinfo is None:
        raise BadQuestion(name, 'must match format "date-time"')
    return found


def _matches(written: Object, query: Query) -> bool:
    """Whether an object passes the filters."""
    for name, field in _CHOICES.items():
        wanted = many_values(query, name)
        if wanted and written.get(field) not in wanted:
            return False
    held: dict[str, Iterable[str]] = {
        **{one: written.get(one, ()) for one in ("serviceClasses", "targetGroups", "ontologyTerms")},
        "industrialClasses": written.get("industrialClasses", ()),
        "languageVersions": written.get("languageVersions", ()),
    }
    return _is_in_area(written, query) and all(_has(held[name], query, name) for name in held)


def _is_in_area(written: Object, query: Query) -> bool:
    extent, area = one_value(query, "areaType"), written.get("area") or {}
    if extent and area.get("areaType") != extent:
        return False
    return all(_has(area.get(name, ()), query, name) for name in _AREAS)


def _has(held: Iterable[str], query: Query, name: str) -> bool:
    wanted = set(many_values(query, name))
    if not wanted:
        return True
    if (one_value(query, f"{name}Match") or "all") == "any":
        return not wanted.isdisjoint(held)
    return wanted <= set(held)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
