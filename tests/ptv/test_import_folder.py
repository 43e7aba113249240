"""A folder of PTV's JSON comes into the catalogue: once, whole, and whatever is broken in it is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luotsi.catalogue import actions as catalogue
from luotsi.catalogue import models, queries
from luotsi.catalogue.types import Slot, State
from luotsi.foundation.clock import HELSINKI
from luotsi.integrations.ptv.actions import NoSuchFolder, import_folder
from tests.ptv.makers import (
    CHANNEL_ID,
    DESCRIPTION_ID,
    ORGANISATION_ID,
    SERVICE_ID,
    channel,
    connected,
    hour,
    number,
    said,
    service,
    write,
)

pytestmark = pytest.mark.django_db

OTHER_ID = "55555555-5555-4555-8555-555555555555"


def general_description() -> dict[str, Any]:
    return {
        "id": DESCRIPTION_ID,
        "referenceCode": "SOTE-0066",
        "names": [said("Hammashoito", "Name")],
        "descriptions": [said("Yhteinen kuvaus", "Description")],
        "serviceClasses": [],
        "publishingStatus": "Published",
    }


def organisation() -> dict[str, Any]:
    return {
        "id": ORGANISATION_ID,
        "organizationNames": [said("Rantamaa", "Name"), said("Strandland", "Name", "sv")],
        "organizationType": "WellbeingServicesCounty",
        "businessCode": "0000000-0",
        "municipality": {"code": "1", "name": [said("Kuusiniemi")]},
        "publishingStatus": "Published",
    }


def test_objects_are_known_by_content_in_any_file_and_shape(tmp_path: Path) -> None:
    write(tmp_path, "one.json", service())
    write(tmp_path, "deep/list.JSON", [channel()], bom=True)
    write(tmp_path, "page.json", {"pageNumber": 1, "pageCount": 1, "itemList": [general_description()]})
    write(tmp_path, "map.json", {ORGANISATION_ID: organisation()})
    write(tmp_path, "readme.txt", "not JSON at all")

    report = import_folder(tmp_path)

    assert {kind: counts.new for kind, counts in report.by_kind.items() if counts.new} == {
        "service": 1,
        "contact_point": 1,
        "general_description": 1,
        "organisation": 1,
    }
    assert (report.refused, report.left_out, report.skipped) == ((), (), ())
    assert queries.contact_point(CHANNEL_ID).provider_names == {"fi": "Rantamaa", "sv": "Strandland"}


def test_the_same_folder_twice_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "all.json", [service(serviceChannels=[connected()]), channel(), general_description()])
    first = import_folder(tmp_path)
    with CaptureQueriesContext(connection) as asked:
        second = import_folder(tmp_path)
    assert (first.new, first.unchanged) == (4, 0)
    assert (second.new, second.changed, second.withdrawn, second.unchanged) == (0, 0, 0, 4)
    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    # That somebody has imported is on record; nothing else is written.
    assert [sql for sql in written if '"privacy_' not in sql] == []


def test_a_service_meets_its_channel_in_whatever_order_they_come(tmp_path: Path) -> None:
    tells = {"service": {"id": SERVICE_ID, "name": "Hammashoito"}, "modified": "2026-10-02T10:00:00Z"}
    write(tmp_path, "a.json", channel(services=[tells]))
    import_folder(tmp_path)
    write(tmp_path, "b.json", service())
    import_folder(tmp_path)

    found = queries.resolve(Slot(service_classes=("P5.10",)), None)
    assert found.state is State.ONE
    assert [point.id for point in found.contact_points] == [CHANNEL_ID]
    assert models.Connection.objects.count() == 1


def test_a_connection_told_from_both_sides_is_stored_once_as_told_last(tmp_path: Path) -> None:
    old = {"service": {"id": SERVICE_ID}, "modified": "2026-01-01T00:00:00Z", "description": [said("vanha")]}
    new = connected(modified="2026-05-01T00:00:00Z", description=[said("uusi", "Description")])
    write(tmp_path, "a.json", [channel(services=[old]), service(serviceChannels=[new])])
    import_folder(tmp_path)
    assert models.Connection.objects.count() == 1
    assert queries.service(SERVICE_ID).contact_points[0].note == {"fi": "uusi"}


def test_hours_charges_phones_and_addresses_of_a_connection_are_kept(tmp_path: Path) -> None:
    given = connected(
        serviceChargeType="Chargeable",
        description=[said("10 e", "ChargeTypeAdditionalInfo")],
        serviceHours=[hour("DaysOfTheWeek", ("Monday", "", "09:00:00", "10:00:00"))],
        contactDetails={
            "phoneNumbers": [number("200000999")],
            "emails": [said("a@rantamaa.example")],
            "webPages": [{"url": "https://rantamaa.example/a", "language": "fi"}],
            "addresses": [{"type": "Postal", "streetAddress": {"street": [said("Kotitie")]}}],
        },
    )
    write(tmp_path, "a.json", [channel(), service(serviceChannels=[given])])
    import_folder(tmp_path)
    (point,) = queries.service(SERVICE_ID).contact_points
    assert point.phones[0].display == "020 000 0999"
    assert (point.connection_charge, point.connection_charge_kind) == ({"fi": "10 e"}, "charged")
    assert point.hours is not None
    assert point.hours.is_open(datetime(2026, 11, 23, 9, 30, tzinfo=HELSINKI))
    assert point.emails[0].address == "a@rantamaa.example"
    assert point.links[0].url == "https://rantamaa.example/a"
    assert point.addresses[0].street == {"fi": "Kotitie"}
    assert queries.contact_point(CHANNEL_ID).phones[0].display == "020 000 0101"


def test_a_connection_that_neither_side_tells_any_more_goes(tmp_path: Path) -> None:
    write(tmp_path, "a.json", [channel(), service(serviceChannels=[connected()])])
    import_folder(tmp_path)
    write(tmp_path, "a.json", [channel(), service()])
    report = import_folder(tmp_path)
    assert report.by_kind["connection"].withdrawn == 1
    assert queries.service(SERVICE_ID).contact_points == ()


def test_what_is_no_longer_published_is_withdrawn_and_what_never_was_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.json", [service(), channel()])
    import_folder(tmp_path)
    draft = channel(id=OTHER_ID, publishingStatus="Draft")
    write(tmp_path, "a.json", [service(publishingStatus="Deleted"), channel(), draft])
    report = import_folder(tmp_path)
    assert report.by_kind["service"].withdrawn == 1
    assert [(one.id, one.reason) for one in report.refused] == [(OTHER_ID, "is not published in PTV")]
    with pytest.raises(queries.NotInCatalogue):
        queries.service(SERVICE_ID)


def test_a_complete_import_withdraws_what_is_absent_but_never_national_contacts(tmp_path: Path) -> None:
    catalogue.load_national_contacts()
    write(tmp_path, "a.json", [service(), channel()])
    import_folder(tmp_path)
    (tmp_path / "a.json").unlink()
    write(tmp_path, "b.json", [service()])

    assert import_folder(tmp_path).withdrawn == 0
    report = import_folder(tmp_path, is_complete=True)

    assert report.by_kind["contact_point"].withdrawn == 1
    assert queries.service(SERVICE_ID)
    assert queries.contact_point("nollalinja")


def test_of_two_versions_the_later_modified_counts(tmp_path: Path) -> None:
    new = service(serviceNames=[said("Uusi", "Name")], modified="2026-11-01T00:00:00Z")
    write(tmp_path, "a.json", new)
    write(tmp_path, "b.json", service(serviceNames=[said("Vanha", "Name")], modified="2025-01-01T00:00:00Z"))
    import_folder(tmp_path)
    assert queries.service(SERVICE_ID).names == {"fi": "Uusi"}
    assert models.Service.objects.count() == 1


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (service(serviceNames="Hammashoito"), "serviceNames: is not a list"),
        (
            service(serviceNames=[said("x", language="string")]),
            "serviceNames[0].language: is not a language code",
        ),
        (service(serviceNames=[]), "has no name in any language"),
        (service(serviceNames=[said("  ")]), "has no name in any language"),
        (service(id="string"), "id: is not a PTV id"),
        (service(id=5), "id: is not text"),
        (service(serviceDescriptions=[said("x" * 20_001)]), "longer than 20000 characters"),
        (service(serviceVouchersInUse="ei"), "serviceVouchersInUse: is not true or false"),
        (service(publishingStatus="string"), "publishingStatus: unknown value 'string'"),
        (channel(serviceChannelType="Telegraph"), "unknown kind of channel 'Telegraph'"),
        (channel(phoneNumbers=[[]]), "phoneNumbers[0]: is not an object"),
        (channel(emails=[said("x")] * 2001), "emails: has more than 2000 members"),
        ({"serviceCollectionNames": [], "id": OTHER_ID}, "a service collection"),
        ({"serviceNames": []}, "has no id"),
    ],
)
def test_a_broken_object_is_refused_with_its_reason_and_the_rest_goes_on(
    tmp_path: Path, broken: dict[str, Any], reason: str
) -> None:
    write(tmp_path, "a.json", [broken, channel(id=OTHER_ID)])
    report = import_folder(tmp_path)
    assert len(report.refused) == 1
    assert reason in report.refused[0].reason
    assert report.refused[0].file == "a.json"
    assert queries.contact_point(OTHER_ID)
    assert report.new == 1


def test_a_broken_part_is_left_out_and_told(tmp_path: Path) -> None:
    page = {"url": "javascript:alert(1)", "value": "x", "language": "fi"}
    write(tmp_path, "a.json", channel(webPages=[page], phoneNumbers=[number("ei ole"), number()]))
    report = import_folder(tmp_path)
    assert {one.reason for one in report.left_out} == {
        "webPages left out: not a web address (http or https)",
        "phoneNumbers left out: not a telephone number",
    }
    point = queries.contact_point(CHANNEL_ID)
    assert (point.links, len(point.phones)) == ((), 1)


@pytest.mark.parametrize("modified", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "eilen"])
def test_a_moment_outside_our_time_is_left_out_and_told(tmp_path: Path, modified: str) -> None:
    write(tmp_path, "a.json", channel(modified=modified))
    report = import_folder(tmp_path)
    assert report.left_out[0].reason.startswith("modified left out: not a date")
    assert queries.contact_point(CHANNEL_ID).modified is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "cannot be read as UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b"", "not JSON"),
        (b'{"a": NaN}', ""),
    ],
)
def test_a_file_that_is_not_json_is_refused_and_the_rest_goes_on(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "broken.json").write_bytes(content)
    write(tmp_path, "good.json", channel())
    report = import_folder(tmp_path)
    assert report.by_kind["contact_point"].new == 1
    if reason:
        assert reason in report.refused[0].reason


def test_code_lists_are_passed_over_in_one_line_each(tmp_path: Path) -> None:
    write(tmp_path, "codes.json", [{"code": "fi"}, {"code": "sv"}])
    write(tmp_path, "names.json", {"itemList": [{"id": SERVICE_ID, "name": "vain nimi"}]})
    report = import_folder(tmp_path)
    assert [one.file for one in report.skipped] == ["codes.json", "names.json"]
    assert report.refused == ()


def test_hostile_markup_is_stored_as_plain_words(tmp_path: Path) -> None:
    evil = "<p>Hei</p><script>alert(1)</script><img src=x onerror=alert(2)>"
    write(tmp_path, "a.json", service(serviceNames=[said(evil, "Name")], keywords=[said(evil)]))
    import_folder(tmp_path)
    stored = models.Service.objects.get().body
    assert queries.service(SERVICE_ID).names == {"fi": "Hei"}
    assert not [bad for bad in ("<", "onerror", "alert") if bad in stored]


def test_progress_is_told_up_to_the_last_record(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write(tmp_path, "a.json", [service(serviceChannels=[connected()]), channel()])
    import_folder(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFolder, match="nowhere"):
        import_folder(tmp_path / "nowhere")
