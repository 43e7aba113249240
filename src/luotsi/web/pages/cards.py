"""From the catalogue's contact points to the cards that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luotsi.catalogue.records import Address, Phone
from luotsi.catalogue.types import Channel, ContactPointView, Resolution, ServiceView
from luotsi.foundation.languages import pick
from luotsi.organisation import hours_words
from luotsi.organisation.calendar import OpeningHours
from luotsi.web.pages.wording import plain
from luotsi.web.parts.types import Badge, Call, ContactCard, Link

WEB_CHANNELS = (Channel.E_SERVICE, Channel.FORM, Channel.WEB_PAGE)
MOST_CALLS = 3
MOST_LINKS = 2
MAP_ZOOM = 17


def contact_card(
    point: ContactPointView, language: str, at: datetime, *, say: str = "", note: str = ""
) -> ContactCard:
    """The card of one contact point."""
    return card_of(
        [point], language, at, title=plain(point.names, language), href=contact_url(point), say=say, note=note
    )


def service_card(
    service: ServiceView,
    points: Sequence[ContactPointView],
    language: str,
    at: datetime,
    *,
    say: str = "",
    note: str = "",
) -> ContactCard:
    """One card for a service: its number, its e-service and its place together, as people look for them."""
    href = reverse("pages:service", args=[service.id])
    return card_of(points, language, at, title=plain(service.names, language), href=href, say=say, note=note)


def resolution_card(
    found: Resolution, language: str, at: datetime, *, say: str = "", note: str = "", only_web: bool = False
) -> ContactCard:
    """The card of a slot: its best service, or a national contact, or a person who helps onward.

    `only_web` shows what can be done on the web and leaves numbers and places out, where there is any of it.
    """
    if not found.is_found:
        lost = _("We could not find this service in your area. Here a person helps you onward.")
        return contact_card(found.fallback, language, at, say=say, note=lost)
    if found.service is None:
        return contact_card(found.contact_points[0], language, at, say=say, note=note)
    own = own_points(found)
    web = [point for point in own if point.kind in WEB_CHANNELS] if only_web else []
    return service_card(found.service, web or own, language, at, say=say, note=note)


def card_of(
    points: Sequence[ContactPointView],
    language: str,
    at: datetime,
    *,
    title: str,
    href: str,
    say: str = "",
    note: str = "",
) -> ContactCard:
    """Contact points of one thing on one card: one number with its own hours, what is on the web, one place.

    Numbers answered by others at other times stand on cards of their own (`other_numbers`): a person must not
    read "closed" above a number that answers, nor "open" because a form on the web always is.
    """
    voice = number_to_call(points, at)
    people = [point for point in points if point.kind not in WEB_CHANNELS]
    hours = _known_hours([voice, *people])
    told = ""
    if hours:
        told = hours_words.today_tomorrow_words(hours, at, language)
    elif not people and (web := _known_hours(points)):
        told = _("On the web: %(hours)s") % {"hours": hours_words.today_tomorrow_words(web, at, language)}
    place = next((point for point in points if point.address and point.kind == Channel.PLACE), None)
    address = place.address if place else None
    return ContactCard(
        title=title,
        href=href,
        badge=badge(hours, language, at),
        calls=calls_of([voice], language) if voice else [],
        links=links_of(points, language)[:MOST_LINKS],
        note=note or _first_note([voice] if voice else points, language),
        hours=told,
        all_hours=week_rows(hours, language, at) if hours and not hours.never_closes else (),
        address=address_lines(address, language) if address else (),
        map_url=map_url(address) if address else "",
        say=say,
    )


def _known_hours(points: Iterable[ContactPointView | None]) -> OpeningHours | None:
    """The hours of the first of these that tells any."""
    return next((point.hours for point in points if point and point.hours and point.hours.is_known), None)


def number_to_call(points: Sequence[ContactPointView], at: datetime) -> ContactPointView | None:
    """The preferred contact point with a number among those that answer now, or else among all."""
    voices = [point for point in points if any(phone.kind == "phone" for phone in point.phones)]
    return next(
        (point for point in voices if point.hours and point.hours.is_open(at)), next(iter(voices), None)
    )


def other_numbers(points: Sequence[ContactPointView], language: str, at: datetime) -> tuple[ContactCard, ...]:
    """Cards of the phone lines of the same service that its main card does not show."""
    voice = number_to_call(points, at)
    shown = {phone.number for phone in voice.phones} if voice else set()
    lines = [
        point
        for point in points
        if point.kind == Channel.PHONE and shown.isdisjoint(phone.number for phone in point.phones)
    ]
    return tuple(contact_card(point, language, at) for point in lines[:MOST_CALLS])


def own_points(found: Resolution) -> Sequence[ContactPointView]:
    """Contact points of the best service of a slot."""
    own = [p for p in found.contact_points if found.service and p.service_id == found.service.id]
    return own or found.contact_points


def week_rows(hours: OpeningHours, language: str, at: datetime) -> list[tuple[str, str]]:
    """This week's days with their times, and why a day is special."""
    rows = hours_words.week_words(hours, at.date(), language)
    return [(row.days, f"{row.times} ({row.note})" if row.note else row.times) for row in rows]


def badge(hours: OpeningHours | None, language: str, at: datetime) -> Badge | None:
    """Open or closed now; None when nobody has told the hours."""
    if hours is None or not hours.is_known:
        return None
    return Badge(hours.is_open(at), hours_words.status_words(hours, at, language))


def calls_of(points: Iterable[ContactPointView], language: str) -> list[Call]:
    """Numbers to call, each once, with what the call costs and what else is told of it."""
    phones: dict[str, Phone] = {}
    for point in points:
        for phone in point.phones_in(language):
            if phone.kind == "phone":
                phones.setdefault(phone.number, phone)
    shown = list(phones.values())[:MOST_CALLS]
    return [_call(phone, language) for phone in shown]


def _call(phone: Phone, language: str) -> Call:
    told = (charge_words(phone, language), plain(phone.label, language))
    words = " ".join(each for each in told if each)
    return Call(phone.display or phone.number, words, dialled=phone.number)


def charge_words(phone: Phone, language: str) -> str:
    """What a call costs."""
    own = plain(phone.charge, language)
    match phone.charge_kind:
        case "free":
            return _("The call is free.")
        case "charged":
            return own or _("The call costs the same as an ordinary call.")
    return own


def links_of(points: Iterable[ContactPointView], language: str) -> list[Link]:
    """What can be done on the web, each address once, named by what it is."""
    links: dict[str, Link] = {}
    for point in points:
        url = pick(point.urls, language).text
        if point.kind in WEB_CHANNELS and url:
            links.setdefault(url, Link(url, plain(point.names, language)))
    return list(links.values())


def address_lines(address: Address, language: str) -> tuple[str, ...]:
    """An address as it is written on an envelope."""
    street = " ".join(part for part in (plain(address.street, language), address.number) if part)
    office = " ".join(
        part for part in (address.postal_code, as_name(plain(address.post_office, language))) if part
    )
    lines = (street, plain(address.extra, language), office)
    return tuple(line for line in lines if line) or tuple(plain(address.text, language).splitlines())


def as_name(words: str) -> str:
    """Post offices come in capitals, which are heavy to read and which some screen readers spell out."""
    return words.title() if words.isupper() else words


def map_url(address: Address) -> str:
    """The place on a map of everybody's, opened by the reader; nothing is fetched from it for our page."""
    if address.latitude is None or address.longitude is None:
        return ""
    where = {"mlat": f"{address.latitude:.5f}", "mlon": f"{address.longitude:.5f}"}
    return f"https://www.openstreetmap.org/?{urlencode(where)}#map={MAP_ZOOM}/{where['mlat']}/{where['mlon']}"


def contact_url(point: ContactPointView) -> str:
    return reverse("pages:contact", args=[point.id])


def _first_note(points: Iterable[ContactPointView], language: str) -> str:
    return next((words for point in points if (words := plain(point.note, language))), "")


def getting_in(point: ContactPointView, language: str) -> list[tuple[str, list[str]]]:
    """What is known of getting in: (subject, sentences), from the accessibility register."""
    address = point.address
    groups = [
        group for entrance in (address.entrances if address else ()) for group in entrance.accessibility
    ]
    told = (
        (plain(group.title, language), [plain(each, language) for each in group.sentences])
        for group in groups
    )
    return [(title, [words for words in sentences if words]) for title, sentences in told]
