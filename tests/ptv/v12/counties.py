"""Any v11 objects of an invented county, with everything in them that version 12 can say, and more."""

from __future__ import annotations

import random
import uuid
from typing import Any

from hypothesis import strategies as st

from luotsi.integrations.ptv.twin import generating_channels as parts
from luotsi.integrations.ptv.twin import vocabulary as words
from tests.ptv.makers import ORGANISATION_ID, said

Object = dict[str, Any]

ORGANISATIONS = {
    ORGANISATION_ID: "Rantamaan hyvinvointialue",
    "66666666-6666-4666-8666-666666666666": "Kuusiniemi",
    "77777777-7777-4777-8777-777777777777": "Apu ry",
}
TEXTS = st.sampled_from(
    [
        "Lyhyesti",
        "Kaksi\n\nkappaletta",
        "<p>Yksi</p><p>Kaksi</p>",
        "5 * 2 on _alle_ 12 [x](y) #1",
        "- kohta\n- toinen",
        "1. ensin\n2. sitten",
        "Otsikko\n---\nteksti",
        "C:\\polku\\",
    ]
)
IDS = st.uuids(version=4).map(str)
SERVICE_TEXTS = ("Summary", "Description", "UserInstruction", "ChargeTypeAdditionalInfo")
PERMIT_TEXTS = (*SERVICE_TEXTS, "DeadLine", "ProcessingTime", "ValidityTime")
MOMENTS = st.sampled_from(
    ["2026-10-01T10:00:00.123456", "2026-10-02T10:00:00Z", "2026-10-03T12:00:00+03:00", None]
)


@st.composite
def languages(draw: st.DrawFn) -> list[str]:
    return ["fi", *[one for one in ("sv", "en") if draw(st.booleans())]]


@st.composite
def told(draw: st.DrawFn, spoken: list[str], types: tuple[str, ...]) -> list[Object]:
    """Some texts of some types in some languages, also in one in which the object has no name."""
    pairs = [(kind, one) for kind in types for one in (*spoken, "se")]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=6, unique=True)) if pairs else []
    return [said(draw(TEXTS), kind, one) for kind, one in sorted(chosen)]


@st.composite
def names(draw: st.DrawFn, spoken: list[str], *, alternative: bool = True) -> list[Object]:
    made = [said(f"Nimi {draw(st.integers(0, 99))}", "Name", one) for one in spoken]
    if alternative and draw(st.booleans()):
        made.append(said("Toinen nimi", "AlternativeName", spoken[-1]))
    return made


def chance(draw: st.DrawFn) -> random.Random:
    return random.Random(draw(st.integers(0, 100_000)))  # noqa: S311 - invented data


@st.composite
def served(draw: st.DrawFn, *, somewhere: bool = False) -> Object:
    """Whom an object serves; `somewhere` is never the whole country."""
    if not somewhere and draw(st.booleans()):
        return {
            "areaType": draw(st.sampled_from(["Nationwide", "NationwideExceptAlandIslands"])),
            "areas": [],
        }
    kinds = draw(
        st.lists(
            st.sampled_from(["Municipality", "Region", "County", "HospitalDistrict"]), min_size=1, unique=True
        )
    )
    towns = [parts.municipality(code) for code in sorted(words.MUNICIPALITIES)[:2]]
    made = {
        "Municipality": {"type": "Municipality", "code": None, "name": [], "municipalities": towns},
        "Region": {"type": "Region", "code": "21", "name": [said("Rannikko")], "municipalities": towns},
        "County": parts.county_area(),
        "HospitalDistrict": {"type": "HospitalDistrict", "code": "9", "name": [], "municipalities": towns},
    }
    order = list(made)
    return {"areaType": "LimitedType", "areas": [made[kind] for kind in sorted(kinds, key=order.index)]}


def classes(luck: random.Random) -> Object:
    def some(table: dict[str, Any], most: int) -> list[str]:
        return luck.sample(sorted(table), luck.randint(0, most))

    return {
        "serviceClasses": [
            parts.term(c, *words.SERVICE_CLASSES[c], "ptvserclass")
            for c in some(dict(words.SERVICE_CLASSES), 2)
        ],
        "targetGroups": [
            parts.term(c, *words.TARGET_GROUPS[c], "ptvkohderyhmat")
            for c in some(dict(words.TARGET_GROUPS), 2)
        ],
        "lifeEvents": [
            parts.term(c, *words.LIFE_EVENTS[c], "ptvelamantilanteet")
            for c in some(dict(words.LIFE_EVENTS), 1)
        ],
        "ontologyTerms": [
            {
                "name": parts.texts(words.ONTOLOGY[uri][1]),
                "ontologyType": "JUPO",
                "uri": uri,
                "parentUri": words.ONTOLOGY[uri][0],
            }
            for uri in some(dict(words.ONTOLOGY), 2)
        ],
        "industrialClasses": [
            {"name": parts.texts(words.INDUSTRIES[uri]), "code": uri.rsplit("/", 1)[-1], "uri": uri}
            for uri in some(dict(words.INDUSTRIES), 1)
        ],
    }


@st.composite
def laws(draw: st.DrawFn, spoken: list[str]) -> list[Object]:
    return [
        {
            "names": [said(f"Laki {number}", None, one) for one in spoken],
            "webPages": [
                {"url": f"https://rantamaa.example/{one}/{number}", "language": one} for one in spoken
            ],
        }
        for number in range(draw(st.integers(0, 2)))
    ]


@st.composite
def numbers(draw: st.DrawFn, spoken: list[str], kinds: tuple[str, ...]) -> list[Object]:
    """Up to two numbers in each language, a service number among them, with words for some."""
    made = []
    for one in spoken:
        for digits in draw(
            st.lists(st.sampled_from(["200000101", "200000102", "116117"]), max_size=2, unique=True)
        ):
            is_service = digits == "116117"
            made.append(
                parts.phone(0, one)
                | {
                    "type": "Phone" if is_service else draw(st.sampled_from(kinds)),
                    "number": digits,
                    "prefixNumber": None if is_service else "+358",
                    "isFinnishServiceNumber": is_service,
                    "serviceChargeType": draw(st.sampled_from(["Chargeable", "FreeOfCharge", "Other"])),
                    "chargeDescription": draw(st.sampled_from([None, "8 snt/min"])),
                    "additionalInformation": draw(st.sampled_from([None, "Arkisin"])),
                }
            )
    return made


@st.composite
def mails(draw: st.DrawFn, spoken: list[str]) -> list[Object]:
    return [{"language": one, "value": "a@rantamaa.example"} for one in spoken if draw(st.booleans())]


@st.composite
def pages(draw: st.DrawFn, spoken: list[str]) -> list[Object]:
    return [
        {
            "language": one,
            "url": f"https://rantamaa.example/{draw(st.integers(0, 2))}",
            "value": draw(st.sampled_from([None, "Sivu"])),
        }
        for one in spoken
        if draw(st.booleans())
    ]


@st.composite
def documents(draw: st.DrawFn, spoken: list[str], kind: str) -> list[Object]:
    return [
        {
            "language": one,
            "url": f"https://rantamaa.example/{one}.pdf",
            "name": "Liite",
            "description": about,
            "type": kind,
        }
        for one in spoken
        if draw(st.booleans())
        for about in (draw(st.sampled_from([None, "Ohje"])) if kind == "Attachment" else None,)
    ]


@st.composite
def addresses(draw: st.DrawFn) -> list[Object]:
    luck = chance(draw)
    street = parts.street_address(luck)
    if draw(st.booleans()):
        street["streetAddress"] |= {
            "coordinateState": "EnteredByUser",
            "additionalInformation": [said("Sisäpiha")],
        }
    other = {
        "type": "Location",
        "subType": "Other",
        "otherAddress": {**street["streetAddress"], "street": [], "streetNumber": None},
        "country": "FI",
        "entrances": [],
    }
    abroad = {
        "type": "Location",
        "subType": "Abroad",
        "locationAbroad": [said("Gatan 1, Stockholm")],
        "country": "SE",
    }
    box = parts.box_address(luck)
    postal = {**street, "type": "Postal", "entrances": []}
    return draw(st.lists(st.sampled_from([street, other, abroad, box, postal]), max_size=4, unique_by=id))


def about(kind: str, spoken: list[str], draw: st.DrawFn) -> Object:
    return {
        "id": draw(IDS),
        "sourceId": draw(st.sampled_from([None, "lähde-1"])),
        "publishingStatus": "Published",
        "modified": draw(MOMENTS),
        "languages": list(spoken),
        "responsibleSoteOrganization": draw(st.sampled_from([None, "Rantamaan hyvinvointialue"])),
        "serviceCollections": [{"id": str(uuid.UUID(int=9)), "name": [said(kind)]}]
        if draw(st.booleans())
        else [],
    }


@st.composite
def services(draw: st.DrawFn) -> Object:
    spoken = draw(languages())
    kind = draw(st.sampled_from(["Service", "PermitOrObligation", "ProfessionalQualification"]))
    uses = draw(st.booleans())
    others = [one for one in ORGANISATIONS if one != ORGANISATION_ID]
    return {
        **about("service", spoken, draw),
        "type": kind,
        "subType": draw(st.sampled_from([None, "Permit"])),
        "generalDescriptionId": draw(st.none() | IDS),
        "fundingType": draw(st.sampled_from([None, "PubliclyFunded", "MarketFunded"])),
        "serviceChargeType": draw(st.sampled_from([None, "Chargeable", "FreeOfCharge"])),
        "serviceNames": draw(names(spoken)),
        "serviceDescriptions": draw(told(spoken, SERVICE_TEXTS if kind == "Service" else PERMIT_TEXTS)),
        **draw(served()),
        **classes(chance(draw)),
        "legislation": draw(laws(spoken)),
        "keywords": [said("hammas", None, one) for one in spoken],
        "requirements": [{"language": one, "value": draw(TEXTS)} for one in spoken if draw(st.booleans())],
        "organizations": [
            parts.role(ORGANISATION_ID, ORGANISATIONS[ORGANISATION_ID], "Responsible", None),
            *(
                parts.role(one, ORGANISATIONS[one], "OtherResponsible", None)
                for one in others
                if draw(st.booleans())
            ),
            *(
                parts.role(others[0], ORGANISATIONS[others[0]], "Producer", provision)
                for provision in ("SelfProducedServices", "ProcuredServices", "Other")
                if draw(st.booleans())
            ),
        ],
        "serviceVouchersInUse": uses,
        "serviceVouchers": [
            {
                "language": one,
                "value": "Seteli",
                "url": "https://rantamaa.example/s",
                "additionalInformation": draw(st.sampled_from([None, "Hae"])),
            }
            for one in spoken
            if uses and draw(st.booleans())
        ],
        "serviceChannels": draw(st.lists(connections(), max_size=2)),
    }


@st.composite
def connections(draw: st.DrawFn) -> Object:
    spoken = draw(languages())
    return {
        "serviceChannel": {"id": draw(IDS), "name": "Neuvonta"},
        "serviceChargeType": draw(st.sampled_from([None, "Chargeable", "FreeOfCharge", "Other"])),
        "description": draw(told(spoken, ("Description", "ChargeTypeAdditionalInfo"))),
        "extraTypes": [{"type": "Asti", "code": "A", "name": [], "description": [said("Tukea")]}]
        if draw(st.booleans())
        else [],
        "serviceHours": parts.hours(chance(draw)),
        "contactDetails": {
            "emails": draw(mails(spoken)),
            "phoneNumbers": draw(numbers(spoken, ("Phone", "Fax"))),
            "webPages": draw(pages(spoken)),
            "addresses": [one for one in draw(addresses()) if one["type"] == "Postal"],
        },
        "digitalAuthorizations": [],
        "modified": draw(MOMENTS),
    }


@st.composite
def channels(draw: st.DrawFn) -> Object:
    spoken = draw(languages())
    kind = draw(st.sampled_from(sorted(_KINDS)))
    return {
        **about("channel", spoken, draw),
        "organizationId": ORGANISATION_ID,
        "serviceChannelType": kind,
        "serviceChannelNames": draw(names(spoken, alternative=kind == "ServiceLocation")),
        "serviceChannelDescriptions": draw(told(spoken, ("Summary", "Description"))),
        **draw(served()),
        "ontologyTerms": classes(chance(draw))["ontologyTerms"],
        "services": [],
        **_KINDS[kind](draw, spoken),
    }


def _shown(draw: st.DrawFn, spoken: list[str]) -> list[Object]:
    return [{"language": one, "type": draw(st.sampled_from(["Name", "AlternativeName"]))} for one in spoken]


def _place(draw: st.DrawFn, spoken: list[str]) -> Object:
    return {
        "oid": draw(st.sampled_from([None, "1.2.246.10"])),
        "displayNameType": _shown(draw, spoken),
        "phoneNumbers": draw(numbers(spoken, ("Phone", "Fax", "Sms"))),
        "emails": draw(mails(spoken)),
        "webPages": draw(pages(spoken)),
        "addresses": draw(addresses()),
        "serviceHours": parts.hours(chance(draw)),
    }


def _telephone(draw: st.DrawFn, spoken: list[str]) -> Object:
    return {
        "phoneNumbers": draw(numbers(spoken, ("Phone", "Sms", "Fax"))),
        "supportEmails": draw(mails(spoken)),
        "webPages": draw(pages(spoken)),
        "serviceHours": parts.hours(chance(draw)),
    }


def _web_page(draw: st.DrawFn, spoken: list[str]) -> Object:
    level = st.sampled_from(["FullyCompliant", "NonCompliant"])
    return {
        "webPages": draw(pages(spoken)),
        "supportPhones": draw(numbers(spoken, ("Phone",))),
        "supportEmails": draw(mails(spoken)),
        "accessibilityClassification": [
            {"language": one, "accessibilityClassificationLevel": draw(level), "wcagLevel": "LevelA"}
            for one in spoken
        ],
        "serviceHours": [],
    }


def _e_service(draw: st.DrawFn, spoken: list[str]) -> Object:
    signs = draw(st.booleans())
    return {
        **_web_page(draw, spoken),
        "requiresSignature": signs,
        "signatureQuantity": 2 if signs else 0,
        "requiresAuthentication": draw(st.booleans()),
        "attachments": draw(documents(spoken, "Attachment")),
        "serviceHours": parts.hours(chance(draw)),
    }


def _form(draw: st.DrawFn, spoken: list[str]) -> Object:
    words_only = {
        "deliveryAddressInText": [said("Jätä neuvontaan")],
        "receiver": [said("Kirjaamo")],
        "country": None,
    }
    box = {**parts.box_address(chance(draw)), "type": None, "receiver": [said("Kirjaamo")]}
    return {
        "formIdentifier": [said("RM 1", None, one) for one in spoken if draw(st.booleans())],
        "channelUrls": draw(documents(spoken, "PDF")),
        "attachments": draw(documents(spoken, "Attachment")),
        "supportPhones": draw(numbers(spoken, ("Phone",))),
        "supportEmails": draw(mails(spoken)),
        "webPages": draw(pages(spoken)),
        "deliveryAddresses": draw(st.lists(st.sampled_from([words_only, box]), max_size=2, unique_by=id)),
        "serviceHours": [],
    }


_KINDS = {
    "ServiceLocation": _place,
    "Phone": _telephone,
    "WebPage": _web_page,
    "EChannel": _e_service,
    "PrintableForm": _form,
}


@st.composite
def organisations(draw: st.DrawFn) -> Object:
    spoken = draw(languages())
    kind = draw(st.sampled_from(["State", "Municipality", "RegionalOrganization", "Organization", "Company"]))
    town = parts.municipality("002")
    own = {"areaType": "LimitedType", "areas": [parts.municipality_area(["002"])]}
    return {
        **about("organisation", spoken, draw),
        "oid": draw(st.sampled_from([None, "1.2.246.10"])),
        "organizationType": kind,
        "businessCode": "1234567-1",
        "parentOrganizationId": draw(st.none() | IDS),
        "municipality": town if kind == "Municipality" else None,
        "organizationNames": draw(names(spoken)),
        "displayNameType": _shown(draw, spoken),
        "organizationDescriptions": draw(told(spoken, ("Summary", "Description"))),
        **(own if kind == "Municipality" else draw(served(somewhere=kind == "RegionalOrganization"))),
        "emails": draw(mails(spoken)),
        "phoneNumbers": draw(numbers(spoken, ("Phone",))),
        "webPages": draw(pages(spoken)),
        "addresses": draw(addresses()),
    }


@st.composite
def descriptions(draw: st.DrawFn) -> Object:
    spoken = draw(languages())
    return {
        **about("description", spoken, draw),
        "type": "Service",
        "referenceCode": "SOTE-0001",
        "serviceChargeType": draw(st.sampled_from([None, "FreeOfCharge"])),
        "names": draw(names(spoken, alternative=False)),
        "descriptions": draw(
            told(spoken, ("Description", "BackgroundDescription", "UserInstruction", "Summary"))
        ),
        **classes(chance(draw)),
        "legislation": draw(laws(spoken)),
        "keywords": [said("hammas", None, one) for one in spoken],
        "requirements": [],
        "generalDescriptionType": draw(st.sampled_from(["Municipality", "WellbeingServicesCounty"])),
    }
