"""Fetching the national lists behind v12's bare codes, as far as they are needed.

The short lists are read once. Of the long ones (ontology terms, industrial classes, post offices) and of
organisations only the members that objects name are asked for, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luotsi.integrations.ptv.asking import Broken, Rejected, Requests
from luotsi.integrations.ptv.sources import SourceDown
from luotsi.integrations.ptv.v12.codebook import CodeBook

SHORT_LISTS = (
    "service-classes",
    "target-groups",
    "life-events",
    "municipality-codes",
    "region-codes",
    "wellbeing-services-county-codes",
)
MOST_PAGES = 100
ON_A_PAGE = 100
MOST_MEMBERS = 20
"""Members that one question may name."""

_BY_URI = {"ontologyTerms": "ontology-terms", "industrialClasses": "industrial-classes"}
_PLACES = ("streetAddresses", "otherAddresses", "postOfficeBoxAddresses")
_PRODUCERS = ("selfProducedProducers", "procuredProducers", "otherProducers")


class Lists:
    """A book of codes that is filled while a source is read."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._asked: set[tuple[str, str]] = set()
        self._is_begun = False
        self.codes = CodeBook()

    def learn_for(self, objects: Iterable[Any]) -> None:
        """Learn what the codes in these objects mean. Raises `SourceDown` when a short list cannot be had."""
        self._begin()
        wanted: dict[tuple[str, str], dict[str, None]] = {}
        organisations: dict[str, None] = {}
        for one in objects:
            if not isinstance(one, Mapping):
                continue
            for field, name in _BY_URI.items():
                wanted.setdefault((name, "uris"), {}).update(dict.fromkeys(_strings(one.get(field))))
            wanted.setdefault(("postal-codes", "codes"), {}).update(dict.fromkeys(_postal_codes(one)))
            if "serviceClasses" in one and "producers" in one:
                organisations.update(dict.fromkeys(_organisations(one)))
        for (name, parameter), keys in wanted.items():
            self._learn_members(name, parameter, keys)
        for id_ in organisations:
            self._learn_organisation(id_)

    def regions_of(self, municipalities: Iterable[str]) -> list[str]:
        """Codes of the regions in which any of these municipalities lies. Raises `SourceDown`."""
        self._begin()
        wanted = set(municipalities)
        return sorted(
            code
            for (kind, code), area in self.codes.areas.items()
            if kind == "region" and any(one.code in wanted for one in area.municipalities)
        )

    def _begin(self) -> None:
        if self._is_begun:
            return
        for name in SHORT_LISTS:
            self._learn_list(name)
        self._is_begun = True

    def _learn_list(self, name: str) -> None:
        for page in range(1, MOST_PAGES + 1):
            try:
                answer = self._requests.json(name, {"page": str(page), "pageSize": str(ON_A_PAGE)})
            except (Broken, Rejected) as error:
                raise SourceDown(f"The list {name} cannot be read: {error}") from error
            if not isinstance(answer, Mapping) or not isinstance(answer.get("items"), list):
                raise SourceDown(f"The list {name} cannot be read: it has no items")
            self.codes.learn(name, answer["items"])
            last = answer.get("totalPages")
            if not isinstance(last, int) or page >= last:
                return

    def _learn_members(self, name: str, parameter: str, keys: Iterable[str]) -> None:
        """Ask for members by their keys; those that cannot be had stay bare codes."""
        missing = [key for key in keys if (name, key) not in self._asked]
        for first in range(0, len(missing), MOST_MEMBERS):
            some = missing[first : first + MOST_MEMBERS]
            self._asked.update((name, key) for key in some)
            params = {parameter: ",".join(some), "page": "1", "pageSize": str(ON_A_PAGE)}
            try:
                answer = self._requests.json(name, params)
            except (Broken, Rejected):
                continue
            if isinstance(answer, Mapping) and isinstance(answer.get("items"), list):
                self.codes.learn(name, answer["items"])

    def _learn_organisation(self, id_: str) -> None:
        if id_ in self.codes.organisations:
            return
        self.codes.organisations[id_] = ""
        try:
            answer = self._requests.json(f"organization/{id_}")
        except (Broken, Rejected):
            return
        versions = answer.get("languageVersions") if isinstance(answer, Mapping) else None
        if not isinstance(versions, Mapping):
            return
        ordered = [versions.get("fi"), *versions.values()]
        names = (one.get("name") for one in ordered if isinstance(one, Mapping))
        self.codes.organisations[id_] = next((name for name in names if isinstance(name, str) and name), "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _strings(value: Any) -> list[str]:
    """Texts that can stand in a list of a question: no commas, not endless."""
    return [
        one for one in _listed(value) if isinstance(one, str) and one and "," not in one and len(one) <= 300
    ]


def _postal_codes(one: Mapping[str, Any]) -> Iterable[str]:
    books = [_mapping(one.get(field)) for field in ("location", "contactAddresses")]
    places = [place for book in books for field in _PLACES for place in _listed(book.get(field))]
    for place in (*places, *_listed(one.get("deliveryAddresses"))):
        code = _mapping(place).get("postalCode")
        if isinstance(code, str) and code.isdecimal() and len(code) <= 10:
            yield code


def _organisations(one: Mapping[str, Any]) -> Iterable[str]:
    yield from _strings([one.get("organizationContentId")])
    yield from _strings(one.get("otherResponsibleOrganizations"))
    producers = _mapping(one.get("producers"))
    for field in _PRODUCERS:
        yield from _strings(_mapping(producers.get(field)).get("organizations"))
