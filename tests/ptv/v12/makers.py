"""PTV v12 objects of an invented county, as small as they can be."""

from __future__ import annotations

from typing import Any

from luotsi.catalogue.records import ConnectionRecord, ContactPointRecord, Record, ServiceRecord
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.v12.codebook import CodeBook
from luotsi.integrations.ptv.v12.reading import read_object
from tests.ptv.makers import CHANNEL_ID, ORGANISATION_ID, SERVICE_ID

Object = dict[str, Any]
OTHER_ID = "55555555-5555-4555-8555-555555555555"


def version(name: str = "Hammashoito", **values: Any) -> Object:
    """What is said in one language."""
    return {"name": name, "summary": None, "description": None} | values


def service(**values: Any) -> Object:
    """A published service."""
    return {
        "contentId": SERVICE_ID,
        "organizationContentId": ORGANISATION_ID,
        "generalDescriptionContentId": None,
        "serviceType": "Service",
        "serviceClasses": ["P5.10"],
        "targetGroups": [],
        "lifeEvents": [],
        "ontologyTerms": [],
        "industrialClasses": [],
        "otherResponsibleOrganizations": [],
        "producers": {},
        "chargeType": None,
        "fundingType": "PubliclyFunded",
        "serviceLanguages": ["fi"],
        "area": {"areaType": "WholeCountry"},
        "publishedAt": "2026-10-01T10:00:00.123Z",
        "languageVersions": {"fi": version()},
    } | values


def channel(kind: str = "TelephoneService", **values: Any) -> Object:
    """A published channel."""
    return {
        "contentId": CHANNEL_ID,
        "organizationContentId": ORGANISATION_ID,
        "allowedConnectionType": "AllOrganizations",
        "serviceLanguages": ["fi"],
        "area": None,
        "serviceChannelType": kind,
        "publishedAt": "2026-10-01T10:00:00Z",
        "languageVersions": {"fi": version("Neuvonta", phoneNumbers=[number()])},
    } | values


def connection(**values: Any) -> Object:
    """A connection with nothing to say."""
    return {
        "serviceContentId": SERVICE_ID,
        "channelContentId": CHANNEL_ID,
        "contactAddresses": {},
        "chargeType": None,
        "serviceHours": {"hours": [], "holidayServiceHours": None},
        "languageVersions": {},
        "publishedAt": "2026-10-01T10:00:00Z",
    } | values


def number(digits: str = "200000101", **values: Any) -> Object:
    """A telephone number."""
    return {
        "type": "InternationalPhone",
        "dialCode": "+358",
        "number": digits,
        "chargeType": "Charged",
        "chargeDescription": None,
        "additionalInformation": None,
    } | values


def hour(start: str, end: str, status: str = "Open", **values: Any) -> Object:
    """One span of one day."""
    return {
        "start": start,
        "end": end,
        "openingStatus": status,
        "repetition": "Weekly",
        "additionalInformation": {},
    } | values


def hours(kind: str, **values: Any) -> Object:
    """Service hours of a kind (without "ServiceHour" at its end); days as monday=[hour(…)]."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    week = {day: {"hours": values.pop(day)} for day in days if day in values}
    weekly = {"weeklyHours": week} if kind.startswith(("Weekly", "Exceptional")) else {}
    return {"type": f"{kind}ServiceHour", "heading": {}, "additionalInformation": {}, **weekly} | values


def read(given: Object, codes: CodeBook | None = None) -> Read:
    """Read, and not refused."""
    found = read_object(given, "made", codes)
    assert isinstance(found, Read), found
    return found


def record(given: Object, codes: CodeBook | None = None) -> Record:
    """The record of an object that is read without a note."""
    found = read(given, codes)
    assert found.notes == ()
    return found.record


def service_record(codes: CodeBook | None = None, **values: Any) -> ServiceRecord:
    found = record(service(**values), codes)
    assert isinstance(found, ServiceRecord)
    return found


def point_record(
    kind: str = "TelephoneService", codes: CodeBook | None = None, **values: Any
) -> ContactPointRecord:
    found = record(channel(kind, **values), codes)
    assert isinstance(found, ContactPointRecord)
    return found


def connection_record(**values: Any) -> ConnectionRecord:
    found = record(connection(**values))
    assert isinstance(found, ConnectionRecord)
    return found
