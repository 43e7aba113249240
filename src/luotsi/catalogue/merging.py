"""A service and its general description, a contact point and its connection: merged when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from luotsi.catalogue.records import (
    Concept,
    ConnectionRecord,
    ContactPointRecord,
    Coverage,
    GeneralDescriptionRecord,
    OrganisationRecord,
    ServiceRecord,
    Texts,
)
from luotsi.catalogue.reference_codes import reference_code
from luotsi.catalogue.types import ContactPointView, OrganisationView, ServiceView
from luotsi.organisation.taxonomy import themes_of

_ROLES = ("responsible", "other_responsible", "producer", "")
_CONTACT_FIELDS = tuple(field.name for field in fields(ContactPointRecord))


def joined(*texts: Texts) -> Texts:
    """The texts of each language one after the other, as paragraphs, without repeating any."""
    parts: dict[str, list[str]] = {}
    for one in texts:
        for language, text in one.items():
            if text not in parts.setdefault(language, []):
                parts[language].append(text)
    return {language: "\n\n".join(kept) for language, kept in parts.items()}


def completed(own: Texts, base: Texts) -> Texts:
    """One's own texts, and in the languages that lack one those of the base."""
    return {**base, **own}


@dataclass(frozen=True, slots=True)
class ServiceCodes:
    """The national codes of a service and its general description together, the description's first."""

    base: frozenset[str]
    """By what a slot may name the general description: reference code and id."""
    service_classes: tuple[str, ...]
    target_groups: tuple[str, ...]
    ontology: tuple[str, ...]
    themes: tuple[str, ...]


def service_codes(record: ServiceRecord, base: GeneralDescriptionRecord | None) -> ServiceCodes:
    """The codes by which a service is found."""
    origin = base or GeneralDescriptionRecord(id="")
    known = record.general_description_id
    names = frozenset({known, reference_code(known), origin.id, origin.code} - {""})
    classes = _codes(origin.service_classes, record.service_classes)
    ontology = _uris(origin.ontology, record.ontology)
    return ServiceCodes(
        base=names,
        service_classes=classes,
        target_groups=_codes(origin.target_groups, record.target_groups),
        ontology=ontology,
        themes=tuple(theme.code for theme in themes_of(classes, names, ontology)),
    )


def service_view(
    record: ServiceRecord,
    base: GeneralDescriptionRecord | None,
    contact_points: tuple[ContactPointView, ...],
    organisations: Mapping[str, OrganisationRecord],
) -> ServiceView:
    """A service as pages show it: base text first, the organisation's own after it."""
    origin = base or GeneralDescriptionRecord(id="")
    codes = service_codes(record, base)
    return ServiceView(
        id=record.id,
        names=completed(record.names, origin.names),
        alternative_names=record.alternative_names,
        summaries=completed(record.summaries, origin.summaries),
        descriptions=joined(origin.background, origin.descriptions, record.descriptions),
        instructions=joined(origin.instructions, record.instructions),
        requirements=joined(origin.requirements, record.requirements),
        charge=joined(origin.charge, record.charge),
        charge_kind=record.charge_kind or origin.charge_kind,
        deadline=joined(origin.deadline, record.deadline),
        processing_time=joined(origin.processing_time, record.processing_time),
        validity=joined(origin.validity, record.validity),
        languages=record.languages,
        service_classes=codes.service_classes,
        target_groups=codes.target_groups,
        ontology=codes.ontology,
        life_events=_codes(origin.life_events, record.life_events),
        themes=codes.themes,
        base_codes=codes.base,
        keywords=_keywords(origin.keywords, record.keywords),
        contact_points=contact_points,
        providers=_providers(record, organisations),
        is_nationwide=record.coverage.extent in {"nation", "nation_except_aland"},
        municipalities=served_municipalities(record.coverage),
        modified=record.modified,
        record=record,
        base=base,
    )


def contact_point_view(
    record: ContactPointRecord,
    organisations: Mapping[str, OrganisationRecord],
    connection: ConnectionRecord | None = None,
    *,
    is_national: bool = False,
) -> ContactPointView:
    """A contact point as pages show it; what its connection says of itself stands before its own."""
    values: dict[str, Any] = {name: getattr(record, name) for name in _CONTACT_FIELDS}
    values["names"] = _shown_names(record)
    if connection:
        for name in ("hours", "hours_note", "phones", "emails", "links", "addresses"):
            values[name] = getattr(connection, name) or values[name]
        values |= {
            "service_id": connection.service_id,
            "note": connection.texts,
            "connection_charge": connection.charge,
            "connection_charge_kind": connection.charge_kind,
        }
    owner = organisations.get(record.organisation_id)
    return ContactPointView(**values, provider_names=owner.names if owner else {}, is_national=is_national)


def served_municipalities(coverage: Coverage) -> frozenset[str]:
    """Codes of the municipalities that the areas list."""
    return frozenset(one.code for area in coverage.areas for one in area.municipalities)


def _shown_names(record: ContactPointRecord) -> Texts:
    """The name that the organisation wants shown in each language."""
    alternative = {
        language: record.alternative_names[language]
        for language, which in record.shown_name.items()
        if which == "AlternativeName" and language in record.alternative_names
    }
    return {**record.names, **alternative}


def _providers(
    record: ServiceRecord, organisations: Mapping[str, OrganisationRecord]
) -> tuple[OrganisationView, ...]:
    views: dict[str, OrganisationView] = {}
    for role in sorted(record.organisations, key=lambda one: _ROLES.index(one.role)):
        known = organisations.get(role.organisation_id)
        names: Texts = known.names if known else ({"fi": role.name} if role.name else {})
        views.setdefault(
            role.organisation_id, OrganisationView(role.organisation_id, names, role.role, role.provision)
        )
    return tuple(views.values())


def _codes(*groups: Iterable[Concept]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code for group in groups for one in group if one.code))


def _uris(*groups: Iterable[Concept]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.uri for group in groups for one in group if one.uri))


def _keywords(*maps: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for one in maps:
        for language, words in one.items():
            found.setdefault(language, {}).update(dict.fromkeys(words))
    return {language: tuple(words) for language, words in found.items()}
