"""What is erased is gone from the files too: planted words are looked for in every byte of the disk."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from luotsi.accounts.models import PasswordLink, StaffSession
from luotsi.assistant import actions as assistant
from luotsi.assistant.models import TurnRecord
from luotsi.config import keeping
from luotsi.contacts import blocking
from luotsi.contacts.models import BlockDayRow, BlockedNameRow, ContactRow
from luotsi.conversations.models import ConversationRow
from luotsi.feedback import actions as feedback
from luotsi.feedback import wish_actions
from luotsi.feedback.types import Subject
from luotsi.feedback.wish_types import Wish
from luotsi.foundation import clock
from luotsi.guidance import actions as guidance
from luotsi.guidance.models import SensitiveVisitRow
from luotsi.privacy import actions, queries, retention
from luotsi.privacy.types import Event, Kept, Wanted
from tests.accounts.makers import make_person
from tests.assistant.replies import nothing_found

CANARY = "kanarialintu"
LONG_AGO = datetime(2020, 5, 1, 12, tzinfo=clock.HELSINKI)


def found_in(folder: Path, *canaries: bytes) -> list[tuple[str, bytes]]:
    """Which canaries stand in which files: database, write-ahead log, journal, whatever lies there."""
    files = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return [(file.name, canary) for file, held in files.items() for canary in canaries if canary in held]


def plant_feedback() -> list[bytes]:
    feedback.answer(Subject("path", "teeth"), "1", "", "no", words=f"{CANARY} palaute " + "z" * 1900)
    return [f"{CANARY} palaute".encode()]


def plant_wish() -> list[bytes]:
    wish_actions.open_survey(clock.today(), clock.today(), None)
    wish_actions.give_wish(Wish(words=f"{CANARY} toive " + "z" * 1900), "fi")
    return [f"{CANARY} toive".encode()]


def plant_turn() -> list[bytes]:
    made = assistant.record(nothing_found(f"{CANARY} haku"), "search", page_language="fi")
    return [made.encode(), bytes(TurnRecord.objects.get(pk=made).words)]


def plant_visit() -> list[bytes]:
    key = guidance.start_visit("violence")
    guidance.save_visit(key, {"who": ["child"]})
    row = SensitiveVisitRow.objects.get()
    return [row.key_hash.encode(), bytes(row.sealed)]


def plant_sign_in() -> list[bytes]:
    person = make_person()
    moment = clock.now()
    StaffSession.objects.create(
        session_key=f"{CANARY}key",
        session_data=f"{CANARY} data",
        expire_date=moment,
        user=person,
        handle=f"{CANARY}handle",
        browser=f"{CANARY} browser",
        signed_in_at=moment,
        last_used_at=moment,
    )
    PasswordLink.objects.create(
        user=person, token_hash=f"{CANARY}link".ljust(64, "0"), made_at=moment, expires_at=moment
    )
    return [f"{CANARY}{part}".encode() for part in ("key", " data", "handle", " browser", "link")]


def plant_audit() -> list[bytes]:
    actions.record(Event("person.view", "person", f"{CANARY} rivi"))
    return [f"{CANARY} rivi".encode()]


def plant_contact() -> list[bytes]:
    now = clock.now()
    ContactRow.objects.create(
        channel="chat", area="oral-health", language="fi", state="wrapped", needed_at=now, opened_at=now,
        ended_at=now, wrapped_at=now, reason=f"{CANARY} syy", words=f"{CANARY} kirjaus".encode(),
    )  # fmt: skip
    return [f"{CANARY} syy".encode(), f"{CANARY} kirjaus".encode()]


def plant_conversation() -> list[bytes]:
    now = clock.now()
    row = ConversationRow.objects.create(
        area="oral-health", language="fi", state="ended", capability_hash=f"{CANARY}lupa".ljust(64, "0"),
        opened_at=now, ended_at=now, erase_after=now + timedelta(days=7), last_seq=1,
    )  # fmt: skip
    row.entry_rows.create(
        seq=1, kind="message", author="client", audience="both", at=now, sealed=f"{CANARY} viesti".encode()
    )
    return [f"{CANARY}lupa".encode(), f"{CANARY} viesti".encode()]


def plant_block() -> list[bytes]:
    blocking.is_blocked("198.51.100.7/32")
    name = f"{CANARY}nimi".ljust(64, "0")
    BlockedNameRow.objects.create(name=name, day=clock.today())
    return [name.encode(), bytes(BlockDayRow.objects.get().sealed)]


PLANTED: dict[str, Callable[[], list[bytes]]] = {
    "feedback": plant_feedback,
    "wishes": plant_wish,
    "turns": plant_turn,
    "sensitive_visits": plant_visit,
    "sign_ins": plant_sign_in,
    "audit": plant_audit,
    "contacts": plant_contact,
    "conversations": plant_conversation,
    "blocks": plant_block,
}


def test_a_canary_is_planted_in_everything_that_is_erased_by_the_clock() -> None:
    assert set(PLANTED) == {kept.code for kept in retention.everything() if kept.erase is not None}


@pytest.mark.parametrize("code", PLANTED)
def test_what_is_over_its_time_is_gone_from_every_byte_of_the_disk(
    code: str, on_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with clock.frozen_at(LONG_AGO):
        canaries = PLANTED[code]()
    assert {canary for _file, canary in found_in(on_disk, *canaries)} == set(canaries), "they were there"
    assert actions.sweep(code) > 0
    assert found_in(on_disk, *canaries) == []
    assert not any(canary.decode("latin-1") in caplog.text for canary in canaries)
    assert actions.sweep(code) == 0


def test_one_sweep_takes_everything(on_disk: Path) -> None:
    with clock.frozen_at(LONG_AGO):
        canaries = [canary for plant in PLANTED.values() for canary in plant()]
    erased = actions.sweep_all()
    assert all(erased[code] > 0 for code in PLANTED)
    assert found_in(on_disk, *canaries) == []
    told = [row.object_id for row in queries.entries(Wanted(action="erasure.by_time"))]
    daily = ["audit", "contacts", "conversations", "feedback", "turns", "wishes"]
    assert sorted(told) == daily, "what goes every few minutes is not told"
    assert queries.verify_chain().holds


@pytest.mark.parametrize("code", PLANTED)
def test_what_is_not_yet_over_its_time_stays(code: str, on_disk: Path) -> None:
    with clock.frozen_at(clock.now() + timedelta(minutes=20)):
        canaries = PLANTED[code]()
    if code == "sign_ins":
        StaffSession.objects.update(expire_date=clock.now() + timedelta(hours=1))
        PasswordLink.objects.update(expires_at=clock.now() + timedelta(hours=1))
    assert actions.sweep(code) == 0
    actions.sweep_files()
    assert {canary for _file, canary in found_in(on_disk, *canaries)} == set(canaries)


def test_without_the_two_rules_erased_words_would_stay(on_disk: Path) -> None:
    """The search bites: without the checkpoint the log keeps them, without secure_delete the file does."""
    with clock.frozen_at(LONG_AGO):
        canaries = plant_feedback()
        actions.sweep_files()
        feedback.answer(Subject("path", "teeth"), "1", "", "no", words=f"{CANARY} palaute")
    with transaction.atomic():
        feedback.erase_old(clock.now())
    assert "luotsi.sqlite3-wal" in {file for file, _canary in found_in(on_disk, *canaries)}

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    with clock.frozen_at(LONG_AGO):
        plant_feedback()
        feedback.erase_old(clock.now() + timedelta(days=100))
    assert actions.sweep_files()
    assert "luotsi.sqlite3" in {file for file, _canary in found_in(on_disk, *canaries)}


def test_a_reader_in_the_way_is_waited_for_and_the_next_sweep_succeeds(
    on_disk: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_SWEEP_PAUSE", 0.001)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=10")
    reader = sqlite3.connect(on_disk / "luotsi.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM privacy_auditrow").fetchone()
    plant_audit()
    assert not actions.sweep_files()
    assert "the next sweep tries again" in caplog.text
    reader.close()
    assert actions.sweep_files()
    assert (on_disk / "luotsi.sqlite3-wal").stat().st_size == 0


def test_a_long_reader_such_as_a_backup_makes_no_writer_wait_for_the_sweep(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_SWEEP_PAUSE", 0.2)
    file = on_disk / "luotsi.sqlite3"
    plant_audit()  # opens the file, and makes it keep a log
    with sqlite3.connect(file, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM privacy_auditrow").fetchone()
        plant_audit()
        # Many times what the sweep may hold, and much less than a connection's own patience of ten seconds.
        writer = sqlite3.connect(file, timeout=4, isolation_level=None, check_same_thread=False)
        faults: list[Exception] = []

        def write() -> None:
            try:
                for _number in range(20):
                    writer.execute("UPDATE privacy_keyproof SET sealed = sealed")
                    time.sleep(0.02)
            except sqlite3.OperationalError as error:
                faults.append(error)

        beside = threading.Thread(target=write)
        beside.start()
        assert not actions.sweep_files()
        beside.join()
        reader.execute("ROLLBACK")
    assert faults == []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] >= 1000, "the connection is as patient as before"


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_swept_and_nothing_breaks() -> None:
    assert connection.vendor != "sqlite" or not actions.sweep_files()


@pytest.mark.django_db
def test_one_kind_that_fails_holds_no_other_up() -> None:
    def broken() -> int:
        raise OSError("no room left")

    done: list[str] = []
    retention.register(Kept("aaa", "", "", "", erase=broken))
    retention.register(Kept("zzz", "", "", "", erase=lambda: len(done.append("zzz") or done)))
    try:
        with pytest.raises(OSError, match="no room"):
            actions.sweep_all()
    finally:
        retention._kinds.pop("aaa")
        retention._kinds.pop("zzz")
    assert done == ["zzz"]


def test_the_list_says_of_everything_what_erases_it() -> None:
    for kept in keeping.kinds():
        assert kept.what, kept.code
        assert kept.how_long, kept.code
        assert kept.why, kept.code
        assert kept.erase is not None or kept.erased_by, kept.code
    with pytest.raises(retention.NoSuchKind):
        retention.kind("weather")
