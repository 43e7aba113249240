"""PTV's open interface, version 11.

Lists give ids in pages (`itemList`, `pageNumber`, `pageCount`); the objects themselves are had by
`…/list?guids=` for at most a hundred ids. `date` narrows a list to what changed since, `status` asks for
what was withdrawn or archived. An area list of a municipality also holds what is offered in an area that
the municipality lies in (region, hospital district, business region), and with `includeWholeCountry` what
is offered everywhere. Checked against the published server (vrk-kpa/ptv-releases, MIT).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from luotsi.integrations.ptv.asking import Broken, Missing, Rejected, Requests, in_halves
from luotsi.integrations.ptv.reading import Read, read_object
from luotsi.integrations.ptv.scope import Scope
from luotsi.integrations.ptv.sources import Kind, SourceDown, Step, steps_of
from luotsi.integrations.ptv.types import Refusal

MOST_IDS = 100
MOST_PAGES = 10_000
"""More pages than the whole country needs; a list that never ends is no list."""

PATHS: Mapping[Kind, str] = {
    Kind.GENERAL_DESCRIPTION: "GeneralDescription",
    Kind.ORGANISATION: "Organization",
    Kind.CONTACT_POINT: "ServiceChannel",
    Kind.SERVICE: "Service",
}


class V11Source:
    """Reads version 11."""

    version = 11
    most_ids = MOST_IDS

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self.address = requests.address

    def steps(self, kind: Kind, since: datetime | None, scope: Scope | None) -> Iterator[Step]:
        """Steps of a hundred ids; services of a county are asked for by its municipalities."""
        dates = {"date": _stamp(since)} if since else {}
        narrows = scope if kind is Kind.SERVICE else None
        ids = self._ids_in(narrows, dates) if narrows else self._ids(PATHS[kind], dates)
        yield from steps_of(dict.fromkeys(ids), MOST_IDS)

    def fetch(self, kind: Kind, step: Step) -> Iterator[Read | Refusal]:
        """The objects with the step's ids."""
        path = f"{PATHS[kind]}/list"
        for found in in_halves(step.ids, lambda ids: self._objects(path, ids)):
            if isinstance(found, Missing):
                yield Refusal(path, found.id, found.reason, kind.value)
            else:
                yield read_object(found, path)

    def gone(self, kind: Kind, since: datetime) -> Iterable[str]:
        """Ids withdrawn or archived since; version 11 does not tell it of general descriptions."""
        if kind is Kind.GENERAL_DESCRIPTION:
            return ()
        return chain.from_iterable(
            self._ids(PATHS[kind], {"date": _stamp(since), "status": status})
            for status in ("Withdrawn", "Archived")
        )

    def _ids_in(self, scope: Scope, params: Mapping[str, str]) -> Iterator[str]:
        """Ids of services in the county's municipalities, and (once) of those for the whole country."""
        is_first = True
        for code in sorted(scope.municipalities):
            everywhere = {"includeWholeCountry": "true" if is_first else "false"}
            try:
                yield from self._pages(f"Service/area/Municipality/code/{code}", {**params, **everywhere})
            except Rejected as error:
                if error.status != 404:  # a municipality that PTV does not know (any more)
                    raise SourceDown(
                        f"The services of municipality {code} cannot be listed: {error}"
                    ) from error
            else:
                is_first = False

    def _ids(self, path: str, params: Mapping[str, str]) -> Iterator[str]:
        try:
            yield from self._pages(path, params)
        except Rejected as error:
            raise SourceDown(f"{path} cannot be listed: {error}") from error

    def _pages(self, path: str, params: Mapping[str, str]) -> Iterator[str]:
        for number in range(1, MOST_PAGES + 1):
            try:
                page = self._requests.json(path, {**params, "page": str(number)})
                yield from _ids_of(page)
                if number >= _count_of(page):
                    return
            except Broken as error:
                raise SourceDown(f"Page {number} of {path} cannot be read: {error}") from error

    def _objects(self, path: str, ids: Sequence[str]) -> list[Any]:
        try:
            found = self._requests.json(path, {"guids": ",".join(ids)})
        except Rejected as error:
            if error.status == 404:
                return []
            raise
        if not isinstance(found, list):
            raise Broken("PTV's answer is not a list")
        return found


def _ids_of(page: Any) -> list[str]:
    items = page.get("itemList") if isinstance(page, dict) else None
    if items is None and isinstance(page, dict) and "pageCount" in page:
        return []
    if not isinstance(items, list):
        raise Broken("it has no itemList")
    return [one["id"] for one in items if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _count_of(page: dict[str, Any]) -> int:
    count = page.get("pageCount")
    if not isinstance(count, int):
        raise Broken("it has no pageCount")
    return count


def _stamp(moment: datetime) -> str:
    """The only form that version 11 takes, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
