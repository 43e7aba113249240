"""What the room announces after it has happened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountyLoaded:
    """The county was loaded or changed."""

    code: str
