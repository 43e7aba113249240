"""Changing guidance: each action is one transaction, and announces what happened after its commit."""

from __future__ import annotations

from pathlib import Path

from luotsi.guidance.types import Answers, LoadReport, SensitiveVisit

PACKAGED_LIBRARY = Path(__file__).resolve().parent / "library"


def load_library(folder: Path = PACKAGED_LIBRARY) -> LoadReport:
    """Bring a folder of paths (docs/paths.md) into the database and publish what is new or changed.

    A path that nobody here has changed follows upstream. One that was changed here keeps its text, and
    upstream's version waits as a draft revision. What the gate refuses is reported and not stored.
    Loading the same folder again changes nothing.
    """
    raise OSError(folder)


def start_visit(path_code: str) -> str:
    """Begin a visit to a sensitive path; returns its key (43 characters, 256 random bits).

    Only the key's SHA-256 is stored, and the answers are sealed with the key: the database alone tells
    nothing. Send the key in a POST field only, never in an address.
    """
    raise OSError(path_code)


def read_visit(key: str) -> SensitiveVisit:
    """The visit behind a key; reading prolongs it to half an hour. Raises `NoSuchVisit`."""
    raise OSError(key)


def save_visit(key: str, answers: Answers, municipality: str | None = None) -> SensitiveVisit:
    """Keep these answers for the visit and prolong it. Raises `NoSuchVisit`."""
    raise OSError(key)


def end_visit(key: str) -> None:
    """Erase the visit at once (quick exit, finished). An unknown key is no error."""


def sweep_visits() -> int:
    """Erase visits whose time is over; returns how many. The worker calls it every minute."""
    return 0
