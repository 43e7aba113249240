"""How often one client may do something (docs/security.md). Counters in memory; no address is kept."""

from __future__ import annotations

from datetime import timedelta

from luotsi.contacts import blocking
from luotsi.foundation.limits import Limit

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


def forget() -> None:
    """As if nobody had done anything; for tests."""
    for limit in (chats, chats_of_area, messages, calls):
        limit.clear_all()
    blocking.memory.forget()
