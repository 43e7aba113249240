"""The desk: whether one takes chats, who waits, and what one has in hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.views.generic import TemplateView

from luotsi.accounts.access import Action
from luotsi.contacts import presence_actions
from luotsi.contacts import queries as contacts
from luotsi.contacts.types import AreaStatus, Channel, ContactView, State
from luotsi.conversations import cursors, queries
from luotsi.conversations import desk as desks
from luotsi.conversations import log as logs
from luotsi.conversations.kinds import Message
from luotsi.conversations.types import Author, NoSuchConversation
from luotsi.foundation import clock
from luotsi.organisation import queries as organisation
from luotsi.web.workspace import words
from luotsi.web.workspace.page import WorkspacePage, areas_of, read_until, wishes

MOST_AT_ONCE = 5
"""Conversations that a person may choose to have at a time."""

LIVE = "/live/v1/staff/"
"""Where the stream of staff is (`conversations.transport`)."""


@dataclass(frozen=True, slots=True)
class Card:
    """A contact in a list of the desk."""

    id: UUID
    name: str
    area: str
    language: str
    state: str
    minutes: int
    """Waiting so long, or in hand so long."""
    is_alarm: bool
    is_away: bool
    is_lost: bool = False
    skill: str = ""
    """The name of the skill that its reason asks for."""
    is_open: bool = False
    is_takeable: bool = False
    unread: int = 0
    said: str = ""
    """The client's latest words; only of one's own."""


@dataclass(frozen=True, slots=True)
class Line:
    """The queue of one service area, the next first."""

    area: str
    name: str
    cards: list[Card]
    lost: list[Card]
    """Colleagues' contacts, of which their own professional is noted as lost."""
    status: AreaStatus
    is_handled: bool


class Desk(WorkspacePage, TemplateView):
    """The page with no conversation open."""

    needs = Action.SEE_QUEUES
    template_name = "workspace/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | desk_context(self.request, None)


def desk_context(request: HttpRequest, opened: UUID | None) -> dict[str, Any]:
    """Everything around the open conversation. A look at the desk is a sign of life."""
    person, handled = request.user.pk, areas_of(request, Action.HANDLE_CONTACTS)
    presence_actions.heartbeat(person)
    mine = [one for one in contacts.own(person) if one.area in handled]
    # Before everything else: what comes meanwhile is told by the stream, perhaps twice, never not at all.
    cursor = _cursor(handled, mine)
    presence = contacts.presence(person)
    seen = areas_of(request, Action.SEE_QUEUES)
    lines = [_line(area, person, handled, opened) for area in seen]
    own = [_own_card(request, one, opened) for one in mine]
    language = get_language() or "fi"
    return {
        "lines": [line for line in lines if line.cards or line.lost],
        "waiting": sum(len(line.cards) for line in lines),
        "others": [line for line in lines if not line.cards and not line.lost],
        "own": own,
        "unread": sum(card.unread for card in own),
        "presence": presence,
        "presence_states": list(words.PRESENCE.items()),
        "presence_now": presence.state.value if presence else "gone",
        "area_choices": [
            (area, organisation.area_name(area, language), presence is None or area in presence.areas)
            for area in handled
        ],
        "language_choices": [
            (code, name, presence is None or not presence.languages or code in presence.languages)
            for code, name in words.LANGUAGES.items()
        ],
        "skill_choices": list(_skills(handled, person)),
        "capacities": range(1, MOST_AT_ONCE + 1),
        "capacity": min(presence.capacity, MOST_AT_ONCE) if presence else 3,
        "handles": bool(handled),
        "wishes": wishes(request),
        "opened": opened,
        "live": LIVE if handled else "",
        "cursor": cursor,
    }


def _line(area: str, person: int, handled: Iterable[str], opened: UUID | None) -> Line:
    may_take = area in handled
    lost = [one for one in contacts.lost(area) if one.assignee != person]
    cards = [
        _card(one, is_open=one.id == opened, is_takeable=may_take and one.left_at is None)
        for one in contacts.waiting(area)
    ]
    name = organisation.area_name(area, get_language() or "fi")
    return Line(
        area,
        name,
        cards,
        [_card(one, is_open=one.id == opened, is_takeable=may_take and one.left_at is None) for one in lost],
        contacts.status(area),
        may_take,
    )


def _card(contact: ContactView, *, is_open: bool, is_takeable: bool = False, **more: Any) -> Card:
    since = contact.queued_at if contact.state is State.QUEUED else contact.assigned_at
    return Card(
        id=contact.id,
        name=name_of(contact.id),
        area=organisation.area_name(contact.area, get_language() or "fi"),
        language=words.language_name(contact.language),
        state=contact.state.value,
        minutes=int((clock.now() - (since or contact.opened_at)).total_seconds() // 60),
        is_alarm=contact.channel is Channel.CHAT and is_alarming(contact.id),
        is_away=contact.left_at is not None,
        is_lost=contact.lost_at is not None,
        skill=words.skill_name(contact.area, contact.skill) if contact.skill else "",
        is_open=is_open,
        is_takeable=is_takeable,
        **more,
    )


def _skills(areas: Iterable[str], person: int) -> Iterator[tuple[str, str, bool]]:
    """Code and name of every skill that these areas know, and whether the person said they have it."""
    own = contacts.skills_of(person)
    codes = dict.fromkeys((one.code, area) for area in areas for one in contacts.settings_of(area).skills)
    seen: set[str] = set()
    for code, area in codes:
        if code not in seen:
            seen.add(code)
            yield code, words.skill_name(area, code), code in own


def _own_card(request: HttpRequest, contact: ContactView, opened: UUID | None) -> Card:
    is_open = contact.id == opened
    try:
        entries = queries.entries(contact.id, staff=True)
    except NoSuchConversation:
        entries = []
    said = [one for one in entries if one.author is Author.CLIENT and isinstance(one.what, Message)]
    seen = read_until(request, contact.id)
    return _card(
        contact,
        is_open=is_open,
        unread=0 if is_open else sum(one.seq > seen for one in said),
        said=said[-1].what.text if said and isinstance(said[-1].what, Message) else "",
    )


def name_of(number: UUID) -> str:
    """What to call somebody without a name, so that five of them can be told apart."""
    return gettext("Anonymous %(mark)s") % {"mark": number.hex[:3].upper()}


def is_alarming(number: UUID) -> bool:
    """Whether the client's words told of an emergency."""
    try:
        return _is_alarming(number, queries.conversation(number).last_seq)
    except NoSuchConversation:
        return False


@lru_cache(maxsize=1024)
def _is_alarming(number: UUID, _last_seq: int) -> bool:
    """Of a log that ends at this place: the same for ever."""
    return queries.view(number, staff=True).is_emergency


def _cursor(areas: Iterable[str], own: Iterable[ContactView]) -> str:
    """From where the stream goes on after this page."""
    places = desks.ends(areas)
    for one in own:
        try:
            places[logs.name(one.id)] = queries.conversation(one.id).last_seq
        except NoSuchConversation:
            continue
    return cursors.written(places)
