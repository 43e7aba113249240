"""One conversation: its log, what was handed over, and writing in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views import View

from luotsi.accounts import queries as accounts
from luotsi.contacts import queries as contacts
from luotsi.contacts.types import HELD, ContactView, NextStep, Refusal, State
from luotsi.conversations import actions, kinds, queries, saying
from luotsi.conversations.saying import Words
from luotsi.conversations.state import View as Fold
from luotsi.conversations.types import (
    Author,
    ConversationFault,
    ConversationView,
    Entry,
    NoSuchConversation,
)
from luotsi.organisation import queries as organisation
from luotsi.safety.emergency import KINDS, Assessment
from luotsi.web.parts.staff_page import page_context
from luotsi.web.parts.types import Problem
from luotsi.web.workspace import choices, words
from luotsi.web.workspace.desk import desk_context, name_of
from luotsi.web.workspace.page import WorkspacePage, note_look, note_read


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the log. `look`: client, own, colleague, machine, note, remark or alarm."""

    seq: int
    look: str
    text: str
    who: str = ""
    time: str = ""
    is_covered: bool = False
    """Whether personal data in it was covered."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The open conversation as the page shows it."""

    id: UUID
    name: str
    area: str
    language: str
    language_code: str
    view: Fold
    contact: ContactView
    lines: list[Shown]
    packet: kinds.Packet | None
    alarms: list[str]
    assessment: Assessment | None
    handed_on: list[str]
    colleague: str
    """Whose it is, when it is somebody else's."""
    is_mine: bool
    wrap_up_words: str
    kept_because: str
    row: ConversationView

    @property
    def can_write(self) -> bool:
        return self.is_mine and self.contact.state in HELD

    @property
    def can_take(self) -> bool:
        is_free = self.contact.state is State.QUEUED or (self.is_lost and not self.is_mine)
        return is_free and self.contact.left_at is None

    @property
    def can_add(self) -> bool:
        """Whether notes may be written, and a decision to keep it."""
        return self.is_mine and not self.view.is_erased

    @property
    def is_lost(self) -> bool:
        """Whether the connection to its professional is lost."""
        return self.contact.lost_at is not None

    @property
    def needs_wrap_up(self) -> bool:
        return self.is_mine and self.contact.state is State.ENDED

    @property
    def signature(self) -> str:
        """Changes whenever what can be done with it does."""
        marks = (self.is_mine, self.is_lost, self.row.kept_until, self.view.is_erased)
        return f"{self.id} {self.contact.state} {' '.join(map(str, marks))}"


class Talk(WorkspacePage, View):
    """The page with this conversation open."""

    def get(self, request: HttpRequest, number: UUID) -> HttpResponse:
        return talk_page(request, number)


class Writing(WorkspacePage, View):
    """Something is written in the conversation. What is refused stands in its field again."""

    field: ClassVar[str]
    """Name of the field, and of the key with which the words are kept apart."""

    def get(self, request: HttpRequest, number: UUID) -> HttpResponse:
        return HttpResponseRedirect(reverse("workspace:talk", args=[number]))

    def post(self, request: HttpRequest, number: UUID) -> HttpResponse:
        text, person = request.POST.get(self.field, ""), request.user.pk
        key = request.POST.get("key", "")
        try:
            language = queries.for_person(number, person).language
            written = _WRITTEN[self.field](text, language)
            actions.say_as_professional(number, person, written, saying.key(key))
        except NoSuchConversation as error:
            raise Http404 from error
        except (Refusal, ConversationFault) as error:
            return talk_page(request, number, Refused(words.refusal(error), self.field, text, key))
        return HttpResponseRedirect(reverse("workspace:talk", args=[number]))


class Say(Writing):
    """A message to the client."""

    field = "text"


class Note(Writing):
    """A note that only staff see."""

    field = "note"


_WRITTEN: dict[str, Callable[[str, str], Words]] = {
    "text": lambda text, language: saying.message(text, language, is_client=False),
    "note": saying.note,
}
"""What becomes of what stands in a field."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that were refused: why, and what stood in which field, to stand there again under its key."""

    why: str = ""
    field: str = ""
    text: str = ""
    key: str = ""


NOTHING = Refused()


def talk_page(
    request: HttpRequest, number: UUID, refused: Refused = NOTHING, form: forms.Form | None = None
) -> HttpResponse:
    """The whole page with a conversation open; the look is audited. Raises Http404 for another area's.

    What was refused stands in its field again; `form` is a bound form that was refused.
    """
    person = request.user.pk
    try:
        row = queries.for_person(number, person)
        opened = opened_of(row, person)
    except (NoSuchConversation, Refusal) as error:
        raise Http404 from error
    note_look(request, row)
    note_read(request, number, opened.view.last_seq)
    context = page_context(request, form) | desk_context(request, number)
    if refused.why:
        context["problems"], context["has_errors"] = [Problem(refused.field, refused.why)], True
    context |= {
        "talk": opened,
        "phrases": words.phrases(row.language, _next_steps(row.area)),
        "forms": choices.forms_of(opened.contact, person, form),
        "key": refused.key or secrets.token_hex(16),
        "note_key": secrets.token_hex(16),
        "refused": refused,
        "blocking": words.blocking(row.language),
    }
    return render(request, "workspace/page.html", context, status=409 if context["problems"] else 200)


def opened_of(row: ConversationView, person: int) -> Opened:
    """The conversation as this professional sees it. Raises Refusal NOT_FOUND."""
    contact, view = contacts.contact(row.id), queries.view(row.id, staff=True)
    language = get_language() or "fi"
    entries = queries.entries(row.id, staff=True)
    alarms = [one.what for one in entries if isinstance(one.what, kinds.Emergency)]
    is_others = contact.assignee not in {None, person} and contact.state is not State.QUEUED
    return Opened(
        id=row.id,
        name=name_of(row.id),
        area=organisation.area_name(contact.area, language),
        language=words.language_name(row.language),
        language_code=row.language,
        view=view,
        contact=contact,
        lines=list(_lines(entries, person, language)),
        packet=next((one.what for one in entries if isinstance(one.what, kinds.Packet)), None),
        alarms=list(dict.fromkeys(words.alarm(one) for one in alarms)),
        assessment=_assessment(alarms),
        handed_on=[one.words for one in contacts.transfers(row.id) if one.words],
        colleague=accounts.names_of([contact.assignee]).get(contact.assignee, "") if is_others else "",
        is_mine=contact.assignee == person and contact.state is not State.QUEUED,
        wrap_up_words=contacts.wrap_up_words(row.id),
        kept_because=queries.reason_kept(row.id),
        row=row,
    )


def _lines(entries: Iterable[Entry], person: int, language: str) -> Iterator[Shown]:
    entries = list(entries)
    covered = {one.what.of for one in entries if isinstance(one.what, kinds.MaskedWords)}
    names = accounts.names_of({one.person for one in entries if one.person})
    for one in entries:
        time = words.time_of(one.at)
        match one.what:
            case kinds.Message(text=text) | kinds.Note(text=text):
                look = "note" if isinstance(one.what, kinds.Note) else _look(one, person)
                who = _who(one, person, names)
                yield Shown(one.seq, look, text, who, time, one.seq in covered)
            case kinds.Emergency():
                yield Shown(one.seq, "alarm", words.alarm(one.what), time=time)
            case _:
                if text := words.remark(one.what, language):
                    yield Shown(one.seq, "remark", text, time=time)


def _look(entry: Entry, person: int) -> str:
    if entry.author is Author.PROFESSIONAL:
        return "own" if entry.person == person else "colleague"
    return "client" if entry.author is Author.CLIENT else "machine"


def _who(entry: Entry, person: int, names: dict[int, str]) -> str:
    if entry.author is Author.CLIENT:
        return gettext("Client")
    if entry.author is Author.PROFESSIONAL:
        return gettext("You") if entry.person == person else names.get(entry.person, gettext("A colleague"))
    return gettext("Luotsi (machine)")


def _assessment(alarms: Iterable[kinds.Emergency]) -> Assessment | None:
    """What the client was shown, all in all."""
    found = list(alarms)
    if not found:
        return None
    told = dict.fromkeys(kind for one in found if not one.is_soft for kind in one.kinds)
    if all(one.is_soft for one in found):
        return Assessment(is_soft=True)
    return Assessment(is_emergency=True, kinds=tuple(kind for kind in KINDS if kind in told))


def _next_steps(area: str) -> tuple[NextStep, ...]:
    """Ways on that can be offered; none of a service that is no more."""
    try:
        return contacts.status(area).next_steps
    except Refusal:
        return ()
