"""Reads the arrays of an index: from the words of a query to documents with scores.

Each word asked is first matched to the words known, by trigrams and then by likeness; then every
known word's documents are scored by BM25F. Of the variants of one asked word only the best counts in
a document, so that many weak likenesses never add up to a strong one. A score is the share of the
query that the document answers (0–1), rarer words weighing more; that makes a floor meaningful.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from luotsi.understanding.building import title_code, trigram_codes
from luotsi.understanding.model import Model
from luotsi.understanding.words import LEAST_LIKENESS, likeness, title_key

_CANDIDATES = 48
"""Known words whose likeness to an asked word is worked out."""
_LEAST_DICE = 0.22
_UNKNOWN = 0.6
"""How much a word that stands nowhere weighs against the rarest word that does."""
_NEARLY_SAME = 0.9
"""Likeness from which variants are taken for one word when its rarity is judged."""
_SAME_WORD = 0.75
"""Likeness of two forms of one word ("fysioterapeutti", "fysioterapeutin")."""
_MEANT = 0.9
"""How much a word from the lexicon counts beside one that was written."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A known word that may be meant by an asked one."""

    number: int
    word: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found in one language: document numbers (of all languages), scores, known words meant."""

    documents: np.ndarray
    scores: np.ndarray
    known_words: frozenset[str]


class Section:
    """The documents of one language."""

    def __init__(self, language: str, arrays: Mapping[str, np.ndarray]) -> None:
        self.language = language
        part = {name.removeprefix(f"{language}/"): array for name, array in arrays.items()}
        self._first, self.size = (int(number) for number in part["first"])
        self._words, self._word_ends = part["words"], part["word_ends"]
        self._grams, self._gram_starts, self._gram_words = (
            part["grams"],
            part["gram_starts"],
            part["gram_words"],
        )
        self._gram_counts = part["gram_counts"]
        self._starts, self._documents, self._strengths = part["starts"], part["documents"], part["strengths"]
        self._titles, self._title_documents = part["titles"], part["title_documents"]

    def variants(self, asked: str) -> list[Variant]:
        """The known words that are alike enough to an asked one, the likest first."""
        codes, _ = trigram_codes([asked])
        places = np.searchsorted(self._grams, codes)
        pieces = [
            self._gram_words[self._gram_starts[place] : self._gram_starts[place + 1]]
            for place, code in zip(places, codes, strict=True)
            if place < len(self._grams) and self._grams[place] == code
        ]
        if not pieces:
            return []
        common = np.bincount(np.concatenate(pieces))
        numbers = np.flatnonzero(common)
        shared, theirs = common[numbers], self._gram_counts[numbers]
        dice = 2 * shared / (theirs + len(codes))
        rank = dice + 0.5 * shared / np.minimum(theirs, len(codes))
        numbers, dice, rank = (array[dice >= _LEAST_DICE] for array in (numbers, dice, rank))
        if len(numbers) > _CANDIDATES:
            best = np.argpartition(-rank, _CANDIDATES)[:_CANDIDATES]
            numbers, dice = numbers[best], dice[best]
        found = []
        for number, share in zip(numbers.tolist(), dice.tolist(), strict=True):
            known = self._word(number)
            if (alike := likeness(asked, known, share)) >= LEAST_LIKENESS:
                found.append(Variant(number, known, alike))
        if any(variant.word == asked for variant in found):
            found = [variant for variant in found if _is_form_of(variant.word, asked)]
        return sorted(found, key=lambda variant: (-variant.likeness, variant.word))

    def find(self, words: Sequence[str], meanings: Mapping[str, Sequence[str]] | None = None) -> Found:
        """Every document that holds something of the words, or of what the lexicon says that they mean."""
        scores = np.zeros(self.size, dtype=np.float32)
        whole, unknown = 0.0, _UNKNOWN * float(np.log1p(self.size))
        known_words: set[str] = set()
        for asked in words:
            variants = self.variants(asked)
            meant = [found for word in (meanings or {}).get(asked, ()) if (found := self._meant(word))]
            if not variants and not meant:
                whole += unknown
                continue
            # A lay term says one thing: how rare that is counts, not how rare the term is in content.
            rarity = max(self._rarity(found) for found in meant or [variants])
            whole += rarity
            best = self._best_of(variants)
            for found in meant:
                best = np.maximum(best, _MEANT * self._best_of(found))
            scores += rarity * best
            known_words.update(variant.word for found in (variants, *meant) for variant in found)
        documents = np.flatnonzero(scores)
        return Found(documents + self._first, scores[documents] / max(whole, 1e-6), frozenset(known_words))

    def _meant(self, word: str) -> list[Variant]:
        """The forms of a word that the lexicon gives; it is written right, so no slip is looked for."""
        return [found for found in self.variants(word) if found.likeness >= _SAME_WORD]

    def titled(self, query: str) -> list[int]:
        """Candidates for documents whose title is exactly the query; the caller compares the texts."""
        code = np.uint64(title_code(query))
        start, end = np.searchsorted(self._titles, code), np.searchsorted(self._titles, code, side="right")
        return [int(number) + self._first for number in self._title_documents[start:end]]

    def version_of(self, thing: int, things: np.ndarray) -> int | None:
        """The number of the document about `thing` in this language."""
        mine = things[self._first : self._first + self.size]
        place = int(np.searchsorted(mine, thing))
        return self._first + place if place < self.size and mine[place] == thing else None

    def _word(self, number: int) -> str:
        return self._words[self._word_ends[number] : self._word_ends[number + 1]].tobytes().decode()

    def _rarity(self, variants: Sequence[Variant]) -> float:
        """BM25's idf of what is meant, over the variants that are nearly the same word."""
        surest = [variant for variant in variants if variant.likeness >= _NEARLY_SAME] or variants[:3]
        frequency = min(self.size, sum(self._frequency(variant) for variant in surest))
        return float(np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)))

    def _frequency(self, variant: Variant) -> int:
        return int(self._starts[variant.number + 1]) - int(self._starts[variant.number])

    def _best_of(self, variants: Sequence[Variant]) -> np.ndarray:
        """For every document the strongest of the variants, lessened by the square of its unlikeness."""
        best = np.zeros(self.size, dtype=np.float32)
        for variant in reversed(variants):
            span = slice(self._starts[variant.number], self._starts[variant.number + 1])
            documents = self._documents[span]
            # A word's documents are different from each other, so plain assignment is safe.
            best[documents] = np.maximum(
                best[documents], self._strengths[span] * np.float32(variant.likeness**2)
            )
        return best


class Index:
    """All languages. Immutable; a new one replaces it by reference."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        about = json.loads(arrays["about"].tobytes())
        self.sections = {
            language: Section(language, _of(arrays, language)) for language in about["languages"]
        }
        self._kinds: list[str] = about["kinds"]
        self._stored, self._ends = arrays["documents/stored"], arrays["documents/ends"]
        self.weights, self.things = arrays["documents/weights"], arrays["documents/things"]
        self._kind_numbers = arrays["documents/kinds"]
        self.model = Model(arrays) if "model/about" in arrays else None

    def __len__(self) -> int:
        return len(self.weights)

    def meanings(self, words: tuple[str, ...], language: str) -> dict[str, list[str]]:
        """What lay terms among the folded words mean in content, by the word with which the term begins."""
        found: dict[str, list[str]] = {}
        for meaning, place in self.model.lexicon.added(words, language) if self.model else ():
            found.setdefault(words[place], []).append(meaning)
        return found

    def stored(self, document: int) -> dict[str, Any]:
        """The texts of a document as they were offered, cleaned, with kind, key and language."""
        start, end = int(self._ends[document]), int(self._ends[document + 1])
        return json.loads(zlib.decompress(self._stored[start:end].tobytes()))

    def is_of_kinds(self, documents: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
        """Which of the documents are of one of the kinds."""
        wanted = [number for number, kind in enumerate(self._kinds) if kind in kinds]
        return np.isin(self._kind_numbers[documents], wanted)

    def titled(self, query: str, language: str) -> list[int]:
        """The documents in a language whose title is exactly the query."""
        section, key = self.sections.get(language), title_key(query)
        if section is None or not key:
            return []
        return [number for number in section.titled(query) if title_key(self.stored(number)["title"]) == key]


def _is_form_of(known: str, asked: str) -> bool:
    """Bent or compounded, not mistyped: a word that is known as it stands has no slip in it."""
    return known.startswith(asked[:4]) or asked in known or known in asked


def _of(arrays: Mapping[str, np.ndarray], language: str) -> dict[str, np.ndarray]:
    return {name: array for name, array in arrays.items() if name.startswith(f"{language}/")}
