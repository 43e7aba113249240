"""Bodies open only where they were sealed, only with the right key, and never once the key is gone."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from luotsi.foundation import clock
from luotsi.privacy import actions, keyring, keys, queries, sealing
from luotsi.privacy.keyring import KeyDestroyed, KeyringFault, NoKey
from luotsi.privacy.keys import Purpose
from luotsi.privacy.models import KeyProof
from luotsi.privacy.types import Wanted

PLACE = ("conversations_message", "conversation 7", "12")
BODY = "Äitini kotihoito loppui eilen."
FAST = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.KEYRING = tmp_path / "keys" / "keyring"
    keyring.forget()
    yield settings.KEYRING
    keyring.forget()


def at(year: int, month: int) -> datetime:
    return datetime(year, month, 15, 12, tzinfo=clock.HELSINKI)


@FAST
@given(some.text(max_size=4000).filter(lambda text: text.isprintable() or text), some.text(max_size=40))
def test_what_was_sealed_opens_in_its_place(text: str, row_id: str) -> None:
    text, row_id = (each.encode(errors="replace").decode() for each in (text, row_id))
    sealed = sealing.seal("table", "owner", row_id, text)
    assert sealing.open_sealed("table", "owner", row_id, sealed) == text
    assert len(sealed) == len(text.encode()) + sealing.OVERHEAD


def test_nothing_of_the_text_is_in_the_sealed_bytes_and_twice_is_never_alike() -> None:
    first, second = sealing.seal(*PLACE, BODY), sealing.seal(*PLACE, BODY)
    assert b"kotihoito" not in first
    assert first != second


@FAST
@given(some.data())
def test_one_flipped_bit_anywhere_is_found(data: some.DataObject) -> None:
    sealed = bytearray(sealing.seal(*PLACE, BODY))
    place = data.draw(some.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << (place % 8)
    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(*PLACE, bytes(sealed))


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("conversations_note", PLACE[1], PLACE[2]),
        (PLACE[0], "conversation 8", PLACE[2]),
        (PLACE[0], PLACE[1], "13"),
        (PLACE[0], PLACE[1] + "1", "2"),
    ],
)
def test_swapped_into_another_row_owner_or_table_it_is_refused(elsewhere: tuple[str, str, str]) -> None:
    sealed = sealing.seal(*PLACE, BODY)
    with pytest.raises(sealing.Altered):
        sealing.open_sealed(*elsewhere, sealed)


def test_no_two_places_are_written_alike() -> None:
    sealed = sealing.seal("a", "b", "c|d", BODY)
    for table, owner, row_id in (("a|b", "c", "d"), ("a", "b|c", "d")):
        with pytest.raises(ValueError, match="no"):
            sealing.open_sealed(table, owner, row_id, sealed)


@pytest.mark.parametrize("junk", [b"", b"\x01", b"plain text that was never sealed at all", b"\x02" * 60])
def test_what_is_no_sealed_body_is_called_so(junk: bytes) -> None:
    with pytest.raises(sealing.NotSealed):
        sealing.open_sealed(*PLACE, junk)


def test_cut_short_it_is_refused() -> None:
    sealed = sealing.seal(*PLACE, BODY)
    for length in range(len(sealed)):
        with pytest.raises(sealing.CannotOpen):
            sealing.open_sealed(*PLACE, sealed[:length])


def test_every_month_has_its_key_and_older_bodies_keep_theirs() -> None:
    with clock.frozen_at(at(2026, 10)):
        october = sealing.seal(*PLACE, BODY)
    with clock.frozen_at(at(2026, 11)):
        november = sealing.seal(*PLACE, BODY)
        assert [key.month for key in keyring.listed()] == ["2026-10", "2026-11"]
        assert (sealing.key_number(october), sealing.key_number(november)) == (1, 2)
        assert sealing.open_sealed(*PLACE, october) == BODY


def test_a_destroyed_key_takes_its_bodies_with_it_and_no_others(ring: Path) -> None:
    with clock.frozen_at(at(2026, 10)):
        october = sealing.seal(*PLACE, BODY)
    with clock.frozen_at(at(2026, 11)):
        november = sealing.seal(*PLACE, BODY)
        secret = json.loads(ring.read_text())["keys"][0]["secret"]
        keyring.destroy(1)
        with pytest.raises(sealing.KeyGone):
            sealing.open_sealed(*PLACE, october)
        assert sealing.open_sealed(*PLACE, november) == BODY
        with pytest.raises(KeyDestroyed):
            keyring.destroy(1)
        with pytest.raises(NoKey):
            keyring.destroy(9)
    assert not any(secret in file.read_text() for file in ring.parent.iterdir()), "nowhere beside it either"


def test_a_number_is_never_used_again() -> None:
    with clock.frozen_at(at(2026, 11)):
        gone = sealing.seal(*PLACE, BODY)
        keyring.destroy(sealing.key_number(gone))
        assert sealing.key_number(sealing.seal(*PLACE, BODY)) == 2


def test_another_installations_keyring_opens_nothing(ring: Path) -> None:
    sealed = sealing.seal(*PLACE, BODY)
    ring.unlink()
    keyring.forget()
    sealing.seal(*PLACE, "x")
    with pytest.raises(sealing.Altered):
        sealing.open_sealed(*PLACE, sealed)


def test_a_lost_key_has_its_own_name(ring: Path) -> None:
    sealing.seal(*PLACE, "x")
    keyring.new_key()
    sealed = sealing.seal(*PLACE, BODY)
    ring.unlink()
    keyring.forget()
    with pytest.raises(sealing.KeyLost):
        sealing.open_sealed(*PLACE, sealed)


def test_the_file_is_made_at_first_use_for_its_owner_only(ring: Path) -> None:
    assert not ring.exists()
    keyring.ensure()
    assert stat.S_IMODE(ring.stat().st_mode) == 0o400
    assert stat.S_IMODE(ring.parent.stat().st_mode) == 0o700
    made = ring.read_bytes()
    keyring.forget()
    keyring.ensure()
    assert ring.read_bytes() == made


@pytest.mark.parametrize("mode", [0o600, 0o440, 0o404, 0o644, 0o500, 0o777])
def test_a_file_that_others_can_read_is_refused_with_advice(ring: Path, mode: int) -> None:
    keyring.ensure()
    ring.chmod(mode)
    keyring.forget()
    with pytest.raises(KeyringFault, match=f"{mode:04o}.*chmod 0400"):
        sealing.seal(*PLACE, BODY)


def test_a_file_that_is_opened_to_others_later_is_noticed_within_a_second(ring: Path) -> None:
    keyring.ensure()
    ring.chmod(0o444)
    keyring._look().looked_at = time.monotonic() - 1.1
    with pytest.raises(KeyringFault, match="chmod 0400"):
        sealing.seal(*PLACE, BODY)


def test_a_link_in_its_place_is_refused(ring: Path) -> None:
    keyring.ensure()
    ring.rename(ring.with_name("elsewhere"))
    ring.symlink_to(ring.with_name("elsewhere"))
    keyring.forget()
    with pytest.raises(KeyringFault, match="a file of its own"):
        keyring.ensure()


@pytest.mark.parametrize(
    "text", ["", "{}", "not json", '{"schema": 1, "own": "aa", "keys": [{"colour": 1}]}']
)
def test_a_spoilt_file_is_told_and_not_replaced(ring: Path, text: str) -> None:
    ring.parent.mkdir()
    ring.write_text(text)
    ring.chmod(0o400)
    with pytest.raises(KeyringFault, match="Put your copy of it back"):
        keyring.ensure()
    assert ring.read_text() == text


def test_a_newer_versions_file_is_not_touched(ring: Path) -> None:
    keyring.ensure()
    newer = json.loads(ring.read_text()) | {"schema": 2}
    ring.chmod(0o600)
    ring.write_text(json.dumps(newer))
    ring.chmod(0o400)
    keyring.forget()
    with pytest.raises(KeyringFault, match="newer version"):
        keyring.new_key()


def test_another_process_notices_within_a_second(ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = sealing.seal(*PLACE, BODY)
    ours = keyring._look()
    keyring.destroy(1)
    ours.looked_at = time.monotonic() - 1.1
    monkeypatch.setattr(keyring, "_held", ours)
    with pytest.raises(sealing.KeyGone):
        sealing.open_sealed(*PLACE, sealed)


MAKE = "from django.conf import settings; settings.configure(KEYRING={file!r}, USE_TZ=True)\n"
MAKE += "from luotsi.privacy import keyring\nprint(keyring.new_key().number)"


def test_processes_that_make_keys_at_once_lose_none(ring: Path) -> None:
    command = [sys.executable, "-c", MAKE.format(file=str(ring))]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    numbers = [int(process.communicate(timeout=300)[0]) for process in started]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    assert len(keyring.listed()) == 6
    assert {file.name for file in ring.parent.iterdir()} == {"keyring", ".keyring.lock"}


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    derived = {keys.derive(b"one secret", purpose) for purpose in Purpose}
    assert len(derived) == len(Purpose)
    assert len({purpose.value for purpose in Purpose}) == len(Purpose)
    assert keyring.pepper() == keyring.pepper() != keyring.body_key(keyring.current()[0])


def test_what_was_sealed_by_earlier_versions_still_opens() -> None:
    """The words of a purpose are part of its key; these two have sealed data since the first version."""
    assert (
        keys.derive(b"x" * 50, Purpose.SECOND_FACTORS).hex()
        == "f556156eb3a32694de5e8c5844a6c1f5346ebf13285ad5603286e386611044dc"
    )
    assert (
        keys.derive(b"x" * 50, Purpose.SENSITIVE_VISIT).hex()
        == "e2818c1f16d1615e20b71f5d252e54152c01539484ca08747aeb45e39b8ccf5e"
    )


def test_nothing_shows_a_secret(ring: Path) -> None:
    keyring.ensure()
    secrets = [key["secret"] for key in json.loads(ring.read_text())["keys"]]
    shown = repr(keyring.listed()) + repr(keyring._held)
    assert not any(secret in shown for secret in secrets)


@pytest.mark.django_db
def test_a_database_knows_its_keyring(ring: Path) -> None:
    actions.ensure_keyring()
    actions.ensure_keyring()
    assert KeyProof.objects.count() == 1
    assert queries.keyring_faults() == []
    ring.unlink()
    keyring.forget()
    assert queries.keyring_faults() != []


@pytest.mark.django_db
def test_a_destroyed_key_is_no_fault_and_leaves_its_row() -> None:
    actions.ensure_keyring()
    actions.make_key()
    actions.destroy_key(1)
    assert queries.keyring_faults() == []
    assert [(row.action, row.object_id) for row in queries.entries(Wanted())] == [
        ("key.destroy", "1"),
        ("key.new", "2"),
    ]


@pytest.mark.django_db
def test_an_installation_with_a_readable_keyring_does_not_start(ring: Path, settings: LazySettings) -> None:
    settings.DEMO = False
    actions.ensure_keyring()
    ring.chmod(0o644)
    keyring.forget()
    with pytest.raises(SystemCheckError, match=r"luotsi\.E006"):
        call_command("check", "--deploy", "--fail-level", "ERROR")


def test_sealing_costs_microseconds() -> None:
    """Generous, because machines are busy; docs/security.md tells what was measured."""
    text = "x" * 300
    sealing.seal(*PLACE, text)
    best = min(_seconds(text) for _ in range(5))
    assert best < 100e-6, f"{best * 1e6:.1f} µs"


def _seconds(text: str) -> float:
    started = time.thread_time()
    for _ in range(500):
        sealing.open_sealed(*PLACE, sealing.seal(*PLACE, text))
    return (time.thread_time() - started) / 500
