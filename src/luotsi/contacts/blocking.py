"""A block for misuse holds for the client's address of today, in every process of the installation.

No process keeps an address. Each remembers in its memory, by a name made under a random key of the day, from
where a contact's client speaks. When a professional blocks a contact, whoever remembers it writes that name
down, and the others find it there. Names and key are gone at midnight. Why so: docs/adr/0011.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from datetime import date, datetime
from datetime import time as time_of_day
from uuid import UUID

from django.db import close_old_connections

from luotsi.contacts.models import BlockDayRow, BlockedNameRow, ContactRow
from luotsi.contacts.types import EndedBy
from luotsi.foundation import clock
from luotsi.privacy import sealing

logger = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between looks for contacts that were blocked."""

MOST_NAMES = 50_000
MOST_EACH = 20
"""Contacts remembered of one address: residents share addresses."""

SEALED = "contacts.block_day"


class Memory:
    """Of one process: from where the clients of contacts have spoken today, by names of today."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Let everything go: it is midnight, or another test."""
        with self._lock:
            self._today: tuple[date, bytes] | None = None
            self._contacts: OrderedDict[str, deque[UUID]] = OrderedDict()
            self._written: set[str] = set()

    def name(self, network: str, *, anew: bool = False) -> str:
        """The name of a network today, made under the installation's key; `anew`: read the key again."""
        today, known = clock.today(), self._today
        if known is None or known[0] != today:
            self.forget()
        if anew or known is None or known[0] != today:
            known = self._today = (today, _key_of(today))
        return hmac.new(known[1], network.encode(errors="replace"), hashlib.sha256).hexdigest()

    def add(self, name: str, contact: UUID) -> None:
        """The contact's client speaks from there; the oldest names go when there are too many."""
        with self._lock:
            of_name = self._contacts.setdefault(name, deque(maxlen=MOST_EACH))
            self._contacts.move_to_end(name)
            if contact not in of_name:
                of_name.append(contact)
            while len(self._contacts) > MOST_NAMES:
                self._contacts.popitem(last=False)

    def of(self, name: str) -> tuple[UUID, ...]:
        """The contacts that spoke from there today, as far as this process knows."""
        with self._lock:
            return tuple(self._contacts.get(name, ()))

    def unwritten(self, contacts: frozenset[UUID]) -> set[str]:
        """Names from where these contacts' clients spoke and that were not written down."""
        with self._lock:
            found = {name for name, own in self._contacts.items() if not contacts.isdisjoint(own)}
            return found - self._written

    def note_written(self, names: set[str]) -> None:
        """Each is written once."""
        with self._lock:
            self._written |= names


memory = Memory()
"""The one of this process."""


def remember(network: str, contact: UUID) -> None:
    """The client of this contact speaks from `network` (`foundation.limits.client_network`).

    Costs no query but the first one of a day. Raises `keyring.KeyringFault`.
    """
    memory.add(memory.name(network), contact)


def is_blocked(network: str) -> bool:
    """Whether somebody there was blocked today. Raises `keyring.KeyringFault`."""
    name = memory.name(network, anew=True)
    own = memory.of(name)
    if own and ContactRow.objects.filter(pk__in=own, ended_by=EndedBy.BLOCKED).exists():
        return True
    return BlockedNameRow.objects.filter(pk=name, day=clock.today()).exists()


def write_down() -> int:
    """Let other processes know from where blocked clients speak that this one remembers; how many names."""
    today = clock.today()
    since = datetime.combine(today, time_of_day(), tzinfo=clock.HELSINKI)
    blocked = ContactRow.objects.filter(ended_by=EndedBy.BLOCKED, ended_at__gte=since)
    names = memory.unwritten(frozenset(blocked.values_list("pk", flat=True)))
    if names:
        rows = [BlockedNameRow(name=name, day=today) for name in sorted(names)]
        BlockedNameRow.objects.bulk_create(rows, ignore_conflicts=True)
        memory.note_written(names)
    return len(names)


def forget_old() -> int:
    """Erase keys and names of days that are over; how many rows. Some times an hour, by the clock."""
    today = clock.today()
    names = BlockedNameRow.objects.exclude(day=today).delete()[0]
    return int(names + BlockDayRow.objects.exclude(day=today).delete()[0])


def start() -> None:
    """Write down in a thread of its own from now on, as long as the process lives."""
    threading.Thread(target=_write_now_and_then, name="blocks", daemon=True).start()


def _write_now_and_then() -> None:
    while True:
        time.sleep(LOOK_EVERY)
        try:
            close_old_connections()
            write_down()
        except Exception as error:  # noqa: BLE001 - the database is away; the next look makes it good
            logger.warning("Blocks could not be told to other processes: %s", type(error).__name__)


def _key_of(day: date) -> bytes:
    """The installation's key of the day, made by whoever needs it first."""
    owner = day.isoformat()
    if not BlockDayRow.objects.filter(pk=day).exists():
        sealed = sealing.seal(SEALED, owner, owner, secrets.token_hex(32))
        BlockDayRow.objects.bulk_create([BlockDayRow(day=day, sealed=sealed)], ignore_conflicts=True)
    row = BlockDayRow.objects.get(pk=day)
    return bytes.fromhex(sealing.open_sealed(SEALED, owner, owner, bytes(row.sealed)))
