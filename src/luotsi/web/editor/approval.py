"""Approving starter paths: a professional reads them and takes many at once for the county's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luotsi.accounts.access import Action, may_somewhere
from luotsi.flows.document import PathDocument
from luotsi.foundation.languages import pick
from luotsi.guidance import actions
from luotsi.guidance.approving import may_be_approved
from luotsi.guidance.faults import GateRefused, NoSuchPath, NotToBeApproved
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import address
from luotsi.web.editor.permissions import Person, may_path


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A path that waits for approval, as the page shows it."""

    code: str
    title: str
    summary: str
    for_whom: str
    questions: int
    outcomes: tuple[str, ...]
    is_sensitive: bool
    hindered: str
    text_url: str
    draw_url: str
    walk_url: str


@require_http_methods(["GET", "POST"])
def approve_paths(request: HttpRequest) -> HttpResponse:
    """The paths of the person's areas that wait; those chosen are approved, each on its own."""
    if not may_somewhere(request.user, Action.PUBLISH_CONTENT):
        raise PermissionDenied
    rows = _waiting(request.user)
    if request.method == "POST":
        chosen = set(request.POST.getlist("path"))
        is_read = request.POST.get("read") == "yes"
        if not chosen or not is_read:
            said = _("Choose at least one path.") if not chosen else _("Say that you have read the paths.")
            return _page(request, rows, said, chosen)
        _approve(request, [row.code for row in rows if row.code in chosen])
        return redirect("desk-approval")
    return _page(request, rows)


def count_of_waiting(person: Person) -> int:
    """How many paths the person could approve; for the front page."""
    return len(_waiting(person)) if may_somewhere(person, Action.PUBLISH_CONTENT) else 0


def _waiting(person: Person) -> list[GuidancePath]:
    rows = GuidancePath.objects.filter(live=True, approval="awaiting").select_related("latest_revision")
    return [row for row in rows if may_path(person, Action.PUBLISH_CONTENT, row)]


def _page(
    request: HttpRequest, rows: Iterable[GuidancePath], fault: str = "", chosen: Iterable[str] = ()
) -> HttpResponse:
    language = get_language() or "fi"
    context = {
        "paths": [_shown(row, request.user, language) for row in rows],
        "fault": fault,
        "chosen": set(chosen),
    }
    return TemplateResponse(request, "editor/approval.html", context, status=422 if fault else 200)


def _shown(row: GuidancePath, person: Person, language: str) -> Awaiting:
    document = PathDocument.from_json(row.document)
    return Awaiting(
        code=row.code,
        title=pick(document.title, language).text,
        summary=pick(document.summary or {}, language).text,
        for_whom=pick(document.for_whom or {}, language).text,
        questions=len(document.questions),
        outcomes=tuple(pick(one.title, language).text for one in document.outcomes.values()),
        is_sensitive=document.sensitive,
        hindered=HINDRANCES.get(may_be_approved(row, person), lambda: "")(),
        text_url=address("inspect", row.pk),
        draw_url=address("draw", row.pk),
        walk_url=address("walk", row.pk),
    )


HINDRANCES = {
    "draft": lambda: _("A newer draft waits. Publish it first, or approve in its text."),
    "author": lambda: _("You wrote this text yourself. Somebody else approves it."),
    "locked": lambda: _("Somebody has locked the path."),
}
"""Why a path cannot be chosen now."""


def _approve(request: HttpRequest, codes: Iterable[str]) -> None:
    """Approve each; one that cannot be is told, and hinders no other."""
    done = 0
    for code in codes:
        try:
            actions.approve(code, request.user)
        except NotToBeApproved as error:
            messages.error(request, f"{code}: {HINDRANCES[error.why]()}")
        except GateRefused:
            messages.error(request, _("%(code)s has faults and was not approved.") % {"code": code})
        except NoSuchPath:
            messages.error(request, _("%(code)s is no longer published.") % {"code": code})
        else:
            done += 1
    if done:
        messages.success(request, _("Paths approved: %(count)d.") % {"count": done})
