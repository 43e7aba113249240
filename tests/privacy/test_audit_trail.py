"""The audit trail: what was done stays told, and nobody can quietly tell it otherwise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from luotsi.foundation import clock
from luotsi.privacy import actions, chain, context, guards, queries
from luotsi.privacy.models import AuditHead, AuditRow
from luotsi.privacy.types import Actor, Channel, Circumstances, Event, Head, Outcome, Wanted
from luotsi.safety.masking import mask

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 5, 1, 12, tzinfo=clock.HELSINKI)


def written(amount: int) -> list[int]:
    return [actions.record(Event("person.view", "person", str(number))) for number in range(amount)]


def by_force(statement: str, *values: object) -> None:
    """Somebody with the database's own tools takes the guards down and changes what they want."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    guards.install(connection)


def kinds(witness: Head | None = None) -> set[str]:
    return {fault.kind for fault in queries.verify_chain(witness).faults}


def test_a_row_tells_who_did_what_to_which_object_under_what_circumstances() -> None:
    circumstances = Circumstances(
        Channel.STAFF,
        request_id="abc123",
        client="hmac",
        address="192.0.2.7",
        actor=lambda: Actor(7, "administrator", "*"),
        session=lambda: "handle",
    )
    with clock.frozen_at(datetime(2026, 11, 25, 14, 0, tzinfo=clock.HELSINKI)), context.during(circumstances):
        actions.record(Event("person.change", "person", "12", fields=("email", "last_name")))
    (entry,) = queries.entries(Wanted())
    assert entry.at.isoformat() == "2026-11-25T12:00:00+00:00"
    assert (entry.actor, entry.role, entry.unit) == (7, "administrator", "*")
    assert (entry.action, entry.object_kind, entry.object_id) == ("person.change", "person", "12")
    assert (entry.purpose, entry.outcome, entry.channel) == ("administration", "done", "staff")
    assert (entry.session, entry.address, entry.client) == ("handle", "192.0.2.7", "hmac")
    assert (entry.request_id, entry.fields) == ("abc123", ("email", "last_name"))
    assert queries.verify_chain().holds


def test_outside_a_request_the_machine_itself_acts() -> None:
    actions.record(Event("county.load", "county", "99"))
    (entry,) = queries.entries(Wanted())
    assert (entry.actor, entry.channel, entry.address) == (None, "shell", "")


def test_anothers_roles_are_not_put_on_a_person() -> None:
    """Signed in as 7, but the deed is told of 8: the roles of 7 say nothing about 8."""
    with context.during(Circumstances(actor=lambda: Actor(7, "administrator", "*"))):
        actions.record(Event("sign_in.failed", actor=8, outcome=Outcome.FAILED))
    assert [(row.actor, row.role) for row in queries.entries(Wanted())] == [(8, "")]


@pytest.mark.parametrize("action", ["view", "weather.view", "person.view me", "Person.view", ""])
def test_an_action_of_no_family_is_a_mistake_of_the_program(action: str) -> None:
    with pytest.raises(ValueError, match="no action"):
        actions.record(Event(action))
    assert not AuditRow.objects.exists()


def test_the_change_and_its_row_come_together_or_not_at_all() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.record(Event("role.grant"))
        raise RuntimeError
    assert queries.head().number == 0
    written(1)
    assert queries.verify_chain().holds


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda: AuditRow.objects.filter(number=1).update(action="person.list"),
        lambda: AuditRow.objects.filter(number=2).delete(),
        lambda: AuditRow.objects.all().delete(),
        lambda: AuditHead.objects.update(number=1),
        lambda: AuditHead.objects.update(kept_from=3),
        lambda: AuditHead.objects.update(kept_from=0),
        lambda: AuditHead.objects.all().delete(),
    ],
)
def test_the_database_refuses_change_and_deletion(forbidden: Callable[[], object]) -> None:
    written(3)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        forbidden()
    assert queries.verify_chain().holds
    assert AuditRow.objects.count() == 3


ALTERATIONS = {
    "at": "2026-01-01 00:00:00",
    "actor": 5,
    "role": "manager",
    "unit": "oral-health",
    "on_behalf_of": "x",
    "action": "person.list",
    "object_kind": "role",
    "object_id": "9",
    "client": "x",
    "purpose": "content",
    "outcome": "failed",
    "channel": "web",
    "session": "x",
    "address": "192.0.2.1",
    "request_id": "x",
    "fields": "email",
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
}


def test_the_list_of_alterations_has_every_column() -> None:
    assert {*ALTERATIONS, "number"} == {field.name for field in AuditRow._meta.concrete_fields}
    assert {*chain.HASHED, "hash"} == {*ALTERATIONS, "number"}


@pytest.mark.parametrize("column", ALTERATIONS)
def test_a_change_by_force_is_found_whatever_the_column(column: str) -> None:
    written(4)
    by_force(f"UPDATE privacy_auditrow SET {column} = %s WHERE number = 2", ALTERATIONS[column])  # noqa: S608
    faults = queries.verify_chain().faults
    assert {fault.kind for fault in faults} == {"changed"}
    assert faults[0].number == 2


def test_a_missing_row_is_found() -> None:
    written(5)
    by_force("DELETE FROM privacy_auditrow WHERE number IN (2, 3)")
    (fault,) = queries.verify_chain().faults
    assert (fault.kind, fault.number) == ("gap", 4)
    assert "rows 2 to 3 are missing" in fault.words


def test_a_missing_beginning_is_found() -> None:
    written(3)
    by_force("DELETE FROM privacy_auditrow WHERE number = 1")
    assert kinds() == {"gap"}


def test_a_cut_tail_is_found_by_the_head() -> None:
    written(4)
    by_force("DELETE FROM privacy_auditrow WHERE number = 4")
    assert kinds() == {"cut"}


def test_a_tail_cut_together_with_the_head_is_found_by_the_line_in_the_log() -> None:
    written(4)
    witness = queries.head()
    by_force("DELETE FROM privacy_auditrow WHERE number = 4")
    kept = AuditRow.objects.get(number=3)
    by_force("UPDATE privacy_audithead SET number = 3, hash = %s", kept.hash)
    assert kinds() == set()
    assert kinds(witness) == {"witness"}


def test_a_chain_written_anew_is_found_by_the_line_in_the_log() -> None:
    written(2)
    witness = queries.head()
    row = AuditRow.objects.filter(number=2).values().get() | {"object_id": "somebody else"}
    by_force(
        "UPDATE privacy_auditrow SET object_id = %s, hash = %s WHERE number = 2",
        row["object_id"],
        chain.digest(row),
    )
    by_force("UPDATE privacy_audithead SET hash = %s", chain.digest(row))
    assert kinds() == set()
    assert kinds(witness) == {"witness"}


def test_an_emptied_trail_is_found() -> None:
    written(3)
    by_force("DELETE FROM privacy_auditrow")
    assert kinds() == {"cut"}
    by_force("DELETE FROM privacy_audithead")
    assert kinds(Head(3, "0" * 64)) == {"head", "witness"}


def test_a_lost_head_is_told_and_the_chain_goes_on() -> None:
    written(2)
    by_force("DELETE FROM privacy_audithead")
    assert kinds() == {"head"}
    written(1)
    assert queries.verify_chain().holds
    assert queries.head().number == 3


def test_guards_that_were_taken_down_are_told() -> None:
    guards.remove(connection)
    assert {fault.kind for fault in queries.verify_chain().faults} == {"guard"}
    assert len(queries.verify_chain().faults) == len(guards.names(connection.vendor))


def test_rows_go_after_two_years_and_the_rest_still_holds() -> None:
    with clock.frozen_at(LONG_AGO):
        written(3)
    written(2)
    assert actions.erase_old_rows() == 3
    assert actions.erase_old_rows() == 0
    assert [row.number for row in queries.entries(Wanted())] == [5, 4]
    report = queries.verify_chain()
    assert (report.holds, report.rows, report.head.kept_from) == (True, 2, 4)
    by_force("DELETE FROM privacy_auditrow WHERE number = 4")
    assert kinds() == {"gap"}


def test_a_row_of_a_day_when_the_clock_was_wrong_stops_no_erasing() -> None:
    with clock.frozen_at(LONG_AGO):
        written(2)
    written(1)
    with clock.frozen_at(LONG_AGO):
        written(1)
    assert actions.erase_old_rows() == 2
    assert [row.number for row in queries.entries(Wanted())] == [4, 3]
    assert queries.verify_chain().holds


def test_nothing_younger_than_two_years_goes() -> None:
    with clock.frozen_at(clock.now() - timedelta(days=720)):
        written(2)
    assert actions.erase_old_rows() == 0
    # Whoever turns the program's clock on is stopped by the database's.
    with (
        clock.frozen_at(clock.now() + timedelta(days=900)),
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
    ):
        actions.erase_old_rows()
    assert queries.verify_chain().rows == 2


def test_what_a_column_cannot_hold_is_cut_before_it_is_hashed() -> None:
    actions.record(Event("person.view", "person\0" * 30, "\0x" * 500, fields=("f" * 300, "g" * 300)))
    assert queries.verify_chain().holds


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(max_size=200), some.text(max_size=80), some.lists(some.text(max_size=20), max_size=4))
def test_whatever_text_a_row_holds_the_chain_holds(kind: str, number: str, fields: list[str]) -> None:
    kind = kind.encode(errors="replace").decode()
    number = number.encode(errors="replace").decode()
    fields = [field.encode(errors="replace").decode() for field in fields]
    actions.record(Event("person.view", kind, number, fields=tuple(fields)))
    assert queries.verify_chain().holds


@given(some.binary(min_size=32, max_size=32), some.integers(1, 10**12))
def test_the_line_for_the_log_passes_the_filter_of_personal_data(hashed: bytes, number: int) -> None:
    line = chain.line(number, hashed.hex())
    assert mask(line).text == line
    assert chain.from_fingerprint(chain.fingerprint(hashed.hex())) == hashed.hex()


def test_the_head_goes_to_the_log_whatever_its_level(caplog: pytest.LogCaptureFixture) -> None:
    written(2)
    assert logging.getLogger("luotsi.audit").isEnabledFor(logging.INFO)
    actions.log_head()
    assert chain.fingerprint(queries.head().hash) in caplog.text


def test_rows_are_found_by_time_person_action_and_object() -> None:
    with clock.frozen_at(LONG_AGO):
        actions.record(Event("person.view", "person", "1", actor=5))
    actions.record(Event("person.change", "person", "1", actor=6))
    actions.record(Event("role.grant", "person", "2", actor=6, outcome=Outcome.REFUSED))

    def found(**wanted: object) -> list[int]:
        return [row.number for row in queries.entries(Wanted(**wanted))]

    assert found() == [3, 2, 1]
    assert found(since=clock.now() - timedelta(days=1)) == [3, 2]
    assert found(before=clock.now() - timedelta(days=1)) == [1]
    assert found(actors=(6,)) == [3, 2]
    assert found(actors=()) == []
    assert found(action="person.") == [2, 1]
    assert found(action="person.view") == [1]
    assert found(object_kind="person", object_id="1") == [2, 1]
    assert found(outcome="refused") == [3]
    assert [row.number for row in queries.entries(Wanted(), older_than=3, limit=1)] == [2]
    assert [row.number for row in queries.entries_newer(Wanted(), 1, limit=1)] == [2]
    assert [row.number for row in queries.every_entry(Wanted())] == [1, 2, 3]
