"""Everything that can be done at the desk and with a conversation, each by a form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from luotsi.accounts.access import Action
from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions, vanishing
from luotsi.contacts import queries as contact_queries
from luotsi.contacts.types import HELD, ContactView, EndedBy, PresenceState, Refusal, RefusalCode, Support
from luotsi.contacts.types import WrapUp as WrapUpCode
from luotsi.conversations import actions, queries, saying
from luotsi.conversations.types import ConversationFault, NoSuchConversation
from luotsi.web.workspace import words
from luotsi.web.workspace.choices import KeepForm, TransferForm, WrapUpForm
from luotsi.web.workspace.desk import MOST_AT_ONCE
from luotsi.web.workspace.page import WISHES, WorkspacePage, areas_of, set_wishes
from luotsi.web.workspace.talk import Refused, talk_page

TAKEN_BY_OTHERS = frozenset({RefusalCode.ALREADY_ASSIGNED, RefusalCode.NOT_IN_QUEUE, RefusalCode.ENDED})
"""Why the next one in a queue may be gone before one has taken it: then the one after is the next."""


class DeskAct(WorkspacePage, View):
    """Something done at the desk; afterwards the desk, or the conversation from which it was done."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("workspace:desk"))

    def back(self, request: HttpRequest) -> HttpResponse:
        """Where the person was."""
        try:
            return to_talk(UUID(request.POST.get("open", "")))
        except ValueError:
            return HttpResponseRedirect(reverse("workspace:desk"))


class SetPresence(DeskAct):
    """Whether, where, in which languages and for how many at a time one takes chats."""

    def post(self, request: HttpRequest) -> HttpResponse:
        sent, own = request.POST, areas_of(request, Action.HANDLE_CONTACTS)
        areas = [area for area in sent.getlist("areas") if area in own]
        state = sent.get("state", "")
        if state not in set(PresenceState):
            messages.error(request, _("Choose whether you take chats."))
        elif state != PresenceState.GONE and not areas:
            messages.error(request, _("Choose at least one service."))
        else:
            self._set(request, areas, PresenceState(state))
        return self.back(request)

    def _set(self, request: HttpRequest, areas: list[str], state: PresenceState) -> None:
        languages = [one for one in request.POST.getlist("languages") if one in words.LANGUAGES]
        own = areas_of(request, Action.HANDLE_CONTACTS)
        known = {one.code for area in own for one in contact_queries.settings_of(area).skills}
        try:
            presence_actions.set_presence(
                request.user.pk,
                areas,
                state,
                _at_once(request.POST),
                languages=() if len(languages) == len(words.LANGUAGES) else languages,
                skills=known.intersection(request.POST.getlist("skills")),
            )
        except Refusal as error:
            messages.error(request, error.words)
            return
        if state is PresenceState.PRESENT:
            share(areas)


class SetPreferences(DeskAct):
    """Keys and sound, on or off."""

    def post(self, request: HttpRequest) -> HttpResponse:
        set_wishes(request, {name: name in request.POST for name in WISHES})
        return self.back(request)


class TakeNext(DeskAct):
    """The one who has waited longest, in the services where one takes chats."""

    def post(self, request: HttpRequest) -> HttpResponse:
        taken = take_next(request)
        return to_talk(taken) if taken else self.back(request)


class TalkAct(WorkspacePage, View):
    """Something done with a conversation; what is refused is told, and nothing has changed."""

    done = ""

    def get(self, _request: HttpRequest, number: UUID) -> HttpResponse:
        return to_talk(number)

    def post(self, request: HttpRequest, number: UUID) -> HttpResponse:
        try:
            answer = self.act(request, number)
        except NoSuchConversation as error:
            raise Http404 from error
        except (Refusal, ConversationFault) as error:
            if getattr(error, "code", "") == RefusalCode.NOT_FOUND:
                raise Http404 from error
            messages.error(request, words.refusal(error))
            return to_talk(number)
        return answer or to_talk(number)

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        """Do it. Raises Refusal and ConversationFault; None leads back to the conversation."""
        raise Http404


class Take(TalkAct):
    """Take this one from the queue, or from a colleague whose connection is lost."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        person = request.user.pk
        if held(number, person).lost_at is None:
            contacts.assign(number, person)
        else:
            vanishing.take_over(number, person)
        return None


class Hold(TalkAct):
    """The client is told that one looks into something."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        contacts.hold(number, by=request.user.pk)
        return None


class Resume(TalkAct):
    """Go on after a hold."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        contacts.resume(number, by=request.user.pk)
        return None


class Transfer(TalkAct):
    """To another service area, to a colleague, or both, with what they should know."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        person = request.user.pk
        before = held(number, person)
        form = TransferForm(before, person, request.POST)
        if not form.is_valid():
            return refused_form(request, number, form)
        told = form.cleaned_data
        after = contacts.transfer(
            number,
            by=person,
            area=told["area"],
            person=int(told["person"]) if told["person"] else None,
            note=told["context"],
        )
        share([before.area, after.area])
        messages.success(request, _("The conversation was transferred, with everything in it."))
        return HttpResponseRedirect(reverse("workspace:desk"))


class End(TalkAct):
    """End it; the client is asked for feedback, and the professional to wrap up."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        contact = contacts.end(number, EndedBy.PROFESSIONAL, person=request.user.pk)
        share([contact.area])
        return None


class Block(TalkAct):
    """For misuse: the client is told why in the words that are always the same, and let in no more today."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        person = request.user.pk
        contact = held(number, person)
        key = saying.key(request.POST.get("key", ""))
        with transaction.atomic():
            if contact.state in HELD:
                told = saying.message(words.blocking(contact.language), contact.language, is_client=False)
                actions.say_as_professional(number, person, told, key)
            actions.block(number, person)
        share([contact.area])
        return None


class WrapUp(TalkAct):
    """What came of it."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        form = WrapUpForm(request.POST)
        if not form.is_valid():
            return refused_form(request, number, form)
        told = form.cleaned_data
        contacts.wrap_up(
            number,
            by=request.user.pk,
            code=WrapUpCode(told["code"]),
            note=told["words"],
            support=[Support(one) for one in told["support"]],
            contact_number=int(told["contact_number"]) if told["contact_number"] else None,
        )
        messages.success(request, _("Wrapped up."))
        return HttpResponseRedirect(reverse("workspace:desk"))


class Keep(TalkAct):
    """Keep it as evidence: a named decision with a reason and an end day."""

    def act(self, request: HttpRequest, number: UUID) -> HttpResponse | None:
        form = KeepForm(request.POST)
        if not form.is_valid():
            return refused_form(request, number, form)
        told = form.cleaned_data
        try:
            actions.keep(number, request.user.pk, told["reason"], told["until"])
        except ValueError as error:
            form.add_error("until", _("Choose a day within a year from now, and say why."))
            del error
            return refused_form(request, number, form)
        return None


def to_talk(number: UUID) -> HttpResponse:
    """The way back to a conversation."""
    return HttpResponseRedirect(reverse("workspace:talk", args=[number]))


def refused_form(request: HttpRequest, number: UUID, form: forms.Form) -> HttpResponse:
    """The conversation again, with the form and its errors."""
    return talk_page(request, number, Refused(), form)


def held(number: UUID, person: int) -> ContactView:
    """The contact, for who may read its conversation. Raises NoSuchConversation, Refusal NOT_FOUND."""
    queries.for_person(number, person)
    return contact_queries.contact(number)


def take_next(request: HttpRequest) -> UUID | None:
    """Take who has waited longest, first of those whose skill one has; None when nobody could be taken, and
    then it was told why."""
    person, handled = request.user.pk, areas_of(request, Action.HANDLE_CONTACTS)
    presence = contact_queries.presence(person)
    areas = [area for area in presence.areas if area in handled] if presence else handled
    line = [one for area in areas for one in contact_queries.waiting(area) if one.left_at is None]
    skills = contact_queries.skills_of(person)
    for waiting in sorted(line, key=lambda one: (bool(one.skill) and one.skill not in skills, *_place(one))):
        try:
            contacts.assign(waiting.id, person)
        except Refusal as error:
            if error.code in TAKEN_BY_OTHERS:
                continue
            messages.error(request, error.words)
            return None
        return waiting.id
    messages.success(request, _("Nobody is waiting now."))
    return None


def share(areas: list[str]) -> None:
    """Where waiting contacts are given out by load, give them: somebody has come, or has room."""
    for area in dict.fromkeys(areas):
        try:
            contacts.share(area)
        except Refusal:
            continue


def _place(contact: ContactView) -> tuple[Any, str]:
    return (contact.place_at or contact.opened_at, str(contact.id))


def _at_once(sent: QueryDict) -> int | None:
    """How many at a time; None, as each service says, for what is no such number."""
    number = sent.get("capacity", "")
    return int(number) if number in {str(one) for one in range(1, MOST_AT_ONCE + 1)} else None
