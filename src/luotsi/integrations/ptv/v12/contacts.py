"""Texts, numbers, links and addresses of v12 as the catalogue's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from luotsi.catalogue.records import Address, Attachment, Email, Law, Phone, Position, Texts, WebLink
from luotsi.integrations.ptv import shapes as v11
from luotsi.integrations.ptv import values
from luotsi.integrations.ptv.addresses import position
from luotsi.integrations.ptv.texts import plain
from luotsi.integrations.ptv.v12 import shapes
from luotsi.integrations.ptv.v12.codebook import CodeBook
from luotsi.integrations.ptv.v12.markdown import from_markdown
from luotsi.integrations.ptv.values import Notes

Versions = Mapping[str, shapes.Version]

NUMBER_KINDS = {"DomesticPhone": "Phone", "InternationalPhone": "Phone", "Fax": "Fax", "Sms": "Sms"}
CHARGES = {"Free": "Free", "Charged": "Charged", "ExtraCharge": "Other"}
FILE_KINDS = {"pdf": "PDF", "doc": "DOC", "excel": "Excel"}
COORDINATE_STATES = {"NLS": "Ok", "User": "EnteredByUser", "AccessibilityRegister": "EnteredByAR"}
"""Where a point comes from, in v11's words; the first of them that is given is the point of an address."""

METRES = "EPSG:3067"


def localised(given: Mapping[str, str | None]) -> dict[str, str]:
    """Cleaned texts by language; what is empty is absent."""
    return {language: text for language, value in given.items() if (text := plain(value or ""))}


def said(versions: Versions, field: str) -> dict[str, str]:
    """A plain text of each language version."""
    return localised({language: getattr(one, field) for language, one in versions.items()})


def told(versions: Versions, field: str) -> dict[str, str]:
    """A Markdown text of each language version, as plain text."""
    given = {language: from_markdown(getattr(one, field) or "") for language, one in versions.items()}
    return {language: text for language, text in given.items() if text}


def keywords(versions: Versions) -> Mapping[str, tuple[str, ...]]:
    """Words by language, in the order given."""
    found = {
        language: tuple(
            dict.fromkeys(word for one in version.freely_assigned_keywords if (word := plain(one)))
        )
        for language, version in versions.items()
    }
    return {language: words for language, words in found.items() if words}


def phones(what: str, versions: Versions, fields: Iterable[str], notes: Notes) -> tuple[Phone, ...]:
    """Numbers of all language versions, each once with its languages."""
    names = tuple(fields)
    made = [
        _phone(what, language, one, notes)
        for language, version in versions.items()
        for field in names
        for one in getattr(version, field)
    ]
    return values.phones(what, made, notes)


def _phone(what: str, language: str, shape: shapes.Number, notes: Notes) -> v11.PhoneShape:
    """A domestic number is dialled as it stands, others behind their dial code."""
    is_domestic = shape.type == "DomesticPhone" or not shape.dial_code
    return v11.PhoneShape.model_validate(
        {
            "type": notes.known(f"{what}.type", shape.type, NUMBER_KINDS) or "Phone",
            "number": shape.number,
            "prefixNumber": None if is_domestic else shape.dial_code,
            "isFinnishServiceNumber": is_domestic,
            "serviceChargeType": notes.known(f"{what}.chargeType", shape.charge_type, CHARGES) or None,
            "chargeDescription": shape.charge_description,
            "additionalInformation": shape.additional_information,
            "language": language,
        }
    )


def emails(what: str, versions: Versions, field: str, notes: Notes) -> tuple[Email, ...]:
    """E-mail addresses of all language versions, each once with its languages."""
    given = [
        v11.LocalText.model_validate({"language": language, "value": one.email})
        for language, version in versions.items()
        for one in getattr(version, field)
    ]
    return values.emails(what, given, notes)


def links(what: str, versions: Versions, fields: Iterable[str], notes: Notes) -> tuple[WebLink, ...]:
    """Web addresses of all language versions, each once with its names."""
    names = tuple(fields)
    pages = [
        v11.WebPage.model_validate({"language": language, "url": page.url, "value": page.name})
        for language, version in versions.items()
        for field in names
        for page in _pages(getattr(version, field))
        if page.url
    ]
    return values.links(what, pages, notes)


def _pages(value: shapes.Page | list[shapes.Page] | None) -> list[shapes.Page]:
    return value if isinstance(value, list) else [value] if value is not None else []


def attachments(what: str, versions: Versions, field: str, notes: Notes) -> tuple[Attachment, ...]:
    """Documents of all language versions."""
    given = [
        v11.AttachmentShape.model_validate(
            {
                "language": language,
                "url": one.url,
                "name": one.name,
                "description": one.additional_information,
                "type": FILE_KINDS.get(one.type or "", one.type),
            }
        )
        for language, version in versions.items()
        for one in getattr(version, field)
    ]
    return values.attachments(what, given, notes)


def laws(versions: Versions, notes: Notes) -> tuple[Law, ...]:
    """Acts, each language's own list; one address is one act in however many languages it is named."""
    found: dict[str, dict[str, str]] = {}
    unaddressed: list[Law] = []
    for language, version in versions.items():
        for one in version.legislation_links:
            name = plain(one.name or "")
            address = values.checked_address("legislationLinks", one.url, notes)
            if address:
                found.setdefault(address, {}).setdefault(language, name)
            elif name:
                unaddressed.append(Law({language: name}))
    made = [
        Law(
            {language: name for language, name in names.items() if name},
            (WebLink(address, {}, tuple(names)),),
        )
        for address, names in found.items()
    ]
    return (*made, *unaddressed)


def addresses(
    what: str, book: shapes.AddressBook | None, kind: str, codes: CodeBook, notes: Notes
) -> tuple[Address, ...]:
    """Every address of one purpose: streets first, then places, boxes and addresses abroad."""
    if book is None:
        return ()
    given = (
        ("street", book.street_addresses),
        ("other", book.other_addresses),
        ("po_box", book.post_office_box_addresses),
        ("abroad", book.foreign_addresses),
    )
    made = [_address(what, form, one, kind, codes, notes) for form, places in given for one in places]
    return tuple(one for number, one in enumerate(made) if one not in made[:number])


def deliveries(
    what: str, places: Iterable[shapes.Place], codes: CodeBook, notes: Notes
) -> tuple[Address, ...]:
    """Where a form is sent."""
    forms = {"StreetAddress": "street", "PostOfficeBox": "po_box", "DeliveryInformation": "text"}
    made: list[Address] = []
    for one in places:
        form = notes.known(f"{what}.deliveryAddressType", one.delivery_address_type, forms)
        if form and (address := _address(what, form, one, "delivery", codes, notes)) not in made:
            made.append(address)
    return tuple(made)


def _address(what: str, form: str, shape: shapes.Place, kind: str, codes: CodeBook, notes: Notes) -> Address:
    postal_code = plain(shape.postal_code or "")
    point, state = _point(what, shape.coordinates, notes)
    in_words = shape.address if form == "abroad" else shape.delivery_information
    town = codes.municipality_at(postal_code)
    return Address(
        form=form,
        kind=kind,
        street=localised(shape.street_name),
        number=plain(shape.address_detail or ""),
        po_box=localised(shape.post_office_box),
        postal_code=postal_code,
        post_office=codes.post_offices.get(postal_code, {}),
        municipality=town.code if town else "",
        municipality_names=town.names if town else {},
        extra=localised(shape.additional_information),
        text=localised(in_words),
        receiver=localised(shape.recipient),
        country=plain(shape.country_code or "") or ("" if form in {"abroad", "text"} else "FI"),
        position=point,
        position_state=state,
    )


def _point(what: str, given: Iterable[shapes.Coordinate], notes: Notes) -> tuple[Position | None, str]:
    order = list(COORDINATE_STATES)
    known = [one for one in given if one.source in COORDINATE_STATES]
    for one in sorted(known, key=lambda one: order.index(one.source or "")):
        if one.system != METRES:
            notes.leave_out(f"{what}.coordinates", f"not in {METRES}")
            continue
        metres = v11.Coordinates.model_validate(
            {"latitude": _metres(one.northing), "longitude": _metres(one.easting)}
        )
        if point := position(what, metres, notes):
            return point, COORDINATE_STATES[one.source or ""]
    return None, ""


def _metres(value: float | int | None) -> str | None:
    """Metres as v11 writes them: whole ones without a fraction."""
    if value is None:
        return None
    return str(int(value)) if float(value).is_integer() else repr(float(value))[:40]


def text_of(texts: Texts) -> str:
    """One of the texts, Finnish if there is any."""
    return texts.get("fi") or next(iter(texts.values()), "")
