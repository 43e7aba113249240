"""How alike two paths are: in what their outcomes say, and in what people are expected to say to them.

Outcomes are compared by their five-word sequences in Finnish, the source language: which part of a path's
sequences stands in another path, too. Shared advice is right now and then; a path of which most stands
elsewhere is no path of its own.

Utterances are compared by their four-letter sequences, each weighing more the rarer it is, so that two lines
which differ in the word that matters are not taken for the same. Two nearly equal lines in different paths
pull the assistant two ways: one of them should go, or say what is different.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from luotsi.flows.document import PathDocument
from luotsi.flows.references import text_maps_in

SOURCE_LANGUAGE = "fi"
SEQUENCE = 5
"""Words of a sequence; a shorter text is one as a whole."""
LETTERS = 4
ALIKE = 0.6
"""Two utterances are nearly the same from here on; 1 is the same letters."""

_word = re.compile(r"\{fact:[^{}]*\}|\w+")


@dataclass(frozen=True, slots=True)
class Nearest:
    """The path with which a path has most outcome text in common, and the share of its own text, 0 to 1."""

    code: str
    other: str
    share: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two utterances of different paths that nearly say the same."""

    language: str
    likeness: float
    """0.6 to 1."""
    one: str
    one_says: str
    other: str
    other_says: str


def nearest_paths(documents: Mapping[str, PathDocument]) -> tuple[Nearest, ...]:
    """For each path the one nearest to it, the most alike first; a path like none has "" beside it."""
    owned = {
        code: frozenset(_sequences(document))
        for code, document in documents.items()
        if document.kind == "path"
    }
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, sequences in owned.items():
        for sequence in sequences:
            holders[sequence].append(code)
    found = []
    for code, sequences in owned.items():
        shared = Counter(other for sequence in sequences for other in holders[sequence] if other != code)
        other, count = min(shared.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
        found.append(Nearest(code, other, count / len(sequences) if sequences else 0.0))
    return tuple(sorted(found, key=lambda near: (-near.share, near.code)))


def median_share(documents: Mapping[str, PathDocument]) -> float:
    """The share of outcome text that the median path has in common with the path nearest to it."""
    return statistics.median([near.share for near in nearest_paths(documents)] or [0.0])


def _sequences(document: PathDocument) -> Iterator[tuple[str, ...]]:
    for outcome in document.outcomes.values():
        for _, texts in text_maps_in(outcome):
            words = tuple(_word.findall(texts.get(SOURCE_LANGUAGE, "").casefold()))
            if words:
                yield words[:SEQUENCE]
            for start in range(1, len(words) - SEQUENCE + 1):
                yield words[start : start + SEQUENCE]


def overlaps(
    utterances: Mapping[str, Mapping[str, Sequence[str]]], least: float = ALIKE
) -> tuple[Overlap, ...]:
    """Pairs of utterances of different paths that are at least so alike, the worst first.

    `utterances` are by path and language.
    """
    found: list[Overlap] = []
    languages = dict.fromkeys(language for said in utterances.values() for language in said)
    for language in languages:
        lines = [(code, line) for code, said in utterances.items() for line in said.get(language, ())]
        found += _Lines(language, lines).alike(least)
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.language, pair.one, pair.one_says)))


class _Lines:
    """The utterances of one language with their letter sequences, each with its weight.

    Likeness is the weight of what both have over the weight of what either has. Two lines that are at least
    t alike share one of the rarest sequences of either: those that together weigh more than 1 - t of it.
    So only lines that meet among these are compared, and no pair is missed.
    """

    def __init__(self, language: str, lines: Sequence[tuple[str, str]]) -> None:
        self.language, self.lines = language, lines
        self.parts = [frozenset(_letters(line)) for _, line in lines]
        counts = Counter(part for parts in self.parts for part in parts)
        self.weight = {part: math.log(1 + len(lines) / count) for part, count in counts.items()}
        self.total = [sum(self.weight[part] for part in parts) for parts in self.parts]

    def alike(self, least: float) -> Iterator[Overlap]:
        """The pairs of lines of different paths that are at least so alike."""
        met: dict[str, list[int]] = defaultdict(list)
        for number in range(len(self.lines)):
            near: set[int] = set()
            for part in self._rarest(number, least):
                near.update(met[part])
                met[part].append(number)
            for other in near:
                if self.lines[other][0] != self.lines[number][0]:
                    yield from self._pair(other, number, least)

    def _rarest(self, number: int, least: float) -> Iterator[str]:
        left = self.total[number]
        for part in sorted(self.parts[number], key=lambda part: (-self.weight[part], part)):
            if left < least * self.total[number]:
                return
            yield part
            left -= self.weight[part]

    def _pair(self, one: int, other: int, least: float) -> Iterator[Overlap]:
        common = sum(self.weight[part] for part in self.parts[one] & self.parts[other])
        whole = self.total[one] + self.total[other] - common
        if whole and common >= least * whole:
            (first, says), (second, also) = self.lines[one], self.lines[other]
            yield Overlap(self.language, round(common / whole, 3), first, says, second, also)


def _letters(line: str) -> Iterator[str]:
    """The letter sequences of each word, its edges counted as letters."""
    for word in _word.findall(line.casefold()):
        edged = f"_{word}_"
        for start in range(max(1, len(edged) - LETTERS + 1)):
            yield edged[start : start + LETTERS]
