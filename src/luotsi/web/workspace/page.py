"""What every address of the workspace has in common: the right it needs, and what a session remembers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from luotsi.accounts import access
from luotsi.accounts.access import Action
from luotsi.contacts import presence_actions
from luotsi.contacts import queries as contacts
from luotsi.conversations import actions
from luotsi.conversations.types import ConversationView
from luotsi.foundation import clock
from luotsi.web.parts.staff_page import SignedInPage, no_right

ONE_LOOK = timedelta(minutes=10)
"""A conversation that stays open is one look; after so long it counts, and leaves a trace, as another."""

MOST_REMEMBERED = 50
"""Conversations of which a session remembers how far they were read."""

_LOOKED_AT, _READ, _WISHES = "workspace_looked_at", "workspace_read", "workspace_wishes"

WISHES = {"shortcuts": True, "sound": False}
"""What a person may switch on and off for the session, and how it stands until they do."""


def places(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The workspace in the bar of staff's pages."""
    if access.may_somewhere(request.user, Action.SEE_QUEUES):
        yield reverse("workspace:desk"), gettext("Chats")


class WorkspacePage(SignedInPage):
    """A page for those who handle contacts, or with SEE_QUEUES may see who waits, in some service area."""

    needs: ClassVar[Action] = Action.HANDLE_CONTACTS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who does something is there, and their clients learn that before anything else of it."""
        if request.method == "POST" and request.user.is_authenticated:
            presence_actions.heartbeat(request.user.pk)
        return super().dispatch(request, *args, **kwargs)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        refused = super().refusal(request)
        if refused is None and not access.may_somewhere(request.user, self.needs):
            return no_right(request)
        return refused


def areas_of(request: HttpRequest, action: Action) -> list[str]:
    """The service areas with live contacts where the person may do this, in the county's order."""
    reach = access.reach(request.user, action)
    return [area for area in contacts.area_codes() if reach.covers(area)]


def note_look(request: HttpRequest, conversation: ConversationView) -> None:
    """Leave a trace in the audit trail that the person reads this conversation, once for each look."""
    looks: dict[str, str] = request.session.get(_LOOKED_AT, {})
    now, key = clock.now(), str(conversation.id)
    last = looks.get(key)
    if last and now - datetime.fromisoformat(last) < ONE_LOOK:
        return
    actions.note_view(conversation.id, request.user.pk, conversation.area)
    fresh = {one: at for one, at in looks.items() if now - datetime.fromisoformat(at) < ONE_LOOK}
    request.session[_LOOKED_AT] = fresh | {key: now.isoformat()}


def read_until(request: HttpRequest, conversation: UUID) -> int:
    """The place in the log up to which this session has shown the conversation; 0 when it has not."""
    return int(request.session.get(_READ, {}).get(str(conversation), 0))


def note_read(request: HttpRequest, conversation: UUID, seq: int) -> None:
    """Remember that everything up to this place has been shown."""
    seen: dict[str, int] = request.session.get(_READ, {})
    if seen.get(str(conversation), 0) >= seq:
        return
    kept = [(key, place) for key, place in seen.items() if key != str(conversation)][-MOST_REMEMBERED:]
    request.session[_READ] = dict(kept) | {str(conversation): seq}


def wishes(request: HttpRequest) -> dict[str, bool]:
    """How the person wants the page in this session."""
    told = request.session.get(_WISHES, {})
    return {name: bool(told.get(name, usual)) for name, usual in WISHES.items()}


def set_wishes(request: HttpRequest, wanted: dict[str, bool]) -> None:
    """Remember how the person wants the page."""
    request.session[_WISHES] = wanted
