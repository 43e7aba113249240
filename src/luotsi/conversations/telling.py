"""Announces what has happened in a conversation, with what all of the room's facts have in common."""

from __future__ import annotations

from typing import Any

from luotsi.conversations.facts import ConversationFact
from luotsi.conversations.models import ConversationRow
from luotsi.foundation import clock
from luotsi.foundation.facts import tell


def told(kind: type[ConversationFact], row: ConversationRow, **more: Any) -> None:
    """Tell a fact about the conversation as its row stands now; `more` is what only this kind has."""
    tell(kind(conversation=row.pk, area=row.area, language=row.language, at=clock.now(), **more))
