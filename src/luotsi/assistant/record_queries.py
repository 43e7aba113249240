"""What members of staff read of turns: how many there were, and which did not lead to help.

Who may read them is for the screen to ask (`accounts.access`): the words are residents'.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.timezone import localtime

from luotsi.assistant.actions import OWNER, TABLE
from luotsi.assistant.models import TurnRecord
from luotsi.assistant.record_rules import UNOPENED_AFTER, apart, to_the_hour
from luotsi.assistant.record_types import MissClass, Recorded, TurnCounts
from luotsi.foundation import clock
from luotsi.foundation.clock import HELSINKI
from luotsi.privacy import sealing
from luotsi.privacy.keyring import KeyringFault
from luotsi.privacy.sealing import CannotOpen

logger = logging.getLogger(__name__)

MOST = 500
"""Misses that one question gives."""


def counts(since: date, until: date) -> TurnCounts:
    """How many turns there were from one of Finland's days to another, both included, and of which sort."""
    rows = _told(_between(since, until))
    sorts = {
        name: _most_frequent(rows.values_list(name).annotate(number=Count("pk")).order_by())
        for name in ("kind", "language", "channel", "judged", "why")
    }
    return TurnCounts(
        since=since,
        until=until,
        total=sum(sorts["kind"].values()),
        kinds=sorts["kind"],
        languages=sorts["language"],
        channels=sorts["channel"],
        verdicts={verdict: number for verdict, number in sorts["judged"].items() if verdict},
        misses={MissClass(why): number for why, number in sorts["why"].items() if why},
    )


def misses(
    since: date, until: date, *, language: str = "", miss: MissClass | None = None, limit: int = MOST
) -> tuple[Recorded, ...]:
    """Turns that did not lead to help from one day to another, the newest first, with their words.

    `language` is that of the message. A message that was not kept, or whose key is gone, has no words.
    """
    rows = _told(_between(since, until)).exclude(why="")
    if language:
        rows = rows.filter(language=language)
    if miss is not None:
        rows = rows.filter(why=str(miss))
    newest = rows.order_by("-hour", "pk")[: max(0, min(limit, MOST))]
    return tuple(_value(row, row.why) for row in newest)


def _between(since: date, until: date) -> QuerySet[TurnRecord]:
    return TurnRecord.objects.filter(
        hour__gte=_midnight(since), hour__lt=_midnight(until + timedelta(days=1))
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HELSINKI)


def _told(rows: QuerySet[TurnRecord]) -> QuerySet[TurnRecord]:
    """The rows with their class as `why`, "" for what is no miss.

    A record knows only its hour, so that an offer counts as not opened when an hour has passed after its end.
    """
    last = to_the_hour(clock.now()) - UNOPENED_AFTER
    left_alone = Q(offered__gt=0, opened="", judged__in=("", "partly", "no"), hour__lt=last)
    return rows.annotate(
        why=Case(
            When(~Q(miss=""), then=F("miss")),
            When(left_alone, then=Value(str(MissClass.SHOWN_NOT_OPENED))),
            default=Value(""),
            output_field=CharField(),
        )
    )


def _most_frequent(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(Counter(dict(counted)).most_common())


def _value(row: TurnRecord, why: str) -> Recorded:
    return Recorded(
        id=row.id,
        hour=localtime(row.hour, HELSINKI),
        channel=row.channel,
        page_language=row.page_language,
        language=row.language,
        kind=row.kind,
        act=row.act,
        is_soft=row.is_soft,
        emergencies=apart(row.emergencies),
        candidates=tuple((path, score) for path, score in row.candidates),
        offered=row.offered,
        question=row.question,
        answers=row.answers,
        authorities=apart(row.authorities),
        municipality=row.municipality,
        opened=apart(row.opened),
        judged=row.judged,
        miss=MissClass(why) if why else None,
        length=row.length,
        words=_words_of(row),
    )


def _words_of(row: TurnRecord) -> str | None:
    if not row.words:
        return None
    try:
        return sealing.open_sealed(TABLE, OWNER, row.id, bytes(row.words))
    except (CannotOpen, KeyringFault, OSError):
        logger.warning("The words of a turn cannot be opened")
        return None
