"""Pure decisions: what may follow what, who is next, how long it takes, who gets it, when silence ends it."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from luotsi.contacts.types import (
    HELD,
    AreaSettings,
    Channel,
    ContactView,
    EndedBy,
    IdleStep,
    PresenceState,
    PresenceView,
    Range,
    Refusal,
    RefusalCode,
    State,
    Verb,
)

UNTOUCHED = timedelta(hours=24)
"""So long may a contact stay with the assistant without ever joining a queue."""

CLOSING_GRACE = timedelta(minutes=10)
"""So long after closing those who still wait are not sent away, though nobody seems to be there."""

HEAD_START = timedelta(minutes=5)
"""What one unit of weight is worth in the queue. Bounded, so that nobody waits for ever."""

HEARTBEAT = timedelta(seconds=60)
"""Presence without a sign of life ends after this."""

ENOUGH = 10
"""Fewer measured contacts than these say nothing about waiting."""

SHORTEST_NOTICE = 20
"""Seconds that a person must have to answer a warning (WCAG 2.2.1)."""

_RUNS = 100
_ROUND_FROM = 20
"""Minutes from which an estimate is told in steps of five: more precision would be pretended."""

_AFTER: Mapping[Verb, Mapping[State, State]] = {
    Verb.QUEUE: {State.BOT: State.QUEUED},
    Verb.ASSIGN: {State.QUEUED: State.ASSIGNED},
    Verb.HOLD: {State.ASSIGNED: State.ON_HOLD},
    Verb.RESUME: {State.ON_HOLD: State.ASSIGNED},
    Verb.TRANSFER_AREA: dict.fromkeys((State.QUEUED, State.ASSIGNED, State.ON_HOLD), State.QUEUED),
    Verb.TRANSFER_PERSON: dict.fromkeys((State.QUEUED, State.ASSIGNED, State.ON_HOLD), State.ASSIGNED),
    Verb.GIVE_BACK: dict.fromkeys((State.ASSIGNED, State.ON_HOLD), State.QUEUED),
    Verb.LEAVE: {one: one for one in (State.BOT, State.QUEUED, State.ASSIGNED, State.ON_HOLD)},
    Verb.COME_BACK: {one: one for one in (State.BOT, State.QUEUED, State.ASSIGNED, State.ON_HOLD)},
    Verb.END: dict.fromkeys((State.BOT, State.QUEUED, State.ASSIGNED, State.ON_HOLD), State.ENDED),
    Verb.WRAP_UP: {State.ENDED: State.WRAPPED},
}


def transition(state: State | None, verb: Verb) -> State:
    """The state after `verb`; None stands for a contact that is not yet. Raises Refusal.

    Refused are: ENDED for whatever comes after the end, ALREADY_ASSIGNED for a second assignment, otherwise
    WRONG_STATE.
    """
    if state is None or verb is Verb.OPEN:
        if state is None and verb is Verb.OPEN:
            return State.BOT
        raise Refusal(RefusalCode.WRONG_STATE)
    after = _AFTER[verb].get(state)
    if after is not None:
        return after
    if state in {State.ENDED, State.WRAPPED}:
        raise Refusal(RefusalCode.ENDED)
    if verb is Verb.ASSIGN and state is not State.BOT:
        raise Refusal(RefusalCode.ALREADY_ASSIGNED)
    raise Refusal(RefusalCode.WRONG_STATE)


def is_live(channel: Channel) -> bool:
    """Whether the client is there and waits, so that hours, the queue's limit and leaving mean something."""
    return channel is Channel.CHAT


def place_of(joined: datetime, weight: int) -> datetime:
    """What the queue is ordered by."""
    return joined - weight * HEAD_START


def order(waiting: Iterable[ContactView]) -> list[ContactView]:
    """Who is next, first: who waits live before who does not, then by place, and of equals by id."""
    return sorted(waiting, key=lambda one: (not is_live(one.channel), one.place_at or one.opened_at, one.id))


def is_in_line(contact: ContactView, settings: AreaSettings, now: datetime) -> bool:
    """Whether a contact has a place in its queue: it waits, and the client is here or left a moment ago."""
    if contact.state is not State.QUEUED:
        return False
    return contact.left_at is None or keeps_place(contact.left_at, settings, now)


def keeps_place(left_at: datetime, settings: AreaSettings, now: datetime) -> bool:
    """Whether a client who comes back `now` is still at the old place."""
    return now - left_at <= timedelta(seconds=settings.keep_place_s)


def estimate(service_seconds: Sequence[float], ahead: int, present: int) -> Range | None:
    """How long the wait may take with `ahead` people before; see `estimates`."""
    found = estimates(service_seconds, ahead + 1, present)
    return found[ahead] if found else None


def estimates(service_seconds: Sequence[float], most: int, present: int, free: int = 0) -> list[Range]:
    """The wait of the first `most` people in a queue, each a range that holds eight of ten.

    `service_seconds` are measured lengths of contacts, `present` how many contacts can go on at a time,
    `free` how many of these places are empty. Nothing when fewer than ENOUGH were measured or no place is
    there. The line is played through with lengths drawn from the measured ones; the same question always has
    the same answer.
    """
    if len(service_seconds) < ENOUGH or present <= 0 or most <= 0:
        return []
    runs = [_line(service_seconds, most, present, min(free, present), run) for run in range(_RUNS)]
    return [_range(sorted(run[place] for run in runs)) for place in range(most)]


def _line(lengths: Sequence[float], most: int, present: int, free: int, run: int) -> list[float]:
    """One line played through: after how many seconds each of the first `most` is taken."""
    chance = random.Random(run)  # noqa: S311 - a simulation, no secret
    # A contact met in the middle is likelier a long one, and any part of it may be left.
    left = chance.choices(lengths, weights=[max(one, 1.0) for one in lengths], k=present - free)
    places = [0.0] * free + [one * chance.random() for one in left]
    heapq.heapify(places)
    taken = []
    for _one in range(most):
        taken.append(places[0])
        heapq.heapreplace(places, places[0] + chance.choice(lengths))
    return taken


def _range(seconds: Sequence[float]) -> Range:
    tenth = len(seconds) // 10
    low, high = seconds[tenth] / 60, seconds[-tenth - 1] / 60
    low_minutes = int(low // _step(low)) * _step(low)
    return Range(low_minutes, max(-int(-high // _step(high)) * _step(high), low_minutes + 1))


def _step(minutes: float) -> int:
    return 5 if minutes > _ROUND_FROM else 1


def has_room(load: int, capacity: int) -> bool:
    """Whether one more contact, of whatever channel, fits."""
    return load < capacity


def suits(person: PresenceView, contact: ContactView) -> bool:
    """Whether the person speaks its language, as who names none does, and has the skill that it asks for."""
    speaks = not person.languages or contact.language in person.languages
    knows = not contact.skill or contact.skill in person.skills
    return contact.area in person.areas and speaks and knows


def skill_for(settings: AreaSettings, reason: str) -> str:
    """The skill that a contact reason asks for in an area; "" when none."""
    return next((one.code for one in settings.skills if reason in one.reasons), "")


def as_shared(contact: ContactView, settings: AreaSettings, now: datetime) -> ContactView:
    """The contact as it is matched with people: after `skill_wait_s` in the queue anybody may have it."""
    waited = now - (contact.queued_at or contact.opened_at)
    if not contact.skill or waited < timedelta(seconds=settings.skill_wait_s):
        return contact
    return replace(contact, skill="")


def next_person(contact: ContactView, people: Iterable[PresenceView]) -> PresenceView | None:
    """Who gets the contact when it is shared by load: the least busy, of equals who has waited longest."""
    able = [
        one
        for one in people
        if one.state is PresenceState.PRESENT and has_room(one.load, one.capacity) and suits(one, contact)
    ]
    return min(able, key=lambda one: (one.load / one.capacity, _waited_since(one), one.person), default=None)


def _waited_since(person: PresenceView) -> datetime:
    return max(person.assigned_at or person.since, person.since)


def is_alive(seen_at: datetime, now: datetime) -> bool:
    """Whether a sign of life is fresh enough to count as presence."""
    return now - seen_at <= HEARTBEAT


def has_vanished(contact: ContactView, heard_at: datetime, settings: AreaSettings, now: datetime) -> bool:
    """Whether the professional who has a live contact has been silent for too long, last heard at `heard_at`.

    Who put it on hold is not missed until the hold has lasted longer than is allowed.
    """
    if not is_live(contact.channel) or contact.state not in HELD or contact.assigned_at is None:
        return False
    allowed = timedelta(seconds=settings.hold_allowed_s)
    if contact.held_at is not None and now - contact.held_at < allowed:
        return False
    return now - max(heard_at, contact.assigned_at) >= timedelta(seconds=settings.lost_after_s)


def may_go_on(lost_at: datetime, settings: AreaSettings) -> datetime:
    """When somebody else may have the contact of a professional who is noted as lost since then."""
    return lost_at + timedelta(seconds=settings.lost_return_s)


def seconds_on_hold(before: int, held_at: datetime | None, now: datetime) -> int:
    """How long a contact was on hold in all, with the hold that goes on since `held_at`."""
    return before + round(max((now - held_at).total_seconds(), 0) if held_at else 0)


def overdue(
    contact: ContactView, settings: AreaSettings, now: datetime, *, is_deserted: bool
) -> EndedBy | None:
    """As what the clock ends a live contact now, if it does.

    `is_deserted`: the service has been closed for CLOSING_GRACE and nobody is present any more.
    """
    if not is_live(contact.channel):
        return None
    if contact.state is State.BOT:
        return EndedBy.TIMEOUT if now - contact.opened_at >= UNTOUCHED else None
    if contact.state is not State.QUEUED:
        return None
    patience = timedelta(seconds=settings.give_up_s)
    if contact.left_at is not None and now - contact.left_at >= patience:
        return EndedBy.TIMEOUT
    return EndedBy.CLOSING if is_deserted else None


def busy(people: Iterable[PresenceView], contact: ContactView) -> tuple[int, int]:
    """How many contacts can go on at a time with those who suit this one, and how many more fit now."""
    able = [one for one in people if suits(one, contact)]
    return sum(one.capacity for one in able), sum(one.free for one in able)


def idle_step(
    settings: AreaSettings, quiet_since: datetime, warned_at: datetime | None, now: datetime
) -> IdleStep:
    """What the silence of a client, who was asked or answered at `quiet_since`, calls for.

    Nothing ends unwarned: after a warning given late there is still all the time that lies between the two.
    """
    if warned_at is None or warned_at < quiet_since:
        is_due = now - quiet_since >= timedelta(seconds=settings.idle_warning_s)
        return IdleStep.WARN if is_due else IdleStep.NOTHING
    notice = max(settings.idle_end_s - settings.idle_warning_s, SHORTEST_NOTICE)
    return IdleStep.END if now - warned_at >= timedelta(seconds=notice) else IdleStep.NOTHING
