"""Short ways to make services and contact points of an invented county."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from luotsi.catalogue import actions
from luotsi.catalogue.records import (
    Address,
    Area,
    Concept,
    ConnectionRecord,
    ContactPointRecord,
    Coverage,
    Municipality,
    Phone,
    ServiceRecord,
)
from luotsi.organisation.actions import load_county

KUUSINIEMI, SATAMALA = "001", "002"
COUNTY_MUNICIPALITIES = (KUUSINIEMI, SATAMALA)
TOUCHED = datetime(2026, 11, 1, tzinfo=UTC)


def limited(*codes: str) -> Coverage:
    """Serves these municipalities only."""
    return Coverage("limited", (Area("municipality", municipalities=tuple(map(Municipality, codes))),))


NATION = Coverage("nation")
COUNTY = limited(*COUNTY_MUNICIPALITIES)


def make_service(key: str, *, points: tuple[ContactPointRecord, ...] = (), **values: Any) -> ServiceRecord:
    """Store a service; dental care for all of the county unless told otherwise."""
    given = {
        "names": {"fi": f"Palvelu {key}", "sv": f"Tjänst {key}"},
        "coverage": COUNTY,
        "service_classes": (Concept("P5.10"),),
        "modified": TOUCHED,
    }
    record = ServiceRecord(id=key, **(given | values))
    connections = [ConnectionRecord(service_id=key, contact_point_id=point.id) for point in points]
    actions.save([*points, record, *connections], origin="ptv")
    return record


def phone(key: str = "phone", **values: Any) -> ContactPointRecord:
    """A telephone service of the county."""
    number = Phone("+358200000101", "020 000 0101", charge_kind="free")
    return _point(key, "phone", {"phones": (number,)} | values)


def place(key: str = "place", municipality: str = KUUSINIEMI, **values: Any) -> ContactPointRecord:
    """A place to go to in a municipality."""
    address = Address(street={"fi": "Kotitie"}, number="1", municipality=municipality)
    return _point(key, "place", {"addresses": (address,)} | values)


def web_page(key: str = "page", **values: Any) -> ContactPointRecord:
    """A web page."""
    return _point(key, values.pop("kind", "web_page"), values)


COUNTY_FILE = """
schema: 1
code: "99"
names: {fi: Rantamaan hyvinvointialue, sv: Strandlands välfärdsområde}
languages: [fi, sv]
required_languages: [fi, sv]
colour: "#0b5c63"
municipalities:
  - {code: "001", names: {fi: Kuusiniemi, sv: Gransudd}}
  - {code: "002", names: {fi: Satamala, sv: Hamnby}}
advice:
  names: {fi: Neuvonta, sv: Rådgivning}
  phone: "020 000 0100"
  charge: {fi: pvm, sv: lna}
  hours: {weekly: [mon-fri 8-16]}
"""


def load_rantamaa(folder: Path) -> None:
    """Load the invented county with two municipalities; its advice line is not in the catalogue."""
    file = folder / "county.yaml"
    file.write_text(COUNTY_FILE, encoding="utf-8")
    load_county(file)


def _point(key: str, kind: str, values: dict[str, Any]) -> ContactPointRecord:
    given = {"names": {"fi": f"Paikka {key}", "sv": f"Ställe {key}"}, "modified": TOUCHED}
    return ContactPointRecord(id=key, kind=kind, **(given | values))
