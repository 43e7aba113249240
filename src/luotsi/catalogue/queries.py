"""Reads of the catalogue. Every answer comes from a snapshot in memory that follows the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from luotsi.catalogue.types import ContactPointView, Resolution, ServiceView, Slot, SlotReport


class NotInCatalogue(LookupError):
    """No published service or contact point has this id."""


def service(service_id: str) -> ServiceView:
    """One service with its contact points; raises `NotInCatalogue`."""
    raise NotInCatalogue(service_id)


def contact_point(contact_point_id: str) -> ContactPointView:
    """One contact point (PTV id or the id of a national contact); raises `NotInCatalogue`."""
    raise NotInCatalogue(contact_point_id)


def services_at(contact_point_id: str) -> list[ServiceView]:
    """The services that one can use at this contact point, by Finnish name."""
    return []


def services_of_theme(theme: str) -> list[ServiceView]:
    """Services of a theme (code of `organisation.taxonomy`), the likeliest first."""
    return []


def all_services() -> list[ServiceView]:
    """Every published service, by Finnish name."""
    return []


def all_contact_points() -> list[ContactPointView]:
    """Every published contact point, by Finnish name; national contacts among them."""
    return []


def advice_line() -> ContactPointView:
    """A way to a person, always: the county's advice line, or else 116117."""
    raise NotInCatalogue("advice line")


def resolve(slot: Slot, municipality: str | None) -> Resolution:
    """Where `slot` leads a resident of `municipality` (three-digit code, or None when unknown)."""
    raise NotInCatalogue("slot")


def resolve_all(
    slots: Mapping[str, Slot],
    municipalities: Iterable[str] | None = None,
    languages: Sequence[str] = ("fi", "sv"),
) -> list[SlotReport]:
    """Every slot in every municipality (None: those of the county), with what is wrong with each."""
    return []
