"""Rows as the values that other rooms see."""

from __future__ import annotations

from luotsi.contacts.models import ContactRow, PresenceRow
from luotsi.contacts.types import Channel, ContactView, EndedBy, PresenceState, PresenceView, State, WrapUp


def contact_view(row: ContactRow) -> ContactView:
    return ContactView(
        id=row.id,
        channel=Channel(row.channel),
        area=row.area,
        reason=row.reason,
        language=row.language,
        skill=row.skill,
        weight=row.weight,
        state=State(row.state),
        queued_at=row.queued_at,
        assignee=row.assignee,
        assigned_at=row.assigned_at,
        ended_at=row.ended_at,
        wrapped_at=row.wrapped_at,
        left_at=row.left_at,
        ended_by=EndedBy(row.ended_by) if row.ended_by else None,
        wrap_up_code=WrapUp(row.wrap_up_code) if row.wrap_up_code else None,
        sensitive=row.sensitive,
        municipality=row.municipality,
        needed_at=row.needed_at,
        opened_at=row.opened_at,
        place_at=row.place_at,
        answered_at=row.answered_at,
        held_at=row.held_at,
        seconds_on_hold=row.seconds_on_hold,
        transfers=row.transfers,
        lost_at=row.lost_at,
    )


def presence_view(row: PresenceRow, load: int, usual_capacity: int) -> PresenceView:
    """`load` is how many contacts the person has; `usual_capacity` holds unless they said otherwise."""
    return PresenceView(
        person=row.person,
        state=PresenceState(row.state),
        areas=tuple(row.areas),
        capacity=usual_capacity if row.capacity is None else row.capacity,
        load=load,
        languages=tuple(row.languages),
        skills=tuple(row.skills),
        since=row.since,
        seen_at=row.seen_at,
        assigned_at=row.assigned_at,
    )
