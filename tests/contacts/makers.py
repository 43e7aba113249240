"""Clients and professionals for stories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from luotsi.accounts import actions as accounts
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.contacts import actions, presence_actions
from luotsi.contacts.models import ContactRow
from luotsi.contacts.types import (
    Channel,
    ContactView,
    EndedBy,
    NewContact,
    PresenceState,
    Refusal,
    RefusalCode,
    WrapUp,
)
from luotsi.foundation import clock
from luotsi.organisation.models import County, ServiceArea

NOON = datetime(2026, 11, 25, 12, tzinfo=clock.HELSINKI)
TEETH, YOUTH, MIND = "oral-health", "youth-station", "mind-and-addiction"
"""By hand; automatic; hours of its own and two at a time."""

_names = count(1)


def professional(area: str = TEETH, role: Role = Role.PROFESSIONAL, **presence: Any) -> int:
    """The number of a professional with a right in this area ("": everywhere), who is at work there."""
    user = User.objects.create(username=f"person{next(_names)}")
    accounts.grant_role(user, role, area, by=None)
    areas = presence.pop("areas", [area or TEETH])
    state = presence.pop("state", PresenceState.PRESENT)
    if state is not None:
        presence_actions.set_presence(user.pk, areas, state, **presence)
    return int(user.pk)


def opened(area: str = TEETH, channel: Channel = Channel.CHAT, **more: Any) -> ContactView:
    return actions.open_contact(NewContact(channel, area, more.pop("language", "fi"), **more))


def queued(area: str = TEETH, channel: Channel = Channel.CHAT, **more: Any) -> ContactView:
    return actions.queue(opened(area, channel, **more).id)


def taken(person: int, area: str = TEETH, channel: Channel = Channel.CHAT, **more: Any) -> ContactView:
    return actions.assign(queued(area, channel, **more).id, person)


def ended(person: int, area: str = TEETH, **more: Any) -> ContactView:
    return actions.end(taken(person, area, **more).id, EndedBy.CLIENT)


def wrapped(number: Any, by: int, **more: Any) -> ContactView:
    return actions.wrap_up(number, by=by, code=more.pop("code", WrapUp.ANSWERED), **more)


def county_says(area: str, **chat: Any) -> None:
    """The county's file says this of the area's live contacts."""
    ServiceArea.objects.filter(code=area).update(chat=chat)
    County.objects.update(version=uuid4().hex)


@contextmanager
def after(**span: float) -> Iterator[datetime]:
    """So much later than now."""
    with clock.frozen_at(clock.later(timedelta(**span))):
        yield clock.now()


@contextmanager
def refused(code: RefusalCode) -> Iterator[None]:
    """Inside, something is refused by this name, and no contact has changed by it."""
    before = list(ContactRow.objects.order_by("pk").values())
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code is code
    assert list(ContactRow.objects.order_by("pk").values()) == before
