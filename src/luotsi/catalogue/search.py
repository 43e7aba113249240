"""What the catalogue offers to the search: its services and contact points, one document a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luotsi.catalogue import queries
from luotsi.catalogue.records import Concept, Texts
from luotsi.catalogue.types import ContactPointView, ServiceView
from luotsi.foundation.languages import DEFAULT_ORDER
from luotsi.understanding import registry
from luotsi.understanding.types import SearchDocument

SERVICE = "service"
CONTACT_POINT = "contact_point"

_UNUSED_WEIGHT = 0.6
"""A service that names no contact point is a weaker answer than one that does."""


def register() -> None:
    """Offer both kinds to the search."""
    registry.register(SERVICE, service_documents)
    registry.register(CONTACT_POINT, contact_point_documents)


def service_documents() -> Iterator[SearchDocument]:
    """Every service in every language in which it has a name."""
    for service in queries.all_services():
        for language in _languages(service.names):
            yield _service_document(service, language)


def contact_point_documents() -> Iterator[SearchDocument]:
    """Every contact point in every language in which it has a name."""
    for point in queries.all_contact_points():
        themes = tuple(dict.fromkeys(theme for one in queries.services_at(point.id) for theme in one.themes))
        for language in _languages(point.names):
            yield _contact_point_document(point, language, themes)


def _service_document(service: ServiceView, language: str) -> SearchDocument:
    texts = (service.descriptions, service.instructions, service.requirements)
    other_names = [service.alternative_names.get(language, ""), (_base_names(service)).get(language, "")]
    concepts = (*service.record.ontology, *(service.base.ontology if service.base else ()))
    words = (*service.keywords.get(language, ()), *other_names, *_names_of(concepts, language))
    return SearchDocument(
        kind=SERVICE,
        key=service.id,
        language=language,
        title=service.names[language],
        summary=service.summaries.get(language, ""),
        body=_joined(texts, language),
        keywords=_distinct(words, service.names[language]),
        themes=service.themes,
        weight=1.0 if service.contact_points else _UNUSED_WEIGHT,
    )


def _contact_point_document(
    point: ContactPointView, language: str, themes: tuple[str, ...]
) -> SearchDocument:
    address = point.address
    place = (
        [address.street.get(language, ""), address.municipality_names.get(language, "")] if address else []
    )
    numbers = [phone.display for phone in point.phones]
    words = (point.alternative_names.get(language, ""), *place, *numbers)
    return SearchDocument(
        kind=CONTACT_POINT,
        key=point.id,
        language=language,
        title=point.names[language],
        summary=point.summaries.get(language, ""),
        body=_joined((point.descriptions,), language),
        keywords=_distinct(words, point.names[language]),
        themes=themes,
    )


def _base_names(service: ServiceView) -> Texts:
    return service.base.names if service.base else {}


def _languages(names: Mapping[str, str]) -> list[str]:
    return [language for language in DEFAULT_ORDER if names.get(language)]


def _names_of(concepts: tuple[Concept, ...], language: str) -> list[str]:
    return [one.names.get(language, "") for one in concepts]


def _joined(texts: tuple[Texts, ...], language: str) -> str:
    return "\n\n".join(one[language] for one in texts if one.get(language))


def _distinct(words: tuple[str, ...], title: str) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if word and word != title)
