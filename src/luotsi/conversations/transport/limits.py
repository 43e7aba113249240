"""How often one client may do something (docs/security.md). Counters in memory; no address is kept."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import timedelta
from uuid import UUID

from luotsi.foundation.limits import MOST_KEYS, Limit

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

chats = Limit(10, HOUR)
"""New chats, by a client's address of today: residents share addresses."""

chats_of_area = Limit(200, HOUR)
messages = Limit(20, MINUTE)
"""By conversation; professionals by person and conversation."""

calls = Limit(600, MINUTE)
"""Everything else, by address: more than a library full of people needs."""

MOST_STREAMS = 12
"""Open at once for one conversation: tabs, and what has not yet noticed that its reader is gone."""

MOST_STREAMS_OF_STAFF = 20
"""Open at once for one professional: a tab for each conversation in hand, and the same."""

_MOST_EACH = 20


def forget() -> None:
    """As if nobody had done anything; for tests."""
    for limit in (chats, chats_of_area, messages, calls):
        limit.clear_all()
    seen.clear()


class Seen:
    """Which conversations a client's address of today has opened, so that a block reaches the next one too.

    The name of an address is another one after midnight, so no block lasts longer. Nothing of it is kept.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[str, deque[UUID]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, client: str, conversation: UUID) -> None:
        """This client opened that conversation; the oldest go when there are too many."""
        with self._lock:
            of_client = self._seen.setdefault(client, deque(maxlen=_MOST_EACH))
            self._seen.move_to_end(client)
            if conversation not in of_client:
                of_client.append(conversation)
            while len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)

    def of(self, client: str) -> tuple[UUID, ...]:
        """The conversations that this client opened today, in this process."""
        with self._lock:
            return tuple(self._seen.get(client, ()))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._seen.clear()


seen = Seen()
"""The one of this process."""
