"""The twin answers as PTV does, and misbehaves exactly as it is told to."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve
from luotsi.integrations.ptv.twin.store import NotAnObject, Store
from tests.ptv.makers import CHANNEL_ID, SERVICE_ID, channel, connected, service, write
from tests.ptv.twin.asking import Got, ask

LATER = "2026-11-01T00:00:00Z"


@pytest.fixture
def twin() -> Iterator[Twin]:
    with serve(county(30), key="k", page_size=10) as running:
        yield running


def v11(twin: Twin, path: str) -> Got:
    return ask(twin, path, version=11, key=None)


def ids_of(answer: Got) -> list[str]:
    return [one["id"] for one in answer.content["itemList"]]


def test_version_11_lists_ids_in_pages_and_objects_by_their_ids(twin: Twin) -> None:
    first, last = v11(twin, "Service"), v11(twin, "Service?page=3")
    assert (first.content["pageNumber"], first.content["pageCount"], first.content["pageSize"]) == (1, 3, 10)
    ids = ids_of(first)
    assert len(set(ids) | set(ids_of(last))) == 20
    found = v11(twin, f"Service/list?guids={','.join(ids[:3])},{SERVICE_ID}").content
    assert [one["id"] for one in found] == ids[:3]
    assert v11(twin, f"Service/list?guids={SERVICE_ID}").status == 404
    assert v11(twin, f"Service/list?guids={','.join([SERVICE_ID] * 101)}").status == 400
    assert v11(twin, f"Service/{ids[0]}").content == found[0]


def test_changed_since_and_what_is_no_longer_published(twin: Twin) -> None:
    gone, changed = ids_of(v11(twin, "Service"))[:2]
    twin.store.archive(gone, datetime(2026, 11, 2, tzinfo=UTC))
    entry = twin.store.get("Service", changed)
    assert entry is not None
    twin.store.put({**entry.load(), "modified": "2026-11-03T10:00:00"})

    assert ids_of(v11(twin, "Service?date=2026-11-01T00:00:00")) == [changed]
    assert ids_of(v11(twin, "Service?date=2026-11-01T00:00:00&status=Archived")) == [gone]
    assert gone not in ids_of(v11(twin, "Service"))
    found = ask(twin, f"service/search?page=1&pageSize=100&publishedAtOrAfter={quote(LATER)}").content
    assert [one["contentId"] for one in found["items"]] == [changed]
    archived = ask(twin, f"service/archived?page=1&pageSize=100&archivedAtOrAfter={quote(LATER)}").content
    assert archived["items"] == [{"contentId": gone}]
    missing = ask(twin, f"service/{gone}")
    assert (missing.status, missing.content["reason"]) == (404, "NotPublished")


def test_services_of_a_municipality_with_and_without_those_for_everybody(twin: Twin) -> None:
    path = "Service/area/Municipality/code/001"
    here = v11(twin, f"{path}?includeWholeCountry=false&page=1").content
    everywhere = v11(twin, f"{path}?includeWholeCountry=true&page=1").content
    assert here["pageCount"] <= everywhere["pageCount"]
    assert v11(twin, "Service/area/Municipality/code/999").status == 404


def test_version_12_lets_nobody_in_without_the_key(twin: Twin) -> None:
    for key in (None, "wrong"):
        assert ask(twin, "service/search", key=key).status == 401
        assert ask(twin, "service-classes", key=key).status == 401
    assert ask(twin, "service/search").status == 200


def test_version_12_gives_whole_objects_in_pages_and_refuses_what_it_does_not_know(twin: Twin) -> None:
    page = ask(twin, "service/search?page=2&pageSize=20").content
    assert (page["page"], page["totalItems"], page["totalPages"], len(page["items"])) == (2, 30, 2, 10)
    for wrong in ("pageSize=101", "page=0", "page=x", "name=hammas", "publishedAtOrAfter=yesterday"):
        assert ask(twin, f"service/search?{wrong}").status == 400
    assert ask(twin, "service/no-id").status == 400
    assert ask(twin, "nothing/here").status == 404


def test_version_12_finds_by_area_class_and_ends_of_a_connection(twin: Twin) -> None:
    def found(query: str) -> list[dict[str, object]]:
        return ask(twin, f"{query}&page=1&pageSize=100").content["items"]

    county_wide = found("service/search?areaType=LimitedArea&wellbeingServicesCounties=99")
    assert county_wide
    assert all(one["area"]["wellbeingServicesCounties"] == ["99"] for one in county_wide)  # type: ignore[index]
    either = found("service/search?serviceClasses=P5.1,P5.2&serviceClassesMatch=any")
    assert len(either) >= len(found("service/search?serviceClasses=P5.1"))
    one = found("connection/search?")[0]
    same = found(f"connection/search?serviceContentIds={one['serviceContentId']}")
    assert one in same
    assert found(f"connection/search?channelContentIds={one['channelContentId']}")
    alone = ask(twin, f"connection/{one['serviceContentId']}/{one['channelContentId']}")
    assert alone.content == one


def test_connections_to_what_is_not_published_are_not_told() -> None:
    given = [service(serviceChannels=[connected()]), channel()]
    with serve(given, key="k") as twin:
        assert ask(twin, "connection/search").content["totalItems"] == 1
        twin.store.archive(CHANNEL_ID, datetime(2026, 11, 2, tzinfo=UTC))
        assert ask(twin, "connection/search").content["totalItems"] == 0


@pytest.mark.parametrize(("fault", "status"), [("errors", 500), ("unavailable", 503), ("busy", 429)])
def test_so_many_answers_go_wrong_and_then_none(twin: Twin, fault: str, status: int) -> None:
    twin.faults.retry_after = "7"
    setattr(twin.faults, fault, 2)
    answers = [ask(twin, "service/search") for _ in range(3)]
    assert [one.status for one in answers] == [status, status, 200]
    if status != 500:
        assert answers[0].headers["retry-after"] == "7"


def test_lines_are_cut_and_documents_halved(twin: Twin) -> None:
    twin.faults.cuts = 1
    with pytest.raises(http.client.IncompleteRead):
        ask(twin, "service/search")
    twin.faults.refusals = 1
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        ask(twin, "service/search")
    twin.faults.malformed = 1
    halved = ask(twin, "service/search")
    assert halved.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(halved.body)
    twin.faults.huge, twin.faults.huge_bytes = 1, 100_000
    assert len(ask(twin, "service/search").body) == 100_000


def test_faults_can_be_kept_to_one_path_and_slow_is_slow(twin: Twin) -> None:
    twin.faults.only, twin.faults.errors, twin.faults.slow = "organization", 5, 0.15
    assert ask(twin, "service/search").status == 200
    before = time.monotonic()
    assert ask(twin, "organization/search").status == 500
    assert time.monotonic() - before >= 0.15


def test_it_falls_over_a_poisoned_object_and_over_no_other(twin: Twin) -> None:
    poisoned, healthy = ids_of(v11(twin, "Service"))[:2]
    twin.faults.poisoned = {poisoned}
    assert v11(twin, f"Service/list?guids={healthy},{poisoned}").status == 500
    assert v11(twin, f"Service/list?guids={healthy}").status == 200
    assert ask(twin, f"service/{poisoned}").status == 500
    assert ask(twin, "service/search?page=1&pageSize=100").status == 500
    assert ask(twin, "service/search?page=2&pageSize=10").status == 200


def test_more_requests_than_allowed_are_told_to_wait_and_then_let_in() -> None:
    faults = Faults(allowed=2, window=60)
    with serve(county(1), faults=faults) as twin:
        answers = [ask(twin, "service/search") for _ in range(3)]
        assert [one.status for one in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 60
        faults.window = 0.001
        time.sleep(0.002)
        assert ask(twin, "service/search").status == 200


def test_what_was_asked_is_remembered(twin: Twin) -> None:
    v11(twin, "Service?page=2")
    assert twin.requests == ["/api/v11/Service?page=2"]


def test_it_is_fed_by_a_folder_and_by_nothing_else_than_objects(tmp_path: Path) -> None:
    write(tmp_path, "a/one.json", service())
    write(tmp_path, "two.json", {"itemList": [channel()]}, bom=True)
    write(tmp_path, "codes.json", [{"code": "001"}])
    store = Store(tmp_path)
    assert [len(store.entries(kind)) for kind in ("Service", "ServiceChannel")] == [1, 1]
    with pytest.raises(NotAnObject):
        Store([{"id": SERVICE_ID}])
    with pytest.raises(NotADirectoryError):
        Store(tmp_path / "nothing")


def test_an_invented_county_is_the_same_for_the_same_seed_and_made_when_asked() -> None:
    one, same, other = county(50), county(50), county(50, seed=2)
    assert list(one) == list(same)
    assert one.services[7] != other.services[7]
    assert one.services[-1] == one.services[49]
    assert one.services[10:12] == [one.services[10], one.services[11]]
    assert one.services.key(3) == (one.services[3]["id"], one.services[3]["modified"])
    ids = [each["id"] for each in one]
    assert len(ids) == len(set(ids)) == 50 + 40 + 5 + 6
    began = time.thread_time()
    county(1_000_000_000).services.key(999_999_999)
    assert time.thread_time() - began < 1
    with pytest.raises(ValueError, match="at least one"):
        county(0)
    with pytest.raises(IndexError):
        one.services[50]


def test_both_sides_of_a_connection_say_the_same() -> None:
    made = county(40)
    told = {
        (each["id"], one["serviceChannel"]["id"]): {k: v for k, v in one.items() if k != "serviceChannel"}
        for each in made.services
        for one in each["serviceChannels"]
    }
    back = {
        (one["service"]["id"], each["id"]): {k: v for k, v in one.items() if k != "service"}
        for each in made.channels
        for one in each["services"]
    }
    assert told == back
    assert told


def test_from_the_command_line_it_says_where_it_listens_and_stops_when_told() -> None:
    command = [sys.executable, "-m", "luotsi.integrations.ptv.twin", "--generate", "3", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        line = http.client.HTTPConnection(address.split("/")[2], timeout=60)
        line.request("GET", "/api/v11/Service")
        assert json.loads(line.getresponse().read())["pageCount"] == 1
        line.close()
        process.terminate()
    nothing = [*command[:3], "--folder", "/no/such/folder"]
    failed = subprocess.run(nothing, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("There is no folder")
