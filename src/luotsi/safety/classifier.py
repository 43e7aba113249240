"""A small linear classifier beside the rules: it recognises what they were not told of, and where a rule only
signals it tells calm messages from others.

Its features, all hashed, are letters in groups of three to five, words and pairs of words; the concepts that
the rules found and pairs of them; the signs (see signs.py) and pairs of those near each other; and pairs of
words that stand near each other, cut to their beginnings, because endings bend. Concepts and signs count by
name without their language, so that what is learnt in one language helps in the others.
Weights are whole numbers of one byte, read from a file of the package by memory map. If numpy or a file is
missing or damaged there is no classifier and the rules work alone.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from luotsi.safety.matching import Reading
from luotsi.safety.signs import Signs, read_signs

try:
    import numpy as np
except ImportError:  # The rules must work without it.
    np = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import numpy.typing as npt

FILE = Path(__file__).with_name("classifier.bin")
MAGIC = b"LUOTSI-SAFETY-3\n"
HEADER = 2048
"""Bytes before the weights: magic, then JSON padded with spaces."""

TEXT_BUCKETS = 1 << 17
SIGN_BUCKETS = 1 << 16
STEM_BUCKETS = 1 << 17
BUCKETS = TEXT_BUCKETS + SIGN_BUCKETS + STEM_BUCKETS
"""Those of letters, words and concepts, then those of signs, then those of beginnings of words."""

LETTERS = (3, 4, 5)
EVIDENCE_WEIGHT = 0.7
SIGN_WEIGHT = 1.4
PAIR_WEIGHT = 1.0
STEM_WEIGHT = 1.0
"""How much the concepts, the signs, the pairs of signs and those of beginnings weigh, each group together,
beside the text, whose features together weigh 1."""

STEM = 5
"""Letters of a word's beginning."""
STEM_GAP = 3
"""How far apart the words of a pair of beginnings may stand."""

NEAR = 8
"""Words between two signs that make a pair, in the same sentence or the next."""

EMERGENCY, SOFT = "emergency", "soft"
CLASSES = (EMERGENCY, "medical", "suicide", "violence", "child", "poisoning", "psychosis", SOFT)
"""Any emergency, its kinds, distress."""

SIGNAL = "signal"
"""The name of the score and of the threshold where a rule signals."""

KIND_SHARE = 0.5
"""How much the likeliest kind of emergency adds to the odds of any: a message that is surely of one kind
may look like none in general."""

WINDOW = 160
OVERLAP = 40
"""Words looked at together; a longer text is read in windows that overlap."""


class Classifier:
    """Weights and thresholds, read only. Threads may share it."""

    def __init__(self, file: Path, names: dict[int, str], signs: Signs) -> None:
        with file.open("rb") as opened:
            head = opened.read(HEADER)
        if not head.startswith(MAGIC):
            raise ValueError("not a classifier file")
        about = json.loads(head[len(MAGIC) :])
        self.classes: tuple[str, ...] = tuple(about["classes"])
        self.digest: str = about["digest"]
        self.thresholds: dict[str, float] = about["thresholds"]
        if self.classes != CLASSES or not self.thresholds.keys() >= {EMERGENCY, SIGNAL, SOFT}:
            raise ValueError("a classifier of other classes or without its thresholds")
        shape = (BUCKETS, len(self.classes))
        if file.stat().st_size != HEADER + shape[0] * shape[1]:
            raise ValueError("a classifier file of the wrong size")
        # A plain view: the subclass for memory maps is slow to index.
        self._weights = np.asarray(np.memmap(file, dtype=np.int8, mode="r", offset=HEADER, shape=shape))
        self._scales = np.asarray(about["scales"], dtype=np.float64)
        self._biases = np.asarray(about["biases"], dtype=np.float64)
        if not self._scales.size == self._biases.size == len(self.classes):
            raise ValueError("a classifier without its scales")
        self._names = names
        self._signs = signs

    def scores(self, reading: Reading) -> dict[str, float]:
        """A score of each class, each from the window where it is highest; none for a text of no words.

        The first class is any emergency, the last is distress, those between are the kinds. Scores are
        log-odds; that of any emergency has a share of the likeliest kind's added. Where a rule signals,
        `signal` is the highest of any emergency, the words of its own sentences read without those around
        them too: a calm story before them must not hide them.
        """
        sheet = Sheet(reading, self._names, self._signs)
        spans = windows(len(reading.words.words))
        if not spans:
            return {}
        rows = [self._odds(sheet, span) for span in spans]
        found = dict(zip(self.classes, np.max(rows, axis=0).tolist(), strict=True))
        if reading.signals:
            alone = [float(self._odds(sheet, span)[0]) for span in reading.signals if span not in spans]
            found[SIGNAL] = max([found[EMERGENCY], *alone])
        return found

    def _odds(self, sheet: Sheet, span: tuple[int, int]) -> npt.NDArray[np.float64]:
        odds: npt.NDArray[np.float64] = self._total(sheet.groups(*span)) * self._scales + self._biases
        odds[0] += KIND_SHARE * odds[1:-1].max()
        return odds

    def _total(self, groups: list[tuple[npt.NDArray[np.int64], float]]) -> npt.NDArray[np.float64]:
        """The weights of these features, by class; those of a group as if they were one of length 1."""
        some = [(buckets, weight) for buckets, weight in groups if buckets.size]
        total = np.zeros(len(self.classes))
        if not some:
            return total
        sizes = [buckets.size for buckets, _ in some]
        starts = np.cumsum([0, *sizes[:-1]])
        rows = self._weights.take(np.concatenate([buckets for buckets, _ in some]), axis=0)
        sums = np.add.reduceat(rows, starts, axis=0, dtype=np.int32)
        for row, size, (_, weight) in zip(sums, sizes, some, strict=True):
            total += weight * (row / float(size) ** 0.5)
        return total


def load(names: dict[int, str], file: Path = FILE) -> Classifier | None:
    """The classifier of the package, or None if it cannot be used."""
    if np is None:
        return None
    try:
        return Classifier(file, names, read_signs())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def windows(size: int) -> list[tuple[int, int]]:
    """First and one past the last word of each window; none if there are no words."""
    if size <= WINDOW:
        return [(0, size)] if size else []
    return [(first, min(first + WINDOW, size)) for first in range(0, size - OVERLAP, WINDOW - OVERLAP)]


class Sheet:
    """The features of a text, prepared once, so that those of each window are found in the window alone."""

    def __init__(self, reading: Reading, names: dict[int, str], signs: Signs) -> None:
        self._words = reading.words.words
        self._sentences = reading.words.sentences
        self._questions = reading.words.questions
        codes = (crc32(word.encode("utf-8", "surrogatepass")) for word in self._words)
        self._codes = np.fromiter(codes, np.uint32, len(self._words))
        codes = (crc32(word[:STEM].encode("utf-8", "surrogatepass")) for word in self._words)
        self._stems = np.fromiter(codes, np.uint32, len(self._words))
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
        self._signs = signs.find(reading.words)
        self._sign_places = np.fromiter((one.place for one in self._signs), np.int64, len(self._signs))
        self._sign_sentences = np.fromiter(
            (self._sentences[one.place] for one in self._signs), np.int64, len(self._signs)
        )
        codes = (crc32(f"{'no ' if one.is_denied else ''}{one.name}".encode()) for one in self._signs)
        self._sign_codes = np.fromiter(codes, np.uint32, len(self._signs))

    def groups(self, first: int, last: int) -> list[tuple[npt.NDArray[np.int64], float]]:
        """The features of the words from `first` to before `last`, and how much each group of them weighs."""
        alone, pairs = self.signs(first, last)
        return [
            (self.text(first, last), 1.0),
            (self.evidence(first, last), EVIDENCE_WEIGHT),
            (alone, SIGN_WEIGHT),
            (pairs, PAIR_WEIGHT),
            (self.stems(first, last), STEM_WEIGHT),
        ]

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
        one, other = _each_two(numbers.size)
        pairs = numbers[one] * np.uint32(31) + numbers[other] + np.uint32(11)
        return _unique(_mixed(np.concatenate([numbers + np.uint32(0x5AFE), pairs])))

    def signs(self, first: int, last: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Buckets of the signs among these words, and of each two near each other.

        A denied sign counts as one of its own, and alone also as if it were not denied.
        """
        begin, end = np.searchsorted(self._sign_places, (first, last))
        codes, places = self._sign_codes[begin:end], self._sign_places[begin:end]
        plain = [crc32(one.name.encode()) for one in self._signs[begin:end] if one.is_denied]
        if self._has_question(first, last):
            plain.append(crc32(_ASKS.encode()))
        alone = np.concatenate([codes, np.array(plain, np.uint32)]) + np.uint32(0x519)
        one, other = _each_two(codes.size)
        sentences = self._sign_sentences[begin:end]
        is_near = (places[other] - places[one] <= NEAR) & (sentences[other] - sentences[one] <= 1)
        is_near &= codes[one] != codes[other]
        low, high = codes[one[is_near]], codes[other[is_near]]
        pairs = np.minimum(low, high) * np.uint32(31) + np.maximum(low, high) + np.uint32(13)
        return _unique(_sign_bucket(alone)), _unique(_sign_bucket(pairs))

    def stems(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """Buckets of each two of these words near each other, in their order, by how they begin."""
        stems = self._stems[first:last]
        pairs = [stems[:-gap] * np.uint32(31) + stems[gap:] + np.uint32(17) for gap in range(1, STEM_GAP + 1)]
        return _unique(_mixed(np.concatenate(pairs), STEM_BUCKETS) + TEXT_BUCKETS + SIGN_BUCKETS)

    def _has_question(self, first: int, last: int) -> bool:
        if not self._questions or first >= last:
            return False
        sentences = range(self._sentences[first], self._sentences[last - 1] + 1)
        return not self._questions.isdisjoint(sentences)


_ASKS = "asks"


@cache
def _pairs() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places of each two of as many things as a message usually has, those of fewer things first."""
    other, one = np.tril_indices(64, -1)
    return one, other


def _each_two(count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places of each two of so many things."""
    one, other = _pairs()
    size = count * (count - 1) // 2
    if size > one.size:
        one, other = np.triu_indices(count, 1)
    return one[:size], other[:size]


def _unique(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Each number once, in order; sorts in place. Faster than numpy's own for these few."""
    if not numbers.size:
        return numbers
    numbers.sort()
    is_new = np.ones(numbers.size, np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def _sign_bucket(numbers: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    return _mixed(numbers, SIGN_BUCKETS) + TEXT_BUCKETS


def _mixed(numbers: npt.NDArray[np.uint32], buckets: int = TEXT_BUCKETS) -> npt.NDArray[np.int64]:
    """Well spread numbers of `buckets`, a power of two."""
    numbers = numbers ^ (numbers >> np.uint32(15))
    numbers = numbers * np.uint32(0x2C1B3C6D)
    numbers = numbers ^ (numbers >> np.uint32(12))
    numbers = numbers * np.uint32(0x297A2D39)
    numbers = numbers ^ (numbers >> np.uint32(15))
    return (numbers & np.uint32(buckets - 1)).astype(np.int64)
