"""Numbers, links and addresses of v11 in the shapes of v12."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from luotsi.integrations.ptv.texts import plain

Object = dict[str, Any]
Given = Iterable[Mapping[str, Any]] | None

PHONE_CHARGES = {
    "Chargeable": "Charged",
    "Charged": "Charged",
    "FreeOfCharge": "Free",
    "Free": "Free",
    "Other": "ExtraCharge",
}
FILE_TYPES = {"pdf", "doc", "rtf", "odt", "excel"}
_SOURCES = {"EnteredByUser": "User", "EnteredByAR": "AccessibilityRegister"}
_BOOKS: Mapping[str, tuple[str, ...]] = {
    "place": ("foreignAddresses", "otherAddresses", "streetAddresses"),
    "location": ("foreignAddresses", "otherAddresses", "streetAddresses"),
    "contact": ("foreignAddresses", "postOfficeBoxAddresses", "streetAddresses"),
}
"""Which lists of addresses each place of v12 has."""


def by_language(given: Given) -> dict[str, dict[str, str]]:
    """Cleaned texts by type ("" when there is none) and language; several in a language are paragraphs."""
    found: dict[str, dict[str, str]] = {}
    for one in given or []:
        text = plain(one.get("value") or "")
        if not text:
            continue
        texts = found.setdefault(one.get("type") or "", {})
        before = texts.get(one["language"])
        texts[one["language"]] = f"{before}\n\n{text}" if before and before != text else text
    return found


def localised(given: Given) -> dict[str, str]:
    """Texts without types as a map by language."""
    return {language: text for texts in by_language(given).values() for language, text in texts.items()}


def numbers(given: Given, language: str, kinds: Iterable[str]) -> list[Object]:
    """The numbers of one language and of these kinds."""
    wanted = set(kinds)
    return [
        _number(one)
        for one in given or []
        if one["language"] == language and (one.get("type") or "Phone") in wanted and one.get("number")
    ]


def _number(one: Mapping[str, Any]) -> Object:
    digits = re.sub(r"[\s()\-–.]", "", one["number"])
    prefix = one.get("prefixNumber") or ""
    shared = {
        "additionalInformation": one.get("additionalInformation"),
        "chargeDescription": one.get("chargeDescription"),
        "chargeType": PHONE_CHARGES.get(one.get("serviceChargeType") or "", "Charged"),
    }
    kind = one.get("type") or "Phone"
    is_domestic = bool(one.get("isFinnishServiceNumber")) or not prefix
    if kind == "Phone" and is_domestic:
        return {**shared, "type": "DomesticPhone", "number": digits}
    called = {"Phone": "InternationalPhone"}.get(kind, kind)
    number = digits if is_domestic else digits.lstrip("0")
    return {**shared, "type": called, "dialCode": "" if is_domestic else prefix, "number": number}


def emails(given: Given, language: str) -> list[Object]:
    return [
        {"email": one["value"]} for one in given or [] if one["language"] == language and one.get("value")
    ]


def emails_with_info(given: Given, language: str) -> list[Object]:
    """As organisations list them."""
    return [{**one, "additionalInformation": None} for one in emails(given, language)]


def pages(given: Given, language: str, *, with_info: bool = False) -> list[Object]:
    """Web pages of one language; with what is said of them where v12 has a place for it."""
    made = []
    for one in given or []:
        address = one.get("url") or one.get("value")
        if one["language"] != language or not address:
            continue
        name = one.get("name") or (one.get("value") if one.get("url") else "") or ""
        page = {"name": plain(name), "url": address}
        made.append({**page, "additionalInformation": one.get("description")} if with_info else page)
    return made


def web_address(given: Given, language: str) -> Object:
    """The one page that a channel has in a language."""
    found = pages(given, language)
    if not found:
        return {"url": None, "name": None}
    return {"url": found[0]["url"], "name": found[0]["name"] or None}


def files(given: Given, language: str) -> list[Object]:
    """Forms to print."""
    made = []
    for one in given or []:
        address, kind = one.get("url") or one.get("value"), (one.get("type") or "").lower()
        if one["language"] == language and address:
            name = plain(one.get("name") or "")
            made.append({"name": name, "url": address, "type": kind if kind in FILE_TYPES else "pdf"})
    return made


def addresses(given: Given, types: Iterable[str], place: str) -> Object:
    """The addresses of one purpose, each form in its own list."""
    wanted = set(types)
    book: Object = {name: [] for name in _BOOKS[place]}
    for one in given or []:
        if (one.get("type") or "Location") not in wanted:
            continue
        for name, written in _forms(one):
            if name in book:
                extra = {"accessibilityRegisterServicePointId": None}
                is_street = place == "place" and name == "streetAddresses"
                book[name].append({**written, **extra} if is_street else written)
    return book


def deliveries(given: Given) -> list[Object]:
    """Where a form is sent."""
    made = []
    for one in given or []:
        recipient = {"recipient": localised(one.get("receiver"))}
        for name, written in _forms(one):
            kind = {"streetAddresses": "StreetAddress", "postOfficeBoxAddresses": "PostOfficeBox"}.get(name)
            if kind:
                made.append({**written, **recipient, "deliveryAddressType": kind})
        if words := localised(one.get("deliveryAddressInText")):
            made.append(
                {**recipient, "deliveryInformation": words, "deliveryAddressType": "DeliveryInformation"}
            )
    return made


def _forms(one: Mapping[str, Any]) -> Iterator[tuple[str, Object]]:
    if street := one.get("streetAddress"):
        yield (
            "streetAddresses",
            {
                "addressSource": {"source": "UserEntered"},
                "streetName": localised(street.get("street")),
                "addressDetail": street.get("streetNumber") or "",
                "postalCode": street.get("postalCode") or "",
                "coordinates": _coordinates(street),
                "additionalInformation": localised(street.get("additionalInformation")),
            },
        )
    if box := one.get("postOfficeBoxAddress"):
        yield (
            "postOfficeBoxAddresses",
            {
                "postalCode": box.get("postalCode") or "",
                "postOfficeBox": localised(box.get("postOfficeBox")),
                "additionalInformation": localised(box.get("additionalInformation")),
            },
        )
    if other := one.get("otherAddress"):
        yield (
            "otherAddresses",
            {
                "postalCode": other.get("postalCode"),
                "coordinates": _coordinates(other),
                "additionalInformation": localised(other.get("additionalInformation")),
            },
        )
    if words := localised(one.get("locationAbroad")):
        yield "foreignAddresses", {"address": words, "countryCode": one.get("country") or ""}


def _coordinates(place: Mapping[str, Any]) -> list[Object]:
    try:
        north, east = float(place.get("latitude") or ""), float(place.get("longitude") or "")
    except ValueError:
        return []
    source = _SOURCES.get(place.get("coordinateState") or "", "NLS")
    return [{"system": "EPSG:3067", "source": source, "easting": _metres(east), "northing": _metres(north)}]


def _metres(value: float) -> float | int:
    return int(value) if value.is_integer() else value
