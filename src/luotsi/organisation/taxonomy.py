"""Themes, contact reasons and life situations: one fixed national list, named in three languages.

The list is packaged with the room (`data/taxonomy.yaml`) and is the same in every county. A theme
knows the national codes by which a service is recognised as belonging to it: PTV service classes
("P5.10"), national service descriptions ("SOTE-0066") and ontology terms (KOKO URIs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from luotsi.foundation.packaged import read_yaml

KOKO = "http://www.yso.fi/onto/koko/"
"""Every ontology term of the taxonomy lives under this address."""

_Thing = TypeVar("_Thing")

_DATA = Path(__file__).parent / "data" / "taxonomy.yaml"


class UnknownCode(LookupError):
    """The list has no such code. `kind` is theme, contact reason or life situation."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(f"There is no {kind} {code!r}. The list is organisation/data/taxonomy.yaml.")
        self.kind = kind
        self.code = code


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject of the national list. `names` is keyed by language (fi, sv, en)."""

    code: str
    names: Mapping[str, str]
    is_guidable: bool
    service_classes: tuple[str, ...]
    general_descriptions: tuple[str, ...]
    ontology: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactReason:
    """Why people make contact. `themes` are codes, the primary one first."""

    code: str
    names: Mapping[str, str]
    is_guidable: bool
    themes: tuple[str, ...]
    service_classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LifeSituation:
    """A way in for residents: `names` in their own words, `leads` one short line, `themes` inside it."""

    code: str
    names: Mapping[str, str]
    leads: Mapping[str, str]
    themes: tuple[str, ...]


def theme(code: str) -> Theme:
    """The theme with this code. Raises UnknownCode."""
    return _one(ALL_THEMES, "theme", code)


def reason(code: str) -> ContactReason:
    """The contact reason with this code. Raises UnknownCode."""
    return _one(ALL_CONTACT_REASONS, "contact reason", code)


def life_situation(code: str) -> LifeSituation:
    """The life situation with this code. Raises UnknownCode."""
    return _one(LIFE_SITUATIONS, "life situation", code)


def themes_of(
    service_classes: Iterable[str] = (),
    general_descriptions: Iterable[str] = (),
    ontology: Iterable[str] = (),
) -> tuple[Theme, ...]:
    """The themes to which a service with these national codes belongs, the surest first.

    A national description or an ontology term speaks for one theme alone, so they come before what
    only a service class says: one class (P9.4, P5.14) may be shared by several themes. When any
    of the former speaks, classes that are shared by several themes add nothing.
    """
    classes, descriptions, terms = set(service_classes), set(general_descriptions), set(ontology)
    named = [
        theme
        for theme in ALL_THEMES.values()
        if descriptions.intersection(theme.general_descriptions) or terms.intersection(theme.ontology)
    ]
    counted = {code for code in classes if not named or len(_THEMES_BY_CLASS.get(code, ())) == 1}
    by_class = [
        theme
        for theme in ALL_THEMES.values()
        if theme not in named and counted.intersection(theme.service_classes)
    ]
    return (*named, *by_class)


def _one(things: Mapping[str, _Thing], kind: str, code: str) -> _Thing:
    try:
        return things[code]
    except KeyError:
        raise UnknownCode(kind, code) from None


def _read() -> tuple[dict[str, Theme], dict[str, ContactReason], dict[str, LifeSituation]]:
    data = read_yaml(_DATA)
    themes = {
        code: Theme(
            code,
            MappingProxyType(row["names"]),
            row.get("guidable", True),
            tuple(row["service_classes"]),
            tuple(row["general_descriptions"]),
            tuple(KOKO + term for term in row["ontology"]),
        )
        for code, row in data["themes"].items()
    }
    reasons = {
        code: ContactReason(
            code,
            MappingProxyType(row["names"]),
            row.get("guidable", True),
            tuple(row["themes"]),
            tuple(row["service_classes"]),
        )
        for code, row in data["contact_reasons"].items()
    }
    situations = {
        code: LifeSituation(
            code, MappingProxyType(row["names"]), MappingProxyType(row["leads"]), tuple(row["themes"])
        )
        for code, row in data["life_situations"].items()
    }
    return themes, reasons, situations


_themes, _reasons, _situations = _read()

ALL_THEMES: Mapping[str, Theme] = MappingProxyType(_themes)
"""All 30 themes by code, also the three that no path serves."""

THEMES: Mapping[str, Theme] = MappingProxyType({c: t for c, t in _themes.items() if t.is_guidable})
"""The 27 themes that guidance paths serve."""

ALL_CONTACT_REASONS: Mapping[str, ContactReason] = MappingProxyType(_reasons)
"""All 88 contact reasons by code."""

CONTACT_REASONS: Mapping[str, ContactReason] = MappingProxyType(
    {code: reason for code, reason in _reasons.items() if reason.is_guidable}
)
"""The 80 contact reasons that guidance paths serve."""

PATH_THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        code: theme
        for code, theme in _themes.items()
        if any(code in reason.themes for reason in CONTACT_REASONS.values())
    }
)
"""The themes that a path may name: the 27, and general advice, which has reasons but no page of its own."""

LIFE_SITUATIONS: Mapping[str, LifeSituation] = MappingProxyType(_situations)
"""The eight ways in of the home page, in its order."""

_THEMES_BY_CLASS: Mapping[str, tuple[str, ...]] = {
    service_class: tuple(t.code for t in _themes.values() if service_class in t.service_classes)
    for service_class in {c for t in _themes.values() for c in t.service_classes}
}
