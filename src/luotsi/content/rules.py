"""Decisions about stories, without database or clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from luotsi.content.types import TOLD_BY

LONGEST_OPENING = 160
"""Characters of a story that a list shows."""


def opening(body: str, quote: str) -> str:
    """What a list shows of a story in one language: its quote, or its first words."""
    if quote:
        return quote
    first = body.strip().split("\n\n", 1)[0]
    words = " ".join(first.split())
    if len(words) <= LONGEST_OPENING:
        return words
    return words[:LONGEST_OPENING].rpartition(" ")[0].rstrip(",;:") + " …"


def openings(bodies: Mapping[str, str], quotes: Mapping[str, str]) -> dict[str, str]:
    """The same by language."""
    return {language: opening(body, quotes.get(language, "")) for language, body in bodies.items()}


def real_ones_first(stories: Iterable[tuple[int, str]]) -> list[int]:
    """Ids of (id, whose it is), the order kept, but a client's own before what is put together or made up."""
    order = list(TOLD_BY)
    return [pk for pk, _by in sorted(stories, key=lambda story: order.index(story[1]))]
