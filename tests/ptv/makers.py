"""PTV v11 objects of an invented county, as small as they can be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SERVICE_ID = "11111111-1111-4111-8111-111111111111"
CHANNEL_ID = "22222222-2222-4222-8222-222222222222"
DESCRIPTION_ID = "33333333-3333-4333-8333-333333333333"
ORGANISATION_ID = "44444444-4444-4444-8444-444444444444"


def said(value: str | None, kind: str | None = None, language: str = "fi") -> dict[str, Any]:
    """One localised text."""
    return {"language": language, "value": value, "type": kind}


def service(**values: Any) -> dict[str, Any]:
    """A published service."""
    return {
        "id": SERVICE_ID,
        "type": "Service",
        "serviceNames": [said("Hammashoito", "Name"), said("Tandvård", "Name", "sv")],
        "serviceDescriptions": [said("Lyhyesti", "Summary"), said("Pitkästi", "Description")],
        "areaType": "Nationwide",
        "serviceClasses": [{"code": "P5.10", "uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v1048", "name": []}],
        "serviceChannels": [],
        "organizations": [],
        "publishingStatus": "Published",
        "modified": "2026-10-01T10:00:00.123456",
    } | values


def channel(**values: Any) -> dict[str, Any]:
    """A published telephone channel."""
    return {
        "id": CHANNEL_ID,
        "serviceChannelType": "Phone",
        "organizationId": ORGANISATION_ID,
        "serviceChannelNames": [said("Neuvonta", "Name")],
        "serviceChannelDescriptions": [],
        "phoneNumbers": [number()],
        "serviceHours": [],
        "services": [],
        "publishingStatus": "Published",
        "modified": "2026-10-01T10:00:00Z",
    } | values


def number(digits: str = "200000101", prefix: str | None = "+358", **values: Any) -> dict[str, Any]:
    """A telephone number."""
    return {
        "type": "Phone",
        "number": digits,
        "prefixNumber": prefix,
        "isFinnishServiceNumber": False,
        "serviceChargeType": "Chargeable",
        "language": "fi",
    } | values


def hour(kind: str = "DaysOfTheWeek", *slots: tuple[str, str, str, str], **values: Any) -> dict[str, Any]:
    """Service hours; a slot is day, day to ("" for the same), from, to."""
    names = ("dayFrom", "dayTo", "from", "to")
    return {
        "serviceHourType": kind,
        "validFrom": None,
        "validTo": None,
        "isClosed": False,
        "isAlwaysOpen": False,
        "isReservation": False,
        "additionalInformation": [],
        "openingHour": [dict(zip(names, slot, strict=True)) for slot in slots],
    } | values


def connected(channel_id: str = CHANNEL_ID, **values: Any) -> dict[str, Any]:
    """A connection as a service tells it."""
    return {"serviceChannel": {"id": channel_id, "name": "Neuvonta"}} | values


def write(folder: Path, name: str, content: Any, *, bom: bool = False) -> Path:
    """Put a JSON file into a folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8-sig" if bom else "utf-8")
    return file
