"""Which service answers a slot for a resident, and in what order its contact points come. Pure decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from luotsi.catalogue.merging import served_municipalities
from luotsi.catalogue.records import Coverage
from luotsi.catalogue.types import ContactPointView, Level, ServiceView, Slot

ALAND = "91"
"""The organiser code of Åland, which some nationwide services leave out."""

_CHANNEL_ORDER = ("phone", "place", "e_service", "form", "web_page")


@dataclass(frozen=True, slots=True)
class Resident:
    """Where the resident lives, as far as is known."""

    municipality: str | None
    county: str
    """Code of the organiser; "" when no county is known."""
    county_municipalities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """The services found by one key at one level."""

    services: tuple[ServiceView, ...]
    level: Level
    matched_by: str


def level_of(coverage: Coverage, resident: Resident) -> Level | None:
    """How near a service with this coverage is to the resident; None when it does not serve them."""
    if coverage.extent in {"nation", "nation_except_aland"}:
        leaves_out = coverage.extent == "nation_except_aland" and resident.county == ALAND
        return None if leaves_out else Level.NATION
    served = served_municipalities(coverage)
    if not served:
        return Level.COUNTY
    if resident.municipality is not None and resident.municipality not in served:
        return None
    if resident.municipality is None and resident.county_municipalities.isdisjoint(served):
        return None
    return Level.COUNTY if served >= resident.county_municipalities else Level.MUNICIPALITY


def serves(coverage: Coverage, resident: Resident) -> bool:
    """Whether a contact point is meant for the resident; one that says nothing is."""
    return level_of(coverage, resident) is not None


def fitting_contact_points(
    service: ServiceView, slot: Slot, resident: Resident
) -> tuple[ContactPointView, ...]:
    """The service's contact points that serve the resident, preferred channels first."""
    fitting = [point for point in service.contact_points if serves(point.coverage, resident)]
    return ordered(fitting, slot.channels, resident)


def ordered(
    points: Iterable[ContactPointView], channels: Sequence[str], resident: Resident
) -> tuple[ContactPointView, ...]:
    """By channel preference; within a channel those in the resident's own municipality first."""
    preference = list(dict.fromkeys((*channels, *_CHANNEL_ORDER)))
    unique = list({point.id: point for point in reversed(list(points))}.values())[::-1]

    def place(point: ContactPointView) -> tuple[int, bool]:
        rank = preference.index(point.kind) if point.kind in preference else len(preference)
        return rank, not _is_in(point, resident.municipality)

    return tuple(sorted(unique, key=place))


def best_match(services: Collection[ServiceView], slot: Slot, resident: Resident) -> Match | None:
    """The services that answer the slot: near before far, and among the near the surest key first.

    Of one key's services those in the resident's municipality come before those of the county. A service
    without any contact point for the resident helps nobody and is passed over.
    """
    within: dict[Level, list[ServiceView]] = {}
    for service in services:
        if level := level_of(service.record.coverage, resident):
            within.setdefault(level, []).append(service)
    near = [Level.MUNICIPALITY, Level.COUNTY] if resident.municipality else [Level.COUNTY, Level.MUNICIPALITY]
    for levels in (near, [Level.NATION]):
        for key in ("general_description", "service_class", "ontology"):
            for level in levels:
                found = _matching(within.get(level, ()), slot, key)
                usable = [one for one in found if fitting_contact_points(one, slot, resident)]
                if usable:
                    return Match(_with_fitting(usable, slot, resident), level, key)
    return None


def _with_fitting(services: Iterable[ServiceView], slot: Slot, resident: Resident) -> tuple[ServiceView, ...]:
    return tuple(replace(one, contact_points=fitting_contact_points(one, slot, resident)) for one in services)


def _matching(services: Iterable[ServiceView], slot: Slot, key: str) -> list[ServiceView]:
    if key == "general_description":
        wanted = set(slot.general_descriptions)
        return [one for one in services if one.base_codes & wanted] if wanted else []
    if key == "ontology":
        return [one for one in services if set(slot.ontology).intersection(one.ontology)]
    by_class = [
        one
        for one in services
        if _any_within(one.service_classes, slot.service_classes)
        and (not slot.target_groups or _any_within(one.target_groups, slot.target_groups))
    ]
    precise = [one for one in by_class if set(slot.ontology).intersection(one.ontology)]
    return precise or by_class


def _any_within(codes: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether any code is one of the wanted, or lies beneath one (P5.10 beneath P5)."""
    return any(code == want or code.startswith(f"{want}.") for code in codes for want in wanted)


def _is_in(point: ContactPointView, municipality: str | None) -> bool:
    return municipality is not None and any(one.municipality == municipality for one in point.addresses)
