"""Every change to a contact: one verb each, in a transaction of its own or in the caller's.

Professionals are given by number, and their rights are checked here and not only on screens. What cannot be
done is refused by name (`types.Refusal`), and then nothing has changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from luotsi.accounts import queries as accounts
from luotsi.accounts.access import Action
from luotsi.contacts import areas, facts, queries, rules, words
from luotsi.contacts.assigning import give, hold_people, tell_given
from luotsi.contacts.models import ContactRow, LineRow, PresenceRow, TransferRow
from luotsi.contacts.telling import told
from luotsi.contacts.types import (
    HELD,
    Channel,
    ContactView,
    EndedBy,
    How,
    NewContact,
    PresenceState,
    Refusal,
    RefusalCode,
    State,
    Support,
    Verb,
    WrapUp,
)
from luotsi.contacts.viewing import contact_view
from luotsi.foundation import clock
from luotsi.foundation.facts import tell


@transaction.atomic
def open_contact(new: NewContact) -> ContactView:
    """Somebody turns to the county: a contact in state BOT. Raises Refusal UNKNOWN_AREA."""
    at, area = clock.now(), areas.view_of(new.area)
    row = ContactRow.objects.create(
        id=new.id or uuid.uuid4(),
        channel=new.channel,
        area=new.area,
        reason=new.reason,
        language=new.language,
        municipality=new.municipality,
        skill=new.skill or rules.skill_for(areas.settings_of(area), new.reason),
        weight=new.weight,
        sensitive=new.sensitive,
        state=rules.transition(None, Verb.OPEN),
        needed_at=min(new.needed_at or at, at),
        opened_at=at,
    )
    told(facts.ContactOpened, row, at, needed_at=row.needed_at, in_hours=areas.is_open(area, at))
    return contact_view(row)


@transaction.atomic
def queue(number: UUID) -> ContactView:
    """Join the queue of the contact's area.

    Raises Refusal CLOSED and QUEUE_FULL for a live contact (then call `turn_away` once the transaction is
    over), NOT_FOUND, WRONG_STATE, ENDED, UNKNOWN_AREA.
    """
    at = clock.now()
    area = queries.contact(number).area
    _hold_line(area)
    row = _held(number)
    row.state = rules.transition(State(row.state), Verb.QUEUE)
    view = areas.view_of(area)
    line = queries.waiting(area, at)
    if rules.is_live(Channel(row.channel)):
        if not areas.is_open(view, at):
            raise Refusal(RefusalCode.CLOSED)
        if sum(rules.is_live(one.channel) for one in line) >= areas.settings_of(view).queue_limit:
            raise Refusal(RefusalCode.QUEUE_FULL)
    row.queued_at, row.left_at = at, None
    row.place_at = rules.place_of(at, row.weight)
    row.save(update_fields=["state", "queued_at", "left_at", "place_at"])
    found = contact_view(row)
    told(
        facts.ContactQueued,
        row,
        at,
        needed_at=row.needed_at,
        ahead=rules.order([*line, found]).index(found),
        present=len(queries.present(area, at)),
    )
    return found


@transaction.atomic
def turn_away(
    channel: Channel, area: str, language: str, why: RefusalCode | str, *, municipality: str = ""
) -> None:
    """Tell that somebody could not join a queue, for what is refused leaves no other trace."""
    tell(
        facts.ContactTurnedAway(
            channel=channel,
            area=area,
            language=language,
            municipality=municipality,
            why=str(RefusalCode(why)),
            at=clock.now(),
        )
    )


@transaction.atomic
def assign(number: UUID, person: int) -> ContactView:
    """A professional takes a waiting contact.

    Raises Refusal ALREADY_ASSIGNED, NOT_IN_QUEUE (the client is away), AT_CAPACITY, NO_RIGHT, NOT_FOUND,
    WRONG_STATE (it is not in a queue yet), ENDED.
    """
    at = clock.now()
    held = hold_people([person], at)[person]
    area = queries.contact(number).area
    row = give(number, held, at=at, expected=_waits_in(area), area=area)
    # Who takes one is there.
    held.heard_at = at
    held.save(update_fields=["heard_at"])
    tell_given(row, How.PICKED)
    return contact_view(row)


def share(area: str) -> list[ContactView]:
    """Give the waiting contacts of an area to those who are present, by load; those that found a person.

    Each in a transaction of its own, unlike other verbs here: see `assigning`. Nothing where the area shares
    by hand. Who gets what: `rules.next_person`. Raises Refusal UNKNOWN_AREA.
    """
    given = []
    while (one := share_next(area)) is not None:
        given.append(one)
    return given


@transaction.atomic
def share_next(area: str) -> ContactView | None:
    """The same with the first that finds a person; None when none does."""
    at = clock.now()
    if not queries.is_shared_automatically(area):
        return None
    held = hold_people([one.person for one in queries.present(area, at)], at)
    # Asked again, now that nobody else can give them anything.
    people = [one for one in queries.present(area, at) if one.person in held] if held else []
    settings = queries.settings_of(area)
    for waiting in queries.waiting(area, at) if people else []:
        wanted = rules.as_shared(waiting, settings, at)
        person = rules.next_person(wanted, people) if waiting.left_at is None else None
        row = _given(waiting.id, held[person.person], area, at) if person is not None else None
        if row is not None:
            tell_given(row, How.SHARED)
            return contact_view(row)
    return None


def _given(number: UUID, person: PresenceRow, area: str, at: datetime) -> ContactRow | None:
    """The shared contact; None when somebody picked it, or the client left, since it was asked for."""
    try:
        with transaction.atomic():
            return give(number, person, at=at, expected=_waits_in(area), area=area)
    except Refusal:
        return None


@transaction.atomic
def hold_row(number: UUID) -> None:
    """Hold the contact's row until the caller's transaction ends, who goes on to hold what is kept of it.

    Nothing where there is no such contact any more: its words may outlive it for a moment.
    """
    ContactRow.objects.select_for_update().filter(pk=number).first()


@transaction.atomic
def keep(number: UUID, until: datetime) -> None:
    """Erase nothing of a contact before this moment; nothing happens where it is erased already."""
    ContactRow.objects.filter(pk=number).update(kept_until=until)


@transaction.atomic
def note_answer(number: UUID, person: int) -> ContactView:
    """The professional wrote to the client; only the first time is kept. Raises Refusal NOT_YOURS, ENDED …"""
    at = clock.now()
    changed = ContactRow.objects.filter(pk=number, assignee=person, answered_at=None, state__in=HELD).update(
        answered_at=at
    )
    row = ContactRow.objects.filter(pk=number).first()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if State(row.state) not in HELD:
        raise Refusal(RefusalCode.ENDED if row.ended_at else RefusalCode.WRONG_STATE)
    if row.assignee != person:
        raise Refusal(RefusalCode.NOT_YOURS)
    if changed:
        told(
            facts.ContactAnswered,
            row,
            at,
            person=person,
            needed_at=row.needed_at,
            queued_at=row.queued_at,
            assigned_at=row.assigned_at,
        )
    return contact_view(row)


@transaction.atomic
def hold(number: UUID, *, by: int) -> ContactView:
    """Put a contact on hold. Raises Refusal NOT_FOUND, NOT_YOURS, NO_RIGHT, WRONG_STATE, ENDED."""
    at, row = clock.now(), _held(number)
    state = rules.transition(State(row.state), Verb.HOLD)
    _must_handle(row, by, at)
    row.state, row.held_at = state, at
    row.save(update_fields=["state", "held_at"])
    told(facts.ContactHeld, row, at, person=row.assignee)
    return contact_view(row)


@transaction.atomic
def resume(number: UUID, *, by: int) -> ContactView:
    """Go on after a hold. Raises Refusal as `hold` does."""
    at, row = clock.now(), _held(number)
    state = rules.transition(State(row.state), Verb.RESUME)
    _must_handle(row, by, at)
    held_at, row.seconds_on_hold = row.held_at, _seconds_on_hold(row, at)
    row.state, row.held_at = state, None
    row.save(update_fields=["state", "held_at", "seconds_on_hold"])
    told(facts.ContactResumed, row, at, person=row.assignee, held_at=held_at)
    return contact_view(row)


@transaction.atomic
def transfer(
    number: UUID, *, by: int, area: str = "", person: int | None = None, note: str = ""
) -> ContactView:
    """Send a contact on to another service area, to a person, or both; `note` is for the next professional.

    In another queue it stands as if it had waited there since it first joined one. Raises Refusal NOT_YOURS,
    NO_RIGHT (of either person), NOT_PRESENT, AT_CAPACITY, ALREADY_ASSIGNED (it is that person's), CLOSED (the
    area is, and nobody is there), UNKNOWN_AREA, WRONG_STATE (already in that queue), NOT_FOUND, ENDED.
    """
    at = clock.now()
    held = hold_people([person], at)[person] if person is not None else None
    row = _held(number)
    verb = Verb.TRANSFER_AREA if person is None else Verb.TRANSFER_PERSON
    rules.transition(State(row.state), verb)
    _must_handle(row, by, at)
    target = area or row.area
    from_area, from_person, seconds = row.area, row.assignee, _seconds_on_hold(row, at)
    if target != row.area:
        # Another area has other skills.
        row.skill = rules.skill_for(areas.settings_of(areas.view_of(target)), row.reason)
    if held is not None:
        if held.person == row.assignee:
            raise Refusal(RefusalCode.ALREADY_ASSIGNED)
        if held.state != PresenceState.PRESENT or not rules.is_alive(held.seen_at, at):
            raise Refusal(RefusalCode.NOT_PRESENT)
        row = give(
            number,
            held,
            at=at,
            expected=Q(state=row.state, assignee=row.assignee),
            area=target,
            transfers=row.transfers + 1,
            seconds_on_hold=seconds,
            skill=row.skill,
        )
    else:
        _must_take(row, target, at)
        row.state, row.assignee, row.held_at, row.lost_at = State.QUEUED, None, None, None
        row.area, row.seconds_on_hold, row.transfers = target, seconds, row.transfers + 1
        columns = ["state", "assignee", "held_at", "lost_at", "area", "skill", "seconds_on_hold", "transfers"]
        row.save(update_fields=columns)
    _keep_transfer(row, from_area, from_person, at, note)
    told(
        facts.ContactTransferred,
        row,
        at,
        from_area=from_area,
        from_person=from_person,
        to_person=person,
        by=by,
        number=row.transfers,
    )
    if person is not None:
        # Afterwards: the transfer is told at the desks of both areas, and they are taken by name.
        tell_given(row, How.TRANSFERRED)
    return contact_view(row)


@transaction.atomic
def leave(number: UUID) -> ContactView:
    """The client goes away for a while; twice is once. Raises Refusal NOT_FOUND, ENDED, WRONG_STATE."""
    at, row = clock.now(), _held(number)
    rules.transition(State(row.state), Verb.LEAVE)
    if not rules.is_live(Channel(row.channel)):
        raise Refusal(RefusalCode.WRONG_STATE)
    if row.left_at is None:
        row.left_at = at
        row.save(update_fields=["left_at"])
        told(facts.ContactLeft, row, at, state=State(row.state), queued_at=row.queued_at)
    return contact_view(row)


@transaction.atomic
def come_back(number: UUID) -> ContactView:
    """The client is here again; after more than the area's `keep_place_s` at the end of the queue.

    One who was not away changes nothing. Raises Refusal NOT_FOUND, ENDED.
    """
    at, row = clock.now(), _held(number)
    state = rules.transition(State(row.state), Verb.COME_BACK)
    if row.left_at is None:
        return contact_view(row)
    left_at, row.left_at = row.left_at, None
    settings = queries.settings_or_usual(row.area)
    kept = state is not State.QUEUED or rules.keeps_place(left_at, settings, at)
    if not kept:
        row.place_at = rules.place_of(at, row.weight)
    row.save(update_fields=["left_at", "place_at"])
    told(facts.ContactReturned, row, at, state=state, left_at=left_at, kept_place=kept)
    return contact_view(row)


@transaction.atomic
def end(number: UUID, by: EndedBy, *, person: int | None = None) -> ContactView:
    """End a contact. `person` is the professional who does it, for PROFESSIONAL and BLOCKED.

    Raises Refusal NOT_FOUND, ENDED, and for a professional NOT_YOURS and NO_RIGHT. Raises ValueError when a
    professional ends it and is not named.
    """
    at, row, by = clock.now(), _held(number), EndedBy(by)
    state = rules.transition(State(row.state), Verb.END)
    if by in {EndedBy.PROFESSIONAL, EndedBy.BLOCKED}:
        if person is None:
            raise ValueError("Which professional ends it?")
        _must_handle(row, person, at)
    return _ended(row, state, by, at)


@transaction.atomic
def end_overdue(number: UUID) -> ContactView:
    """End what `queries.overdue` listed, if that is still so.

    Raises Refusal WRONG_STATE (it no longer is), ENDED, NOT_FOUND.
    """
    at, row = clock.now(), _held(number)
    state = rules.transition(State(row.state), Verb.END)
    settings, deserted = queries.settings_or_usual(row.area), queries.is_deserted(row.area, at)
    by = rules.overdue(contact_view(row), settings, at, is_deserted=deserted)
    if by is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    return _ended(row, state, by, at)


@transaction.atomic
def wrap_up(
    number: UUID,
    *,
    by: int,
    code: WrapUp,
    note: str = "",
    support: Collection[Support] = (),
    contact_number: int | None = None,
) -> ContactView:
    """The professional says what came of an ended contact; `note` is masked and sealed.

    `support` is what they leaned on, `contact_number` which contact about this need it was, as far as the
    client told. Raises Refusal NOT_FOUND, NOT_YOURS, NO_RIGHT, ENDED (it is wrapped up), WRONG_STATE (it goes
    on, or ended before anybody had it), ValueError for a note that is too long.
    """
    at, row = clock.now(), _held(number)
    state = rules.transition(State(row.state), Verb.WRAP_UP)
    if row.assignee is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    _must_handle(row, by, at)
    row.state, row.wrapped_at, row.wrap_up_code = state, at, WrapUp(code)
    row.words = words.sealed(words.WRAP_UP, row.id, row.id, note, row.language)
    row.save(update_fields=["state", "wrapped_at", "wrap_up_code", "words"])
    told(
        facts.ContactWrappedUp,
        row,
        at,
        person=by,
        code=WrapUp(code),
        support=tuple(sorted({Support(one) for one in support})),
        contact_number=contact_number,
        needed_at=row.needed_at,
        first_assigned_at=row.first_assigned_at,
        ended_at=row.ended_at,
        seconds_on_hold=row.seconds_on_hold,
        transfers=row.transfers,
    )
    return contact_view(row)


def _held(number: UUID) -> ContactRow:
    """The contact's row, held until the transaction ends. Raises Refusal NOT_FOUND."""
    row = ContactRow.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row


def _hold_line(area: str) -> None:
    LineRow.objects.bulk_create([LineRow(area=area)], ignore_conflicts=True)
    LineRow.objects.select_for_update().get(pk=area)


def _waits_in(area: str) -> Q:
    """What must be so for somebody to take a contact from this queue."""
    return Q(state=State.QUEUED, area=area, assignee=None, left_at=None)


def _must_handle(row: ContactRow, person: int, at: datetime) -> None:
    """The contact is this person's, or nobody's, or of somebody who is no longer at work, and they may."""
    if not accounts.reach_of_person(person, Action.HANDLE_CONTACTS).covers(row.area):
        raise Refusal(RefusalCode.NO_RIGHT)
    if row.assignee in {None, person}:
        return
    if queries.presence(row.assignee, at) is not None:
        raise Refusal(RefusalCode.NOT_YOURS)


def _must_take(row: ContactRow, area: str, at: datetime) -> None:
    """The area's queue is another one than the contact stands in, and leads to somebody."""
    view = areas.view_of(area)
    if row.state == State.QUEUED and row.area == area:
        raise Refusal(RefusalCode.WRONG_STATE)
    if not rules.is_live(Channel(row.channel)):
        return
    if not areas.is_open(view, at) and not queries.present(area, at):
        raise Refusal(RefusalCode.CLOSED)


def _keep_transfer(row: ContactRow, area: str, person: int | None, at: datetime, note: str) -> None:
    made = uuid.uuid4()
    TransferRow.objects.create(
        id=made,
        contact=row,
        number=row.transfers,
        at=at,
        from_area=area,
        to_area=row.area,
        from_person=person,
        to_person=row.assignee,
        words=words.sealed(words.TRANSFER, row.id, made, note, row.language),
    )


def _seconds_on_hold(row: ContactRow, at: datetime) -> int:
    return rules.seconds_on_hold(row.seconds_on_hold, row.held_at, at)


def _ended(row: ContactRow, state: State, by: EndedBy, at: datetime) -> ContactView:
    was = State(row.state)
    row.state, row.ended_at, row.ended_by = state, at, by
    row.seconds_on_hold, row.held_at, row.lost_at = _seconds_on_hold(row, at), None, None
    row.save(update_fields=["state", "ended_at", "ended_by", "seconds_on_hold", "held_at", "lost_at"])
    told(
        facts.ContactEnded,
        row,
        at,
        by=by,
        was=was,
        person=row.assignee,
        needed_at=row.needed_at,
        opened_at=row.opened_at,
        queued_at=row.queued_at,
        first_assigned_at=row.first_assigned_at,
        answered_at=row.answered_at,
        left_at=row.left_at,
        seconds_on_hold=row.seconds_on_hold,
        transfers=row.transfers,
    )
    return contact_view(row)
