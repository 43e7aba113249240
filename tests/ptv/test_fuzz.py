"""Whatever comes instead of PTV's objects: a clear refusal, never an exception, nothing stored twice."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from luotsi.catalogue import models, queries
from luotsi.catalogue.storage import SHELVES
from luotsi.integrations.ptv.actions import import_folder
from luotsi.integrations.ptv.reading import Read, Skipped, read_file
from luotsi.integrations.ptv.shapes import MAX_TEXT
from luotsi.integrations.ptv.types import Refusal
from luotsi.organisation.calendar import OpeningHours
from tests.ptv.makers import CHANNEL_ID, channel, connected, hour, number, said, service, write

HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "javascript:alert(1)",
        "\u202e\x00\x1b[31m",
        "{{7*7}}{% debug %}",
        "'; DROP TABLE catalogue_service; --",
        '{"entityMap":{},"blocks":[{"text":"<b>x</b>"}]}',
        "\ud800",
        "x" * (MAX_TEXT + 1),
        "1e999",
        "9" * 400,
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
    ]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FULL_SERVICE = service(
    serviceChannels=[
        connected(
            serviceHours=[hour("DaysOfTheWeek", ("Monday", "", "08:00:00", "16:00:00"))],
            contactDetails={
                "phoneNumbers": [number()],
                "webPages": [],
                "emails": [said("a@rantamaa.example")],
            },
        )
    ],
    organizations=[{"organization": {"id": CHANNEL_ID, "name": "x"}, "roleType": "Responsible"}],
    areas=[{"type": "Municipality", "municipalities": [{"code": "001", "name": [said("Kuusiniemi")]}]}],
    legislation=[
        {"names": [said("Laki")], "webPages": [{"url": "https://rantamaa.example", "language": "fi"}]}
    ],
    keywords=[said("hammas")],
)
FULL_CHANNEL = channel(
    addresses=[
        {
            "type": "Location",
            "streetAddress": {"street": [said("Kotitie")], "latitude": "6834688", "longitude": "503879"},
            "entrances": [
                {"isMainEntrance": True, "coordinates": {"latitude": "6834688", "longitude": "503879"}}
            ],
        }
    ],
    serviceHours=[
        hour("OverMidnight", ("Friday", "Saturday", "20:00:00", "04:00:00")),
        hour("Exceptional", validFrom="2026-12-24T00:00:00", validTo="2026-12-26T00:00:00", isClosed=True),
    ],
    attachments=[{"url": "https://rantamaa.example/a", "language": "fi", "name": "Liite"}],
)
MARKUP = re.compile(r"<[a-zA-Z/!?]")


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, the whole document left out."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [one for key in keys for one in ((*place, key), *places(value[key], (*place, key)))]


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A good object in which one to three things are replaced by junk, or taken away."""
    document = copy.deepcopy(draw(st.sampled_from([FULL_SERVICE, FULL_CHANNEL])))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(document)))
        inner: Any = document
        for step in place[:-1]:
            inner = inner[step]
        if draw(st.booleans()):
            inner[place[-1]] = draw(JUNK)
        elif isinstance(inner, dict):
            del inner[place[-1]]
        if not document:
            return document
    return document


def dumped(content: Any) -> bytes:
    return json.dumps(content).encode()


@settings(max_examples=150, deadline=None)
@given(spoilt())
def test_a_spoilt_object_is_read_or_refused_with_words(document: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.json"
        file.write_bytes(dumped([document]))
        for one in read_file(file, "a.json"):
            assert isinstance(one, Read | Refusal | Skipped)
            if isinstance(one, Read):
                body = SHELVES[type(one.record)].row(one.record, "ptv").body
                assert not any(MARKUP.search(text) for text in texts_of(json.loads(body)))
                assert len(body) < 100 * MAX_TEXT
                for record in (one.record, *one.connections):
                    ask_for_hours(getattr(record, "hours", None))
            else:
                assert one.reason
                assert len(one.reason) < 1000


def ask_for_hours(hours: OpeningHours | None) -> None:
    """What a page asks of hours; none of it may raise."""
    for moment in (datetime(2026, 11, 25, 3, tzinfo=UTC), datetime(2026, 12, 24, 12, tzinfo=UTC)):
        if hours:
            hours.is_open(moment)
            hours.next_opening(moment)
            hours.closes_at(moment)
            hours.week(moment.date())


def texts_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts_of(one)]


@settings(max_examples=60, deadline=None)
@given(JUNK | st.binary(max_size=60))
def test_any_file_at_all_is_told_and_never_raises(content: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.json"
        file.write_bytes(content if isinstance(content, bytes) else dumped(content))
        assert all(isinstance(one, Refusal | Skipped) for one in read_file(file, "a.json"))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spoilt(), min_size=1, max_size=4))
@example(
    [channel(id="\ud800half", serviceChannelNames="\ud800"), channel(id="a\x00b", serviceChannelNames=7)]
)
def test_a_folder_of_spoilt_objects_stores_nothing_twice_and_the_good_one_anyway(
    tmp_path: Path, documents: list[dict[str, Any]]
) -> None:
    good = channel(id="99999999-9999-4999-8999-999999999999")
    write_bytes(tmp_path / "spoilt.json", [*documents, good])
    write(tmp_path, "again.json", [good])

    import_folder(tmp_path)
    before = counts()
    again = import_folder(tmp_path)

    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
    assert counts() == before
    assert queries.contact_point(good["id"]).names["fi"] == "Neuvonta"


def write_bytes(file: Path, content: Any) -> None:
    file.write_bytes(dumped(content))


def counts() -> tuple[int, ...]:
    tables = (models.Service, models.ContactPoint, models.Connection, models.Organisation)
    return tuple(table._default_manager.count() for table in tables)
