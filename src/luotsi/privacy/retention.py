"""What is kept how long, in one list. Rooms above register each kind of data; the schedule erases by it."""

from __future__ import annotations

from luotsi.privacy.types import Kept

_kinds: dict[str, Kept] = {}


class NoSuchKind(LookupError):
    """No kind of data has this code."""


def register(kept: Kept) -> None:
    """Add a kind of data to the list; the same code again replaces it."""
    _kinds[kept.code] = kept


def kind(code: str) -> Kept:
    """One kind. Raises `NoSuchKind`."""
    try:
        return _kinds[code]
    except KeyError as error:
        raise NoSuchKind(code) from error


def everything() -> tuple[Kept, ...]:
    """The list, in the order of registration."""
    return tuple(_kinds.values())
