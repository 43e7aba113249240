"""Erases conversations whose time is over, for good."""

from __future__ import annotations

import time
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from luotsi.conversations import desk
from luotsi.conversations.models import ConversationRow, EntryRow
from luotsi.privacy.actions import sweep_files

_PAUSE = 0.005
"""Seconds between erasures, so that other writers get their turn."""


def erase_old(now: datetime) -> int:
    """Erase each conversation past its service area's days at `now`, also from the files; how many went.

    What is kept as evidence stays until that decision's own end. Repeatable: what is erased is no more.
    """
    erased = 0
    for number in ConversationRow.objects.filter(_is_due(now)).values_list("pk", flat=True):
        erased += _erased(number, now)
        time.sleep(_PAUSE)
    desk.erase_old(now)
    if erased:
        sweep_files()
    return erased


@transaction.atomic
def _erased(number: UUID, now: datetime) -> int:
    row = ConversationRow.objects.select_for_update().filter(_is_due(now), pk=number).first()
    if row is None:
        return 0
    EntryRow.objects.filter(conversation=number).delete()
    row.delete()
    return 1


def _is_due(now: datetime) -> Q:
    is_free = Q(kept_until__isnull=True) | Q(kept_until__lte=now)
    return is_free & Q(erase_after__lte=now, ended_at__isnull=False)
