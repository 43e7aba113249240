"""The to-do list of service slots: what finds no service, whose it is, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luotsi.accounts.access import Action, may_somewhere
from luotsi.catalogue import queries as catalogue
from luotsi.catalogue.types import Problem, Resolution
from luotsi.foundation.languages import pick
from luotsi.guidance import actions, queries, slot_words
from luotsi.guidance.slots import WORST_FIRST, SlotLine, catalogue_slot, slot_line, slot_lines
from luotsi.organisation import queries as organisation
from luotsi.web.editor.areas import area_names
from luotsi.web.editor.exporting import table_file
from luotsi.web.editor.forms import SlotForm, owners_for
from luotsi.web.editor.permissions import areas_of, may_themes

A_PAGE = 50
"""Slots on a page of the list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A slot as the list shows it."""

    title: str
    what: str
    slot: str
    findings: tuple[str, ...]
    services: tuple[str, ...]
    owner: str
    action: str
    is_accepted: bool
    url: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to see of the list, from the address."""

    problem: str = ""
    area: str = ""
    whose: str = ""
    everything: bool = False

    @classmethod
    def read(cls, request: HttpRequest) -> Wanted:
        given = request.GET
        return cls(
            problem=given.get("problem", ""),
            area=given.get("area", ""),
            whose=given.get("whose", ""),
            everything=given.get("show") == "all",
        )

    def holds(self, line: SlotLine, person: int) -> bool:
        """Whether a slot is wanted."""
        owner = line.follow_up.owner
        return (
            (self.everything or line.needs_work)
            and (not self.problem or any(one.problem == self.problem for one in line.findings))
            and (not self.area or self.area in areas_of(line.themes))
            and (self.whose != "mine" or owner == person)
            and (self.whose != "nobody" or owner is None)
        )


@require_GET
def to_do_list(request: HttpRequest) -> HttpResponse:
    """The list; with `as=file` the same as a table for a spreadsheet."""
    _need(request, Action.OPEN_EDITOR)
    language = get_language() or "fi"
    lines = slot_lines()
    wanted = Wanted.read(request)
    found = [line for line in lines if wanted.holds(line, request.user.pk)]
    if request.GET.get("as") == "file":
        rows = [slot_words.row(line, language) for line in found]
        return table_file(slot_words.headings(), rows, "palvelupaikat.csv")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    query, here = request.GET.copy(), request.GET.urlencode()
    query.pop("p", None)
    context = {
        "page": page,
        "rows": [_shown(line, language, here) for line in page],
        "counts": _counts(lines),
        "all_count": len(lines),
        "wanted": wanted,
        "problems": list(slot_words.PROBLEMS.items()),
        "areas": area_names(language),
        "query": query.urlencode(),
    }
    return TemplateResponse(request, "editor/slots.html", context)


@require_http_methods(["GET", "POST"])
def slot_page(request: HttpRequest, path: str, slot: str) -> HttpResponse:
    """One slot: where it leads in each municipality, and what is said of it.

    Its address repeats what the list was narrowed by, so that one comes back to where one was.
    """
    _need(request, Action.OPEN_EDITOR)
    line = slot_line(path, slot)
    if line is None:
        raise Http404("No published path has such a slot.")
    may_write = may_themes(request.user, Action.WRITE_CONTENT, line.themes)
    may_assign = may_themes(request.user, Action.ASSIGN_OWNERS, line.themes)
    form = SlotForm(
        request.POST or None,
        initial={
            "owner": line.follow_up.owner or "",
            "note": line.follow_up.note,
            "is_accepted": line.follow_up.is_accepted,
        },
        owners=owners_for(line.themes, line.follow_up.owner),
        may_assign=may_assign,
        is_faulty=bool(line.findings),
    )
    if request.method == "POST":
        if not (may_write or may_assign):
            raise PermissionDenied
        if form.is_valid():
            actions.follow_slot(path, slot, request.user.pk, **form.said(line.follow_up.owner))
            messages.success(request, _("Saved."))
            return redirect(_with(reverse("desk-slots"), request.GET.urlencode()))
    language = get_language() or "fi"
    context = {
        "line": line,
        "shown": _shown(line, language),
        "form": form if may_write or may_assign else None,
        "places": _places(line, language),
        "list_url": _with(reverse("desk-slots"), request.GET.urlencode()),
    }
    return TemplateResponse(request, "editor/slot.html", context)


def count_of_work() -> int:
    """How many slots need work; for the front page."""
    return sum(line.needs_work for line in slot_lines())


def _need(request: HttpRequest, action: Action) -> None:
    if not may_somewhere(request.user, action):
        raise PermissionDenied


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _shown(line: SlotLine, language: str, here: str = "") -> Shown:
    return Shown(
        title=pick(line.title, language).text,
        what=pick(line.what, language).text,
        slot=line.slot,
        findings=tuple(slot_words.finding(one, language) for one in line.findings),
        services=tuple(pick(names, language).text for _id, names in line.services),
        owner=slot_words.owner(line, language),
        action=slot_words.next_action(line),
        is_accepted=line.follow_up.is_accepted,
        url=_with(reverse("desk-slot", args=(line.path, line.slot)), here),
    )


def _counts(lines: list[SlotLine]) -> list[tuple[Problem, str, int]]:
    """How many slots have each problem as their worst one, the worst first; what none has is left out."""
    worst = [line.worst for line in lines if line.needs_work]
    counted = [(problem, str(slot_words.PROBLEMS[problem]), worst.count(problem)) for problem in WORST_FIRST]
    return [each for each in counted if each[2]]


def _places(line: SlotLine, language: str) -> list[dict[str, Any]]:
    """Where the slot leads a resident of each municipality."""
    written = queries.published_documents()[line.path].slots[line.slot]
    found = []
    for one in organisation.county().municipalities:
        resolution = catalogue.resolve(catalogue_slot(written), one.code)
        found.append({"name": pick(one.names, language).text, "leads": _leads(resolution, language)})
    return found


def _leads(resolution: Resolution, language: str) -> list[tuple[str, str]]:
    """Names and residents' addresses of what was found; the fallback when nothing was."""
    if resolution.services:
        return [
            (pick(one.names, language).text, reverse("pages:service", args=(one.id,)))
            for one in resolution.services
        ]
    return [(pick(point.names, language).text, "") for point in resolution.contact_points]
