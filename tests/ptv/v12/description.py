"""The shapes of PTV v12 as the Finnish Digital Agency describes them, in our own words.

Facts of the published OpenAPI description (beta 0.1.0, read in November 2026; docs/ptv.md says where it is):
which fields the answers have, which are always there, which may be null, which words they take. Whoever has
the description itself lets the tests compare with it: PTV_OPENAPI=/path/to/openapi.json.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

LANGUAGES = ("fi", "sv", "en", "se", "smn", "sms")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAYS = (
    "NewYearEve",
    "NewYearDay",
    "Epiphany",
    "MaundyThursday",
    "GoodFriday",
    "EasterSunday",
    "EasterMonday",
    "MayDayEve",
    "MayDay",
    "AscensionDay",
    "WhitSunday",
    "MidsummerEve",
    "MidsummerDay",
    "AllSaintsDay",
    "IndependenceDay",
    "ChristmasEve",
    "ChristmasDay",
    "SecondDayOfChristmas",
)


def a(kind: str, **more: Any) -> Schema:
    return {"type": kind, **more}


def words(*choices: str) -> Schema:
    return a("string", enum=list(choices))


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, a("null")]}


def listed(schema: Schema) -> Schema:
    return a("array", items=schema)


def thing(_optional: tuple[str, ...] = (), /, **fields: Schema) -> Schema:
    """An object with these fields and no others."""
    required = [name for name in fields if name not in _optional]
    return a("object", properties=fields, required=required, additionalProperties=False)


def one_of(*schemas: Schema) -> Schema:
    return {"oneOf": list(schemas)}


def in_languages(schema: Schema) -> Schema:
    return a("object", properties=dict.fromkeys(LANGUAGES, schema), additionalProperties=False)


TEXT = a("string")
MAYBE_TEXT = maybe(TEXT)
ID = a("string", format="uuid")
URI = a("string", format="uri")
CODE = a("string", pattern=r"^(?!\.)[a-zA-Z0-9\.]+(?<!\.)$")
MOMENT = a("string", format="date-time")
DATE = a("string", format="date")
TIME = a("string", pattern=r"^\d\d:\d\d$")
LOCALISED = in_languages(TEXT)
WEEKDAY = words(*(day.capitalize() for day in DAYS))
STATUS = words("Open", "OpenOnReservation")
EXCEPTIONAL_STATUS = words("Open", "Closed", "OpenOnReservation")
REPETITION = words("Weekly", "OddWeeks", "EvenWeeks")
SPOKEN = a("string", pattern=r"^[a-z]{2,3}(-fi)?$")


def _hour(status: Schema, **more: Schema) -> Schema:
    return thing(start=TIME, end=TIME, openingStatus=status, additionalInformation=LOCALISED, **more)


def _week(status: Schema) -> Schema:
    day = thing(hours=listed(_hour(status, repetition=REPETITION)))
    return a("object", properties=dict.fromkeys(DAYS, day), additionalProperties=False)


def _hours(kind: str, **more: Schema) -> Schema:
    return thing(type=words(kind), heading=LOCALISED, additionalInformation=LOCALISED, **more)


_ACROSS = {"openingStatus": STATUS, "fromDay": WEEKDAY, "toDay": WEEKDAY, "fromTime": TIME, "toTime": TIME}
_BETWEEN = {"fromDate": DATE, "toDate": DATE}
SERVICE_HOURS = thing(
    hours=listed(
        one_of(
            _hours("WeeklyUntilFurtherNoticeServiceHour", weeklyHours=_week(STATUS)),
            _hours("WeeklyDateRangeServiceHour", **_BETWEEN, weeklyHours=_week(STATUS)),
            _hours("ContinuousAlwaysValidServiceHour", openingStatus=STATUS),
            _hours("ContinuousWeekdaysUntilFurtherNoticeServiceHour", **_ACROSS),
            _hours("ContinuousDateRangeServiceHour", **_ACROSS, **_BETWEEN),
            _hours("ExceptionalDateRangeServiceHour", **_BETWEEN, weeklyHours=_week(EXCEPTIONAL_STATUS)),
        )
    ),
    holidayServiceHours=maybe(
        thing(
            repetition=one_of(
                thing(type=words("RepetitionEveryYear")),
                thing(type=words("RepetitionInSelectedYears"), years=listed(a("integer"))),
            ),
            holidays=listed(thing(holidayName=words(*HOLIDAYS), hours=listed(_hour(EXCEPTIONAL_STATUS)))),
        )
    ),
)

AREA = one_of(
    thing(areaType=words("WholeCountry")),
    thing(areaType=words("WholeCountryExceptAland")),
    thing(
        areaType=words("LimitedArea"),
        municipalities=listed(TEXT),
        regions=listed(TEXT),
        wellbeingServicesCounties=listed(TEXT),
    ),
)
OWN_MUNICIPALITY = thing(
    areaType=words("LimitedArea"), municipalities=a("array", items=TEXT, minItems=1, maxItems=1)
)

COORDINATES = listed(
    thing(
        system=words("EPSG:3067", "Unknown"),
        source=words("NLS", "User", "AccessibilityRegister"),
        easting=a("number"),
        northing=a("number"),
    )
)
_STREET = {
    "addressSource": thing(source=words("UserEntered", "Posti")),
    "streetName": LOCALISED,
    "addressDetail": TEXT,
    "postalCode": TEXT,
    "coordinates": COORDINATES,
    "additionalInformation": LOCALISED,
}
_BOX = {"postalCode": TEXT, "postOfficeBox": LOCALISED, "additionalInformation": LOCALISED}
_FOREIGN = listed(thing(address=LOCALISED, countryCode=TEXT))
_OTHER = listed(thing(postalCode=MAYBE_TEXT, coordinates=COORDINATES, additionalInformation=LOCALISED))
CONTACT_ADDRESSES = thing(
    foreignAddresses=_FOREIGN,
    postOfficeBoxAddresses=listed(thing(**_BOX)),
    streetAddresses=listed(thing(**_STREET)),
)
LOCATION = thing(foreignAddresses=_FOREIGN, otherAddresses=_OTHER, streetAddresses=listed(thing(**_STREET)))
ACCESSIBLE_LOCATION = thing(
    foreignAddresses=_FOREIGN,
    otherAddresses=_OTHER,
    streetAddresses=listed(thing(**_STREET, accessibilityRegisterServicePointId=MAYBE_TEXT)),
)
_RECIPIENT = {"recipient": in_languages(MAYBE_TEXT)}
DELIVERY = one_of(
    thing(**_STREET, **_RECIPIENT, deliveryAddressType=words("StreetAddress")),
    thing(**_BOX, **_RECIPIENT, deliveryAddressType=words("PostOfficeBox")),
    thing(**_RECIPIENT, deliveryInformation=LOCALISED, deliveryAddressType=words("DeliveryInformation")),
)

_CALL = {
    "additionalInformation": MAYBE_TEXT,
    "chargeDescription": MAYBE_TEXT,
    "chargeType": words("Free", "Charged", "ExtraCharge"),
    "number": TEXT,
}
_DOMESTIC = thing(**_CALL, type=words("DomesticPhone"))
_INTERNATIONAL = thing(**_CALL, dialCode=TEXT, type=words("InternationalPhone"))
FAX = thing(**_CALL, dialCode=TEXT, type=words("Fax"))
_SMS = thing(**_CALL, dialCode=TEXT, type=words("Sms"))
TELEPHONES = listed(one_of(_DOMESTIC, _INTERNATIONAL))
NUMBERS = listed(one_of(_DOMESTIC, _INTERNATIONAL, FAX, _SMS))
EMAILS = listed(thing(email=TEXT))
PAGES = listed(thing(name=TEXT, url=TEXT))
PAGES_WITH_INFO = listed(thing(name=TEXT, url=TEXT, additionalInformation=MAYBE_TEXT))
WEB_ADDRESS = thing(url=MAYBE_TEXT, name=MAYBE_TEXT)
LEVEL = words("FullyCompliant", "PartiallyCompliant", "NonCompliant", "Unknown")

_PUBLISHED = {"migratedAt": maybe(MOMENT), "contentId": ID, "publishedAt": maybe(MOMENT)}
_CLASSES = {
    "chargeType": maybe(words("Free", "Charged")),
    "targetGroups": listed(CODE),
    "industrialClasses": listed(URI),
    "lifeEvents": listed(CODE),
    "ontologyTerms": listed(URI),
    "serviceClasses": listed(CODE),
}
_TIMES = {
    "processingTimeAdditionalInformation": MAYBE_TEXT,
    "deadlineAdditionalInformation": MAYBE_TEXT,
    "validityTimeAdditionalInformation": MAYBE_TEXT,
}
_SHARED_VERSION = {
    "name": TEXT,
    "description": MAYBE_TEXT,
    "userInstructions": MAYBE_TEXT,
    "conditions": MAYBE_TEXT,
    "legislationLinks": listed(thing(url=TEXT, name=TEXT)),
    "freelyAssignedKeywords": listed(TEXT),
    "chargeTypeAdditionalInformation": MAYBE_TEXT,
}
_VOUCHER = one_of(
    thing(voucherType=words("NotUsed")),
    thing(voucherType=words("WithAdditionalInformation"), additionalInformation=MAYBE_TEXT),
    thing(voucherType=words("WithUrl"), urls=PAGES_WITH_INFO),
)
_PRODUCER = thing(organizations=listed(ID), other=listed(thing(name=LOCALISED)))
TYPES = ("Service", "ProfessionalQualification", "PermitOrOtherObligation")
MAY_BE_ABSENT = ("migratedAt",)


def service(kind: str) -> Schema:
    """A service of one of the three types."""
    version = {
        **_SHARED_VERSION,
        "alternativeName": MAYBE_TEXT,
        "summary": MAYBE_TEXT,
        "voucher": _VOUCHER,
        **({} if kind == "Service" else _TIMES),
    }
    return thing(
        MAY_BE_ABSENT,
        **_PUBLISHED,
        **_CLASSES,
        organizationContentId=ID,
        generalDescriptionContentId=maybe(ID),
        producers=thing(
            selfProducedProducers=thing(organizations=listed(ID)),
            procuredProducers=_PRODUCER,
            otherProducers=_PRODUCER,
        ),
        otherResponsibleOrganizations=listed(ID),
        fundingType=maybe(words("MarketFunded", "PubliclyFunded")),
        serviceLanguages=listed(SPOKEN),
        area=AREA,
        serviceType=words(kind),
        languageVersions=in_languages(thing(**version)),
    )


def general_description(kind: str) -> Schema:
    """A general description for one of the three types of services."""
    version = {
        **_SHARED_VERSION,
        "backgroundDescription": MAYBE_TEXT,
        **({} if kind == "Service" else _TIMES),
    }
    return thing(
        MAY_BE_ABSENT,
        **_PUBLISHED,
        **_CLASSES,
        organizationContentId=ID,
        generalDescriptionTypes=listed(
            words("Church", "EmploymentArea", "Municipality", "Other", "WellbeingServicesCounty")
        ),
        serviceType=words(kind),
        languageVersions=in_languages(thing(**version)),
    )


def _channel(kind: str, version: dict[str, Schema], **more: Schema) -> Schema:
    told = {"name": TEXT, "summary": MAYBE_TEXT, "description": MAYBE_TEXT, **version}
    return thing(
        MAY_BE_ABSENT,
        **_PUBLISHED,
        organizationContentId=ID,
        allowedConnectionType=words("AllOrganizations", "OwnOrganizations"),
        serviceLanguages=listed(SPOKEN),
        area=maybe(AREA),
        serviceChannelType=words(kind),
        languageVersions=in_languages(thing(**told)),
        **more,
    )


_SUPPORT = {"supportEmails": EMAILS, "supportPhoneNumbers": TELEPHONES}
_WEB = {"accessibilityClassificationLevel": LEVEL, "webAddress": WEB_ADDRESS, **_SUPPORT}
CHANNELS: dict[str, Schema] = {
    "EService": _channel(
        "EService",
        {**_WEB, "attachmentLinks": PAGES_WITH_INFO},
        electronicSignature=one_of(
            thing(type=words("Required"), numberOfRequiredSignatures=a("integer")),
            thing(type=words("NotRequired")),
        ),
        electronicIdentification=words("Required", "NotRequired"),
        serviceHours=SERVICE_HOURS,
    ),
    "TelephoneService": _channel(
        "TelephoneService",
        {"webAddress": WEB_ADDRESS, "supportEmails": EMAILS, "phoneNumbers": NUMBERS},
        serviceHours=SERVICE_HOURS,
    ),
    "PrintableForm": _channel(
        "PrintableForm",
        {
            **_SUPPORT,
            "attachmentLinks": PAGES_WITH_INFO,
            "formIdentifier": MAYBE_TEXT,
            "formFiles": listed(thing(name=TEXT, url=TEXT, type=words("rtf", "doc", "pdf", "odt", "excel"))),
        },
        deliveryAddresses=listed(DELIVERY),
    ),
    "ServiceLocation": _channel(
        "ServiceLocation",
        {
            "alternativeName": MAYBE_TEXT,
            "isAlternativeNamePrimary": a("boolean"),
            "contactEmails": EMAILS,
            "contactFaxNumbers": listed(FAX),
            "contactWebPages": PAGES,
            "contactPhoneNumbers": TELEPHONES,
        },
        location=ACCESSIBLE_LOCATION,
        contactAddresses=CONTACT_ADDRESSES,
        serviceHours=SERVICE_HOURS,
    ),
    "WebPage": _channel("WebPage", _WEB),
}

CONNECTION = thing(
    MAY_BE_ABSENT,
    migratedAt=maybe(MOMENT),
    serviceContentId=ID,
    channelContentId=ID,
    contactAddresses=CONTACT_ADDRESSES,
    chargeType=maybe(words("Free", "Charged", "Other")),
    serviceHours=SERVICE_HOURS,
    languageVersions=in_languages(
        thing(
            chargeTypeAdditionalInformation=MAYBE_TEXT,
            description=MAYBE_TEXT,
            contactPhoneNumbers=TELEPHONES,
            contactFaxNumbers=listed(FAX),
            contactEmails=EMAILS,
            contactWebPages=PAGES_WITH_INFO,
        )
    ),
    publishedAt=maybe(MOMENT),
)


def organisation(kind: str) -> Schema:
    """An organisation; a municipality's area is itself."""
    return thing(
        MAY_BE_ABSENT,
        **_PUBLISHED,
        parentOrganizationContentId=maybe(ID),
        businessId=TEXT,
        oid=MAYBE_TEXT,
        eInvoiceAddresses=listed(
            thing(address=TEXT, intermediatorCode=MAYBE_TEXT, additionalInformation=in_languages(MAYBE_TEXT))
        ),
        contactAddresses=CONTACT_ADDRESSES,
        location=LOCATION,
        organizationType=words(kind),
        area={"Municipality": OWN_MUNICIPALITY, "RegionalOrganization": AREA["oneOf"][2]}.get(kind, AREA),
        languageVersions=in_languages(
            thing(
                name=TEXT,
                alternativeName=MAYBE_TEXT,
                isAlternativeNamePrimary=a("boolean"),
                description=MAYBE_TEXT,
                summary=MAYBE_TEXT,
                contactEmails=listed(thing(email=TEXT, additionalInformation=MAYBE_TEXT)),
                contactWebPages=PAGES,
                contactPhoneNumbers=TELEPHONES,
            )
        ),
    )


ORGANISATION_TYPES = ("State", "Municipality", "RegionalOrganization", "Organization", "Company")
_TERM = {"isValid": a("boolean"), "name": LOCALISED}
_CLASS = thing(code=CODE, uri=URI, parentUri=maybe(URI), **_TERM)
_AREA_CODE = thing(code=TEXT, municipalities=listed(TEXT), **_TERM)
LISTS: dict[str, Schema] = {
    "service-classes": _CLASS,
    "target-groups": _CLASS,
    "life-events": _CLASS,
    "industrial-classes": _CLASS,
    "ontology-terms": thing(uri=URI, type=MAYBE_TEXT, parentUris=listed(URI), **_TERM),
    "municipality-codes": thing(code=TEXT, **_TERM),
    "region-codes": _AREA_CODE,
    "wellbeing-services-county-codes": _AREA_CODE,
    "postal-codes": thing(code=TEXT, **_TERM),
}
ARCHIVED = thing(contentId=ID)
PROBLEM = thing(
    ("errors", "reason"),
    title=TEXT,
    detail=TEXT,
    status=a("integer"),
    type=TEXT,
    requestId=TEXT,
    instance=TEXT,
    errors=listed(thing(("path",), path=TEXT, message=TEXT)),
    reason=words("NotPublished", "Unknown"),
)


def page_of(member: Schema) -> Schema:
    """A page of a search or list."""
    count = a("integer")
    return thing(page=count, pageSize=count, totalItems=count, totalPages=count, items=listed(member))


def schema_of(given: dict[str, Any]) -> Schema:
    """The schema of an object, by its own word for its type."""
    if "serviceChannelType" in given:
        return CHANNELS[given["serviceChannelType"]]
    if "organizationType" in given:
        return organisation(given["organizationType"])
    if "serviceContentId" in given:
        return CONNECTION
    if "generalDescriptionTypes" in given:
        return general_description(given["serviceType"])
    return service(given["serviceType"])


EVERY_SHAPE: dict[str, Schema] = {
    **{f"service {kind}": service(kind) for kind in TYPES},
    **{f"general description {kind}": general_description(kind) for kind in TYPES},
    **{f"channel {kind}": schema for kind, schema in CHANNELS.items()},
    **{f"organisation {kind}": organisation(kind) for kind in ORGANISATION_TYPES},
    "connection": CONNECTION,
}
