"""PTV is read into the catalogue: once, in order, through interruptions, and believed with care."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luotsi.catalogue import queries as catalogue
from luotsi.foundation import clock
from luotsi.integrations.ptv import queries
from luotsi.integrations.ptv.actions import LoadInterrupted, import_folder, load
from luotsi.integrations.ptv.alone import AlreadyLoading, alone
from luotsi.integrations.ptv.models import Load, LoadStep
from luotsi.integrations.ptv.sources import Kind
from luotsi.organisation.municipalities import UnknownOrganiser
from luotsi.understanding.models import IndexState
from tests.ptv.ledger import Ledger, a_channel, a_description, a_service, an_organisation, key
from tests.ptv.makers import said, write

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def ptv() -> Ledger:
    """Five services, three channels, their connections, an organisation and a general description."""
    ledger = Ledger()
    ledger.add(Kind.GENERAL_DESCRIPTION, a_description("SOTE-1"))
    ledger.add(Kind.ORGANISATION, an_organisation("Rantamaa"))
    ledger.add(Kind.CONTACT_POINT, *(a_channel(f"channel {number}") for number in range(3)))
    ledger.add(
        Kind.SERVICE, *(a_service(f"service {number}", f"channel {number % 3}") for number in range(5))
    )
    return ledger


def titles() -> set[str]:
    return {one.names["fi"] for one in catalogue.all_services()}


def channels_of(name: str) -> set[str]:
    return {one.names["fi"] for one in catalogue.service(key(name)).contact_points}


def test_a_full_load_brings_everything_and_a_second_one_writes_nothing(ptv: Ledger) -> None:
    first = load(ptv)

    assert {kind: counts.new for kind, counts in first.by_kind.items()} == {
        "general_description": 1,
        "organisation": 1,
        "contact_point": 3,
        "service": 5,
        "connection": 5,
    }
    assert channels_of("service 4") == {"channel 1"}
    assert first.refused == first.remarks == ()

    second = load(ptv)

    assert (second.new, second.changed, second.unchanged, second.withdrawn) == (0, 0, 15, 0)


def test_the_second_load_asks_for_no_new_search_index(ptv: Ledger) -> None:
    load(ptv)
    asked = IndexState.objects.get().requested
    assert asked == 1, "one request for the whole load"
    load(ptv)
    assert IndexState.objects.get().requested == asked


def test_the_progress_ends_with_everything(ptv: Ledger) -> None:
    told: list[tuple[int, int]] = []
    load(ptv, progress=lambda done, total: told.append((done, total)))

    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert told[0][1] == told[-1][0] == told[-1][1] == len(ptv.asked)


def test_an_interrupted_load_goes_on_where_it_was(ptv: Ledger) -> None:
    ptv.down_after = 5
    with pytest.raises(LoadInterrupted, match="busy") as told:
        load(ptv)
    assert told.value.report.new > 0
    assert queries.last_loads()[0].state == "interrupted"

    before, ptv.down_after, ptv.asked = list(ptv.asked), None, []
    report = load(ptv)

    assert set(before).isdisjoint(ptv.asked), "what was stored is not fetched again"
    assert report.total.new == 15, "the report is of the whole load"
    assert "went on" in report.remarks[0]
    assert titles() == {f"service {number}" for number in range(5)}
    assert not LoadStep.objects.exists()


def test_an_interrupted_load_withdraws_nothing(ptv: Ledger) -> None:
    load(ptv)
    ptv.remove(Kind.SERVICE, "service 0")
    ptv.down_after = len(ptv.asked) + 3
    with pytest.raises(LoadInterrupted):
        load(ptv)
    assert "service 0" in titles()

    ptv.down_after = None
    assert load(ptv).withdrawn == 1
    assert "service 0" not in titles()


def test_an_old_unfinished_load_is_begun_anew(ptv: Ledger) -> None:
    ptv.down_after = 3
    with clock.frozen_at(TODAY), pytest.raises(LoadInterrupted):
        load(ptv)
    ptv.down_after, ptv.asked = None, []
    with clock.frozen_at(TODAY + timedelta(hours=25)):
        report = load(ptv)
    assert report.remarks == ()
    assert [one.state for one in queries.last_loads()] == ["done", "given_up"]


def test_what_is_gone_is_withdrawn_and_kept_and_comes_back(ptv: Ledger) -> None:
    load(ptv)
    ptv.remove(Kind.SERVICE, "service 0")

    report = load(ptv)

    assert report.by_kind["service"].withdrawn == 1
    assert "service 0" not in titles()
    ptv.add(Kind.SERVICE, a_service("service 0", "channel 0"))
    assert load(ptv).by_kind["service"].changed == 1
    assert channels_of("service 0") == {"channel 0"}


def test_what_slipped_between_two_pages_of_a_list_is_not_withdrawn(ptv: Ledger) -> None:
    load(ptv)
    ptv.unlisted = {key("service 1"), key("channel 2")}

    assert load(ptv).withdrawn == 0
    assert "service 1" in titles()


def test_a_load_from_which_most_has_disappeared_is_not_believed() -> None:
    ptv = Ledger(most_ids=100)
    ptv.add(Kind.SERVICE, *(a_service(f"service {number}") for number in range(30)))
    load(ptv)
    for number in range(16):
        ptv.remove(Kind.SERVICE, f"service {number}")

    report = load(ptv)

    assert report.withdrawn == 0
    assert "16 of 30" in report.remarks[0]
    assert "--accept-shrink" in report.remarks[0]
    assert load(ptv, accept_shrink=True).withdrawn == 16


def test_an_empty_answer_empties_nothing() -> None:
    ptv = Ledger(most_ids=100)
    ptv.add(Kind.SERVICE, *(a_service(f"service {number}") for number in range(30)))
    load(ptv)
    assert load(Ledger()).withdrawn == 0
    assert len(titles()) == 30


def test_changes_since_the_last_load_are_enough(ptv: Ledger) -> None:
    with clock.frozen_at(TODAY):
        load(ptv)
    ptv.asked = []
    tomorrow = TODAY + timedelta(days=1)
    ptv.add(Kind.SERVICE, a_service("service 0", "channel 0", "channel 1"), on=tomorrow)
    ptv.remove(Kind.SERVICE, "service 1", on=tomorrow)

    with clock.frozen_at(tomorrow):
        report = load(ptv, "changed")

    assert ptv.asked == [(Kind.SERVICE, (key("service 0"),))]
    assert report.by_kind["connection"].new == 1
    assert report.by_kind["service"].withdrawn == 1
    assert channels_of("service 0") == {"channel 0", "channel 1"}


def test_changes_are_asked_for_with_an_overlap(ptv: Ledger) -> None:
    with clock.frozen_at(TODAY):
        load(ptv)
    ptv.asked = []
    ptv.add(Kind.SERVICE, a_service("late"), on=TODAY - timedelta(minutes=30))
    with clock.frozen_at(TODAY + timedelta(days=1)):
        load(ptv, "changed")
    assert "late" in titles()


def test_without_a_load_before_changes_are_everything(ptv: Ledger) -> None:
    report = load(ptv, "changed")
    assert report.by_kind["service"].new == 5
    assert "everything was read" in report.remarks[0]


def test_a_changed_channel_tells_its_connections_too(ptv: Ledger) -> None:
    with clock.frozen_at(TODAY):
        load(ptv)
    tomorrow = TODAY + timedelta(days=1)
    ptv.add(Kind.CONTACT_POINT, a_channel("channel 0", "service 0", "service 1", "unheard of"), on=tomorrow)

    with clock.frozen_at(tomorrow):
        report = load(ptv, "changed")

    counts = report.by_kind["connection"]
    assert (counts.new, counts.changed, counts.unchanged, counts.withdrawn) == (1, 0, 1, 1)
    assert channels_of("service 1") == {"channel 0", "channel 1"}
    assert channels_of("service 3") == set()


def test_a_broken_object_is_kept_in_quarantine_and_stops_nothing(ptv: Ledger) -> None:
    load(ptv)
    ptv.add(Kind.SERVICE, a_service("service 0", serviceNames=[]))
    with clock.frozen_at(TODAY):
        report = load(ptv)

    assert [(one.id, one.kind) for one in report.refused] == [(key("service 0"), "service")]
    assert "service 0" in titles(), "what was good before stays"
    held = queries.quarantined()[0]
    assert (held.id, held.reason, held.first_seen) == (key("service 0"), "has no name in any language", TODAY)
    assert '"serviceNames": []' in held.raw

    with clock.frozen_at(TODAY + timedelta(days=1)):
        load(ptv)
    held = queries.quarantined()[0]
    assert held.last_seen - held.first_seen == timedelta(days=1)

    ptv.add(Kind.SERVICE, a_service("service 0", serviceNames=[said("mended", "Name")]))
    load(ptv)
    assert queries.quarantine_size() == 0
    assert "mended" in titles()


def test_the_quarantine_lets_go_of_what_left_ptv(ptv: Ledger) -> None:
    ptv.add(Kind.SERVICE, a_service("broken", serviceNames=[]))
    load(ptv)
    assert queries.quarantine_size() == 1
    ptv.remove(Kind.SERVICE, "broken")
    load(ptv)
    assert queries.quarantine_size() == 0


def test_a_folders_broken_objects_are_kept_too(tmp_path: Path) -> None:
    write(tmp_path, "all.json", [a_service("good"), a_service("broken", serviceNames=[])])
    import_folder(tmp_path)
    assert [one.id for one in queries.quarantined()] == [key("broken")]
    write(tmp_path, "all.json", [a_service("good")])
    import_folder(tmp_path)
    assert queries.quarantine_size() == 0


def area(kind: str, code: str, *municipalities: str) -> dict[str, object]:
    return {
        "type": kind,
        "code": code,
        "name": [],
        "municipalities": [{"code": one, "name": []} for one in municipalities],
    }


def test_a_county_gets_what_serves_it_and_what_that_needs() -> None:
    turku, tampere = "853", "837"
    ptv = Ledger(most_ids=100)
    limited = {"areaType": "LimitedType"}
    roles = [{"roleType": "Responsible", "organization": {"id": key("ours"), "name": "ours"}}]
    own = {"id": key("county"), "name": "Varsinais-Suomen hyvinvointialue"}
    ptv.add(
        Kind.SERVICE,
        a_service(
            "Turku", "channel 0", areas=[area("Municipality", turku, turku)], organizations=roles, **limited
        ),
        a_service("region", areas=[area("Region", "02", turku, "202")], **limited),
        a_service("whole country", areas=[], areaType="Nationwide"),
        a_service("elsewhere", "channel 1", areas=[area("Municipality", tampere, tampere)], **limited),
        a_service(
            "own, elsewhere",
            areas=[area("Municipality", tampere, tampere)],
            organizations=[{"roleType": "Responsible", "organization": own}],
            **limited,
        ),
    )
    ptv.add(Kind.CONTACT_POINT, *(a_channel(f"channel {number}") for number in range(3)))
    ptv.add(Kind.ORGANISATION, an_organisation("ours"), an_organisation("others"))

    report = load(ptv, county="05")

    assert titles() == {"Turku", "region", "whole country", "own, elsewhere"}
    assert {one.names["fi"] for one in catalogue.all_contact_points()} == {"channel 0"}
    assert report.by_kind["organisation"].new == 1
    fetched = {one for _, ids in ptv.asked for one in ids}
    assert fetched.isdisjoint({key("channel 1"), key("channel 2"), key("others")})
    assert load(ptv, county="05").unchanged == report.new


def test_a_service_that_moves_out_of_the_county_goes() -> None:
    ptv = Ledger(most_ids=100)
    here = {"areaType": "LimitedType", "areas": [area("Municipality", "853", "853")]}
    there = {"areaType": "LimitedType", "areas": [area("Municipality", "837", "837")]}
    ptv.add(Kind.SERVICE, a_service("moving", "channel", **here))
    ptv.add(Kind.CONTACT_POINT, a_channel("channel"))
    with clock.frozen_at(TODAY):
        load(ptv, county="05")
    ptv.add(Kind.SERVICE, a_service("moving", "channel", **there), on=TODAY)
    with clock.frozen_at(TODAY + timedelta(days=1)):
        report = load(ptv, "changed", county="05")
    assert report.withdrawn == 1
    assert titles() == set()


def test_a_change_that_names_a_channel_not_seen_before_brings_it() -> None:
    ptv = Ledger(most_ids=100)
    ptv.add(Kind.SERVICE, a_service("service"))
    ptv.add(Kind.CONTACT_POINT, a_channel("old"), a_channel("unneeded"))
    with clock.frozen_at(TODAY):
        load(ptv, county="05")
    tomorrow = TODAY + timedelta(days=1)
    ptv.add(Kind.SERVICE, a_service("service", "old"), on=tomorrow)
    with clock.frozen_at(tomorrow):
        load(ptv, "changed", county="05")
    assert channels_of("service") == {"old"}


def test_a_county_that_is_none_is_told() -> None:
    with pytest.raises(UnknownOrganiser):
        load(Ledger(), county="77")


def test_two_loads_at_once_are_refused(ptv: Ledger) -> None:
    with alone(), pytest.raises(AlreadyLoading):
        load(ptv)
    load(ptv)


def test_loads_of_long_ago_are_forgotten(ptv: Ledger) -> None:
    for _ in range(35):
        load(Ledger())
    assert Load.objects.count() <= 31


def test_no_transaction_holds_more_than_a_page(ptv: Ledger) -> None:
    """What a killed process can lose is at most the step on which it was."""
    with CaptureQueriesContext(connection) as captured:
        load(ptv)
    begun = [one["sql"] for one in captured if one["sql"].startswith(("SAVEPOINT", "BEGIN"))]
    assert len(begun) > len(ptv.asked) / 2
