"""Hearing what rooms announce, and no longer than a test wants to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from luotsi.foundation import facts

Fact = TypeVar("Fact")


@contextmanager
def announced(kind: type[Fact]) -> Iterator[list[Fact]]:
    """The facts of one kind that are announced inside the block."""
    heard: list[Fact] = []
    hear = heard.append
    facts.listen(kind, hear)
    try:
        yield heard
    finally:
        facts._listeners[kind].remove(hear)
