"""Everything real that we have of PTV comes in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from luotsi.catalogue import models, queries
from luotsi.catalogue.types import Slot, State
from luotsi.integrations.ptv.actions import import_folder
from luotsi.integrations.ptv.types import ImportReport
from tests.shared_data import shared_data_folder

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]

OTAVA = "961f1a02-0eb7-4b5d-9721-6b9f2d14ec6f"


@pytest.fixture
def ptv() -> Path:
    return shared_data_folder() / "ptv"


@pytest.fixture
def report(ptv: Path) -> ImportReport:
    return import_folder(ptv)


def load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8-sig"))


def test_everything_that_is_an_object_of_ptv_comes_in(report: ImportReport) -> None:
    counts = {kind: counts.new for kind, counts in report.by_kind.items()}
    assert counts == {
        "general_description": 458,
        "service": 2,
        "contact_point": 1,
        "connection": 15,
        "organisation": 0,
    }
    assert report.left_out == ()


def test_only_placeholders_and_code_lists_stay_out_each_with_its_reason(report: ImportReport) -> None:
    folders = {one.file.split("/")[0] for one in report.refused}
    assert folders <= {"v11", "types"}
    assert all(one.reason for one in report.refused)
    passed_over = {one.file.split("/")[0] for one in report.skipped}
    assert passed_over == {"codes", "types", "v11", "services"}
    assert [one.file for one in report.skipped if one.file.startswith("services")] == [
        "services/ptv_classes_2023.json"
    ]


def test_a_second_time_changes_nothing(report: ImportReport, ptv: Path) -> None:
    again = import_folder(ptv)
    assert (again.new, again.changed, again.withdrawn, again.unchanged) == (0, 0, 0, report.new)


def test_the_national_descriptions_are_base_descriptions_with_codes(report: ImportReport, ptv: Path) -> None:
    given = load(ptv / "general-descriptions" / "gd.json")
    assert models.GeneralDescription.objects.count() == len(given) == 458
    assert models.GeneralDescription.objects.filter(code__startswith="SOTE-").count() == sum(
        (one["ReferenceCode"] or "").startswith("SOTE-") for one in given
    )
    dental = models.GeneralDescription.objects.filter(code="SOTE-0066").first()
    assert dental is not None
    assert '"code":"P5.10"' in dental.body
    assert "entityMap" not in "".join(models.GeneralDescription.objects.values_list("body", flat=True))


def test_number_address_position_and_hours_of_a_real_place_are_those_of_the_json(
    report: ImportReport, ptv: Path
) -> None:
    given = load(ptv / "services" / "otava_service_channel.json")
    point = queries.contact_point(OTAVA)

    assert [one.number for one in point.phones] == [f"+358{one['number']}" for one in given["phoneNumbers"]]
    street = given["addresses"][0]["streetAddress"]
    address = point.address
    assert address is not None
    assert (address.street["fi"], address.number) == (street["street"][0]["value"], street["streetNumber"])
    assert (address.postal_code, address.municipality) == (street["postalCode"], "491")
    assert (address.latitude, address.longitude) == (
        pytest.approx(61.64547, abs=1e-4),
        pytest.approx(27.0732, abs=1e-4),
    )
    assert address.entrances[0].accessibility[0].title["sv"] == "Rutten till huvudingången"
    assert point.hours is not None
    assert point.hours.to_json() == {
        "weekly": [{"slots": [f"{day} 08:00-16:00" for day in ("mon", "tue", "wed", "thu", "fri")]}]
    }
    assert len(point.emails) == len(given["emails"])


def test_a_slot_ends_at_a_really_imported_contact_point(report: ImportReport) -> None:
    found = queries.resolve(Slot(service_classes=("P6.8",), channels=("place",)), "491")
    assert found.state is State.ONE
    assert found.contact_points[0].id == OTAVA
    assert found.fallback.phones
