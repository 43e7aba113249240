"""Sources and facts at the desk: what nobody has compared, who uses it, and what the county says instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luotsi.accounts.queries import names_of
from luotsi.foundation.languages import pick
from luotsi.guidance import actions, queries
from luotsi.guidance.faults import EntryChanged, FlawedEntry, NoSuchEntry
from luotsi.guidance.kept import Kept
from luotsi.guidance.models import GuidancePath
from luotsi.guidance.types import Register
from luotsi.web.editor.panels import address
from luotsi.web.editor.permissions import may_keep_registers
from luotsi.web.editor.register_forms import EntryForm, FactForm, SourceForm, rows_of

A_PAGE = 50
"""Entries on a page of the list."""

STATES = {
    "unverified": lambda: _("Nobody has compared it"),
    "verified": lambda: _("Compared"),
    "library": lambda: _("The library has new words"),
}
DECISIONS = {"compare": actions.compare_entry, "doubt": actions.doubt_entry, "take": actions.take_entry}
"""What a button on an entry's page may do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to see of the lists, from the address."""

    register: Register = Register.FACTS
    state: str = ""
    authority: str = ""
    words: str = ""

    @classmethod
    def read(cls, request: HttpRequest) -> Wanted:
        given = request.GET
        return cls(
            register=Register.SOURCES if given.get("what") == "sources" else Register.FACTS,
            state=given.get("state", ""),
            authority=given.get("authority", ""),
            words=" ".join(given.get("q", "").split())[:200],
        )

    def holds(self, one: Kept) -> bool:
        """Whether an entry is wanted."""
        states = {
            "unverified": not one.is_verified,
            "verified": one.is_verified,
            "library": one.upstream_waits,
        }
        looked_in = " ".join((one.key, *one.name.values(), *one.shown.values())).casefold()
        return (
            states.get(self.state, True)
            and (not self.authority or self.authority == one.authority.get("fi"))
            and all(word in looked_in for word in self.words.casefold().split())
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the list shows it."""

    key: str
    name: str
    words: str
    authority: str
    states: tuple[str, ...]
    is_verified: bool
    day: date | None
    uses: int
    url: str


@require_GET
def register_list(request: HttpRequest) -> HttpResponse:
    """Facts or sources: what nobody has compared and most paths use comes first."""
    wanted, language = Wanted.read(request), _language()
    everything = queries.kept_entries(wanted.register)
    found = [one for one in everything if wanted.holds(one)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    named = {one.authority.get("fi", ""): pick(one.authority, language).text for one in everything}
    context = {
        "wanted": wanted,
        "is_facts": wanted.register is Register.FACTS,
        "rows": [_shown(one, language) for one in page],
        "page": page,
        "query": query.urlencode(),
        "states": [(code, words()) for code, words in STATES.items()],
        "authorities": sorted(
            ((code, name) for code, name in named.items() if code), key=lambda each: each[1].casefold()
        ),
        "all_count": len(everything),
        "unverified": sum(not one.is_verified for one in everything),
        "waits": sum(one.upstream_waits for one in everything),
    }
    return TemplateResponse(request, "editor/registers.html", context)


@require_GET
def register_entry(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """One fact or source: its words, its source, which paths use it, and what can be decided."""
    kept = _kept(register, key)
    language = _language()
    source = kept
    if kept.register is Register.FACTS:
        source = _source_of(kept) or kept
    names = names_of(number for number in (kept.compared_by, kept.changed_by) if number)
    context = {
        "kept": kept,
        "shown": _shown(kept, language),
        "is_fact": kept.register is Register.FACTS,
        "rows": rows_of(kept.entry),
        "differing": _differing(kept),
        "source": _shown(source, language) if source is not kept else None,
        "addresses": rows_of({"address": source.entry.get("address")}),
        "paths": _paths(kept, language),
        "facts": [_shown(one, language) for one in queries.facts_of_source(key)] if source is kept else [],
        "compared_by": names.get(kept.compared_by or 0, ""),
        "changed_by": names.get(kept.changed_by or 0, ""),
        "may_change": may_keep_registers(request.user),
    }
    return TemplateResponse(request, "editor/register_entry.html", context)


@require_POST
def register_mark(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Say that an entry was compared, or is not certain any more, or take what the library says."""
    _need_right(request)
    kept = _kept(register, key)
    decide = DECISIONS.get(request.POST.get("do", ""))
    if decide is None:
        raise Http404("No such decision")
    try:
        decide(kept.register, key, request.POST.get("seen", ""), request.user.pk)
    except EntryChanged:
        messages.error(request, _("Somebody changed this while you were reading. Read it again."))
    except FlawedEntry:
        messages.error(
            request, _("Not done. Write first what residents read until somebody has compared it.")
        )
    else:
        messages.success(request, _("Saved. Residents read it so from now on."))
    return redirect("desk-register-entry", register, key)


@require_http_methods(["GET", "POST"])
def register_edit(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Other words for an entry."""
    _need_right(request)
    kept = _kept(register, key)
    kind = FactForm if kept.register is Register.FACTS else SourceForm
    form = kind(request.POST or None, kept=kept, language=_language())
    if request.method == "POST" and form.is_valid() and _saved(form, kept, request.user.pk):
        messages.success(request, _("Saved. Residents read it so from now on."))
        return redirect("desk-register-entry", register, key)
    context = {"form": form, "shown": _shown(kept, _language()), "is_fact": kept.register is Register.FACTS}
    return TemplateResponse(request, "editor/register_form.html", context)


def count_of_uncompared() -> int:
    """How many facts that published paths use nobody has compared; for the front page."""
    return sum(bool(one.paths) and not one.is_verified for one in queries.kept_entries(Register.FACTS))


def news_of_library() -> dict[Register, int]:
    """Of how many entries of the county's own the library says something new; for the front page."""
    return {
        register: sum(one.upstream_waits for one in queries.kept_entries(register)) for register in Register
    }


def _saved(form: EntryForm, kept: Kept, person: int) -> bool:
    given = form.cleaned_data
    try:
        actions.edit_entry(
            kept.register, kept.key, given["seen"], person, form.parts(), is_compared=given["is_compared"]
        )
    except EntryChanged:
        form.add_error(
            None, _("Somebody changed this while you were writing. Open it again before you save.")
        )
    except FlawedEntry as error:
        form.add_error(None, "; ".join(str(flaw) for flaw in error.flaws))
    return not form.errors


def _kept(register: str, key: str) -> Kept:
    try:
        return queries.kept_entry(Register(register), key)
    except (ValueError, NoSuchEntry) as error:
        raise Http404("No such entry") from error


def _source_of(fact: Kept) -> Kept | None:
    try:
        return queries.kept_entry(Register.SOURCES, str(fact.entry.get("source")))
    except NoSuchEntry:
        return None


def _need_right(request: HttpRequest) -> None:
    if not may_keep_registers(request.user):
        raise PermissionDenied


def _shown(one: Kept, language: str) -> Shown:
    states = ["verified" if one.is_verified else "unverified"]
    states += ["library"] if one.upstream_waits else []
    return Shown(
        key=one.key,
        name=capfirst(pick(one.name, language).text or one.key),
        words=pick(one.shown, language).text,
        authority=pick(one.authority, language).text,
        states=tuple(STATES[state]() for state in states),
        is_verified=one.is_verified,
        day=one.day,
        uses=len(one.paths),
        url=reverse("desk-register-entry", args=(one.register.value, one.key)),
    )


def _differing(kept: Kept) -> list[Mapping[str, Any]]:
    """What the library says otherwise, part by part, each with the county's own beside it."""
    if not kept.differs or kept.upstream is None:
        return []
    ours = {(row.part, row.language): row.words for row in rows_of(kept.entry)}
    theirs = {(row.part, row.language): row for row in rows_of(kept.upstream)}
    gone = [row for row in rows_of(kept.entry) if (row.part, row.language) not in theirs]
    return [
        {"row": row, "ours": ours.get(place, ""), "theirs": row.words}
        for place, row in theirs.items()
        if row.words != ours.get(place, "")
    ] + [{"row": row, "ours": row.words, "theirs": ""} for row in gone]


def _paths(kept: Kept, language: str) -> list[tuple[str, str]]:
    """Title and address of each path that uses the entry."""
    documents = queries.published_documents()
    numbers = dict(GuidancePath.objects.filter(code__in=kept.paths).values_list("code", "pk"))
    found = [
        (pick(documents[code].title, language).text, address("inspect", numbers[code]))
        for code in kept.paths
        if code in documents and code in numbers
    ]
    return sorted(found, key=lambda each: each[0].casefold())


def _language() -> str:
    return get_language() or "fi"
