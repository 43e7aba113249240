"""What the room gives to screens: notices as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

INFO = "info"
DISRUPTION = "disruption"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice in force. Texts are maps by language; bodies are plain text, a blank line parts paragraphs."""

    id: int
    severity: str
    """"disruption": something does not work; "info": good to know."""
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    shown_from: datetime
    shown_until: datetime | None
    municipalities: tuple[str, ...] = ()
    """Codes; empty means the whole county."""
    themes: tuple[str, ...] = ()
    """Codes; empty means every theme."""
