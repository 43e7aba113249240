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
    """Every address that says where; `kind` is used where PTV does not tell one.

    An address that is given in several forms (a street and a post office box) becomes one of each.
    """
    made: list[Address] = []
    for shape in given:
        for form, place in _forms(shape):
            one = _address(what, shape, form, place, notes, kind)
            if one not in made:
                made.append(one)
    return tuple(made)


def _forms(shape: shapes.AddressShape) -> list[tuple[str, shapes.PlaceShape]]:
    given = (
        ("street", shape.street_address),
        ("po_box", shape.post_office_box_address),
        ("other", shape.other_address),
        ("abroad", shapes.PlaceShape() if shape.location_abroad else None),
        ("text", shapes.PlaceShape() if shape.delivery_address_in_text else None),
    )
    return [(form, place) for form, place in given if place is not None]


def _address(
    what: str, shape: shapes.AddressShape, form: str, place: shapes.PlaceShape, notes: Notes, kind: str
) -> Address:
    town = municipality(place.municipality) if place.municipality else None
    words = {"abroad": shape.location_abroad, "text": shape.delivery_address_in_text}.get(form, [])
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
        text=texts(words),
        receiver=texts(shape.receiver),
        country=plain(shape.country or ""),
        position=position(what, place, notes),
        position_state=plain(place.coordinate_state or ""),
        entrances=tuple(_entrance(what, one, notes) for one in shape.entrances) if form != "po_box" else (),
    )


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
