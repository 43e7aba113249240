"""The parts of invented v11 objects: texts, terms, areas, numbers, addresses, hours, connections."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from luotsi.integrations.ptv.twin import vocabulary as words
from luotsi.integrations.ptv.twin.vocabulary import Words

Object = dict[str, Any]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NEW = "http://uri.suomi.fi/codelist/ptv/{scheme}/code/{code}"
_NEW_SCHEMES = {"ptvserclass": "ptvserclass2"}


def texts(values: Words) -> list[Object]:
    """Localised texts without a type."""
    return [{"language": language, "value": value} for language, value in values.items()]


def said(values: Words, kind: str) -> list[Object]:
    """Localised texts of one type."""
    return [{"language": language, "value": value, "type": kind} for language, value in values.items()]


def languages_of(chance: random.Random) -> tuple[str, ...]:
    """Finnish always, the others mostly."""
    return ("fi", *(one for one in ("sv", "en") if chance.random() < 0.8))


def sentences(chance: random.Random, names: Words, count: int) -> Words:
    """So many sentences, the same ones in each language of `names`."""
    chosen = [chance.choice(words.SENTENCES) for _ in range(count)]
    return {language: " ".join(one[language] for one in chosen) for language in names} if chosen else {}


def paragraphs(chance: random.Random, names: Words) -> Words:
    """Two to four paragraphs."""
    made = [sentences(chance, names, chance.randint(2, 4)) for _ in range(chance.randint(2, 4))]
    return {language: "\n\n".join(one[language] for one in made) for language in names}


def term(code: str, number: str, names: Words, scheme: str) -> Object:
    """A term of one of PTV's own lists."""
    return {
        "name": texts(names),
        "code": code,
        "ontologyType": scheme,
        "uri": f"http://urn.fi/URN:NBN:fi:au:ptvl:{number}",
        "parentId": None,
        "parentUri": None,
        "newUri": _NEW.format(scheme=_NEW_SCHEMES.get(scheme, scheme), code=code),
        "newParentUri": None,
    }


def municipality(code: str) -> Object:
    return {"code": code, "name": texts(words.MUNICIPALITIES[code])}


def municipality_area(codes: Iterable[str]) -> Object:
    return {
        "type": "Municipality",
        "code": None,
        "name": [],
        "municipalities": [municipality(c) for c in codes],
    }


def county_area() -> Object:
    return {
        "type": "WellbeingServiceCounty",
        "code": words.COUNTY_CODE,
        "name": texts(words.COUNTY),
        "municipalities": [municipality(code) for code in sorted(words.MUNICIPALITIES)],
    }


def areas(chance: random.Random) -> Object:
    """Whom an object serves: mostly the county, sometimes some municipalities, rarely the whole country."""
    which = chance.random()
    if which < 0.05:
        return {"areaType": "Nationwide", "areas": []}
    if which < 0.3:
        codes = sorted(chance.sample(sorted(words.MUNICIPALITIES), chance.choice((1, 2))))
        return {"areaType": "LimitedType", "areas": [municipality_area(codes)]}
    return {"areaType": "LimitedType", "areas": [county_area()]}


def laws(chance: random.Random) -> list[Object]:
    if chance.random() < 0.5:
        return []
    number = chance.randint(100, 1999)
    return [
        {
            "names": [{"language": "fi", "value": f"Keksitty laki {number}/2020"}],
            "webPages": [{"language": "fi", "url": f"https://rantamaa.example/laki/{number}"}],
        }
    ]


def role(id_: str, name: str, kind: str, provision: str | None) -> Object:
    """What an organisation does for a service."""
    return {
        "organization": {"id": id_, "name": name},
        "roleType": kind,
        "provisionType": provision,
        "additionalInformation": [],
    }


def phone(number: int, language: str, **values: Any) -> Object:
    """A number that nobody has: 020 000 0xxx."""
    return {
        "type": "Phone",
        "prefixNumber": "+358",
        "number": f"20000{number % 10_000:04d}",
        "isFinnishServiceNumber": False,
        "serviceChargeType": "Chargeable",
        "chargeDescription": None,
        "additionalInformation": None,
        "language": language,
    } | values


def hour(kind: str, slots: Iterable[tuple[str, str, str, str]] = (), **values: Any) -> Object:
    """Service hours; a slot is day, day to ("" for the same), from, to."""
    fields = ("dayFrom", "dayTo", "from", "to")
    return {
        "serviceHourType": kind,
        "validFrom": None,
        "validTo": None,
        "isClosed": False,
        "isAlwaysOpen": False,
        "isReservation": False,
        "additionalInformation": [],
        "openingHour": [dict(zip(fields, slot, strict=True)) for slot in slots],
    } | values


def _week(opens: str, closes: str, days: Iterable[str] = _DAYS[:5]) -> Object:
    return hour("DaysOfTheWeek", [(day, "", f"{opens}:00", f"{closes}:00") for day in days])


def hours(chance: random.Random) -> list[Object]:
    """Hours of every kind, the ordinary ones most often."""
    christmas = hour(
        "Exceptional",
        validFrom="2026-12-24T00:00:00",
        validTo="2026-12-26T00:00:00",
        isClosed=True,
        additionalInformation=texts(words.CHRISTMAS),
    )
    return chance.choice(
        (
            [_week("08:00", "16:00")],
            [_week("09:00", "15:00"), christmas],
            [_week("08:00", "11:00"), _week("12:00", "16:00", _DAYS[:4]), christmas],
            [_week("08:00", "16:00"), hour("OverMidnight", [("Friday", "Saturday", "20:00:00", "04:00:00")])],
            [
                _week("08:00", "16:00"),
                hour(
                    "DaysOfTheWeek",
                    [("Monday", "", "10:00:00", "12:00:00")],
                    validFrom="2026-06-01T00:00:00",
                    validTo="2026-08-31T00:00:00",
                ),
            ],
            [
                _week("08:00", "16:00"),
                hour("Exceptional", [(None, None, "10:00:00", "12:00:00")], validFrom="2026-12-31T00:00:00"),  # type: ignore[list-item]
            ],
            [hour("DaysOfTheWeek", isAlwaysOpen=True)],
            [hour("DaysOfTheWeek", isReservation=True)],
            [],
        )
    )


def street_address(chance: random.Random) -> Object:
    """A street with its place on the map and its way in."""
    code, street = chance.choice(sorted(words.MUNICIPALITIES)), chance.choice(words.STREETS)
    north, east = str(6_692_000 + chance.randrange(9_000)), str(452_000 + chance.randrange(9_000))
    town = words.MUNICIPALITIES[code]
    return {
        "type": "Location",
        "subType": "Single",
        "postOfficeBoxAddress": None,
        "streetAddress": {
            "street": texts(street),
            "streetNumber": str(chance.randint(1, 60)),
            "postalCode": "00000",
            "postOffice": texts({language: name.upper() for language, name in town.items()}),
            "municipality": municipality(code),
            "additionalInformation": [],
            "latitude": north,
            "longitude": east,
            "coordinateState": "Ok",
        },
        "otherAddress": None,
        "locationAbroad": None,
        "entrances": [
            {
                "name": texts(words.ENTRANCE),
                "isMainEntrance": True,
                "coordinates": {"latitude": f"{north}.000", "longitude": f"{east}.000"},
                "contactInfo": {"phone": None, "email": None, "url": None},
                "accessibilitySentences": [
                    {
                        "sentenceGroup": texts(words.ROUTE),
                        "sentences": [{"sentence": texts(one)} for one in words.ROUTE_SENTENCES],
                    }
                ],
            }
        ],
        "country": "FI",
    }


def box_address(chance: random.Random) -> Object:
    town = words.MUNICIPALITIES[chance.choice(sorted(words.MUNICIPALITIES))]
    return {
        "type": "Postal",
        "subType": "PostOfficeBox",
        "streetAddress": None,
        "postOfficeBoxAddress": {
            "postOfficeBox": texts({"fi": f"PL {chance.randint(1, 99)}"}),
            "postalCode": "00000",
            "postOffice": texts({language: name.upper() for language, name in town.items()}),
            "municipality": None,
            "additionalInformation": [],
        },
        "otherAddress": None,
        "locationAbroad": None,
        "entrances": [],
        "country": "FI",
    }


def _phone_channel(chance: random.Random, names: Words, number: int) -> Object:
    kind = chance.choice(("Phone", "Phone", "Phone", "Sms"))
    return {
        "serviceChannelType": "Phone",
        "phoneNumbers": [phone(number, language, type=kind) for language in names],
        "supportEmails": [{"language": "fi", "value": f"tuki{number}@rantamaa.example"}],
        "webPages": [],
        "serviceHours": hours(chance),
    }


def _place(chance: random.Random, names: Words, number: int) -> Object:
    return {
        "serviceChannelType": "ServiceLocation",
        "oid": None,
        "displayNameType": [{"type": "Name", "language": language} for language in names],
        "phoneNumbers": [phone(number, language) for language in names],
        "emails": [{"language": language, "value": f"piste{number}@rantamaa.example"} for language in names],
        "webPages": [{"language": "fi", "url": f"https://rantamaa.example/p/{number}", "value": names["fi"]}],
        "addresses": [street_address(chance), *([box_address(chance)] if chance.random() < 0.3 else [])],
        "serviceHours": hours(chance),
    }


def _e_service(chance: random.Random, names: Words, number: int) -> Object:
    signs = chance.random() < 0.3
    return {
        "serviceChannelType": "EChannel",
        "webPages": [
            {"language": language, "url": f"https://rantamaa.example/{language}/e/{number}", "value": name}
            for language, name in names.items()
        ],
        "signatureQuantity": 1 if signs else 0,
        "requiresSignature": signs,
        "requiresAuthentication": chance.random() < 0.7,
        "attachments": [],
        "supportPhones": [phone(number, "fi")],
        "supportEmails": [],
        "accessibilityClassification": [
            {"language": language, "accessibilityClassificationLevel": "FullyCompliant"} for language in names
        ],
        "serviceHours": hours(chance) if chance.random() < 0.2 else [],
    }


def _web_page(chance: random.Random, names: Words, number: int) -> Object:
    return {
        "serviceChannelType": "WebPage",
        "webPages": [
            {"language": language, "url": f"https://rantamaa.example/{language}/w/{number}", "value": name}
            for language, name in names.items()
        ],
        "supportPhones": [],
        "supportEmails": [],
        "accessibilityClassification": [],
        "serviceHours": [],
    }


def _form(chance: random.Random, names: Words, number: int) -> Object:
    return {
        "serviceChannelType": "PrintableForm",
        "formIdentifier": [{"language": language, "value": f"RM {number}"} for language in names],
        "deliveryAddresses": [{**box_address(chance), "type": None, "receiver": texts({"fi": "Kirjaamo"})}],
        "channelUrls": [
            {
                "language": language,
                "type": "PDF",
                "name": name,
                "url": f"https://rantamaa.example/{language}/{number}.pdf",
            }
            for language, name in names.items()
        ],
        "attachments": [],
        "supportPhones": [],
        "supportEmails": [],
        "webPages": [],
        "serviceHours": [],
    }


_KINDS: Mapping[Callable[[random.Random, Words, int], Object], int] = {
    _place: 40,
    _phone_channel: 30,
    _e_service: 15,
    _web_page: 10,
    _form: 5,
}


def channel_of_a_kind(chance: random.Random, names: Words, number: int) -> Object:
    """What only one kind of channel has: a place most often, a form seldom."""
    (make,) = chance.choices(list(_KINDS), list(_KINDS.values()))
    return make(chance, names, number)


def connection_details(chance: random.Random) -> Object:
    """What a connection says beyond its two ends: mostly nothing."""
    plain: Object = {
        "serviceChargeType": None,
        "description": [],
        "extraTypes": [],
        "serviceHours": [],
        "contactDetails": None,
        "digitalAuthorizations": [],
    }
    if chance.random() < 0.85:
        return plain
    return plain | {
        "serviceChargeType": "Chargeable",
        "description": said(sentences(chance, words.COUNTY, 1), "Description"),
        "serviceHours": hours(chance),
        "contactDetails": {
            "emails": [],
            "phoneNumbers": [phone(chance.randrange(10_000), "fi")],
            "webPages": [],
            "addresses": [],
        },
    }
