"""What every page of staff's has in common: the bar above, the right it needs, the errors on top.

Which places the bar leads to, each screen tells once (`register_places`, in its AppConfig.ready), because
parts know no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters

from luotsi.accounts import access, sessions
from luotsi.accounts.access import Action
from luotsi.accounts.middleware import to_reauthentication
from luotsi.web.parts.types import Problem


@dataclass(frozen=True, slots=True)
class StaffLink:
    """One link of the bar above staff's pages."""

    href: str
    text: str
    is_current: bool


def problems_of(*bound_forms: forms.BaseForm | None) -> list[Problem]:
    """The errors of forms in the order of their fields; one of the whole form leads to its first field."""
    found = []
    for form in bound_forms:
        if form is None or not form.is_bound:
            continue
        visible = [field for field in form if not field.is_hidden]
        first = visible[0].id_for_label if visible else ""
        found += [Problem(first, text) for text in form.non_field_errors()]
        for field in form:
            place = first if field.is_hidden else field.id_for_label
            found += [Problem(place, text) for text in _told(field)]
    return found


def _told(field: forms.BoundField) -> list[str]:
    """The errors of a field as links on top: "required" alone would not say of what."""
    told = []
    for error in field.errors.as_data():
        words = " ".join(map(str, error.messages))
        told.append(f"{field.label}: {words}" if error.code == "required" else words)
    return told


Places = Callable[[HttpRequest], Iterable[tuple[str, str]]]
"""Address and words of the places where the signed-in person of a request may go."""

_places: dict[int, Places] = {}


def register_places(order: int, places: Places) -> None:
    """Says which links of the bar are a screen's; those of a lower `order` stand first."""
    _places[order] = places


def staff_links(request: HttpRequest) -> list[StaffLink]:
    """The places the signed-in person may go to."""
    if not request.user.is_authenticated:
        return []
    found = [place for order in sorted(_places) for place in _places[order](request)]
    return [StaffLink(href, text, request.path == href) for href, text in found]


def page_context(request: HttpRequest, *bound_forms: forms.BaseForm | None) -> dict[str, Any]:
    """What the base template needs."""
    problems = problems_of(*bound_forms)
    return {
        "staff_links": staff_links(request),
        "problems": problems,
        "has_errors": bool(problems),
        "languages": [(code, name, code == get_language()) for code, name in settings.LANGUAGES],
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "idle_seconds": int(sessions.IDLE_LIMIT.total_seconds()) if request.user.is_authenticated else None,
        "warning_seconds": int(sessions.WARNING_BEFORE.total_seconds()),
        "is_demo": settings.DEMO,
    }


class StaffPage:
    """A page with staff's bar. Mix it in before a view of Django's or allauth's.

    It is no view itself: it must stand before allauth's `dispatch`, which asks for proofs, and never
    in its place.
    """

    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is posted here is hidden from error reports: a password, a code, a person's name."""
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | page_context(self.request, context.get("form"), context.get("webauthn_form"))


class SignedInPage(StaffPage):
    """A page for whoever is signed in, and, with `action`, only for those whose role allows it."""

    action: ClassVar[Action | None] = None
    is_for_recent_sign_in: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refusal(request) or super().dispatch(request, *args, **kwargs)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """Why this person may not see the page now, as a page; None when they may."""
        if not request.user.is_authenticated:
            return HttpResponseRedirect(
                f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
            )
        if self.action is not None and not access.may(request.user, self.action):
            return no_right(request)
        needs_recent = self.is_for_recent_sign_in or self.action in access.NEEDS_RECENT_SIGN_IN
        if needs_recent and not sessions.was_proved_lately(request):
            return to_reauthentication(request)
        return None


def no_right(request: HttpRequest) -> HttpResponse:
    """The page for a signed-in person whose role does not open what they asked for."""
    return render(request, "staff/no_right.html", page_context(request), status=403)
