"""Reads of the catalogue. Every answer comes from a snapshot in memory that follows the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from luotsi.catalogue import national, rules, snapshot
from luotsi.catalogue.merging import contact_point_view
from luotsi.catalogue.models import Connection
from luotsi.catalogue.records import ContactPointRecord, Phone, Record
from luotsi.catalogue.rules import Resident
from luotsi.catalogue.storage import SHELVES
from luotsi.catalogue.types import (
    ContactPointView,
    Level,
    Problem,
    Resolution,
    ServiceView,
    Slot,
    SlotReport,
    State,
)
from luotsi.foundation import clock
from luotsi.organisation.municipalities import UnknownMunicipality, UnknownOrganiser
from luotsi.organisation.municipalities import municipalities_of as municipalities_of_organiser
from luotsi.organisation.municipalities import municipality as look_up_municipality
from luotsi.organisation.queries import NoCounty, county
from luotsi.organisation.types import AdviceChannel, CountyView

STALE_AFTER = timedelta(days=365)
"""A service or contact point that nobody has touched for so long is reported as stale."""

ADVICE_LINE = "advice-line"
"""The id of the county's advice line when it is not in the catalogue."""


class NotInCatalogue(LookupError):
    """No published service or contact point has this id."""


def service(service_id: str) -> ServiceView:
    """One service with its contact points; raises `NotInCatalogue`."""
    try:
        return snapshot.current().service(service_id)
    except KeyError:
        raise NotInCatalogue(f"No service {service_id!r} is published.") from None


def contact_point(contact_point_id: str) -> ContactPointView:
    """One contact point (PTV id or the id of a national contact); raises `NotInCatalogue`."""
    try:
        return snapshot.current().contact_point(contact_point_id)
    except KeyError:
        raise NotInCatalogue(f"No contact point {contact_point_id!r} is published.") from None


def services_at(contact_point_id: str) -> list[ServiceView]:
    """The services that one can use at this contact point, by Finnish name."""
    return sorted(snapshot.current().services_at(contact_point_id), key=_name)


def services_of_theme(theme: str) -> list[ServiceView]:
    """Services of a theme (code of `organisation.taxonomy`), those it suits best first."""
    found = snapshot.current().services_of_theme(theme)
    return sorted(found, key=lambda one: (one.themes.index(theme), _name(one)))


def all_services() -> list[ServiceView]:
    """Every published service, by Finnish name."""
    return sorted(snapshot.current().services(), key=_name)


def all_contact_points() -> list[ContactPointView]:
    """Every published contact point, by Finnish name; national contacts among them."""
    return sorted(snapshot.current().contact_points(), key=_name)


def advice_line() -> ContactPointView:
    """A way to a person, always: the county's advice line, or else 116117.

    The line is the catalogue's contact point when the county names one, otherwise the county's own.
    """
    return _advice_line(_county())


def connected_ids(service_ids: Collection[str], contact_point_ids: Collection[str]) -> frozenset[str]:
    """Ids of the stored connections that touch any of these, whoever brought them."""
    found: set[str] = set()
    for ids, column in ((service_ids, "service_key"), (contact_point_ids, "contact_point_key")):
        wanted = sorted(ids)
        for start in range(0, len(wanted), 500):
            touching = Q(**{f"{column}__in": wanted[start : start + 500]})
            found.update(Connection.objects.filter(touching).values_list("key", flat=True))
    return frozenset(found)


def published_ids(kind: type[Record], origin: str) -> frozenset[str]:
    """Ids of the published records of a kind that came from `origin`, from the database as it is now."""
    rows = SHELVES[kind].table._default_manager.filter(origin=origin, is_published=True)
    return frozenset(rows.values_list("key", flat=True))


def contact_points_of(service_ids: Collection[str]) -> frozenset[str]:
    """Ids of the contact points that any of these services is connected with, stored or not."""
    found: set[str] = set()
    wanted = sorted(service_ids)
    for start in range(0, len(wanted), 500):
        rows = Connection.objects.filter(service_key__in=wanted[start : start + 500])
        found.update(rows.values_list("contact_point_key", flat=True))
    return frozenset(found)


def resolve(slot: Slot, municipality: str | None) -> Resolution:
    """Where `slot` leads a resident of `municipality` (three-digit code, or None when unknown).

    Never raises: an unknown code counts as unknown, and a slot that finds nothing has its fallback.
    """
    home = _county()
    candidates = snapshot.current().candidates(slot)
    return _resolved(slot, candidates, _resident(municipality, home), _advice_line(home))


def _resolved(
    slot: Slot, candidates: Sequence[ServiceView], resident: Resident, fallback: ContactPointView
) -> Resolution:
    match = rules.best_match(candidates, slot, resident)
    if match:
        points = [point for one in match.services for point in one.contact_points]
        return Resolution(
            state=State.ONE if len(match.services) == 1 else State.SEVERAL,
            level=match.level,
            service=match.services[0],
            contact_points=rules.ordered(points, slot.channels, resident),
            fallback=fallback,
            services=match.services,
            matched_by=match.matched_by,
        )
    return _resolve_nationally(slot, resident, fallback)


def resolve_all(
    slots: Mapping[str, Slot],
    municipalities: Iterable[str] | None = None,
    languages: Sequence[str] = ("fi", "sv"),
) -> list[SlotReport]:
    """Every slot in every municipality (None: those of the county), with what is wrong with each."""
    # What holds for all of them is asked once: in a county that is thousands of resolutions for one page.
    home, now = _county(), clock.now()
    codes: list[str | None] = list(municipalities) if municipalities is not None else _codes_of(home)
    residents = {code: _resident(code, home) for code in codes}
    fallback, catalogue = _advice_line(home), snapshot.current()
    return [
        _report(key, code, _resolved(slot, candidates, residents[code], fallback), languages, now)
        for key, slot in slots.items()
        for candidates in [catalogue.candidates(slot)]
        for code in codes
    ]


def _advice_line(home: CountyView | None) -> ContactPointView:
    if home is None:
        return _national(national.MEDICAL_HELPLINE)
    channel = home.advice_channel
    try:
        return contact_point(channel.contact_point)
    except NotInCatalogue:
        return _from_channel(channel)


def _resolve_nationally(slot: Slot, resident: Resident, fallback: ContactPointView) -> Resolution:
    known = [_national(key) for key in slot.national if key in _national_ids()]
    fitting = [point for point in known if rules.serves(point.coverage, resident)]
    state = {0: State.NONE, 1: State.ONE}.get(len(fitting), State.SEVERAL)
    return Resolution(
        state=state,
        level=Level.NATION if fitting else None,
        service=None,
        contact_points=rules.ordered(fitting, slot.channels, resident),
        fallback=fallback,
        matched_by="national" if fitting else "",
    )


def _county() -> CountyView | None:
    try:
        return county()
    except NoCounty:
        return None


def _resident(municipality: str | None, home: CountyView | None) -> Resident:
    """Where a resident lives; kept, because the register does not change within a day."""
    version = home.version if home else ""
    known = _look_up(municipality, version, clock.today()) if municipality else None
    if known:
        return known
    if home is None:
        return Resident(None, "")
    return Resident(None, home.code, frozenset(one.code for one in home.municipalities))


@lru_cache(maxsize=1_000)
def _look_up(municipality: str, county_version: str, day: date) -> Resident | None:
    """The municipality with its organiser's others; None when nobody knows the code."""
    try:
        organiser = look_up_municipality(municipality, day).organiser
        others = municipalities_of_organiser(organiser, day)
    except (UnknownMunicipality, UnknownOrganiser):
        return None
    return Resident(municipality, organiser, frozenset(one.code for one in others))


def _codes_of(home: CountyView | None) -> list[str | None]:
    return [one.code for one in home.municipalities] if home else [None]


def _national_ids() -> Collection[str]:
    return {*snapshot.current().national, *national.packaged()}


def _national(key: str) -> ContactPointView:
    """A national contact as stored, or as packaged when it has not been loaded."""
    try:
        return contact_point(key)
    except NotInCatalogue:
        return contact_point_view(national.packaged()[key], {}, is_national=True)


def _from_channel(channel: AdviceChannel) -> ContactPointView:
    phone = Phone(number=channel.dialled, display=channel.phone, charge=channel.charge)
    record = ContactPointRecord(
        id=ADVICE_LINE, kind="phone", names=channel.names, phones=(phone,), hours=channel.hours
    )
    return contact_point_view(record, {})


def _report(
    key: str, municipality: str | None, found: Resolution, languages: Sequence[str], now: datetime
) -> SlotReport:
    missing = tuple(one for one in languages if found.is_found and not _speaks(found, one))
    checks = {
        Problem.ZERO: not found.is_found,
        Problem.MANY: found.state is State.SEVERAL,
        Problem.STALE: any(_is_stale(moment, now) for moment in _moments(found)),
        Problem.MISSING_LANGUAGE: bool(missing),
        Problem.CLOSED: found.is_found and all(_is_shut(point, now) for point in found.contact_points),
    }
    problems = tuple(problem for problem, holds in checks.items() if holds)
    return SlotReport(key, municipality, found, problems, missing)


def _moments(found: Resolution) -> Iterator[datetime | None]:
    yield from (one.modified for one in found.services)
    yield from (point.modified for point in found.contact_points)


def _is_stale(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment > STALE_AFTER


def _speaks(found: Resolution, language: str) -> bool:
    """Whether the best service and the first contact point have a name in the language."""
    things = [found.service, *found.contact_points[:1]]
    return all(language in thing.names for thing in things if thing is not None)


def _is_shut(point: ContactPointView, now: datetime) -> bool:
    """Whether hours are known and hold no opening any more."""
    hours = point.hours
    return hours is not None and hours.is_known and hours.next_opening(now) is None


def _name(thing: ServiceView | ContactPointView) -> tuple[str, str]:
    names = thing.names
    return (names.get("fi") or next(iter(names.values()), "")).casefold(), thing.id
