"""Whether the client is here, as their streams tell: the place in the queue is kept for who goes for a while.

Of several streams, in several processes, the one that was opened last counts. One that is still open and is
told that its client went says that they are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from luotsi.contacts import actions as contacts
from luotsi.contacts.types import Refusal
from luotsi.conversations import rows
from luotsi.conversations.models import ConversationRow


@transaction.atomic
def here(conversation: UUID, stream: str) -> None:
    """A stream of the client's is open. Nothing changes where the conversation has ended or is no more."""
    row = rows.conversation(conversation)
    if row is None or row.ended_at is not None:
        return
    if row.is_away:
        _quietly(contacts.come_back, conversation)
    if row.seen_by != stream:
        row.seen_by = stream
        rows.change(row, ["seen_by"])


@transaction.atomic
def gone(conversation: UUID, stream: str) -> bool:
    """A stream of the client's was closed a while ago; whether that means that they are gone."""
    living = ConversationRow.objects.filter(pk=conversation, ended_at=None, is_away=False, seen_by=stream)
    return living.exists() and _quietly(contacts.leave, conversation)


def away_among(conversations: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these conversations whose client is said to be away, and did not say so themselves."""
    rows = ConversationRow.objects.filter(pk__in=list(conversations), is_away=True, ended_at=None)
    return frozenset(rows.exclude(seen_by="").values_list("pk", flat=True))


def _quietly(change: Callable[[UUID], object], conversation: UUID) -> bool:
    """What cannot be done any more needs not be done."""
    try:
        with transaction.atomic():
            change(conversation)
    except Refusal:
        return False
    return True
