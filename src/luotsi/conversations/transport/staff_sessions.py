"""Who a professional is: the same session, second step and protection of forms as on staff's pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from luotsi.accounts import queries as accounts
from luotsi.accounts import sessions
from luotsi.accounts.auditing import circumstances_of
from luotsi.conversations import queries
from luotsi.conversations.transport.refusals import Refused
from luotsi.privacy.types import Circumstances


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in professional, and what may be told of how they came."""

    person: int
    session: str
    areas: frozenset[str]
    circumstances: Circumstances


def signed_in(request: HttpRequest, *, writes: bool) -> Staff:
    """Whoever sent this. With `writes` the form's token is checked too, and the session counts as used.

    A stream is no activity. Raises Refused 401 signed_out, 403 csrf, no_right.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    person = _person_of(request, key)
    if not (settings.DEMO or accounts.has_second_factor(request.user)):
        raise Refused(403, "no_right")
    if writes:
        _check_token(request)
        sessions.mark_used(request)
        if request.session.modified:
            request.session.save()
    areas = frozenset(queries.areas_of(person))
    if not areas:
        raise Refused(403, "no_right")
    return Staff(person, key, areas, circumstances_of(request))


def still_good(session: str, person: int, areas: Collection[str]) -> str:
    """Why a stream of this session must end: signed_out, no_right; empty while it may go on."""
    request = HttpRequest()
    request.path = request.path_info = "/staff/"
    try:
        found = _person_of(request, session)
    except Refused as refused:
        return refused.code
    if found != person:
        return "signed_out"
    return "" if set(areas) <= set(queries.areas_of(person)) else "no_right"


def _person_of(request: HttpRequest, key: str) -> int:
    if not key:
        raise Refused(401, "signed_out")
    request.session = sessions.SessionStore(key)
    request.user = get_user(request)
    if not request.user.is_authenticated or not request.user.is_active:
        raise Refused(401, "signed_out")
    if sessions.why_ended(request):
        raise Refused(401, "signed_out")
    return int(request.user.pk)


class _Token(CsrfViewMiddleware):
    """Django's own check, which only says whether it holds."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def _check_token(request: HttpRequest) -> None:
    check = _Token(_nothing)
    check.process_request(request)
    if check.process_view(request, _nothing, (), {}) is not None:
        raise Refused(403, "csrf")


def _nothing(_request: HttpRequest, *_given: Any, **_named: Any) -> HttpResponse:
    return HttpResponse()
