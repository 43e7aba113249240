"""What the classifier sees of a text: hashed letter sequences inside words, whole words, pairs of words.

Everything is folded (no case, no umlauts), so "hammassärky" and "HAMMASSARKY" are the same. A typo or a
Finnish ending changes only some of a word's letter sequences, which is why they are the base. The same
function serves training (many texts) and a message (one), so that both see the same thing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from luotsi.understanding.words import LONGEST_WORD, WORD, clean, fold

SHORTEST, LONGEST = 2, 5
"""Letters in a sequence; a word's edges count as letters."""
BITS = 18
LETTERS = 1 << BITS
"""Buckets of letter sequences; as many again hold words and pairs."""
WORDS_SHARE = 0.55
"""How much words and pairs count beside letter sequences."""
ADDED_SHARE = 0.3
"""How much a word counts that lexicon or dictionary adds, beside a written one."""
CENTRE_SHARE = 2.5
"""How much it counts that all examples of a class together speak of a text, beside the machine's margin."""
MOST_WORDS = 400
"""Words read of one text: of a longer one the beginning and the end."""

_MIX_WORD = np.uint64(2654435761)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_LETTER = np.uint64(0xBF58476D1CE4E5B9)
_MIX_LAST = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as words: what was written, and what the lexicon or a dictionary adds to it."""

    words: tuple[str, ...]
    """Folded, in order."""
    added: tuple[tuple[str, int], ...] = ()
    """Further folded words, each with the place in `words` of the word that it stands for."""


@dataclass(frozen=True, slots=True)
class Features:
    """The features of several texts, sorted by text and bucket, each pair once.

    `texts` and `buckets` are int64, `values` float32; the values of one text have length 1 together
    before rarity is applied. `owners` (only of a single text) holds (place of the word, bucket) pairs.
    """

    texts: np.ndarray
    buckets: np.ndarray
    counts: np.ndarray
    owners: np.ndarray


def read(text: str) -> Text:
    """The words of a raw text; nothing is added."""
    return Text(tuple(word[:LONGEST_WORD] for word in within(WORD.findall(fold(clean(text))))))


def within(words: list[str]) -> list[str]:
    """The words that are read: all, or of very many the beginning and the end."""
    if len(words) <= MOST_WORDS:
        return words
    return words[: MOST_WORDS * 3 // 4] + words[-MOST_WORDS // 4 :]


def features(texts: Sequence[Text]) -> Features:
    """Count the features of each text. Linear in the length of all texts."""
    words = [word for text in texts for word in text.words]
    added = [one for text in texts for one in text.added]
    pairs = [" ".join(pair) for text in texts for pair in zip(text.words, text.words[1:], strict=False)]
    sizes = np.array([len(text.words) for text in texts], dtype=np.int64)
    of_words, at_words = _numbered(sizes)
    of_added, _ = _numbered(np.array([len(text.added) for text in texts], dtype=np.int64))
    of_pairs, at_pairs = _numbered(np.maximum(sizes - 1, 0))
    everything = [*words, *(word for word, _ in added)]
    owners = np.concatenate([of_words, of_added])
    places = np.concatenate([at_words, np.array([place for _, place in added], dtype=np.int64)])
    weights = np.repeat([1.0, ADDED_SHARE], [len(words), len(added)])
    spelt, sequences = _letter_sequences(everything)
    buckets = np.concatenate([sequences, word_buckets(everything), word_buckets(pairs)])
    counted = np.concatenate([weights[spelt], weights, np.ones(len(pairs))])
    found, inverse = np.unique(
        np.concatenate([owners[spelt], owners, of_pairs]) << 32 | buckets, return_inverse=True
    )
    return Features(
        texts=found >> 32,
        buckets=found & 0xFFFFFFFF,
        counts=np.bincount(inverse, weights=counted, minlength=len(found)).astype(np.float32),
        owners=np.stack([np.concatenate([places[spelt], places, at_pairs]), buckets], axis=1),
    )


def _numbered(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For groups of these sizes, one after the other: the group of each member and its place in it."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return groups, np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def weigh(found: Features, idf: np.ndarray, size: int) -> np.ndarray:
    """The value of each feature: rarity (`idf`, one number a feature) times the logarithm of its count.

    Letters and words of a text are brought to lengths 1 and `WORDS_SHARE`, and then together to length 1,
    so that a long story weighs as much as two words. `size` is the number of texts. Float32.
    """
    values = np.log1p(found.counts) * idf
    is_word = found.buckets >= LETTERS
    squares = values**2
    letters = np.bincount(found.texts, weights=np.where(is_word, 0, squares), minlength=size)
    words = np.bincount(found.texts, weights=np.where(is_word, squares, 0), minlength=size)
    total = np.sqrt((letters > 0) + WORDS_SHARE**2 * (words > 0))
    by_letters = 1 / np.maximum(np.sqrt(letters) * total, 1e-9)
    by_words = WORDS_SHARE / np.maximum(np.sqrt(words) * total, 1e-9)
    return (values * np.where(is_word, by_words[found.texts], by_letters[found.texts])).astype(np.float32)


def word_buckets(words: Sequence[str]) -> np.ndarray:
    """The buckets of whole words, or of pairs of words with a blank between them."""
    codes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    return (LETTERS + (codes * _MIX_WORD >> np.uint64(7)) % np.uint64(LETTERS)).astype(np.int64)


def _letter_sequences(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Number of the word and bucket of every sequence of letters that lies inside one word."""
    points = np.frombuffer("".join(f" {word} " for word in words).encode("utf-32-le"), dtype=np.uint32)
    points = points.astype(np.uint64) + np.uint64(1)
    numbers = np.repeat(np.arange(len(words)), [len(word) + 2 for word in words])
    hashes = points * _MIX
    owners, buckets = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length in range(2, LONGEST + 1):
        hashes = (hashes[:-1] ^ hashes[:-1] >> np.uint64(29)) * _MIX + points[length - 1 :] * _MIX_LETTER
        if length >= SHORTEST and len(hashes):
            inside = numbers[: len(hashes)] == numbers[length - 1 :]
            mixed = (hashes[inside] ^ hashes[inside] >> np.uint64(31)) * _MIX_LAST
            buckets.append((mixed >> np.uint64(64 - BITS)).astype(np.int64))
            owners.append(numbers[: len(hashes)][inside])
    return np.concatenate(owners), np.concatenate(buckets)
