"""Reads of the room. Everything returned is a frozen value; what cannot be found is refused by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from luotsi.accounts import queries as accounts
from luotsi.accounts.access import Action
from luotsi.contacts import areas, rules, words
from luotsi.contacts.models import ContactRow, PresenceRow, TransferRow
from luotsi.contacts.types import (
    HELD,
    AreaSettings,
    AreaStatus,
    ContactView,
    Overdue,
    Position,
    PresenceState,
    PresenceView,
    Range,
    Refusal,
    RefusalCode,
    Sharing,
    State,
    TransferView,
)
from luotsi.contacts.viewing import contact_view, presence_view
from luotsi.foundation import clock
from luotsi.organisation import queries as organisation

MEASURED_FOR = timedelta(days=28)
"""How far back lengths of contacts are measured: long enough to be many, short enough to be of today."""

_MOST_MEASURED = 100


def contact(number: UUID) -> ContactView:
    """One contact. Raises Refusal NOT_FOUND."""
    row = ContactRow.objects.filter(pk=number).first()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return contact_view(row)


def contacts(numbers: Iterable[UUID]) -> dict[UUID, ContactView]:
    """These contacts, by id; those that are not there are left out."""
    return {row.id: contact_view(row) for row in ContactRow.objects.filter(pk__in=set(numbers))}


def waiting(area: str, now: datetime | None = None) -> list[ContactView]:
    """Who has a place in the queue of this area, the next first."""
    at, settings = now or clock.now(), settings_or_usual(area)
    rows = ContactRow.objects.filter(area=area, state=State.QUEUED)
    return rules.order(view for row in rows if rules.is_in_line(view := contact_view(row), settings, at))


def position(number: UUID, now: datetime | None = None) -> Position:
    """The place of a contact in its queue. Raises Refusal NOT_FOUND, ENDED, NOT_IN_QUEUE."""
    found = contact(number)
    if not found.is_living:
        raise Refusal(RefusalCode.ENDED)
    place = positions(found.area, now).get(number)
    if place is None:
        raise Refusal(RefusalCode.NOT_IN_QUEUE)
    return place


def positions(area: str, now: datetime | None = None) -> dict[UUID, Position]:
    """The places of everybody in a queue, at the cost of one. Raises Refusal UNKNOWN_AREA."""
    at = now or clock.now()
    line, people, lengths = waiting(area, at), present(area, at), service_seconds(area, at)
    settings = settings_of(area)
    played: dict[tuple[int, int], list[Range]] = {}
    places = {}
    for ahead, one in enumerate(line):
        able = rules.busy(people, rules.as_shared(one, settings, at))
        if able not in played:
            played[able] = rules.estimates(lengths, len(line), *able)
        ranges = played[able] if rules.is_live(one.channel) else []
        places[one.id] = Position(ahead + 1, ahead, ranges[ahead] if ranges else None, settings.keep_place_s)
    return places


def service_seconds(area: str, now: datetime | None = None) -> list[float]:
    """How long the latest contacts of an area took, from coming to their last professional to the end."""
    since = (now or clock.now()) - MEASURED_FOR
    rows = ContactRow.objects.filter(area=area, ended_at__gt=since, assigned_at__isnull=False)
    times = rows.order_by("-ended_at").values_list("assigned_at", "ended_at")[:_MOST_MEASURED]
    return [(ended - assigned).total_seconds() for assigned, ended in times]


def own(person: int) -> list[ContactView]:
    """What a person has in hand, oldest first: also what has ended and is not wrapped up."""
    rows = ContactRow.objects.filter(assignee=person, state__in=[*HELD, State.ENDED])
    return [contact_view(row) for row in rows.order_by("assigned_at", "id")]


def presence(person: int, now: datetime | None = None) -> PresenceView | None:
    """How a person is at work; None when they are gone or have not been heard of for `rules.HEARTBEAT`."""
    at = now or clock.now()
    row = PresenceRow.objects.filter(pk=person).first()
    if row is None or row.state == PresenceState.GONE or not rules.is_alive(row.seen_at, at):
        return None
    usual = min((_usual_capacity(area) for area in row.areas), default=AreaSettings("").capacity)
    return presence_view(row, loads([person]).get(person, 0), usual)


def skills_of(person: int) -> tuple[str, ...]:
    """The skills that a person said they have, also while they are gone."""
    row = PresenceRow.objects.filter(pk=person).first()
    return tuple(row.skills) if row else ()


def at_work(area: str, now: datetime | None = None) -> list[PresenceView]:
    """Who works in an area now, taking new contacts or not. Raises Refusal UNKNOWN_AREA."""
    at = now or clock.now()
    usual = settings_of(area).capacity
    fresh = PresenceRow.objects.exclude(state=PresenceState.GONE).filter(seen_at__gte=at - rules.HEARTBEAT)
    rows = [row for row in fresh if area in row.areas]
    allowed = accounts.people_who_may(Action.HANDLE_CONTACTS, area) if rows else frozenset()
    rows = [row for row in rows if row.person in allowed]
    had = loads(row.person for row in rows)
    return sorted(
        (presence_view(row, had.get(row.person, 0), usual) for row in rows), key=lambda one: one.person
    )


def present(area: str, now: datetime | None = None) -> list[PresenceView]:
    """Who takes new contacts in an area now. Raises Refusal UNKNOWN_AREA."""
    return [one for one in at_work(area, now) if one.state is PresenceState.PRESENT]


def loads(people: Iterable[int]) -> dict[int, int]:
    """How many contacts, of all channels, each of these people has; nobody with none."""
    held = ContactRow.objects.filter(assignee__in=set(people), state__in=HELD)
    return dict(held.values_list("assignee").annotate(Count("pk")).order_by())


def settings_of(area: str) -> AreaSettings:
    """How live contacts go in an area. Raises Refusal UNKNOWN_AREA."""
    return areas.settings_of(areas.view_of(area))


def settings_or_usual(area: str) -> AreaSettings:
    """The same; the usual ones for an area that is no more."""
    try:
        return settings_of(area)
    except Refusal:
        return AreaSettings(area)


def is_shared_automatically(area: str) -> bool:
    """Whether waiting contacts of an area are given out by load. Raises Refusal UNKNOWN_AREA."""
    return settings_of(area).sharing is Sharing.AUTOMATIC


def retention_days(area: str, *, is_identified: bool = False) -> int:
    """For how many days after the end words about a contact are kept; also of an area that is no more.

    `is_identified`: of a client who proved who they are and accepted it; never fewer than otherwise.
    """
    settings = settings_or_usual(area)
    anonymous = settings.retention_days
    return max(anonymous, settings.identified_retention_days) if is_identified else anonymous


def status(area: str, at: datetime | None = None) -> AreaStatus:
    """How an area's live contacts stand, with ways on for who cannot wait. Raises Refusal UNKNOWN_AREA."""
    moment = at or clock.now()
    view = areas.view_of(area)
    settings = areas.settings_of(view)
    is_open = areas.is_open(view, moment)
    closes_at = areas.hours_of(view, settings).closes_at(moment) if is_open else None
    opening = None if is_open else areas.opens_next(view, settings, moment)
    line = [one for one in waiting(area, moment) if rules.is_live(one.channel)]
    people = present(area, moment)
    return AreaStatus(
        area=area,
        at=moment,
        is_open=is_open,
        opens_next=opening,
        closes_at=closes_at,
        is_closing=closes_at is not None
        and closes_at - moment <= timedelta(seconds=settings.closing_notice_s),
        waiting=len(line),
        present=len(people),
        is_full=len(line) >= settings.queue_limit,
        nobody_present=not people,
        next_steps=areas.next_steps(view, settings, opening, moment),
    )


def transfers(number: UUID) -> tuple[TransferView, ...]:
    """A contact's transfers in their order, with their words; only for whoever may read the contact."""
    return tuple(
        TransferView(
            row.number,
            row.at,
            row.from_area,
            row.to_area,
            row.from_person,
            row.to_person,
            words.opened(words.TRANSFER, number, row.id, bytes(row.words)),
        )
        for row in TransferRow.objects.filter(contact=number).order_by("number")
    )


def wrap_up_words(number: UUID) -> str:
    """What was noted at the end; "" when nothing, or erased. Raises Refusal NOT_FOUND."""
    row = ContactRow.objects.filter(pk=number).only("words").first()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return words.opened(words.WRAP_UP, number, number, bytes(row.words))


def overdue(now: datetime | None = None) -> list[Overdue]:
    """What the clock should end: each goes to `actions.end_overdue` in a transaction of its own."""
    at = now or clock.now()
    rows = ContactRow.objects.filter(state__in=[State.BOT, State.QUEUED])
    deserted: dict[str, bool] = {}
    found = []
    for row in rows:
        if row.area not in deserted:
            deserted[row.area] = is_deserted(row.area, at)
        settings = settings_or_usual(row.area)
        by = rules.overdue(contact_view(row), settings, at, is_deserted=deserted[row.area])
        if by is not None:
            found.append(Overdue(row.id, by))
    return found


def silent(people: Iterable[int], now: datetime | None = None) -> frozenset[int]:
    """Those of these professionals of whom nothing has been heard for `rules.HEARTBEAT`."""
    at = now or clock.now()
    rows = PresenceRow.objects.filter(pk__in=set(people), heard_at__lt=at - rules.HEARTBEAT)
    return frozenset(rows.values_list("pk", flat=True))


def vanished(now: datetime | None = None) -> list[UUID]:
    """Live contacts whose professional has vanished without anybody noting it: `vanishing.note_lost` each."""
    at = now or clock.now()
    heard = PresenceRow.objects.filter(heard_at__lt=at - rules.HEARTBEAT).values_list("pk", "heard_at")
    heard_at = dict(heard)
    rows = ContactRow.objects.filter(assignee__in=heard_at, state__in=HELD, lost_at=None)
    return [
        row.id
        for row in rows
        if rules.has_vanished(contact_view(row), heard_at[row.assignee], settings_or_usual(row.area), at)
    ]


def not_back(now: datetime | None = None) -> list[UUID]:
    """Those whose lost professional has not come back in time: `vanishing.give_back` each."""
    at = now or clock.now()
    rows = ContactRow.objects.filter(state__in=HELD, lost_at__isnull=False)
    return [row.id for row in rows if at >= rules.may_go_on(row.lost_at, settings_or_usual(row.area))]


def lost(area: str) -> list[ContactView]:
    """The contacts of an area whose professional is noted as lost, the longest first."""
    rows = ContactRow.objects.filter(area=area, state__in=HELD, lost_at__isnull=False)
    return [contact_view(row) for row in rows.order_by("lost_at", "id")]


def is_deserted(area: str, at: datetime) -> bool:
    """Whether an area closed a while ago and nobody is there any more; true for one that is no more."""
    try:
        return areas.is_long_closed(areas.view_of(area), at) and not present(area, at)
    except Refusal:
        return True


def area_codes() -> tuple[str, ...]:
    """The areas that offer live contacts, in the county's order; none while no county is loaded."""
    try:
        found = organisation.county().service_areas
    except organisation.NoCounty:
        return ()
    return tuple(one.code for one in found if areas.settings_of(one).is_offered)


def _usual_capacity(area: str) -> int:
    return settings_or_usual(area).capacity
