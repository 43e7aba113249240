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
    words: list[str] = []
    told: list[tuple[int, int, float]] = []
    whole: list[tuple[int, int, float, int]] = []
    for number, text in enumerate(texts):
        spoken = [(word, place, 1.0) for place, word in enumerate(text.words)]
        spoken += [(word, place, ADDED_SHARE) for word, place in text.added]
        for word, place, weight in spoken:
            words.append(f" {word} ")
            told.append((number, place, weight))
            whole.append((number, place, weight, _word_bucket(word)))
        for place, (word, following) in enumerate(zip(text.words, text.words[1:], strict=False)):
            whole.append((number, place, 1.0, _word_bucket(f"{word} {following}")))
    found = _letter_sequences(words, np.array(told, dtype=np.float64).reshape(-1, 3))
    rest = np.array(whole, dtype=np.float64).reshape(-1, 4)
    documents = np.concatenate([found[0], rest[:, 0].astype(np.int64)])
    at = np.concatenate([found[1], rest[:, 1].astype(np.int64)])
    weights = np.concatenate([found[2], rest[:, 2]])
    buckets = np.concatenate([found[3], rest[:, 3].astype(np.int64)])
    pairs, places = np.unique(documents << 32 | buckets, return_inverse=True)
    return Features(
        texts=pairs >> 32,
        buckets=pairs & 0xFFFFFFFF,
        counts=np.bincount(places, weights=weights, minlength=len(pairs)).astype(np.float32),
        owners=np.stack([at, buckets], axis=1),
    )


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


def word_buckets(words: Sequence[str]) -> list[int]:
    """The buckets of whole words."""
    return [_word_bucket(word) for word in words]


def _word_bucket(words: str) -> int:
    return LETTERS + (zlib.crc32(words.encode()) * 2654435761 >> 7) % LETTERS


def _letter_sequences(words: Sequence[str], told: np.ndarray) -> tuple[np.ndarray, ...]:
    """Text, place of the word, weight and bucket of every sequence of letters that lies inside one word.

    `told` has a row for each word: text, place, weight.
    """
    points = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    points = points.astype(np.uint64) + np.uint64(1)
    numbers = np.repeat(np.arange(len(words)), [len(word) for word in words])
    hashes = points * _MIX
    owners, buckets = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length in range(2, LONGEST + 1):
        hashes = (hashes[:-1] ^ hashes[:-1] >> np.uint64(29)) * _MIX + points[length - 1 :] * _MIX_LETTER
        if length >= SHORTEST and len(hashes):
            inside = numbers[: len(hashes)] == numbers[length - 1 :]
            mixed = (hashes[inside] ^ hashes[inside] >> np.uint64(31)) * _MIX_LAST
            buckets.append((mixed >> np.uint64(64 - BITS)).astype(np.int64))
            owners.append(numbers[: len(hashes)][inside])
    rows = told[np.concatenate(owners)]
    return (rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2], np.concatenate(buckets))
