"""Tells the audit trail under what circumstances a request happens; records refusals and exports.

Residents' requests get a channel and nothing else: no address, no session, no name of either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from luotsi.accounts import sessions
from luotsi.accounts.types import EDITOR_PREFIX, WHOLE_COUNTY
from luotsi.foundation.limits import client_address, client_key
from luotsi.privacy import context
from luotsi.privacy.actions import record
from luotsi.privacy.types import Actor, Channel, Circumstances, Event, Outcome

EVERYWHERE = "*"
"""In place of service areas: the whole county."""

_DENIED = "luotsi_was_denied"


class AuditMiddleware:
    """Stands where the signed-in person is known, around everything that may refuse them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with context.during(circumstances_of(request)):
            response = self.get_response(request)
            if was_denied(request, response):
                record(Event("access.denied", "page", _page(request), outcome=Outcome.REFUSED))
            elif is_taken_away(request, response):
                record(Event("export.data", "page", _page(request)))
            return response


def mark_denied(request: HttpRequest) -> None:
    """Say that the person was refused where the answer does not show it: the editor leads elsewhere."""
    setattr(request, _DENIED, True)


def was_denied(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody who is signed in asked for what they may not have."""
    is_refused = response.status_code == 403 or getattr(request, _DENIED, False)
    return is_refused and request.user.is_authenticated


def is_taken_away(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody who is signed in gets a file to keep: every export is told, whoever wrote its page."""
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_file and request.user.is_authenticated


def circumstances_of(request: HttpRequest) -> Circumstances:
    """What is known of a request; on staff's pages also from where it comes and who is signed in."""
    request_id = getattr(request, "request_id", "")
    if not hasattr(request, "session"):
        return Circumstances(Channel.WEB, request_id)
    is_editor = request.path_info.startswith(EDITOR_PREFIX)
    return Circumstances(
        Channel.EDITOR if is_editor else Channel.STAFF,
        request_id,
        client=client_key(request),
        address=client_address(request),
        actor=partial(_actor, request),
        session=partial(_session, request),
    )


def _actor(request: HttpRequest) -> Actor | None:
    user = request.user
    if not user.is_authenticated:
        return None
    grants = user.standing_grants()
    areas = {grant.area for grant in grants}
    unit = EVERYWHERE if WHOLE_COUNTY in areas else " ".join(sorted(areas))
    return Actor(user.pk, " ".join(sorted({grant.role for grant in grants})), unit)


def _session(request: HttpRequest) -> str:
    """The session's name, from which its key cannot be found."""
    return sessions.handle(request) if request.session.session_key else ""


def _page(request: HttpRequest) -> str:
    """The address by name and the numbers in it: a token in an address is not repeated."""
    match = request.resolver_match
    if match is None:
        return ""
    numbers = [str(value) for value in match.kwargs.values() if str(value).isdecimal()]
    return " ".join([match.view_name or "", *numbers])
