"""Staff's sessions: a table that knows whose each is, an idle limit and an absolute one.

This module is the SESSION_ENGINE. Only staff's pages ever have a session (`middleware`).
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest
from django.utils import timezone

from luotsi.accounts.models import StaffSession
from luotsi.foundation import clock

IDLE_LIMIT = timedelta(minutes=60)
ABSOLUTE_LIMIT = timedelta(hours=10)
WARNING_BEFORE = timedelta(minutes=5)
"""How long before the idle limit a page offers to go on."""

PROOF_LASTS = timedelta(minutes=15)
"""How long a sign-in, or a repeated proof of who one is, opens what needs a recent one."""

MARK_EVERY = timedelta(seconds=30)
"""Use is written down this often at most: a row per click would be a write per click."""

_SIGNED_IN_AT = "luotsi_signed_in_at"
_LAST_USED_AT = "luotsi_last_used_at"
_BROWSER = "luotsi_browser"
_PROVED_AT = "luotsi_proved_at"


class Ended(StrEnum):
    """Why a session may not go on."""

    IDLE = "idle"
    ABSOLUTE = "absolute"


class SessionStore(DatabaseSessionStore):
    """Django's database sessions, with the person and the times as columns, and without the key.

    The key is what a browser's cookie holds; the table has only its hash. So a copy of the database, in a
    backup too, signs nobody in.
    """

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        row = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        row.handle = row.session_key = handle_of(row.session_key)
        row.browser = data.get(_BROWSER, "")
        row.signed_in_at = _moment(data.get(_SIGNED_IN_AT))
        row.last_used_at = _moment(data.get(_LAST_USED_AT))
        return row

    def _get_session_from_db(self) -> StaffSession | None:
        # Django wrote the date by its own clock, so it is compared with that one.
        living = self.model.objects.filter(expire_date__gt=timezone.now())
        found: StaffSession | None = living.filter(session_key=handle_of(self.session_key)).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(handle_of(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(handle_of(key))


def handle_of(session_key: str) -> str:
    """A name for a session that may stand on a page: the key cannot be found from it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def begin(request: HttpRequest) -> None:
    """Start both clocks of a session that has just been signed in to."""
    moment = clock.now().isoformat()
    request.session[_SIGNED_IN_AT] = moment
    request.session[_LAST_USED_AT] = moment
    request.session[_PROVED_AT] = moment
    request.session[_BROWSER] = browser_words(request.headers.get("User-Agent", ""))


def why_ended(request: HttpRequest) -> Ended | None:
    """Which limit this signed-in session has passed, if any. A session without clocks is an old one."""
    moment = clock.now()
    signed_in_at = _moment(request.session.get(_SIGNED_IN_AT))
    last_used_at = _moment(request.session.get(_LAST_USED_AT))
    if signed_in_at is None or moment - signed_in_at >= ABSOLUTE_LIMIT:
        return Ended.ABSOLUTE
    if last_used_at is None or moment - last_used_at >= IDLE_LIMIT:
        return Ended.IDLE
    return None


def mark_used(request: HttpRequest) -> None:
    """Note that the person did something. A stream or a page that refreshes itself must not call it."""
    last_used_at = _moment(request.session.get(_LAST_USED_AT))
    if last_used_at is None or clock.now() - last_used_at >= MARK_EVERY:
        request.session[_LAST_USED_AT] = clock.now().isoformat()


def seconds_left(request: HttpRequest) -> int:
    """How long this session lasts if it is not used, in seconds; zero when it has ended."""
    signed_in, last_used = (_moment(request.session.get(key)) for key in (_SIGNED_IN_AT, _LAST_USED_AT))
    if signed_in is None or last_used is None:
        return 0
    end = min(signed_in + ABSOLUTE_LIMIT, last_used + IDLE_LIMIT)
    return max(0, int((end - clock.now()).total_seconds()))


def proved(request: HttpRequest) -> None:
    """Note that the signed-in person has proved again who they are; the session goes on under a new id."""
    request.session[_PROVED_AT] = clock.now().isoformat()
    request.session.cycle_key()


def was_proved_lately(request: HttpRequest) -> bool:
    """Whether the person signed in, or proved again who they are, within PROOF_LASTS."""
    proved_at = _moment(request.session.get(_PROVED_AT))
    return proved_at is not None and clock.now() - proved_at < PROOF_LASTS


def handle(request: HttpRequest) -> str:
    """The name of the request's own session."""
    return handle_of(request.session.session_key or "")


def signed_in_at(request: HttpRequest) -> datetime | None:
    """When the person signed in to this session."""
    return _moment(request.session.get(_SIGNED_IN_AT))


_BROWSERS = (
    ("Edge", r"\bEdg[A-Z]*/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS)/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def browser_words(user_agent: str) -> str:
    """Browser and system in two words ("Firefox, Windows"), so that a person knows their own devices.

    The user agent itself is not kept: it tells more than is needed.
    """
    agent = user_agent[:400]
    words = [
        next((name for name, sign in group if re.search(sign, agent)), "") for group in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, words))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
