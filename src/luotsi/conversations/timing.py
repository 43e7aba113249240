"""What the clock does: warns before silence ends a conversation, tells those who wait of closing time, notes
whose professional has vanished and who has gone home, ends what is overdue, and shares what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions, queries, rules, vanishing
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
    return look_at_vanished() + look_at_silence() + look_at_closing() + look_after_queues()


def look_at_vanished() -> int:
    """Of professionals who are silent: tell their clients, and put back in the queue what they left."""
    done = sum(_was_done(vanishing.note_lost, one) for one in queries.vanished())
    return done + sum(_was_done(vanishing.give_back, one) for one in queries.not_back())


def look_after_queues() -> int:
    """End what is overdue, note who has gone, and share what waits; how many contacts and people."""
    done = sum(_was_done(contacts.end_overdue, one.id) for one in queries.overdue())
    done += len(presence_actions.expire_presence())
    for area in queries.area_codes():
        if queries.is_shared_automatically(area):
            done += len(contacts.share(area))
    return done


def _was_done(change: Callable[[UUID], object], number: UUID) -> int:
    try:
        change(number)
    except Refusal:
        return 0
    return 1


def look_at_silence() -> int:
    """Of conversations whose client owes an answer. None ends without a warning long enough before.

    While nothing is heard of the professional, nobody is asked to answer.
    """
    now = clock.now()
    settings: dict[str, AreaSettings] = {}
    done = 0
    quiet = list(
        ConversationRow.objects.filter(state=State.ASSIGNED.value, asked_at__isnull=False, ended_at=None)
    )
    silent = queries.silent({row.assignee for row in quiet}, now)
    for row in quiet:
        if row.assignee in silent:
            continue
        if row.area not in settings:
            settings[row.area] = queries.settings_or_usual(row.area)
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


def _status_of(area: str, now: datetime) -> AreaStatus | None:
    try:
        return queries.status(area, now)
    except Refusal:
        return None
