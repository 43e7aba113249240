"""Erases what has been kept long enough, a little at a time."""

from __future__ import annotations

import time
from datetime import datetime

from django.db.models import Model

from luotsi.privacy.actions import sweep_files

_BATCH = 200
_PAUSE = 0.005
"""Seconds between batches, so that other writers get their turn."""


def erase_before(table: type[Model], moment: datetime) -> int:
    """Erase what was given before `moment` (aware), also from the files; how many rows there were."""
    erased = 0
    old = table._default_manager.filter(given_at__lt=moment).values_list("pk", flat=True)
    while batch := list(old[:_BATCH]):
        erased += table._default_manager.filter(pk__in=batch).delete()[0]
        time.sleep(_PAUSE)
    if erased:
        sweep_files()
    return erased
