"""PTV's open interface, version 12, as a source for the loader.

Searches give whole objects in pages of at most a hundred; `publishedAtOrAfter` narrows them to what changed
since, `archived` tells what went. Connections are objects of their own and are asked for by the services of
a page. A step is one page of one search, written as its query ("?page=3&…"), so that a load which was
stopped goes on with the same search; or up to twenty ids, which are asked for one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from luotsi.catalogue.records import ConnectionRecord, OrganisationRecord
from luotsi.integrations.ptv.asking import Broken, Missing, Rejected, Requests, in_halves
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.scope import ALAND, Scope
from luotsi.integrations.ptv.sources import Kind, SourceDown, Step
from luotsi.integrations.ptv.types import Refusal, raw_text
from luotsi.integrations.ptv.v12.contacts import text_of
from luotsi.integrations.ptv.v12.learning import Lists
from luotsi.integrations.ptv.v12.reading import identity_of, read_object

MOST_IDS = 20
"""Members of one filter."""

ON_A_PAGE = 100
SMALLER = {100: 20, 20: 4, 4: 1}
"""The size of the pages into which a page is divided that cannot be had as a whole."""

MOST_PAGES = 10_000
CONNECTIONS = "connection/search"

PATHS: Mapping[Kind, str] = {
    Kind.GENERAL_DESCRIPTION: "general-description",
    Kind.ORGANISATION: "organization",
    Kind.CONTACT_POINT: "service-channel",
    Kind.SERVICE: "service",
}

ENDS: Mapping[Kind, tuple[str, str]] = {
    Kind.SERVICE: ("serviceContentIds", "service_id"),
    Kind.CONTACT_POINT: ("channelContentIds", "contact_point_id"),
}
"""The kinds that connections join: the filter of connections, and the end of a connection that it is."""

CHANGED = "publishedAtOrAfter"

_Params = Mapping[str, str]


class V12Source:
    """Reads version 12; `requests` sends the key with every question."""

    version = 12
    most_ids = MOST_IDS

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self.address = requests.address
        self._lists = Lists(requests)

    def steps(self, kind: Kind, since: datetime | None, scope: Scope | None) -> Iterator[Step]:
        """One step for each page; after a change of connections only, steps with the ids of services."""
        number = 0
        search = f"{PATHS[kind]}/search"
        changed = {CHANGED: _stamp(since)} if since else {}
        for narrowed in self._searches(kind, scope):
            params = {**narrowed, **changed}
            for page in range(1, self._count(search, params) + 1):
                number += 1
                yield Step(number, (f"?{urlencode({**params, 'page': str(page)})}",))
        if kind is Kind.SERVICE and since:
            for ids in _chunks(self._services_with_changed_connections(changed)):
                number += 1
                yield Step(number, ids)

    def fetch(self, kind: Kind, step: Step) -> Iterator[Read | Refusal]:
        """The objects of a page or with the step's ids; services and channels with all their connections.

        The channels of a page that holds them changed or not come without: every service tells them then.
        """
        path = PATHS[kind]
        found = list(self._objects(path, step))
        self._lists.learn_for([one for one in found if not isinstance(one, Missing)])
        read: list[Read] = []
        for one in found:
            if isinstance(one, Missing):
                yield Refusal(path, one.id, one.reason, kind.value)
                continue
            outcome = read_object(one, path, self._lists.codes)
            if isinstance(outcome, Refusal):
                yield replace(outcome, kind=kind.value, raw=raw_text(one))
            else:
                read.append(outcome)
        if kind in ENDS and not (kind is Kind.CONTACT_POINT and _is_of_all(step)):
            yield from self._with_connections(kind, read)
        else:
            yield from self._noted(read)

    def gone(self, kind: Kind, since: datetime) -> Iterator[str]:
        """Ids archived since."""
        path = f"{PATHS[kind]}/archived"
        for one in self._all(path, {"archivedAtOrAfter": _stamp(since)}):
            if id_ := identity_of(one):
                yield id_

    def _searches(self, kind: Kind, scope: Scope | None) -> Iterator[_Params]:
        """The searches whose findings together hold all that is wanted (and perhaps more)."""
        if scope is None or kind is not Kind.SERVICE:
            yield {}
            return
        yield {"areaType": "WholeCountry"}
        if scope.county != ALAND:
            yield {"areaType": "WholeCountryExceptAland"}
        limited = {"areaType": "LimitedArea"}
        yield {**limited, "wellbeingServicesCounties": scope.county}
        for name, codes in (
            ("municipalities", sorted(scope.municipalities)),
            ("regions", self._lists.regions_of(scope.municipalities)),
        ):
            for some in _chunks(codes):
                yield {**limited, name: ",".join(some), f"{name}Match": "any"}

    def _count(self, path: str, params: _Params) -> int:
        """How many pages of a hundred a search has."""
        try:
            answer = self._requests.json(path, {**params, "page": "1", "pageSize": "1"})
            total = answer.get("totalItems") if isinstance(answer, dict) else None
            if not isinstance(total, int):
                raise Broken("it has no totalItems")
        except (Broken, Rejected) as error:
            raise SourceDown(f"{path} cannot be counted: {error}") from error
        return min(MOST_PAGES, -(-total // ON_A_PAGE))

    def _objects(self, path: str, step: Step) -> Iterator[Any]:
        """What a step stands for, `Missing` for what cannot be had."""
        if not step.is_page:
            yield from self._by_ids(path, step.ids)
            return
        params = dict(parse_qsl(step.ids[0][1:])) if step.ids else {"page": str(step.number)}
        page = int(params.pop("page"))
        yield from self._page(f"{path}/search", params, page, ON_A_PAGE)

    def _page(self, path: str, params: _Params, page: int, size: int) -> Iterator[Any]:
        """The members of a page; when it breaks, those of the smaller pages it consists of."""
        try:
            members = _items(self._requests.json(path, {**params, "page": str(page), "pageSize": str(size)}))
        except Rejected as error:
            raise SourceDown(f"Page {page} of {path} cannot be read: {error}") from error
        except Broken as error:
            if size == 1:
                yield Missing("", f"number {page} of {path} cannot be read: {error}")
                return
            smaller = SMALLER[size]
            parts = size // smaller
            for part in range((page - 1) * parts + 1, page * parts + 1):
                yield from self._page(path, params, part, smaller)
        else:
            yield from members

    def _by_ids(self, path: str, ids: Iterable[str]) -> Iterator[Any]:
        for id_ in ids:
            try:
                yield self._requests.json(f"{path}/{id_}")
            except Rejected as error:
                if error.status != 404:
                    yield Missing(id_, str(error))
            except Broken as error:
                yield Missing(id_, str(error))

    def _all(self, path: str, params: _Params) -> Iterator[Any]:
        """Every member of a search. Raises `SourceDown` when a page of it cannot be had."""
        for page in range(1, MOST_PAGES + 1):
            try:
                answer = self._requests.json(path, {**params, "page": str(page), "pageSize": str(ON_A_PAGE)})
                members = _items(answer)
                last = answer.get("totalPages")
                if not isinstance(last, int):
                    raise Broken("it has no totalPages")
            except (Broken, Rejected) as error:
                raise SourceDown(f"Page {page} of {path} cannot be read: {error}") from error
            yield from members
            if page >= last:
                return

    def _noted(self, read: Iterable[Read]) -> Iterator[Read]:
        """The same, with the names of organisations remembered for the services that name them by id."""
        for one in read:
            if isinstance(one.record, OrganisationRecord):
                self._lists.codes.organisations[one.record.id] = text_of(one.record.names)
            yield one

    def _with_connections(self, kind: Kind, read: Sequence[Read]) -> Iterator[Read | Refusal]:
        """Services or channels with what is said of them and their other ends.

        One whose connections cannot be had is refused for now: without them it would lose them all.
        """
        parameter, field = ENDS[kind]
        told: dict[str, list[ConnectionRecord]] = {one.record.id: [] for one in read}
        notes: dict[str, list[str]] = {id_: [] for id_ in told}
        lost: dict[str, str] = {}
        for ids in _chunks(told):
            for one in in_halves(ids, lambda some: self._connections(parameter, some)):
                if isinstance(one, Missing):
                    lost[one.id] = one.reason
                    continue
                outcome = read_object(one, CONNECTIONS, self._lists.codes)
                if isinstance(outcome, Refusal):
                    yield replace(outcome, kind="connection", raw=raw_text(one))
                elif isinstance(outcome.record, ConnectionRecord):
                    end = getattr(outcome.record, field)
                    if end in told:
                        told[end].append(outcome.record)
                        notes[end] += outcome.notes
        for one in read:
            id_ = one.record.id
            if id_ in lost:
                yield Refusal(one.file, id_, f"its connections cannot be had: {lost[id_]}", kind.value)
            else:
                yield replace(one, connections=tuple(told[id_]), notes=(*one.notes, *notes[id_]))

    def _connections(self, parameter: str, ids: Sequence[str]) -> list[Any]:
        """Every connection of some services or channels. Raises `Broken`, `Rejected`, `SourceDown`."""
        found: list[Any] = []
        params = {parameter: ",".join(ids), "pageSize": str(ON_A_PAGE)}
        for page in range(1, MOST_PAGES + 1):
            answer = self._requests.json(CONNECTIONS, {**params, "page": str(page)})
            found += _items(answer)
            last = answer.get("totalPages")
            if not isinstance(last, int):
                raise Broken("it has no totalPages")
            if page >= last:
                break
        return found

    def _services_with_changed_connections(self, changed: _Params) -> Iterator[str]:
        seen: set[str] = set()
        for one in self._all(CONNECTIONS, changed):
            id_ = one.get("serviceContentId") if isinstance(one, dict) else None
            if isinstance(id_, str) and id_ not in seen:
                seen.add(id_)
                yield id_


def _is_of_all(step: Step) -> bool:
    """Whether a step is a page of all objects, changed or not."""
    return step.is_page and not any(CHANGED in one for one in step.ids)


def _items(answer: Any) -> list[Any]:
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise Broken("it has no items")
    return items


def _chunks(ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Not more than a filter takes."""
    waiting = list(ids)
    for first in range(0, len(waiting), MOST_IDS):
        yield tuple(waiting[first : first + MOST_IDS])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
