"""Typing errors made on purpose: a classifier that has seen some is not thrown by others."""

from __future__ import annotations

import random

_NEIGHBOURS = {
    letter: near
    for row in ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
    for letter, near in zip(row, (row[1:2] + row[2:] + row[-2:-1]), strict=False)
}
_SHORTEST = 4
"""Letters of a word that may get an error; shorter ones become other words."""


def slip(text: str, source: random.Random) -> str:
    """The text with an error in about each third of its longer words; the same `source`, the same errors."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= _SHORTEST]
    if not long:
        return text
    for place in source.sample(long, max(1, len(long) // 3)):
        words[place] = _slipped(words[place], source)
    return " ".join(words)


def _slipped(word: str, source: random.Random) -> str:
    """A letter lost, doubled, exchanged with its neighbour, or replaced by the key beside it."""
    at = source.randrange(1, len(word) - 1)
    match source.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + _NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :]
