"""Writes into the audit trail, keeps it from growing for ever, and leaves nothing erased in the files."""

from __future__ import annotations

import logging
import re
import time
from datetime import UTC, timedelta

from django.db import connection, transaction

from luotsi.foundation import clock
from luotsi.privacy import chain, context, guards, keyring, proving, retention
from luotsi.privacy.models import GENESIS, AuditHead, AuditRow, KeyProof
from luotsi.privacy.types import PURPOSES, Event, Head

logger = logging.getLogger(__name__)
head_log = logging.getLogger("luotsi.audit")
"""Goes to the log whatever the level of others is: a witness outside the database."""

KEPT_FOR = timedelta(days=366 * guards.YEARS_KEPT)
"""A little longer than the database insists on."""

_ACTION = re.compile(r"([a-z_]+)\.[a-z_]+")
_SWEEP_TRIES = 5
_SWEEP_PAUSE = 0.1
"""Seconds; a reader that holds the log up is gone after one page."""

_SWEEP_WAIT = 40
"""Milliseconds for which emptying the log waits for a reader: meanwhile nobody can write."""


@transaction.atomic
def record(event: Event) -> int:
    """Append a row to the audit trail; its number. Call it last in a transaction.

    The row is part of the caller's transaction: change and trace come together or not at all. Whoever appends
    holds the head until the commit, so concurrent writers make one chain. Raises ValueError for an action of
    no family.
    """
    purpose = event.purpose or _purpose(event.action)
    circumstances = context.present()
    actor = circumstances.actor()
    is_actor = actor is not None and event.actor in (None, actor.number)
    head = _locked_head()
    values = {
        "number": head.number + 1,
        "at": clock.now().astimezone(UTC),
        "actor": actor.number if actor is not None and is_actor else event.actor,
        "role": actor.role if actor is not None and is_actor else "",
        "unit": event.unit or (actor.unit if actor is not None and is_actor else ""),
        "on_behalf_of": event.on_behalf_of,
        "action": event.action,
        "object_kind": event.object_kind,
        "object_id": str(event.object_id),
        "client": circumstances.client,
        "purpose": purpose,
        "outcome": str(event.outcome),
        "channel": str(circumstances.channel),
        "session": circumstances.session(),
        "address": circumstances.address,
        "request_id": circumstances.request_id,
        "fields": ",".join(event.fields),
        "previous_hash": head.hash,
    }
    values = {name: _fitting(name, value) for name, value in values.items()}
    row = AuditRow.objects.create(**values, hash=chain.digest(values))
    AuditHead.objects.filter(pk=head.pk).update(number=row.number, hash=row.hash)
    return row.number


def ensure_keyring() -> None:
    """Make the keyring when there is none, and let the database remember its keys. Raises `KeyringFault`.

    A keyring that is made anew beside a database that knows other keys is told by `queries.keyring_faults`.
    """
    number, _key = keyring.current()
    if not KeyProof.objects.filter(pk=number).exists():
        KeyProof.objects.get_or_create(pk=number, defaults={"sealed": proving.make()})


def make_key() -> keyring.KeyView:
    """Another key for this month. Raises `KeyringFault`."""
    made = keyring.new_key()
    record(Event("key.new", "key", str(made.number)))
    ensure_keyring()
    return made


def destroy_key(number: int) -> keyring.KeyView:
    """Destroy a key with everything that it sealed, for good. Raises `NoKey`, `KeyDestroyed`, `KeyringFault`.

    The row is written first: a key that goes without a trace would be worse than a trace without a deed.
    """
    keyring.living(number)
    record(Event("key.destroy", "key", str(number)))
    return keyring.destroy(number)


def log_head() -> Head:
    """Write the end of the chain into the log, for the system's own log to keep. Daily, by the schedule.

    `luotsi audit verify --witness` compares with such a line: whoever cuts the table's tail and its head
    cannot take the line back.
    """
    row = AuditHead.objects.filter(pk=1).first() or AuditHead()
    head_log.info("%s", chain.line(row.number, row.hash))
    return Head(row.number, row.hash, row.kept_from)


def erase_old_rows() -> int:
    """Erase rows of the audit trail that are older than two years, from its beginning; how many went."""
    with transaction.atomic():
        head = _locked_head()
        rows = AuditRow.objects.filter(number__gte=head.kept_from)
        # Up to the first that is to be kept. Were the clock once set back, a later row looks old, too, and
        # the guards would refuse to let it take younger ones along.
        young = rows.filter(at__gte=clock.earlier(KEPT_FOR)).order_by("number").first()
        last = (rows.filter(number__lt=young.number) if young else rows).order_by("-number").first()
        if last is None:
            return 0
        AuditHead.objects.filter(pk=head.pk).update(kept_from=last.number + 1, kept_from_previous=last.hash)
        return AuditRow.objects.filter(number__lte=last.number).delete()[0]


def sweep(code: str) -> int:
    """Erase what is over its time of one kind of data (`retention`), also from the files; how much went.

    Raises `retention.NoSuchKind`.
    """
    kept = retention.kind(code)
    erased = kept.erase() if kept.erase is not None else 0
    if erased and kept.is_recorded:
        record(Event("erasure.by_time", "data", code))
    if erased:
        sweep_files()
    return erased


def sweep_all() -> dict[str, int]:
    """Erase everything that is over its time; how much of each kind. One that fails holds no other up.

    Raises the first failure when all have had their turn, so that the job counts as failed.
    """
    erased: dict[str, int] = {}
    failures: list[Exception] = []
    for kept in retention.everything():
        try:
            erased[kept.code] = sweep(kept.code)
        except Exception as error:
            logger.exception("What is over its time could not be erased: %s", kept.code)
            failures.append(error)
    sweep_files()
    if failures:
        raise failures[0]
    return erased


def sweep_files() -> bool:
    """Leave no copy of what was erased in SQLite's write-ahead log; whether that succeeded.

    `secure_delete` overwrites erased text in the database file, but the log holds pages as they were until it
    is emptied. On PostgreSQL this is the work of VACUUM and of recycled WAL (docs/security.md), so nothing is
    done. Inside a transaction nothing can be done either.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    for _attempt in range(_SWEEP_TRIES):
        if _emptied_log():
            return True
        time.sleep(_SWEEP_PAUSE)
    logger.warning(
        "The write-ahead log could not be emptied because it is being read; the next sweep tries again"
    )
    return False


def _emptied_log() -> bool:
    """Whether SQLite's log could be emptied now. A backup reads for minutes, and is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {_SWEEP_WAIT}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, _frames, _done = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
    return not is_busy


def _locked_head() -> AuditHead:
    """The head, held until the end of the transaction (SQLite's transactions hold the whole database)."""
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is not None:
        return head
    newest = AuditRow.objects.order_by("-number").first()
    if newest is not None:
        logger.error("The head of the audit trail is gone; 'luotsi audit verify' tells more")
    AuditHead.objects.get_or_create(
        pk=1,
        defaults={
            "number": newest.number if newest else 0,
            "hash": newest.hash if newest else GENESIS,
        },
    )
    return AuditHead.objects.select_for_update().get(pk=1)


def _purpose(action: str) -> str:
    found = _ACTION.fullmatch(action)
    if found is None or found[1] not in PURPOSES:
        raise ValueError(
            f"{action!r} is no action of the audit trail: a family of PURPOSES, a dot and a verb."
        )
    return PURPOSES[found[1]]


def _fitting(name: str, value: object) -> object:
    """As the column can hold it: PostgreSQL takes no NUL, and what was cut must be what was hashed."""
    if not isinstance(value, str):
        return value
    longest = AuditRow._meta.get_field(name).max_length
    return value.replace("\0", "")[:longest]
