"""Finds which of the rules' words a written word may be, allowing for one slip in long words.

A rule's word is written `word` (exactly this), `stem*` (begins so) or `*ending` (a compound that ends so).
One missing, extra, wrong or swapped letter is allowed in words and stems of six letters or more, never in
the first letter or at the end, unless the word is marked with `!` or the written word is known to be another.
"""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST_WITH_SLIP = 6
_KEY = 6
_HEAD = 3
"""First letters by which stems are sought."""

_NOTHING: frozenset[int] = frozenset()
_NO_STEMS: dict[str, list[int]] = {}


class Lexicon:
    """The words of all rules, each with a number. Built once, then only read."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, dict[str, list[int]]] = {}
        self._endings: dict[str, list[int]] = {}
        self._near: dict[str, list[tuple[str, bool, int]]] = {}
        self._known: set[str] = set()
        self.sizes: list[int] = []
        """How many letters each of the rules' words has, by its number."""
        self._ending_lengths: set[int] = set()

    def add(self, pattern: str) -> int:
        """The number of a rule's word."""
        if pattern in self._numbers:
            return self._numbers[pattern]
        number = self._numbers[pattern] = len(self._numbers)
        word = pattern.strip("*!")
        self.sizes.append(len(word))
        if pattern.startswith("*"):
            self._endings.setdefault(word, []).append(number)
            self._ending_lengths.add(len(word))
            return number
        is_stem = "*" in pattern
        table = self._stems.setdefault(word[:_HEAD], {}) if is_stem else self._exact
        table.setdefault(word, []).append(number)
        if len(word) >= SHORTEST_WITH_SLIP and "!" not in pattern and word.isalpha():
            entry = (word, is_stem, number)
            for key in _keys(word):
                self._near.setdefault(key, []).append(entry)
        return number

    def know(self, words: Iterable[str]) -> None:
        """Take these words as they are: they are not slips of others."""
        self._known.update(words)

    def plain(self, word: str) -> frozenset[int]:
        """The numbers of the rules' words that `word` is as written. The longest of them bounds the time."""
        found = list(self._exact.get(word, ()))
        size = len(word)
        for length in range(1, min(_HEAD, size) + 1):
            for stem, numbers in self._stems.get(word[:length], _NO_STEMS).items():
                if word.startswith(stem):
                    found += numbers
        for length in self._ending_lengths:
            if length <= size:
                found += self._endings.get(word[-length:], ())
        return frozenset(found) if found else _NOTHING

    def slipped(self, word: str) -> frozenset[int]:
        """The numbers of those from which `word`, which is none of them, is a slip away."""
        if len(word) < SHORTEST_WITH_SLIP - 1 or word in self._known:
            return _NOTHING
        found = []
        near = self._near
        for key in _keys(word):
            for other, is_stem, number in near.get(key, ()):
                if is_one_slip(word, other, is_stem):
                    found.append(number)
        return frozenset(found) if found else _NOTHING


def _keys(word: str) -> set[str]:
    """The first letters with each but the first left out: a word and its slip share one of these."""
    if len(word) < _KEY:
        return {word}
    first, rest = word[0], word[1:_KEY]
    return {
        first + rest[1:],
        first + rest[0] + rest[2:],
        first + rest[:2] + rest[3:],
        first + rest[:3] + rest[4:],
        first + rest[:4],
    }


def is_one_slip(word: str, other: str, is_stem: bool) -> bool:
    """Whether `word` is `other` (or begins with it, if it is a stem) but for one letter.

    The first letter and the last ones do not slip: another ending is another form, and perhaps another word.
    """
    place = 0
    shortest = min(len(word), len(other))
    while place < shortest and word[place] == other[place]:
        place += 1
    if place == 0 or place >= len(other) - (1 if is_stem else 2):
        return False
    rest = other[place + 1 :]
    swapped = word[place : place + 2] == other[place : place + 2][::-1]
    if is_stem:
        return (
            word.startswith(rest, place + 1)
            or word.startswith(rest, place)
            or word.startswith(other[place:], place + 1)
            or (swapped and word.startswith(rest[1:], place + 2))
        )
    return (
        word[place + 1 :] == rest
        or word[place:] == rest
        or word[place + 1 :] == other[place:]
        or (swapped and word[place + 2 :] == rest[1:])
    )
