"""A small linear classifier that adds to the rules: it recognises what they were not told of.

Its features are letters in groups of three to five, words and pairs of words, all hashed, and the concepts
that the rules found and pairs of them, by name without their language, so that what is learnt in one
language helps in the others. Weights are whole numbers of one byte, read from a file of the package by
memory map. If numpy or the file is missing or damaged there is no classifier and the rules work alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from luotsi.safety.matching import Reading

try:
    import numpy as np
except ImportError:  # The rules must work without it.
    np = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import numpy.typing as npt

FILE = Path(__file__).with_name("classifier.bin")
MAGIC = b"LUOTSI-SAFETY-1\n"
HEADER = 2048
"""Bytes before the weights: magic, then JSON padded with spaces."""

BITS = 17
BUCKETS = 1 << BITS
LETTERS = (3, 4, 5)
EVIDENCE_WEIGHT = 0.7
"""How much the concepts together weigh beside the text, whose features together weigh 1."""

KIND_SHARE = 0.5
"""How much the likeliest kind of emergency adds to the odds of any: a message that is surely of one kind
may look like none in general. Chosen on unseen quarters of the training messages."""

WINDOW = 80
OVERLAP = 24
"""Words looked at together; a longer text is read in windows that overlap."""


class Classifier:
    """Weights and thresholds, read only. Threads may share it."""

    def __init__(self, file: Path, names: dict[int, str]) -> None:
        with file.open("rb") as opened:
            head = opened.read(HEADER)
        if not head.startswith(MAGIC):
            raise ValueError("not a classifier file")
        about = json.loads(head[len(MAGIC) :])
        self.classes: tuple[str, ...] = tuple(about["classes"])
        self.digest: str = about["digest"]
        self.thresholds: dict[str, float] = about["thresholds"]
        shape = (BUCKETS, len(self.classes))
        if file.stat().st_size != HEADER + shape[0] * shape[1]:
            raise ValueError("a classifier file of the wrong size")
        # A plain view: the subclass for memory maps is slow to index.
        self._weights = np.asarray(np.memmap(file, dtype=np.int8, mode="r", offset=HEADER, shape=shape))
        self._scales = np.asarray(about["scales"], dtype=np.float64)
        self._biases = np.asarray(about["biases"], dtype=np.float64)
        self._names = names

    def scores(self, reading: Reading) -> dict[str, float]:
        """A score of each class, each from the window where it is highest; none for a text of no words.

        The first class is any emergency, the last is distress, those between are the kinds. Scores are
        log-odds; that of any emergency has a share of the likeliest kind's added.
        """
        best: dict[str, float] = {}
        sheet = Sheet(reading, self._names)
        for first, last in windows(len(reading.words.words)):
            total = self._mean(sheet.text(first, last)) + EVIDENCE_WEIGHT * self._mean(
                sheet.evidence(first, last)
            )
            odds = total * self._scales + self._biases
            odds[0] += KIND_SHARE * odds[1:-1].max()
            for name, value in zip(self.classes, odds, strict=True):
                if value > best.get(name, float("-inf")):
                    best[name] = float(value)
        return best

    def _mean(self, buckets: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """The weights of these features, by class, as if they were one feature of length 1."""
        if not buckets.size:
            return np.zeros(len(self.classes))
        total: npt.NDArray[np.float64] = self._weights[buckets].sum(axis=0, dtype=np.float64)
        mean: npt.NDArray[np.float64] = total / float(buckets.size) ** 0.5
        return mean


def load(names: dict[int, str], file: Path = FILE) -> Classifier | None:
    """The classifier of the package, or None if it cannot be used."""
    if np is None:
        return None
    try:
        return Classifier(file, names)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def windows(size: int) -> list[tuple[int, int]]:
    """First and one past the last word of each window; none if there are no words."""
    if size <= WINDOW:
        return [(0, size)] if size else []
    return [(first, min(first + WINDOW, size)) for first in range(0, size - OVERLAP, WINDOW - OVERLAP)]


class Sheet:
    """The features of a text, prepared once, so that those of each window are found in the window alone."""

    def __init__(self, reading: Reading, names: dict[int, str]) -> None:
        self._words = reading.words.words
        self._sentences = reading.words.sentences
        self._questions = reading.words.questions
        codes = (crc32(word.encode("utf-8", "surrogatepass")) for word in self._words)
        self._codes = np.fromiter(codes, np.uint32, len(self._words))
        seen = sorted(
            (start, names[concept].partition(".")[2])
            for concept, places in reading.spans.items()
            for start, _ in places
        )
        hints = {f"hint {rule.code.partition('.')[2]}" for rule in reading.hints}
        ordered = sorted({name for _, name in seen} | hints | {_ASKS})
        rank = {name: place for place, name in enumerate(ordered)}
        self._numbers = np.fromiter((crc32(name.encode()) for name in ordered), np.uint32, len(ordered))
        self._places = np.fromiter((start for start, _ in seen), np.int64, len(seen))
        self._ranks = np.fromiter((rank[name] for _, name in seen), np.int64, len(seen))
        self._hints = np.fromiter((rank[name] for name in hints), np.int64, len(hints))
        self._asks = np.array([rank[_ASKS]], np.int64)

    def text(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """Buckets of the letters, words and pairs of words from `first` to before `last`."""
        codes = self._codes[first:last]
        joined = f" {' '.join(self._words[first:last])} ".encode("utf-8", "surrogatepass")
        letters = np.frombuffer(joined, np.uint8).astype(np.uint32)
        found = [codes, codes[:-1] * np.uint32(31) + codes[1:] + np.uint32(7)]
        for size in LETTERS:
            if letters.size >= size:
                total = letters[: letters.size - size + 1].copy()
                for place in range(1, size):
                    total *= np.uint32(0x01000193)
                    total += letters[place : letters.size - size + 1 + place]
                found.append(total + np.uint32(size))
        return _unique(_mixed(np.concatenate(found)))

    def evidence(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """Buckets of the concepts and contexts that stand among these words, and of each two of them.

        They count by name, without their language.
        """
        begin, end = np.searchsorted(self._places, (first, last))
        seen = [self._ranks[begin:end], self._hints]
        if self._has_question(first, last):
            seen.append(self._asks)
        numbers = self._numbers[_unique(np.concatenate(seen))]
        one, other = np.triu_indices(numbers.size, 1)
        pairs = numbers[one] * np.uint32(31) + numbers[other] + np.uint32(11)
        return _unique(_mixed(np.concatenate([numbers + np.uint32(0x5AFE), pairs])))

    def _has_question(self, first: int, last: int) -> bool:
        if not self._questions or first >= last:
            return False
        sentences = range(self._sentences[first], self._sentences[last - 1] + 1)
        return not self._questions.isdisjoint(sentences)


_ASKS = "asks"


def _unique(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Each number once, in order; sorts in place. Faster than numpy's own for these few."""
    if not numbers.size:
        return numbers
    numbers.sort()
    is_new = np.ones(numbers.size, np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def _mixed(numbers: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Well spread bucket numbers."""
    numbers = numbers ^ (numbers >> np.uint32(15))
    numbers = numbers * np.uint32(0x2C1B3C6D)
    numbers = numbers ^ (numbers >> np.uint32(12))
    numbers = numbers * np.uint32(0x297A2D39)
    numbers = numbers ^ (numbers >> np.uint32(15))
    return (numbers & np.uint32(BUCKETS - 1)).astype(np.int64)
