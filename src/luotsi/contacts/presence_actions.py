"""Who is at work: set by the person, kept alive by a heartbeat, ended by its absence."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from django.db import transaction

from luotsi.accounts import queries as accounts
from luotsi.accounts.access import Action
from luotsi.contacts import areas, queries, rules, vanishing
from luotsi.contacts.assigning import hold_people
from luotsi.contacts.facts import PresenceChanged
from luotsi.contacts.models import PresenceRow
from luotsi.contacts.types import PresenceState, PresenceView, Refusal, RefusalCode
from luotsi.foundation import clock
from luotsi.foundation.facts import tell


@transaction.atomic
def set_presence(
    person: int,
    areas_of_work: Collection[str],
    state: PresenceState,
    capacity: int | None = None,
    *,
    languages: Collection[str] = (),
    skills: Collection[str] = (),
) -> PresenceView | None:
    """Say how a person is at work, where, and for how many contacts at a time (None: as each area says).

    Contacts that they have stay theirs. None when they are gone. Raises Refusal NO_RIGHT, UNKNOWN_AREA, and
    ValueError for a capacity below 1.
    """
    if capacity is not None and capacity < 1:
        raise ValueError("A person takes at least one contact at a time.")
    at, state = clock.now(), PresenceState(state)
    wanted = sorted(set(areas_of_work)) if state is not PresenceState.GONE else []
    reach = accounts.reach_of_person(person, Action.HANDLE_CONTACTS)
    for area in wanted:
        areas.view_of(area)
        if not reach.covers(area):
            raise Refusal(RefusalCode.NO_RIGHT)
    row = hold_people([person], at)[person]
    had = (_state_now(row), row.areas, row.capacity)
    row.since = row.since if had[0] == state else at
    row.state, row.areas, row.capacity = state, wanted, capacity
    row.seen_at = row.heard_at = at
    row.languages, row.skills = sorted(set(languages)), sorted(set(skills))
    row.save()
    if had != (row.state, row.areas, row.capacity):
        tell(PresenceChanged(person=person, state=state, areas=tuple(wanted), capacity=capacity, at=at))
    return queries.presence(person, at)


def heartbeat(person: int) -> bool:
    """A sign of life; whether the person is still at work. One who ran out must set presence anew.

    Where a client was told that they were lost it is told that they are back.
    """
    for number in vanishing.hear(person):
        with suppress(Refusal):
            vanishing.note_back(number)
    at = clock.now()
    alive = PresenceRow.objects.filter(pk=person, seen_at__gte=at - rules.HEARTBEAT)
    return alive.exclude(state=PresenceState.GONE).update(seen_at=at) == 1


def expire_presence() -> tuple[int, ...]:
    """Note who has gone without saying so; their numbers. By the clock, some times a minute."""
    at = clock.now()
    silent = PresenceRow.objects.exclude(state=PresenceState.GONE).filter(seen_at__lt=at - rules.HEARTBEAT)
    return tuple(person for person in list(silent.values_list("pk", flat=True)) if _expire(person))


@transaction.atomic
def _expire(person: int) -> bool:
    at = clock.now()
    row = hold_people([person], at)[person]
    if row.state == PresenceState.GONE or rules.is_alive(row.seen_at, at):
        return False
    row.state, row.areas, row.since = PresenceState.GONE, [], row.seen_at
    row.save(update_fields=["state", "areas", "since"])
    tell(
        PresenceChanged(
            person=person, state=PresenceState.GONE, areas=(), capacity=row.capacity, at=at, by_clock=True
        )
    )
    return True


def _state_now(row: PresenceRow) -> PresenceState:
    """The state that counted until now: a silent person was gone."""
    if not rules.is_alive(row.seen_at, clock.now()):
        return PresenceState.GONE
    return PresenceState(row.state)
