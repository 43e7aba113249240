"""The named failures of the guidance room."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from luotsi.guidance.types import Flaw


class GuidanceError(Exception):
    """Something asked of guidance cannot be done."""


class NoSuchPath(GuidanceError, LookupError):
    """No path with this code is published."""


class NoSuchVisit(GuidanceError, LookupError):
    """The visit key is unknown or its half an hour is over; start again."""


class NotToBeApproved(GuidanceError):
    """The path cannot be approved by this person now. `why` is "draft", "author" or "locked"."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code} cannot be approved now ({why}).")
        self.path_code, self.why = code, why


class NoSuchEntry(GuidanceError, LookupError):
    """The register has no entry with this key."""


class EntryChanged(GuidanceError):
    """The entry became another since the person looked at it; they must look again."""


class FlawedEntry(GuidanceError):
    """The entry would have faults; nothing was changed. `flaws` holds each."""

    def __init__(self, key: str, flaws: Iterable[Flaw]) -> None:
        self.key, self.flaws = key, tuple(flaws)
        super().__init__(f"{key}: " + "; ".join(str(flaw) for flaw in self.flaws))


class GateRefused(ValidationError):
    """The gate of publishing found faults; nothing was published.

    A `ValidationError`, so that forms show it as one; `flaws` holds each fault.
    """

    def __init__(self, code: str, flaws: Iterable[Flaw]) -> None:
        self.path_code = code
        self.flaws = tuple(flaws)
        super().__init__([str(flaw) for flaw in self.flaws])

    def __str__(self) -> str:
        return f"{self.path_code} cannot be published: " + "; ".join(str(flaw) for flaw in self.flaws)
