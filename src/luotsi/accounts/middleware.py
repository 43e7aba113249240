"""What stands before staff's pages, and only before them.

Residents have no session and no cookie: outside STAFF_PREFIXES the middleware here attaches
nothing, so that no page of theirs could touch a session if it wanted to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation

from luotsi.accounts import access, queries, sessions
from luotsi.accounts.auditing import mark_denied
from luotsi.accounts.models import User
from luotsi.accounts.types import EDITOR_PREFIX, STAFF_PREFIXES

OPEN_WITHOUT_SECOND_STEP = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "staff:language",
        "staff:session",
    }
)
"""All that a person without passkey or authenticator reaches: the way to get one, and the way out."""

LANGUAGE_KEY = "luotsi_language"
"""Under what a session keeps the language chosen before signing in."""

REFERRER_POLICY = "same-origin"
"""Under "no-referrer", which the rest of the site has, a browser sends `Origin: null` with every form,
and Django's protection of forms refuses it. No other site learns anything from this one either."""

NOT_AN_ACTIVITY = frozenset({"staff:session", "staff:jobs_now", "workspace:desk_now", "workspace:talk_now"})
"""Asked by pages themselves, to know how much time is left and to stay fresh."""


def is_staff_path(path: str) -> bool:
    """Whether an address belongs to staff."""
    return path.startswith(STAFF_PREFIXES)


class StaffSessionMiddleware(SessionMiddleware):
    """A session on staff's pages; on others no session object at all."""

    def process_request(self, request: HttpRequest) -> None:
        if is_staff_path(request.path_info):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if hasattr(request, "session") else response


class StaffAuthenticationMiddleware(AuthenticationMiddleware):
    """The signed-in person on staff's pages; nobody on others, even in a staff member's browser."""

    def process_request(self, request: HttpRequest) -> None:
        if hasattr(request, "session"):
            super().process_request(request)
        else:
            request.user = AnonymousUser()


class StaffMessageMiddleware(MessageMiddleware):
    """Messages on staff's pages only: they are kept in the session or in a cookie."""

    def process_request(self, request: HttpRequest) -> None:
        if hasattr(request, "session"):
            super().process_request(request)


class StaffGateMiddleware:
    """Ends sessions that have passed a limit, asks for a second step, and speaks the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hasattr(request, "session"):
            return self.get_response(request)
        response = self._refusal(request) or self.get_response(request)
        response.headers.setdefault("Referrer-Policy", REFERRER_POLICY)
        return response

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        wanted = request.session.get(LANGUAGE_KEY, "")
        if request.user.is_authenticated:
            if ended := sessions.why_ended(request):
                logout(request)
                return _to_sign_in(request, ended)
            wanted = request.user.language or wanted
        if wanted in dict(settings.LANGUAGES):
            translation.activate(wanted)
            request.LANGUAGE_CODE = translation.get_language()
        return None

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not hasattr(request, "session") or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if name not in NOT_AN_ACTIVITY:
            sessions.mark_used(request)
        if request.path_info.startswith(EDITOR_PREFIX) and not _opens_editor(request.user):
            mark_denied(request)
            return HttpResponseRedirect(f"{reverse('staff:front')}?refused=editor")
        if settings.DEMO or name in OPEN_WITHOUT_SECOND_STEP or queries.has_second_factor(request.user):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for a recent proof, and come back to the page by GET.

        allauth would keep the whole request, what was typed and the address it came from included, in
        the session until then; a form that is filled in again costs less.
        """
        if not isinstance(exception, ReauthenticationRequired):
            return None
        return to_reauthentication(request)


def _opens_editor(user: User) -> bool:
    """Wagtail would send whoever lacks the right to the sign-in page, which would send them back again."""
    return user.is_superuser or access.may_somewhere(user, access.Action.OPEN_EDITOR)


def to_reauthentication(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks who one is, and back here after it."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")


def _to_sign_in(request: HttpRequest, ended: sessions.Ended) -> HttpResponse:
    if request.headers.get(
        "X-Requested-With"
    ) == "XMLHttpRequest" or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ended": ended.value}, status=401)
    query = {"ended": ended.value}
    if request.method == "GET":
        query["next"] = request.get_full_path()
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode(query)}")
