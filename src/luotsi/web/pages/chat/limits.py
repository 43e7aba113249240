"""How often one address may open a chat or write in one by forms; the live part counts its own.

Emergency rules are never limited, and whoever comes too often keeps their words.
"""

from __future__ import annotations

from datetime import timedelta

from luotsi.foundation.limits import Limit

chats = Limit(10, timedelta(hours=1))
messages = Limit(20, timedelta(minutes=1))
