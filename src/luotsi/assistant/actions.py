"""Writes of the room: what is kept of a turn, and what becomes known of it later.

None of these ever fails or slows a turn. What cannot be true (an id that nobody gave, a path that is not
published) is left out silently: it comes from a stranger's browser.
"""

from __future__ import annotations

import base64
import functools
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import DatabaseError

from luotsi.assistant import record_rules
from luotsi.assistant.models import TurnRecord
from luotsi.assistant.record_rules import KEPT_FOR, LONGEST_WORDS, OPEN_FOR, apart, to_the_hour, together
from luotsi.assistant.record_types import VERDICTS, Channel, MissClass
from luotsi.assistant.records import Notebook, WaitingWords
from luotsi.assistant.types import Reply
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.privacy import sealing
from luotsi.privacy.actions import sweep_files
from luotsi.privacy.keyring import KeyringFault
from luotsi.safety.masking import mask

logger = logging.getLogger(__name__)

TABLE, OWNER = "turn", "county"
"""What sealed words are bound to, beside the id of their record."""

_ID = re.compile(r"[a-z2-7]{26}")
_RANDOM_BYTES = 16
_MOST_OPENED = 20
_BATCH = 200
_PAUSE = 0.005
"""Seconds between batches of an erasure, so that other writers get their turn."""

_words = WaitingWords()


def record(
    reply: Reply,
    channel: Channel,
    *,
    page_language: str,
    municipality: str | None = None,
    facets: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> str:
    """Keep what a turn came to; returns the id of its record, 26 random characters.

    `facets` are the answers to clarifying questions so far. Of the message only its length is kept, and the
    masked words, sealed, when the turn is a miss (see `record_rules.may_keep_words`).
    """
    now = now or clock.now()
    made = new_id()
    row = TurnRecord(
        id=made,
        hour=to_the_hour(now),
        **record_rules.columns_of(reply, channel, page_language, municipality, facets or {}),
    )
    sealed = _sealed(reply, made)
    if record_rules.is_missed_at_once(reply):
        row.words = sealed
    elif sealed:
        _words.keep(made, sealed, now)
    notebook.add(functools.partial(row.save, force_insert=True))
    return made


def opened(record_id: str, path: str) -> None:
    """A path was opened from the reply."""
    if not _is_published(path):
        return

    def change(row: TurnRecord) -> None:
        known = apart(row.opened)
        if path not in known and len(known) < _MOST_OPENED:
            row.opened = together((*known, path))
        _forget_words_unless_missed(row)

    _later(record_id, change)


def judged(record_id: str, verdict: str) -> None:
    """The client said whether it helped: "yes", "partly" or "no". The last word counts."""
    if verdict not in VERDICTS:
        return
    sealed = b"" if verdict == "yes" else _words.take(record_id)

    def change(row: TurnRecord) -> None:
        row.judged = verdict
        if verdict != "yes":
            _miss(row, MissClass.UNHELPFUL, sealed)
        else:
            row.miss = "" if row.miss == MissClass.UNHELPFUL else row.miss
            _forget_words_unless_missed(row)

    _later(record_id, change)


def handed_over(record_id: str) -> None:
    """A person took over."""
    missed(record_id, MissClass.HANDED_TO_PERSON)


def missed(record_id: str, why: MissClass) -> None:
    """It turned out later that the turn did not lead to help.

    For screens that see it: a slot of the opened path found nothing, a path was left on the way, questions
    were answered and there was nothing to offer.
    """
    sealed = _words.take(record_id)
    _later(record_id, lambda row: _miss(row, why, sealed))


def settle(now: datetime | None = None) -> None:
    """Keep the words of turns whose offer nobody opened within the hour, and forget all others that old."""
    for record_id, sealed in _words.take_due(now or clock.now()):
        rows = TurnRecord.objects.filter(pk=record_id, offered__gt=0, opened="", words=b"")
        notebook.add(functools.partial(rows.exclude(judged="yes").update, words=sealed))


def erase_old(now: datetime) -> int:
    """Erase records older than 90 days at `now` (aware), also from the files; how many. Repeatable."""
    erased = 0
    old = TurnRecord.objects.filter(hour__lt=now - KEPT_FOR).values_list("pk", flat=True)
    while batch := list(old[:_BATCH]):
        erased += TurnRecord.objects.filter(pk__in=batch).delete()[0]
        time.sleep(_PAUSE)
    if erased:
        sweep_files()
    return erased


def new_id() -> str:
    """128 random bits in small letters and digits."""
    return base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().rstrip("=").lower()


notebook = Notebook(settle)
"""The one of this process."""


def _later(record_id: str, change: Callable[[TurnRecord], None]) -> None:
    """Change a record of the last day, in its turn."""
    if not _ID.fullmatch(record_id):
        return
    since = to_the_hour(clock.earlier(OPEN_FOR))

    def write() -> None:
        row = TurnRecord.objects.select_for_update().filter(pk=record_id, hour__gte=since).first()
        if row is not None:
            change(row)
            row.save(update_fields=["opened", "judged", "miss", "words"])

    notebook.add(write)


def _miss(row: TurnRecord, why: MissClass, sealed: bytes) -> None:
    row.miss = record_rules.nearer_the_cause(row.miss, why)
    row.words = row.words or sealed


def _forget_words_unless_missed(row: TurnRecord) -> None:
    """It helped after all, or may still: of such a turn no words are kept."""
    if not row.miss:
        row.words = b""


def _sealed(reply: Reply, record_id: str) -> bytes:
    """The words for this record and no other; empty where they may not be kept or nothing can be sealed."""
    if not record_rules.may_keep_words(reply):
        return b""
    words = mask(reply.masked.text, reply.language or "fi").text.replace("\0", "")[:LONGEST_WORDS]
    try:
        return sealing.seal(TABLE, OWNER, record_id, words) if words.strip() else b""
    except (KeyringFault, OSError):
        logger.exception("The words of a turn could not be sealed, and are not kept")
        return b""


def _is_published(path: str) -> bool:
    try:
        guidance.path(path)
    except (NoSuchPath, DatabaseError):
        return False
    return True
