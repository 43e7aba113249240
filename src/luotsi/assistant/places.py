"""Direct answers from the catalogue: where a unit is, when it is open, its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luotsi.assistant.types import Place, Wish
from luotsi.catalogue import queries as catalogue
from luotsi.catalogue.types import Channel, ContactPointView
from luotsi.understanding import queries as understanding
from luotsi.understanding.types import Hit

MOST = 3
_LOOKED_AT = 8
_ASKING = re.compile(
    r"\b(?:auki\w*|aukeaa\w*|aukee|avoinna|avautu\w*|kiinni|sulke\w*|mihin aikaan|kellonaja\w*|numero\w*"
    r"|puhelin|puhelinnumero\w*|osoite\w*|osoitteen|sijait\w*|löyty\w*"
    r"|öppe[nt]\w*|öppnar|stäng\w*|klockan|telefonnum\w*|num(?:ret|mer)\w*|adress\w*|ligger|finns|hittar"
    r"|open\w*|close[sd]?|hours|phone|telephone|number|address|located|where|when|find)\b",
    re.IGNORECASE,
)
"""Words that only ask where, when and at which number; they name no unit, and must not find one."""


def answer(wish: Wish, text: str, language: str, municipality: str | None = None) -> Place:
    """The contact points that a message asks for; the county's advice line where none can be told.

    Of equally good ones those of the resident's own municipality come first.
    """
    hits = understanding.search(
        _ASKING.sub(" ", text), language, _LOOKED_AT, kinds=("contact_point", "service")
    ).hits
    found: dict[str, ContactPointView] = {}
    for hit in hits:
        for point in _points(hit):
            if _answers(point, wish):
                found.setdefault(point.id, point)
    near_first = sorted(found, key=lambda code: not _is_in(found[code], municipality))
    ids = tuple(near_first)[:MOST] or (catalogue.advice_line().id,)
    words = tuple(dict.fromkeys(word for hit in hits[:1] for match in hit.why for word in match.words))
    return Place(wish, ids, words[:4])


def _points(hit: Hit) -> Iterator[ContactPointView]:
    """What is published of a hit: the index may be some seconds older."""
    try:
        if hit.kind == "contact_point":
            yield catalogue.contact_point(hit.key)
        else:
            yield from catalogue.service(hit.key).contact_points
    except LookupError:
        return


def _is_in(point: ContactPointView, municipality: str | None) -> bool:
    return bool(municipality) and point.address is not None and point.address.municipality == municipality


def _answers(point: ContactPointView, wish: Wish) -> bool:
    match wish:
        case "phone_number":
            return bool(point.phones)
        case "location":
            return point.address is not None
        case _:
            return point.kind in {Channel.PLACE, Channel.PHONE}
