"""What the classifier sees of a text: numbers of buckets, each for something that stands in it.

For the linear part they are those of the whole text: letters in groups of three to five, words and pairs of
words; the concepts that the rules found and pairs of them; the signs (see signs.py) and pairs of those near
each other; and pairs of words that stand near each other, cut to their beginnings, because endings bend. For
the network (see network.py) they are those of each word: its letters, its beginning, itself, and the concepts
and signs that begin at it. Concepts and signs count by name without their language, so that what is learnt
in one language helps in the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

from luotsi.safety.matching import Reading
from luotsi.safety.signs import Signs

try:
    import numpy as np
except ImportError:  # The rules must work without it.
    np = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import numpy.typing as npt

    Buckets = npt.NDArray[np.int64]

TEXT_BUCKETS = 1 << 17
SIGN_BUCKETS = 1 << 16
STEM_BUCKETS = 1 << 17
BUCKETS = TEXT_BUCKETS + SIGN_BUCKETS + STEM_BUCKETS
"""Those of letters, words and concepts, then those of signs, then those of beginnings of words."""

PIECE_BUCKETS = 1 << 16
MARK_BUCKETS = 1 << 12
"""Of the network: pieces of words; concepts and signs."""

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


@dataclass(frozen=True, slots=True)
class Passage:
    """Words as the network sees them.

    `pieces`: buckets of the pieces of the words, word after word; `starts`: where those of each begin.
    `marks`: buckets of the concepts and signs; `places`: the word at which each stands.
    """

    pieces: Buckets
    starts: Buckets
    marks: Buckets
    places: Buckets

    def counts(self) -> Buckets:
        """How many pieces each word has."""
        return np.append(self.starts[1:], self.pieces.size) - self.starts


class Sheet:
    """The features of a text, prepared once, so that those of each window are found in the window alone."""

    def __init__(self, reading: Reading, names: dict[int, str], signs: Signs) -> None:
        self._words = reading.words.words
        self._sentences = reading.words.sentences
        self._questions = reading.words.questions
        self._codes = _numbers(self._words)
        self._stems = _numbers([word[:STEM] for word in self._words])
        seen = sorted(
            (start, names[concept].partition(".")[2])
            for concept, places in reading.spans.items()
            for start, _ in places
        )
        hints = {f"hint {rule.code.partition('.')[2]}" for rule in reading.hints}
        ordered = sorted({name for _, name in seen} | hints | {_ASKS})
        rank = {name: place for place, name in enumerate(ordered)}
        self._numbers = _numbers(ordered)
        self._places = np.fromiter((start for start, _ in seen), np.int64, len(seen))
        self._ranks = np.fromiter((rank[name] for _, name in seen), np.int64, len(seen))
        self._hints = np.fromiter((rank[name] for name in sorted(hints)), np.int64, len(hints))
        self._asks = np.array([rank[_ASKS]], np.int64)
        self._signs = signs.find(reading.words)
        self._sign_places = np.fromiter((one.place for one in self._signs), np.int64, len(self._signs))
        self._sign_sentences = np.fromiter(
            (self._sentences[one.place] for one in self._signs), np.int64, len(self._signs)
        )
        self._sign_codes = _numbers([f"{'no ' if one.is_denied else ''}{one.name}" for one in self._signs])

    def groups(self, first: int, last: int) -> list[tuple[Buckets, float]]:
        """The features of the words from `first` to before `last`, and how much each group of them weighs."""
        alone, pairs = self.signs(first, last)
        return [
            (self.text(first, last), 1.0),
            (self.evidence(first, last), EVIDENCE_WEIGHT),
            (alone, SIGN_WEIGHT),
            (pairs, PAIR_WEIGHT),
            (self.stems(first, last), STEM_WEIGHT),
        ]

    def text(self, first: int, last: int) -> Buckets:
        """Buckets of the letters, words and pairs of words from `first` to before `last`."""
        codes = self._codes[first:last]
        letters = _letters(self._words[first:last]).astype(np.uint32)
        found = [codes, codes[:-1] * np.uint32(31) + codes[1:] + np.uint32(7)]
        found += [total for _, total in _letter_groups(letters)]
        return _unique(_mixed(np.concatenate(found)))

    def evidence(self, first: int, last: int) -> Buckets:
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

    def signs(self, first: int, last: int) -> tuple[Buckets, Buckets]:
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

    def stems(self, first: int, last: int) -> Buckets:
        """Buckets of each two of these words near each other, in their order, by how they begin."""
        stems = self._stems[first:last]
        pairs = [stems[:-gap] * np.uint32(31) + stems[gap:] + np.uint32(17) for gap in range(1, STEM_GAP + 1)]
        return _unique(_mixed(np.concatenate(pairs), STEM_BUCKETS) + TEXT_BUCKETS + SIGN_BUCKETS)

    def passage(self, first: int, last: int) -> Passage:
        """The words from `first` to before `last`, of which there is one at least, for the network.

        What a rule's context says of the whole text stands at the first word, a question at its last.
        """
        begin, end = np.searchsorted(self._places, (first, last))
        numbers = [self._numbers[self._ranks[begin:end]], self._numbers[self._hints]]
        places = [self._places[begin:end], np.full(self._hints.size, first)]
        ends = [
            place
            for place in range(first, last)
            if self._sentences[place] in self._questions
            and (place + 1 == last or self._sentences[place + 1] != self._sentences[place])
        ]
        numbers.append(np.repeat(self._numbers[self._asks], len(ends)))
        places.append(np.array(ends, np.int64))
        begin, end = np.searchsorted(self._sign_places, (first, last))
        numbers.append(self._sign_codes[begin:end] + np.uint32(0x519))
        places.append(self._sign_places[begin:end])
        pieces, starts = word_pieces(self._words[first:last])
        marks = _mixed(np.concatenate(numbers), MARK_BUCKETS)
        return Passage(pieces, starts, marks, np.concatenate(places) - first)

    def _has_question(self, first: int, last: int) -> bool:
        if not self._questions or first >= last:
            return False
        sentences = range(self._sentences[first], self._sentences[last - 1] + 1)
        return not self._questions.isdisjoint(sentences)


def word_pieces(words: Sequence[str]) -> tuple[Buckets, Buckets]:
    """Buckets of the pieces of words, word after word, and where those of each word begin.

    A word's pieces are itself, its beginning and its letters in groups, a space before and after it among
    them; they do not depend on the other words.
    """
    letters = _letters(words)
    spaces = np.flatnonzero(letters == ord(" "))
    owner = np.cumsum(letters == ord(" ")) - 1  # The word whose group of letters begins at each byte.
    numbers = [_numbers(words), _numbers([word[:STEM] for word in words]) + np.uint32(0x57E)]
    owners = [np.arange(len(words))] * 2
    for size, total in _letter_groups(letters.astype(np.uint32)):
        whose = owner[: total.size]
        last = np.append(spaces, letters.size)[whose + 1]
        is_within = np.arange(total.size) + size - 1 <= last
        is_within &= whose < len(words)
        numbers.append(total[is_within])
        owners.append(whose[is_within])
    whose = np.concatenate(owners)
    order = np.argsort(whose, kind="stable")
    buckets = _mixed(np.concatenate(numbers), PIECE_BUCKETS)[order]
    return buckets, np.searchsorted(whose[order], np.arange(len(words)))


def _letters(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    """The bytes of words, a space before, after and between them."""
    return np.frombuffer(f" {' '.join(words)} ".encode("utf-8", "surrogatepass"), np.uint8)


def _letter_groups(letters: npt.NDArray[np.uint32]) -> Iterator[tuple[int, npt.NDArray[np.uint32]]]:
    """For each size, a number of each group of so many letters that follow one another."""
    for size in LETTERS:
        if letters.size >= size:
            total = letters[: letters.size - size + 1].copy()
            for place in range(1, size):
                total *= np.uint32(0x01000193)
                total += letters[place : letters.size - size + 1 + place]
            yield size, total + np.uint32(size)


def _numbers(words: Sequence[str]) -> npt.NDArray[np.uint32]:
    codes = (crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    return np.fromiter(codes, np.uint32, len(words))


_ASKS = "asks"


@cache
def _pairs() -> tuple[Buckets, Buckets]:
    """The places of each two of as many things as a message usually has, those of fewer things first."""
    other, one = np.tril_indices(64, -1)
    return one, other


def _each_two(count: int) -> tuple[Buckets, Buckets]:
    """The places of each two of so many things."""
    one, other = _pairs()
    size = count * (count - 1) // 2
    if size > one.size:
        one, other = np.triu_indices(count, 1)
    return one[:size], other[:size]


def _unique(numbers: Buckets) -> Buckets:
    """Each number once, in order; sorts in place. Faster than numpy's own for these few."""
    if not numbers.size:
        return numbers
    numbers.sort()
    is_new = np.ones(numbers.size, np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def _sign_bucket(numbers: npt.NDArray[np.uint32]) -> Buckets:
    return _mixed(numbers, SIGN_BUCKETS) + TEXT_BUCKETS


def _mixed(numbers: npt.NDArray[np.uint32], buckets: int = TEXT_BUCKETS) -> Buckets:
    """Well spread numbers of `buckets`, a power of two."""
    numbers = numbers ^ (numbers >> np.uint32(15))
    numbers = numbers * np.uint32(0x2C1B3C6D)
    numbers = numbers ^ (numbers >> np.uint32(12))
    numbers = numbers * np.uint32(0x297A2D39)
    numbers = numbers ^ (numbers >> np.uint32(15))
    return (numbers & np.uint32(buckets - 1)).astype(np.int64)
