"""The one place where a contact gets its person.

Two things must never happen, however many ask at the same moment: a contact with two people, and a person
with more contacts than fit. The first is one conditional UPDATE. The second needs that whoever gives a person
a contact holds that person's row meanwhile, since on PostgreSQL two UPDATEs of different contacts would not
see each other.

Whoever holds rows takes them in one order, so that nobody waits in a circle: people, by their numbers; the
line of an area; one contact; what other rooms keep of it (a conversation, then the desks by name); the head
of the audit trail. Only erasing holds two contacts in one transaction, and it wants nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, DateTimeField, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from luotsi.accounts import queries as accounts
from luotsi.accounts.access import Action
from luotsi.contacts import areas, rules
from luotsi.contacts.facts import ContactAssigned
from luotsi.contacts.models import ContactRow, PresenceRow
from luotsi.contacts.telling import told
from luotsi.contacts.types import (
    HELD,
    How,
    PresenceState,
    Refusal,
    RefusalCode,
    State,
    Verb,
)


def hold_people(people: Iterable[int], at: datetime) -> dict[int, PresenceRow]:
    """Hold the rows of these people until the transaction ends; one that is not yet is made."""
    wanted = sorted(set(people))
    if not wanted:
        return {}
    gone = [
        PresenceRow(person=one, state=PresenceState.GONE, since=at, seen_at=at, heard_at=at) for one in wanted
    ]
    PresenceRow.objects.bulk_create(gone, ignore_conflicts=True)
    rows = PresenceRow.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {row.person: row for row in rows}


def give(
    number: UUID, person: PresenceRow, *, at: datetime, expected: Q, area: str, **more: object
) -> ContactRow:
    """Make the contact this person's, whose row is held. `expected` is what must still be so.

    `area` is where it goes on; `more` are further columns to set. The caller tells (`tell_given`). Raises
    Refusal NO_RIGHT, AT_CAPACITY, and what `rules.transition` refuses.
    """
    if not accounts.reach_of_person(person.person, Action.HANDLE_CONTACTS).covers(area):
        raise Refusal(RefusalCode.NO_RIGHT)
    usual = areas.settings_of(areas.view_of(area)).capacity
    capacity = usual if person.capacity is None else person.capacity
    had = (
        ContactRow.objects.filter(assignee=person.person, state__in=HELD)
        .exclude(pk=OuterRef("pk"))
        .order_by()
        .values("assignee")
        .annotate(number=Count("pk"))
        .values("number")
    )
    changed = (
        ContactRow.objects.alias(load=Coalesce(Subquery(had, output_field=IntegerField()), 0))
        .filter(expected, pk=number, load__lt=capacity)
        .update(
            state=State.ASSIGNED,
            assignee=person.person,
            assigned_at=at,
            first_assigned_at=Coalesce("first_assigned_at", Value(at, output_field=DateTimeField())),
            area=area,
            held_at=None,
            lost_at=None,
            **more,
        )
    )
    if changed != 1:
        raise Refusal(why_not(number, expected))
    PresenceRow.objects.filter(pk=person.person).update(assigned_at=at)
    return ContactRow.objects.get(pk=number)


def tell_given(row: ContactRow, how: How) -> None:
    """Tell that the contact has come to its person, just now."""
    told(
        ContactAssigned,
        row,
        row.assigned_at,
        person=row.assignee,
        how=how,
        needed_at=row.needed_at,
        queued_at=row.queued_at,
        is_first=row.first_assigned_at == row.assigned_at,
    )


def why_not(number: UUID, expected: Q) -> RefusalCode:
    """Why a contact could not be given, in the words of the rules."""
    row = ContactRow.objects.filter(pk=number).first()
    if row is None:
        return RefusalCode.NOT_FOUND
    if ContactRow.objects.filter(expected, pk=number).exists():
        return RefusalCode.AT_CAPACITY
    try:
        rules.transition(State(row.state), Verb.ASSIGN)
    except Refusal as refusal:
        return refusal.code
    return RefusalCode.NOT_IN_QUEUE
