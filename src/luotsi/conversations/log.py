"""The one place where a conversation's log grows.

Whoever appends holds the conversation's row until the commit, so places rise by one, without a gap and in the
order of the commits, whatever process writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from luotsi.conversations import bodies, rows
from luotsi.conversations.kinds import Emergency, Erased, MaskedWords
from luotsi.conversations.models import ConversationRow, EntryRow
from luotsi.conversations.types import (
    Audience,
    Author,
    Draft,
    Entry,
    HasEnded,
    IsErased,
    KeyReused,
    NoSuchConversation,
)
from luotsi.conversations.wakes import News, tell
from luotsi.foundation import clock

PREFIX = "conversation:"

Change = Callable[[ConversationRow], Sequence[str]]
"""Changes the held row and names the columns; may raise, and then nothing has happened."""


def name(conversation: UUID) -> str:
    """The name of a conversation's log."""
    return f"{PREFIX}{conversation}"


def held(conversation: UUID) -> ConversationRow:
    """The conversation's row, held until the transaction ends. Raises NoSuchConversation."""
    row = rows.conversation(conversation, held=True)
    if row is None:
        raise NoSuchConversation(conversation)
    return row


@transaction.atomic
def append(
    conversation: UUID, drafts: Sequence[Draft], *, change: Change | None = None, to_ended: bool = False
) -> list[Entry]:
    """Append entries; as they stand in the log now.

    When the first draft's key was used by its sender before, nothing is appended: with the same digest the
    first answer is given again, otherwise KeyReused is raised. `change` is called with the row held. Raises
    NoSuchConversation, HasEnded unless `to_ended`, and IsErased even then.
    """
    row = held(conversation)
    first = drafts[0]
    if first.key and (earlier := _sent_before(conversation, first)) is not None:
        return earlier
    if row.ended_at is not None:
        _require_open_to_ended(conversation, to_ended=to_ended)
    columns = list(change(row)) if change else []
    entries = [_entry(conversation, row.last_seq, place, draft) for place, draft in enumerate(drafts, 1)]
    rows.add([_row(entry, draft.digest) for entry, draft in zip(entries, drafts, strict=True)])
    row.last_seq = entries[-1].seq
    rows.change(row, ["last_seq", *columns])
    tell(News(name(conversation), row.last_seq, entries))
    return entries


def entries_after(conversation: UUID, seq: int, most: int | None = None) -> list[Entry]:
    """What stands in the log after place `seq`, in order; none when there is no such conversation."""
    following = EntryRow.objects.filter(conversation=conversation, seq__gt=seq).order_by("seq")
    return [entry_of(row) for row in following[:most]]


def is_erased(conversation: UUID) -> bool:
    """Whether the client had everything erased that was written."""
    return EntryRow.objects.filter(conversation=conversation, kind=Erased.kind).exists()


def entry_of(row: EntryRow) -> Entry:
    """A row, opened."""
    return Entry(
        conversation=row.conversation_id,
        seq=row.seq,
        author=Author(row.author),
        person=row.person,
        audience=Audience(row.audience),
        at=row.at,
        what=bodies.opened(row.conversation_id, row.seq, row.kind, bytes(row.sealed)),
        key=row.key,
    )


def _sent_before(conversation: UUID, draft: Draft) -> list[Entry] | None:
    """The entries that the key made when it came first; None when it is new. Raises KeyReused."""
    if not rows.is_sent(conversation, draft.author.value, draft.person, draft.key):
        return None
    sent = EntryRow.objects.get(
        conversation=conversation, author=draft.author.value, person=draft.person, key=draft.key
    )
    if sent.digest != draft.digest:
        raise KeyReused(draft.key)
    return [entry_of(sent), *_about(conversation, sent.seq)]


def _require_open_to_ended(conversation: UUID, *, to_ended: bool) -> None:
    """Raises HasEnded unless something may follow the end, and IsErased even then."""
    if not to_ended:
        raise HasEnded(conversation)
    if is_erased(conversation):
        raise IsErased(conversation)


def _about(conversation: UUID, seq: int) -> list[Entry]:
    """What was noted of the entry at place `seq` together with it: that it was masked, that it alarms."""
    following = EntryRow.objects.filter(
        conversation=conversation, seq__gt=seq, seq__lte=seq + 2, kind__in=("masked", "emergency")
    ).order_by("seq")
    return [entry for row in following if getattr((entry := entry_of(row)).what, "of", 0) == seq]


def _entry(conversation: UUID, last_seq: int, place: int, draft: Draft) -> Entry:
    """The entry that the draft becomes; one about the first of its company learns where that stands."""
    seq, what = last_seq + place, draft.what
    if isinstance(what, MaskedWords | Emergency) and what.of == 0:
        what = replace(what, of=last_seq + 1)
    return Entry(
        conversation=conversation,
        seq=seq,
        author=draft.author,
        person=draft.person,
        audience=draft.audience,
        at=clock.now(),
        what=what,
        key=draft.key,
    )


def _row(entry: Entry, digest: str) -> EntryRow:
    return EntryRow(
        conversation_id=entry.conversation,
        seq=entry.seq,
        kind=entry.what.kind,
        author=entry.author.value,
        person=entry.person,
        audience=entry.audience.value,
        key=entry.key,
        digest=digest,
        at=entry.at,
        sealed=bodies.sealed(entry.conversation, entry.seq, entry.what),
    )
