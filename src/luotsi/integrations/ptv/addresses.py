"""Addresses of PTV, with their coordinates in degrees."""

from __future__ import annotations

from collections.abc import Iterable

from luotsi.catalogue.records import Address, Entrance, Position, SentenceGroup
from luotsi.integrations.ptv import shapes
from luotsi.integrations.ptv.coordinates import OutsideFinland, to_degrees
from luotsi.integrations.ptv.texts import plain
from luotsi.integrations.ptv.values import Notes, checked_address, municipality, texts

_KINDS = {"Location": "visiting", "Visiting": "visiting", "Postal": "postal", "Delivery": "delivery"}


def addresses(
    what: str, given: Iterable[shapes.AddressShape], notes: Notes, kind: str = ""
) -> tuple[Address, ...]:
    """Every address that says where; `kind` is used where PTV does not tell one."""
    made: list[Address] = []
    for shape in given:
        one = _address(what, shape, notes, kind)
        if one not in made and one.form != "none":
            made.append(one)
    return tuple(made)


def _address(what: str, shape: shapes.AddressShape, notes: Notes, kind: str) -> Address:
    form, place = _form(shape)
    town = municipality(place.municipality) if place.municipality else None
    return Address(
        form=form,
        kind=notes.known(f"{what}.type", shape.type, _KINDS) or kind,
        sub_type=plain(shape.sub_type or ""),
        street=texts(place.street),
        number=plain(place.street_number or ""),
        po_box=texts(place.post_office_box),
        postal_code=plain(place.postal_code or ""),
        post_office=texts(place.post_office),
        municipality=town.code if town else "",
        municipality_names=town.names if town else {},
        extra=texts(place.additional_information),
        text=texts([*shape.location_abroad, *shape.delivery_address_in_text]),
        receiver=texts(shape.receiver),
        country=plain(shape.country or ""),
        position=position(what, place, notes),
        position_state=plain(place.coordinate_state or ""),
        entrances=tuple(_entrance(what, one, notes) for one in shape.entrances),
    )


def _form(shape: shapes.AddressShape) -> tuple[str, shapes.PlaceShape]:
    if shape.street_address:
        return "street", shape.street_address
    if shape.post_office_box_address:
        return "po_box", shape.post_office_box_address
    if shape.other_address:
        return "other", shape.other_address
    words = "abroad" if shape.location_abroad else "text" if shape.delivery_address_in_text else "none"
    return words, shapes.PlaceShape()


def position(what: str, given: shapes.Coordinates, notes: Notes) -> Position | None:
    """Degrees of a point given in metres of ETRS-TM35FIN; None when there is none, or none in Finland."""
    north, east = str(given.latitude or "").strip(), str(given.longitude or "").strip()
    if not north and not east:
        return None
    try:
        latitude, longitude = to_degrees(float(north), float(east))
    except (ValueError, OutsideFinland):
        notes.leave_out(f"{what}.coordinates", "not metres of ETRS-TM35FIN inside Finland")
        return None
    return Position(round(latitude, 7), round(longitude, 7), north, east)


def _entrance(what: str, shape: shapes.EntranceShape, notes: Notes) -> Entrance:
    contact = shape.contact_info or shapes.ContactInfo()
    where = f"{what}.entrances"
    return Entrance(
        names=texts(shape.name),
        is_main=bool(shape.is_main_entrance),
        position=position(where, shape.coordinates, notes) if shape.coordinates else None,
        phone=plain(contact.phone or ""),
        email=plain(contact.email or ""),
        url=checked_address(f"{where}.url", contact.url, notes),
        accessibility=tuple(
            SentenceGroup(
                texts(group.sentence_group),
                tuple(said for one in group.sentences if (said := texts(one.sentence))),
            )
            for group in shape.accessibility_sentences
        ),
    )
