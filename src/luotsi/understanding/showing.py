"""What a reader sees of a hit: the words that matched, and a piece of text around them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from luotsi.understanding.building import FIELDS
from luotsi.understanding.types import Match
from luotsi.understanding.words import WORD, fold

LONGEST_SNIPPET = 200
_BEFORE = 60
_MOST_WORDS = 6


def matches(stored: Mapping[str, Any], known_words: Set[str]) -> tuple[Match, ...]:
    """The words of each field that matched, as they are written, each once; of the body only if need be."""
    found = []
    for field in FIELDS:
        if field == "body" and found:
            break
        text = stored[field]
        words = _distinct(text if isinstance(text, str) else "\n".join(text), known_words)
        if words:
            found.append(Match(field, words))
    return tuple(found)


def snippet(stored: Mapping[str, Any], known_words: Set[str]) -> str:
    """About 200 characters around the first word that matched in summary or body, else its start."""
    for text in (stored["summary"], stored["body"]):
        place = _first_place(text, known_words)
        if place is not None:
            return _window(text, place)
    return _window(stored["summary"] or stored["body"], 0)


def _distinct(text: str, known_words: Set[str]) -> tuple[str, ...]:
    folded = WORD.findall(fold(text))
    if known_words.isdisjoint(folded):
        return ()
    # Folding keeps every place, so the words of both texts stand side by side.
    pairs = zip(folded, WORD.findall(text), strict=False)
    words = {word: as_written for word, as_written in pairs if word in known_words}
    return tuple(words.values())[:_MOST_WORDS]


def _first_place(text: str, known_words: Set[str]) -> int | None:
    places = WORD.finditer(fold(text))
    return next((place.start() for place in places if place.group() in known_words), None)


def _window(text: str, place: int) -> str:
    """A piece of text of whole words that holds `place`, with … where something is left out."""
    if len(text) <= LONGEST_SNIPPET:
        return text
    start = max(0, min(place - _BEFORE, len(text) - LONGEST_SNIPPET))
    piece = text[start : start + LONGEST_SNIPPET]
    if start > 0:
        piece = "…" + (piece.split(" ", 1)[1] if " " in piece[:_BEFORE] else piece)
    if start + LONGEST_SNIPPET < len(text):
        piece = (piece.rsplit(" ", 1)[0] if " " in piece else piece).rstrip(" ,;:") + "…"
    return piece
