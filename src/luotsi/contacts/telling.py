"""Tells what has happened to a contact, with the times that measures need."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from luotsi.contacts.facts import ContactFact
from luotsi.contacts.models import ContactRow
from luotsi.contacts.types import Channel
from luotsi.foundation.facts import tell


def told(kind: type[ContactFact], row: ContactRow, at: datetime, **more: Any) -> None:
    """Tell a fact about this contact as it now stands. Inside the transaction of the change."""
    tell(
        kind(
            contact=row.id,
            channel=Channel(row.channel),
            area=row.area,
            language=row.language,
            municipality=row.municipality,
            reason=row.reason,
            at=at,
            **more,
        )
    )
