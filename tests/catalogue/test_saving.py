"""Records are stored as they are, once, and every process sees them soon."""

from __future__ import annotations

import uuid
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.catalogue import actions, models, queries, records, snapshot
from luotsi.catalogue.facts import CatalogueChanged
from luotsi.catalogue.storage import SHELVES
from luotsi.organisation.calendar import ExceptionalHours, OpeningHours, Slot, Span, WeeklyHours
from tests.catalogue.makers import make_service, phone, place
from tests.listening import announced

pytestmark = pytest.mark.django_db


def test_the_same_record_twice_is_written_once() -> None:
    first = actions.save([phone()], origin="ptv")
    token = models.CatalogueVersion.objects.get().token
    with CaptureQueriesContext(connection) as asked:
        second = actions.save([phone()], origin="ptv")

    assert (first.new, second.new, second.changed, second.unchanged) == (("phone",), (), (), ("phone",))
    assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert models.CatalogueVersion.objects.get().token == token
    assert models.ContactPoint.objects.count() == 1


def test_a_changed_record_takes_the_place_of_the_old_one() -> None:
    actions.save([phone(names={"fi": "Vanha"})], origin="ptv")
    saved = actions.save([phone(names={"fi": "Uusi"})], origin="ptv")
    assert saved.changed == ("phone",)
    assert queries.contact_point("phone").names == {"fi": "Uusi"}


def test_one_id_twice_in_a_batch_is_stored_once_as_it_came_last() -> None:
    actions.save([phone(names={"fi": "Eka"}), phone(names={"fi": "Toka"})], origin="ptv")
    assert queries.contact_point("phone").names == {"fi": "Toka"}


def test_what_is_withdrawn_is_gone_from_pages_and_can_come_back() -> None:
    make_service("s", points=(phone(),))
    assert actions.withdraw(records.ContactPointRecord, ["phone"], origin="ptv") == ("phone",)
    with pytest.raises(queries.NotInCatalogue):
        queries.contact_point("phone")
    assert queries.service("s").contact_points == ()

    assert actions.save([phone()], origin="ptv").changed == ("phone",)
    assert queries.service("s").contact_points[0].id == "phone"


def test_nobody_withdraws_what_another_origin_brought() -> None:
    actions.load_national_contacts()
    assert actions.withdraw(records.ContactPointRecord, ["nollalinja"], origin="ptv") == ()
    assert queries.contact_point("nollalinja").is_national


def test_a_change_is_announced_once_after_the_commit(
    django_capture_on_commit_callbacks: type,
) -> None:
    many = [phone(f"phone-{number}") for number in range(60)]
    with announced(CatalogueChanged) as heard:
        with django_capture_on_commit_callbacks(execute=True):
            actions.save(many, origin="ptv")
            assert heard == []
        assert [(one.kind, len(one.new)) for one in heard] == [("contact_point", 60)]
        with django_capture_on_commit_callbacks(execute=True):
            actions.save(many, origin="ptv")
        assert len(heard) == 1


def test_another_process_is_noticed_by_its_new_token() -> None:
    actions.save([phone()], origin="ptv")
    assert queries.contact_point("phone").names["fi"] == "Paikka phone"

    row = SHELVES[records.ContactPointRecord].row(phone(names={"fi": "Muualla muutettu"}), "ptv")
    models.ContactPoint.objects.filter(key="phone").update(body=row.body, digest=row.digest)
    models.CatalogueVersion.objects.update(token=uuid.uuid4().hex)

    assert queries.contact_point("phone").names == {"fi": "Muualla muutettu"}


def test_only_what_changed_is_read_again() -> None:
    actions.save([phone("a"), phone("b")], origin="ptv")
    before = snapshot.current().loaded[records.ContactPointRecord]
    actions.save([phone("b", names={"fi": "Uusi"})], origin="ptv")
    after = snapshot.current().loaded[records.ContactPointRecord]
    assert after["a"] is before["a"]
    assert after["b"] is not before["b"]


def test_what_was_rolled_back_was_never_seen() -> None:
    actions.save([phone()], origin="ptv")
    with transaction.atomic():
        actions.save([place()], origin="ptv")
        assert queries.contact_point("place")
        transaction.set_rollback(True)
    assert [one.id for one in queries.all_contact_points()] == ["phone"]


def test_a_page_asks_at_most_one_small_question() -> None:
    make_service("s", points=(phone(),))
    queries.service("s")
    with CaptureQueriesContext(connection) as asked:
        queries.service("s")
    assert len(asked) <= 1


def test_a_snapshot_is_trusted_for_a_second(transactional_db: None) -> None:
    actions.save([phone()], origin="ptv")
    queries.contact_point("phone")
    with CaptureQueriesContext(connection) as asked:
        for _ in range(20):
            queries.contact_point("phone")
    assert len(asked) == 0


class InterruptedShelf:
    """Lets another thread ask for the same record just when this one is about to parse it."""

    def __init__(self) -> None:
        self.row = snapshot.Row("digest", SHELVES[records.ContactPointRecord].row(phone(), "ptv").body, self)
        self.was_interrupted = False

    @property
    def record(self) -> object:
        if not self.was_interrupted:
            self.was_interrupted = True
            assert self.row.record == phone(), "the other thread parses, and lets the text go"
        return SHELVES[records.ContactPointRecord].record


def test_two_threads_may_ask_for_a_record_at_the_same_moment() -> None:
    assert InterruptedShelf().row.record == phone()


HOURS = OpeningHours(
    weekly=(WeeklyHours((Slot(0, Span(time(8), time(16))),), note={"fi": "Kesällä"}),),
    exceptions=(ExceptionalHours(date(2026, 12, 24), date(2026, 12, 24), is_closed=True),),
)


def test_everything_a_contact_point_can_hold_comes_back_from_its_row() -> None:
    full = records.ContactPointRecord(
        id="full",
        kind="place",
        names={"fi": "Nimi", "smn": "Nommâ"},
        hours=HOURS,
        coverage=records.Coverage(
            "limited", (records.Area("county", "99", {"fi": "Ranta"}, (records.Municipality("001"),)),)
        ),
        phones=(records.Phone("116117", "116117", charge={"fi": "maksuton"}, languages=("fi",)),),
        addresses=(
            records.Address(
                street={"fi": "Kotitie"},
                position=records.Position(61.5, 27.5, "6834688", "503879"),
                entrances=(
                    records.Entrance(
                        is_main=True,
                        accessibility=(records.SentenceGroup({"fi": "Ovi"}, ({"fi": "Ovi on leveä."},)),),
                    ),
                ),
            ),
        ),
        needs_sign_in=False,
        modified=datetime(2026, 1, 1, 12, tzinfo=UTC),
        source=records.Source("https://rantamaa.example", date(2026, 1, 1)),
    )
    shelf = SHELVES[records.ContactPointRecord]
    assert shelf.record(shelf.row(full, "ptv").body) == full
    assert {one.name for one in fields(full)} == {one.name for one in fields(records.ContactPointRecord)}


@settings(max_examples=40, deadline=None)
@given(texts=st.dictionaries(st.sampled_from(["fi", "sv", "en", "se"]), st.text(min_size=1)), words=st.text())
def test_any_text_comes_back_from_its_row(texts: dict[str, str], words: str) -> None:
    record = replace(phone(), names=texts, descriptions=texts, oid=words)
    shelf = SHELVES[records.ContactPointRecord]
    try:
        body = shelf.row(record, "ptv").body
    except ValueError:  # lone surrogates are not text; the importer never lets them this far
        return
    assert shelf.record(body) == record
