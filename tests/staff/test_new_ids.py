"""Proving again who one is gives the session a new id, and the old one opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings

from luotsi.accounts import sessions
from luotsi.accounts.types import Role
from luotsi.foundation import clock
from tests.accounts.makers import PASSWORD, make_person, signed_in

pytestmark = pytest.mark.django_db


def test_a_repeated_proof_gives_a_new_id_and_the_old_one_is_dead() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person(Role.ADMINISTRATOR))
    with clock.frozen_at(moment + sessions.PROOF_LASTS):
        before = browser.cookies[settings.SESSION_COOKIE_NAME].value
        browser.post("/staff/confirm/?next=/staff/people/", {"password": PASSWORD, "next": "/staff/people/"})
        assert browser.cookies[settings.SESSION_COOKIE_NAME].value != before
        assert browser.get("/staff/people/").status_code == 200
        browser.cookies[settings.SESSION_COOKIE_NAME] = before
        assert browser.get("/staff/people/")["Location"].startswith("/staff/login/")
