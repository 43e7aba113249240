"""What the clock does: warns before silence ends a conversation, tells those who wait of closing time, ends
what is overdue, notes who has gone home, and shares what waits where a page did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions, queries, rules
from luotsi.contacts.types import AreaSettings, AreaStatus, EndedBy, IdleStep, Refusal, State
from luotsi.conversations import facts, log
from luotsi.conversations.kinds import Notice
from luotsi.conversations.models import ConversationRow
from luotsi.conversations.types import ConversationFault, Draft
from luotsi.foundation import clock
from luotsi.foundation.facts import tell


def tick() -> int:
    """Warn, end and tell what is due now; how many conversations and people that concerned.

    Some times a minute; each change is a transaction of its own.
    """
    return look_at_silence() + look_at_closing() + look_after_queues()


def look_after_queues() -> int:
    """End what is overdue, note who has gone, and share what waits; how many contacts and people."""
    done = sum(_ended_overdue(one.id) for one in queries.overdue())
    done += len(presence_actions.expire_presence())
    for area in queries.area_codes():
        if queries.is_shared_automatically(area):
            done += len(contacts.share(area))
    return done


def _ended_overdue(number: UUID) -> int:
    try:
        contacts.end_overdue(number)
    except Refusal:
        return 0
    return 1


def look_at_silence() -> int:
    """Of conversations whose client owes an answer. None ends without a warning long enough before."""
    now = clock.now()
    settings: dict[str, AreaSettings] = {}
    done = 0
    quiet = ConversationRow.objects.filter(state=State.ASSIGNED.value, asked_at__isnull=False, ended_at=None)
    for row in quiet:
        if row.area not in settings:
            settings[row.area] = _settings_of(row.area)
        step = rules.idle_step(settings[row.area], row.asked_at, row.warned_at, now)
        if step is IdleStep.WARN:
            done += _warned(row, settings[row.area], now)
        elif step is IdleStep.END:
            done += _ended(row)
    return done


@transaction.atomic
def _warned(seen: ConversationRow, settings: AreaSettings, now: datetime) -> int:
    """Tell when it will end, unless the client has written meanwhile."""
    row = log.held(seen.pk)
    if row.asked_at != seen.asked_at or row.warned_at != seen.warned_at or row.ended_at is not None:
        return 0
    wait = max(settings.idle_end_s - settings.idle_warning_s, rules.SHORTEST_NOTICE)
    ends_at = (now + timedelta(seconds=wait)).isoformat()

    def warned(held: ConversationRow) -> list[str]:
        held.warned_at = now
        return ["warned_at"]

    log.append(row.pk, [Draft(Notice("idle", ends_at))], change=warned)
    tell(facts.ClientWarned(conversation=row.pk, area=row.area, language=row.language, at=now))
    return 1


@transaction.atomic
def _ended(seen: ConversationRow) -> int:
    row = ConversationRow.objects.filter(pk=seen.pk, asked_at=seen.asked_at, warned_at=seen.warned_at)
    if not row.exists():
        return 0
    try:
        contacts.end(seen.pk, EndedBy.TIMEOUT)
    except Refusal:
        return 0
    return 1


def look_at_closing() -> int:
    """Tell those who wait that the service closes soon, once."""
    now = clock.now()
    waiting = ConversationRow.objects.filter(state=State.QUEUED.value, told_closing_at=None)
    statuses: dict[str, AreaStatus | None] = {}
    done = 0
    for row in waiting:
        if row.area not in statuses:
            statuses[row.area] = _status_of(row.area, now)
        status = statuses[row.area]
        if status is not None and status.is_closing and status.closes_at is not None:
            done += _told_of_closing(row, status.closes_at)
    return done


def _told_of_closing(seen: ConversationRow, closes_at: datetime) -> int:
    def told(held: ConversationRow) -> list[str]:
        held.told_closing_at = clock.now()
        return ["told_closing_at"]

    try:
        log.append(seen.pk, [Draft(Notice("closing", closes_at.isoformat()))], change=told)
    except ConversationFault:
        return 0
    return 1


def _settings_of(area: str) -> AreaSettings:
    try:
        return queries.settings_of(area)
    except Refusal:
        return AreaSettings(area)


def _status_of(area: str, now: datetime) -> AreaStatus | None:
    try:
        return queries.status(area, now)
    except Refusal:
        return None
