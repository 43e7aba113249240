"""The audit trail for administrators, and what is kept how long for everybody. Looking leaves a row, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from luotsi.accounts import queries as accounts
from luotsi.accounts.access import Action
from luotsi.foundation import clock
from luotsi.foundation.tables import csv_parts
from luotsi.privacy import queries, retention
from luotsi.privacy.actions import record
from luotsi.privacy.chain import fingerprint
from luotsi.privacy.types import Entry, Event, Wanted
from luotsi.web.parts.staff_page import SignedInPage
from luotsi.web.staff.audit_words import ACTIONS, CHANNELS, FAMILIES, KINDS, OUTCOMES, role_words

ROWS_A_PAGE = 50
PERSON = "person"


class TrailForm(forms.Form):
    """What the trail is narrowed by."""

    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    person = forms.CharField(label=_("Who: name or e-mail"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("To what"), required=False)
    object_id = forms.CharField(label=_("Its number or code"), required=False, max_length=160)
    outcome = forms.ChoiceField(label=_("How it ended"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("Anything")), *_action_choices()]
        self.fields["kind"].choices = [("", _("Anything")), *KINDS.items()]
        self.fields["outcome"].choices = [("", _("Either way")), *OUTCOMES.items()]

    def wanted(self) -> Wanted:
        """The same as values of the trail. An end day is wanted to its end."""
        given = self.cleaned_data
        until = given.get("until")
        return Wanted(
            since=_midnight(given.get("since")),
            before=_midnight(until + timedelta(days=1) if until and until < date.max else None),
            actors=tuple(accounts.numbers_of(given["person"])) if given.get("person") else None,
            action=given.get("action", ""),
            object_kind=given.get("kind", ""),
            object_id=given.get("object_id", "").strip(),
            outcome=given.get("outcome", ""),
        )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), clock.HELSINKI) if day else None


def _action_choices() -> Iterator[tuple[Any, Any]]:
    """Families, each to be chosen as a whole, with their actions below."""
    for family, name in FAMILIES.items():
        own = [(code, words) for code, words in ACTIONS.items() if code.startswith(f"{family}.")]
        if own:
            yield name, [(f"{family}.", _("%(family)s: everything") % {"family": name}), *own]


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as the page shows it."""

    entry: Entry
    at: datetime
    who: str
    roles: str
    what: str
    kind: str
    name: str
    outcome: str
    is_done: bool
    channel: str


def shown(entries: Iterable[Entry]) -> list[Shown]:
    """Rows with the names of people and the words of actions."""
    rows = list(entries)
    names = accounts.names_of(number for row in rows for number in _people_of(row))
    return [_shown(row, names) for row in rows]


def _people_of(entry: Entry) -> Iterator[int]:
    if entry.actor is not None:
        yield entry.actor
    if entry.object_kind == PERSON and entry.object_id.isdecimal():
        yield int(entry.object_id)


def _shown(entry: Entry, names: dict[int, str]) -> Shown:
    who = gettext("The machine") if entry.actor is None else _name(entry.actor, names)
    if entry.actor is None and entry.address:
        who = gettext("Nobody signed in")
    is_person = entry.object_kind == PERSON and entry.object_id.isdecimal()
    return Shown(
        entry=entry,
        at=entry.at.astimezone(clock.HELSINKI),
        who=who,
        roles=role_words(entry),
        what=str(ACTIONS.get(entry.action, entry.action)),
        kind=str(KINDS.get(entry.object_kind, entry.object_kind)),
        name=_name(int(entry.object_id), names) if is_person else entry.object_id,
        outcome=str(OUTCOMES.get(entry.outcome, entry.outcome)),
        is_done=entry.outcome == "done",
        channel=str(CHANNELS.get(entry.channel, entry.channel)),
    )


def _name(number: int, names: dict[int, str]) -> str:
    return names.get(number) or gettext("Person %(number)d") % {"number": number}


class _Filtered(SignedInPage):
    """What the page and its export share: the right, and the rows that are asked for."""

    action = Action.SEE_AUDIT
    request: HttpRequest

    @cached_property
    def form(self) -> TrailForm:
        return TrailForm(self.request.GET if self.narrowed_by or self.request.GET else None)

    @property
    def narrowed_by(self) -> tuple[str, ...]:
        """The fields in which something was written, by name: what was written may be a person's."""
        return tuple(name for name in TrailForm.base_fields if self.request.GET.get(name))

    @cached_property
    def wanted(self) -> Wanted:
        return self.form.wanted() if self.form.is_bound and self.form.is_valid() else Wanted()

    def query(self, **more: object) -> str:
        """The filter as a query string, and what else is to be in it."""
        kept = {name: self.request.GET[name] for name in self.narrowed_by}
        return urlencode({**kept, **more})


class Trail(_Filtered, TemplateView):
    """The trail, newest first."""

    template_name = "staff/audit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(form=self.form, **kwargs)
        is_refused = self.form.is_bound and not self.form.is_valid()
        rows = [] if is_refused else self._rows()
        # After reading, so that a page does not begin with its own row.
        record(Event("audit.view", fields=self.narrowed_by))
        end = queries.head()
        return context | {
            "rows": shown(rows),
            "is_narrowed": bool(self.narrowed_by),
            "opened": is_refused or bool(self.narrowed_by),
            "older": self._older(rows),
            "newer": self._newer(rows),
            "export": f"{reverse('staff:audit_export')}?{self.query()}",
            "head_number": end.number,
            "head_hash": fingerprint(end.hash),
        }

    def _rows(self) -> list[Entry]:
        newer_than = _number(self.request.GET.get("newer"))
        if newer_than is not None:
            return queries.entries_newer(self.wanted, newer_than, limit=ROWS_A_PAGE)
        older_than = _number(self.request.GET.get("older"))
        return queries.entries(self.wanted, older_than=older_than, limit=ROWS_A_PAGE)

    def _older(self, rows: list[Entry]) -> str:
        has_more = rows and queries.entries(self.wanted, older_than=rows[-1].number, limit=1)
        return f"?{self.query(older=rows[-1].number)}" if has_more else ""

    def _newer(self, rows: list[Entry]) -> str:
        is_first = not {"older", "newer"} & set(self.request.GET)
        has_more = rows and not is_first and queries.entries_newer(self.wanted, rows[0].number, limit=1)
        return f"?{self.query(newer=rows[0].number)}" if has_more else ""


class Export(_Filtered, View):
    """The rows that are asked for, as a table for a spreadsheet, the oldest first."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if self.form.is_bound and not self.form.is_valid():
            return HttpResponse(status=400)
        # The export itself is told by what stands before every page; here only by what it was narrowed.
        record(Event("audit.view", fields=self.narrowed_by))
        parts = csv_parts(_HEADINGS, map(_line, queries.every_entry(self.wanted)))
        name = f"luotsi-audit-{clock.today():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            parts,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


_HEADINGS = (
    "number", "at", "actor", "role", "unit", "on_behalf_of", "action", "object_kind", "object_id", "fields",
    "outcome", "purpose", "channel", "address", "client", "session", "request_id", "previous_hash", "hash",
)  # fmt: skip
"""Codes and not words: a table is for machines and years, whatever language its reader has today."""


def _line(entry: Entry) -> list[object]:
    values = {name: getattr(entry, name) for name in _HEADINGS}
    values |= {"at": entry.at.isoformat(), "fields": " ".join(entry.fields)}
    return ["" if value is None else value for value in values.values()]


class Retention(SignedInPage, TemplateView):
    """What is kept how long, and what erases it: no secret from anybody who works here."""

    template_name = "staff/retention.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "what": gettext(kept.what),
                "how_long": gettext(kept.how_long),
                "why": gettext(kept.why),
                "erased_by": gettext(kept.erased_by) if kept.erased_by else "",
                "is_by_itself": kept.erase is not None,
            }
            for kept in retention.everything()
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}


def _number(text: str | None) -> int | None:
    """A row's number from an address; nonsense is as if nothing was given."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
