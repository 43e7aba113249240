"""The national lists behind v12's codes, as far as the objects of a twin use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luotsi.integrations.ptv.twin.store import Store
from luotsi.integrations.ptv.twin.writing_contacts import localised

Object = dict[str, Any]

CLASSES: Mapping[str, str] = {
    "serviceClasses": "service-classes",
    "targetGroups": "target-groups",
    "lifeEvents": "life-events",
    "industrialClasses": "industrial-classes",
}
LISTS = (
    *CLASSES.values(),
    "ontology-terms",
    "municipality-codes",
    "region-codes",
    "wellbeing-services-county-codes",
    "postal-codes",
)
_AREAS = {
    "Region": "region-codes",
    "Province": "region-codes",
    "WellbeingServiceCounty": "wellbeing-services-county-codes",
    "WellbeingServicesCounty": "wellbeing-services-county-codes",
}


class Lists:
    """Gathered from the objects when first asked for, and again when they have changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_change = -1
        self._lists: dict[str, dict[str, Object]] = {}

    def members(self, name: str) -> list[Object]:
        """The members of a list in the order of their codes."""
        if self._of_change != self._store.changes:
            of_change = self._store.changes
            self._lists = self._gathered()
            self._of_change = of_change
        return [self._lists[name][key] for key in sorted(self._lists[name])]

    def _gathered(self) -> dict[str, dict[str, Object]]:
        lists: dict[str, dict[str, Object]] = {name: {} for name in LISTS}
        for kind in ("Service", "ServiceChannel", "Organization", "GeneralDescription"):
            for entry in self._store.entries(kind):
                _gather(entry.load(), lists)
        return lists


def _gather(given: Mapping[str, Any], lists: dict[str, dict[str, Object]]) -> None:
    for field, name in CLASSES.items():
        for term in given.get(field) or []:
            if term.get("code"):
                lists[name].setdefault(term["code"], _class(term, name))
    for term in given.get("ontologyTerms") or []:
        if term.get("uri"):
            lists["ontology-terms"].setdefault(term["uri"], _ontology(term))
    for area in given.get("areas") or []:
        _area(area, lists)
    if own := given.get("municipality"):
        _town(own, lists)
    for one in [*(given.get("addresses") or []), *(given.get("deliveryAddresses") or [])]:
        for form in ("streetAddress", "postOfficeBoxAddress", "otherAddress"):
            _post_office(one.get(form) or {}, lists)


def _post_office(place: Mapping[str, Any], lists: dict[str, dict[str, Object]]) -> None:
    if code := place.get("postalCode"):
        member = {"code": code, "isValid": True, "name": localised(place.get("postOffice"))}
        lists["postal-codes"].setdefault(code, member)
    if town := place.get("municipality"):
        _town(town, lists)


def _class(term: Mapping[str, Any], name: str) -> Object:
    keeps_address = name == "industrial-classes"
    uri = term.get("uri") if keeps_address else term.get("newUri") or term.get("uri")
    parent = term.get("parentUri") if keeps_address else term.get("newParentUri") or term.get("parentUri")
    return {
        "code": term["code"],
        "uri": uri or "",
        "parentUri": parent,
        "isValid": True,
        "name": localised(term.get("name")),
    }


def _ontology(term: Mapping[str, Any]) -> Object:
    return {
        "uri": term["uri"],
        "type": term.get("ontologyType"),
        "parentUris": [one for one in (term.get("parentUri") or "").split(";") if one],
        "isValid": True,
        "name": localised(term.get("name")),
    }


def _area(area: Mapping[str, Any], lists: dict[str, dict[str, Object]]) -> None:
    towns: Iterable[Mapping[str, Any]] = area.get("municipalities") or []
    for town in towns:
        _town(town, lists)
    name = _AREAS.get(area.get("type") or "")
    if name and area.get("code"):
        lists[name].setdefault(
            area["code"],
            {
                "code": area["code"],
                "isValid": True,
                "name": localised(area.get("name")),
                "municipalities": [town["code"] for town in towns],
            },
        )


def _town(town: Mapping[str, Any], lists: dict[str, dict[str, Object]]) -> None:
    if town.get("code"):
        lists["municipality-codes"].setdefault(
            town["code"], {"code": town["code"], "isValid": True, "name": localised(town.get("name"))}
        )
