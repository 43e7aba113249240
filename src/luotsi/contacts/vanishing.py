"""A professional who vanishes in the middle of a live contact, without a word to anybody.

The client is told once, and after a while the contact goes back to its old place in the queue. The sign of
life is that a page asks for something, as an open one does at least once a minute. An open stream alone is
none: that of a computer which was shut stays open for a quarter of an hour.

What the clock does here it asks again with the rows held, so that several clocks do it once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from luotsi.contacts import facts, queries, rules
from luotsi.contacts.assigning import give, hold_people, tell_given
from luotsi.contacts.models import ContactRow, PresenceRow
from luotsi.contacts.telling import told
from luotsi.contacts.types import HELD, ContactView, How, Refusal, RefusalCode, State, Verb
from luotsi.contacts.viewing import contact_view
from luotsi.foundation import clock

HEARD_EVERY = timedelta(seconds=10)
"""One sign of life speaks for those after it."""


@transaction.atomic
def hear(person: int) -> list[UUID]:
    """A sign of life of a professional. Those of their contacts of which they were noted as lost: `note_back`
    each of them, in a transaction of its own."""
    at = clock.now()
    PresenceRow.objects.filter(pk=person, heard_at__lt=at - HEARD_EVERY).update(heard_at=at)
    lost = ContactRow.objects.filter(assignee=person, state__in=HELD, lost_at__isnull=False)
    return list(lost.values_list("pk", flat=True))


@transaction.atomic
def note_back(number: UUID) -> ContactView:
    """The professional who has it is there again. Raises Refusal WRONG_STATE when it is theirs no more."""
    at, row = clock.now(), _lost(number)
    lost_at, row.lost_at = row.lost_at, None
    row.save(update_fields=["lost_at"])
    told(facts.ProfessionalBack, row, at, person=row.assignee, lost_at=lost_at)
    return contact_view(row)


@transaction.atomic
def note_lost(number: UUID) -> ContactView:
    """Note what `queries.vanished` listed. Raises Refusal WRONG_STATE when it is no longer so, NOT_FOUND."""
    at, person = clock.now(), queries.contact(number).assignee
    if person is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    heard_at = hold_people([person], at)[person].heard_at
    row = _in_hand(number)
    settings = queries.settings_or_usual(row.area)
    has_vanished = rules.has_vanished(contact_view(row), heard_at, settings, at)
    if row.assignee != person or row.lost_at is not None or not has_vanished:
        raise Refusal(RefusalCode.WRONG_STATE)
    row.lost_at = at
    row.save(update_fields=["lost_at"])
    until = rules.may_go_on(at, settings)
    told(facts.ProfessionalLost, row, at, person=person, heard_at=heard_at, until=until)
    return contact_view(row)


@transaction.atomic
def give_back(number: UUID) -> ContactView:
    """Put what `queries.not_back` listed where it stood in the queue. Raises Refusal WRONG_STATE."""
    at, row = clock.now(), _lost(number)
    if at < rules.may_go_on(row.lost_at, queries.settings_or_usual(row.area)):
        raise Refusal(RefusalCode.WRONG_STATE)
    _requeue(row, at)
    return contact_view(row)


@transaction.atomic
def take_over(number: UUID, person: int) -> ContactView:
    """A colleague goes on at once with what a lost professional has.

    Raises Refusal WRONG_STATE (nobody is lost any more), NOT_IN_QUEUE (the client is away), AT_CAPACITY,
    NO_RIGHT.
    """
    at = clock.now()
    held = hold_people([person], at)[person]
    row = _lost(number)
    _requeue(row, at)
    waits = Q(state=State.QUEUED, assignee=None, left_at=None)
    row = give(number, held, at=at, expected=waits, area=row.area)
    held.heard_at = at
    held.save(update_fields=["heard_at"])
    tell_given(row, How.PICKED)
    return contact_view(row)


def _requeue(row: ContactRow, at: datetime) -> None:
    state = rules.transition(State(row.state), Verb.GIVE_BACK)
    person, lost_at = row.assignee, row.lost_at
    row.seconds_on_hold = rules.seconds_on_hold(row.seconds_on_hold, row.held_at, at)
    row.state, row.assignee, row.held_at, row.lost_at = state, None, None, None
    row.save(update_fields=["state", "assignee", "held_at", "lost_at", "seconds_on_hold"])
    told(
        facts.ContactRequeued,
        row,
        at,
        person=person,
        lost_at=lost_at,
        needed_at=row.needed_at,
        queued_at=row.queued_at,
    )


def _lost(number: UUID) -> ContactRow:
    """The held row of a contact whose professional is noted as lost. Raises Refusal WRONG_STATE."""
    row = _in_hand(number)
    if row.lost_at is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    return row


def _in_hand(number: UUID) -> ContactRow:
    row = ContactRow.objects.select_for_update().filter(pk=number, state__in=HELD).first()
    if row is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    return row
