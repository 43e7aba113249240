"""The national lists behind v12's bare codes: what a code is called and where it belongs.

v12 names classes, municipalities, counties, post offices and organisations by code or id only. A book is
filled from the interface's own lists (`source`) and looked up while objects are read. A code that no list
knows keeps itself: it is a term without a name, never a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from luotsi.catalogue.records import Area, Concept, Municipality, Texts
from luotsi.integrations.ptv.texts import plain

CLASS_LISTS = {
    "service-classes": "code",
    "target-groups": "code",
    "life-events": "code",
    "ontology-terms": "uri",
    "industrial-classes": "uri",
}
"""Each list of terms with the field by which objects name its members."""

AREA_LISTS = {"region-codes": "region", "wellbeing-services-county-codes": "county"}
"""Each list of areas with our word for the kind of area."""


@dataclass(slots=True)
class CodeBook:
    """Lookups by code; empty at first, `learn` adds the members of a list."""

    concepts: dict[tuple[str, str], Concept] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    areas: dict[tuple[str, str], Area] = field(default_factory=dict)
    post_offices: dict[str, Texts] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    """Names of organisations by id, Finnish first."""
    _by_name: dict[str, str] = field(default_factory=dict)
    """Codes of municipalities by their names, for post offices that are called after them."""

    def learn(self, list_name: str, members: Iterable[Any]) -> None:
        """Remember the members of one of PTV's lists; whatever is not of its shape is passed over."""
        for one in members:
            if not isinstance(one, Mapping):
                continue
            code, uri = _text(one.get("code")), _text(one.get("uri"))
            names = _texts(one.get("name"))
            if list_name in CLASS_LISTS and (key := code if CLASS_LISTS[list_name] == "code" else uri):
                self.concepts[list_name, key] = Concept(
                    code, uri, _text(one.get("type")), names, tuple(_parents(one))
                )
            elif list_name == "municipality-codes" and code:
                self.municipalities[code.zfill(3)] = Municipality(code.zfill(3), names)
                self._by_name.update({name.casefold(): code.zfill(3) for name in names.values()})
            elif list_name in AREA_LISTS and code:
                self._learn_area(AREA_LISTS[list_name], code, names, one.get("municipalities"))
            elif list_name == "postal-codes" and code:
                self.post_offices[code] = names

    def _learn_area(self, kind: str, code: str, names: Texts, members: Any) -> None:
        codes = [one for one in members if isinstance(one, str)] if isinstance(members, list) else []
        self.areas[kind, code] = Area(kind, code, names, tuple(self.municipality(one) for one in codes))

    def concept(self, list_name: str, key: str) -> Concept:
        """The term of a list that a code (or address) stands for."""
        found = self.concepts.get((list_name, key))
        if found is not None:
            return found
        return Concept(code=key) if CLASS_LISTS[list_name] == "code" else Concept(uri=key)

    def municipality(self, code: str) -> Municipality:
        padded = code.zfill(3)
        return self.municipalities.get(padded) or Municipality(padded)

    def municipality_at(self, postal_code: str) -> Municipality | None:
        """The municipality after which the post office is named; None when it is named after none."""
        names = self.post_offices.get(postal_code, {}).values()
        found = {code for name in names if (code := self._by_name.get(name.casefold()))}
        return self.municipality(found.pop()) if len(found) == 1 else None

    def area(self, kind: str, code: str) -> Area:
        return self.areas.get((kind, code)) or Area(kind, code)

    def unknown(self, list_name: str, keys: Iterable[str]) -> list[str]:
        """Those of the keys that have not been learnt, each once, in order."""
        return [key for key in dict.fromkeys(keys) if (list_name, key) not in self.concepts]


def _text(value: Any) -> str:
    return plain(value) if isinstance(value, str) else ""


def _texts(value: Any) -> Texts:
    if not isinstance(value, Mapping):
        return {}
    return {
        language: text
        for language, said in value.items()
        if isinstance(language, str) and (text := _text(said))
    }


def _parents(one: Mapping[str, Any]) -> Iterable[str]:
    many = one.get("parentUris")
    given = many if isinstance(many, list) else [one.get("parentUri")]
    return (text for parent in given if (text := _text(parent)))
