"""Staff's own places in the bar above, and the page for a form that was refused."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from luotsi.accounts import access
from luotsi.accounts.access import Action
from luotsi.web.parts.staff_page import page_context


def first_places(_request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What stands first in the bar."""
    yield reverse("staff:front"), gettext("Front page")


def places(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What the signed-in person may open besides their work, and their own account last."""
    if access.may_somewhere(request.user, Action.OPEN_EDITOR):
        yield reverse("wagtailadmin_home"), gettext("Content")
    if access.may(request.user, Action.MANAGE_PEOPLE):
        yield reverse("staff:people"), gettext("People")
    if access.may(request.user, Action.CHANGE_SETTINGS):
        yield reverse("staff:jobs"), gettext("Jobs")
    if access.may(request.user, Action.MANAGE_EMBEDS):
        yield reverse("staff:embeds"), gettext("Chat on other sites")
    if access.may(request.user, Action.SEE_AUDIT):
        yield reverse("staff:audit"), gettext("Audit trail")
    yield reverse("staff:account"), gettext("Your account")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form without a living token, most often one that was open over a sign-in."""
    return render(request, "staff/form_refused.html", page_context(request), status=403)
