"""Which adapter, or twin, stands behind each port of the rooms: nowhere else do the two meet."""

from __future__ import annotations

from django.conf import settings

from luotsi.conversations import identifying
from luotsi.conversations.twins import IdentificationTwin


def connect() -> None:
    """Strong identification has no adapter yet: the demo has its twin, if the county wants it."""
    identifying.provide(IdentificationTwin() if settings.DEMO else None)
