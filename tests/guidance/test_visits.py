"""A visit to a sensitive path leaves nothing that anybody could read."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from luotsi.foundation import clock
from luotsi.guidance import actions
from luotsi.guidance.faults import NoSuchVisit
from luotsi.guidance.models import SensitiveVisitRow
from luotsi.privacy.keys import Purpose, derive

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
ANSWERS = {"afraid": ["yes"], "wish": ["shelter", "talk"]}


def test_answers_come_back_with_the_key_and_only_with_it() -> None:
    key = actions.start_visit("violence-at-home")
    actions.save_visit(key, ANSWERS, "001")
    visit = actions.read_visit(key)
    assert (visit.path, visit.answers, visit.municipality) == ("violence-at-home", ANSWERS, "001")
    for wrong in ("", "x" * 43, key[:-1], key + "a", "ä" * 43):
        with pytest.raises(NoSuchVisit):
            actions.read_visit(wrong)


def test_the_database_holds_a_hash_and_nothing_readable() -> None:
    key = actions.start_visit("violence-at-home")
    actions.save_visit(key, ANSWERS, "001")
    row = SensitiveVisitRow.objects.get()
    assert row.key_hash == hashlib.sha256(key.encode()).hexdigest()
    stored = bytes(row.sealed)
    for canary in (key, "violence", "afraid", "shelter", "001"):
        assert canary.encode() not in stored


def test_a_row_sealed_for_one_key_does_not_open_under_another() -> None:
    mine, other = actions.start_visit("violence-at-home"), actions.start_visit("debt")
    actions.save_visit(mine, ANSWERS)
    stolen = SensitiveVisitRow.objects.get(pk=hashlib.sha256(mine.encode()).hexdigest()).sealed
    SensitiveVisitRow.objects.filter(pk=hashlib.sha256(other.encode()).hexdigest()).update(sealed=stolen)
    with pytest.raises(NoSuchVisit):
        actions.read_visit(other)


def test_what_one_visit_is_sealed_under_opens_no_other() -> None:
    """Even who knows where a body is bound to needs that visit's own key, which the database has not."""
    mine, other = actions.start_visit("violence-at-home"), actions.start_visit("debt")
    actions.save_visit(mine, ANSWERS, "001")
    row = SensitiveVisitRow.objects.get(pk=hashlib.sha256(mine.encode()).hexdigest())
    nonce, body = bytes(row.sealed)[:12], bytes(row.sealed)[12:]
    for key in (other, "", row.key_hash):
        cipher = AESGCM(derive(key.encode(), Purpose.SENSITIVE_VISIT))
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, body, row.key_hash.encode())
    mine_only = AESGCM(derive(mine.encode(), Purpose.SENSITIVE_VISIT))
    assert b"shelter" in mine_only.decrypt(nonce, body, row.key_hash.encode())


def test_half_an_hour_from_the_last_use_and_then_gone() -> None:
    with clock.frozen_at(NIGHT):
        key = actions.start_visit("violence-at-home")
    with clock.frozen_at(NIGHT + timedelta(minutes=29)):
        actions.save_visit(key, ANSWERS)
    with clock.frozen_at(NIGHT + timedelta(minutes=58)):
        assert actions.read_visit(key).answers == ANSWERS
        assert actions.forget_ended_visits() == 0
    with clock.frozen_at(NIGHT + timedelta(minutes=89)):
        with pytest.raises(NoSuchVisit):
            actions.read_visit(key)
        with pytest.raises(NoSuchVisit):
            actions.save_visit(key, ANSWERS)
        assert actions.forget_ended_visits() == 1
    assert not SensitiveVisitRow.objects.exists()


def test_to_read_the_answers_is_to_use_them() -> None:
    with clock.frozen_at(NIGHT):
        key = actions.start_visit("violence-at-home")
    for minutes in (25, 50, 75):
        with clock.frozen_at(NIGHT + timedelta(minutes=minutes)):
            assert actions.read_visit(key)


def test_leaving_quickly_erases_at_once() -> None:
    key = actions.start_visit("violence-at-home")
    actions.end_visit(key)
    actions.end_visit(key)
    assert not SensitiveVisitRow.objects.exists()


def test_a_flood_of_answers_is_refused() -> None:
    key = actions.start_visit("violence-at-home")
    with pytest.raises(ValueError, match="20 kB"):
        actions.save_visit(key, {"words": ["x" * 30_000]})
    assert actions.read_visit(key).answers == {}


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="luotsi"):
        key = actions.start_visit("violence-at-home")
        actions.save_visit(key, ANSWERS)
        actions.read_visit(key)
        actions.end_visit(key)
    assert caplog.records == []
