"""Reads a trained classifier: from a text to what it may mean, with probabilities, and why.

A message has some hundred features, and each speaks for some classes and against others (`weights`), so a
reading costs a fraction of a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from luotsi.understanding import lemmas
from luotsi.understanding.features import CENTRE_SHARE, Features, Text, features, weigh, word_buckets
from luotsi.understanding.lexicon import Lexicon
from luotsi.understanding.reading import enrich
from luotsi.understanding.types import Guess
from luotsi.understanding.weights import WEIGHT_STEP, Table, Weights, places_in

_SURE_LANGUAGE = 0.2
"""Margin from which a text's own language counts more than the page's."""
_LEAST_WORD = 0.15
"""A word is part of the reason when it adds at least this share of what the strongest one adds."""
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One text against all classes: scores and probabilities in the order of `Model.labels`."""

    text: Text
    found: Features
    language: str
    """The likeliest language, "" when nothing is known; `margin`: how far it is before the next, 0–1."""
    margin: float
    known: float
    """Share of the text that the classifier has met in training, 0–1."""
    telling: float
    """How few classes use the rarest known word, 0–1; 1 where no word is known."""
    scores: np.ndarray
    probabilities: np.ndarray
    values: np.ndarray
    """What each of its features that are known counts for, and what they say: the rows of `table`."""
    table: Table


class Model:
    """Immutable; made from the arrays whose names begin with "model/"."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        part = {name.removeprefix("model/"): array for name, array in arrays.items()}
        about = json.loads(part["about"].tobytes())
        self.fingerprint: str = about["fingerprint"]
        self.labels: list[tuple[str, str]] = [(kind, key) for kind, key in about["labels"]]
        self.languages: list[str] = about["languages"]
        self.lexicon = Lexicon.from_json(about["lexicon"])
        self.with_lemmas: bool = about["with_lemmas"] and lemmas.is_available()
        self._numbers = {label: number for number, label in enumerate(self.labels)}
        kinds = {kind for kind, _ in self.labels}
        self._keys = {kind: frozenset(key for one, key in self.labels if one == kind) for kind in kinds}
        self._sharpness: float = about["sharpness"]
        self._unknown_idf = np.float32(about["unknown_idf"])
        self._buckets, self._idf = part["buckets"], part["idf"]
        self._weights = Weights(part, len(self.labels))
        self._bias, self._rarity = part["bias"], part["rarity"]
        self._rarest = max(float(self._rarity.max(initial=0.0)), 1e-6)
        self._language_weights, self._language_bias = part["language_weights"], part["language_bias"]

    def understand(self, raw: str, hint: str) -> Reading:
        """A reading of a raw text. Never raises; an empty text has the probabilities of knowing nothing.

        The language decides which lexicon is used; `hint` is the page's, for texts too short to tell.
        """
        text = self._enriched(raw, hint)
        found = features([text])
        known = self._known(found)
        language, margin = self._language(*known[:2])
        if margin >= _SURE_LANGUAGE and language != hint:
            text = self._enriched(raw, language)
            found = features([text])
            known = self._known(found)
        return self._reading(text, found, known, (language, margin))

    def guesses_each(
        self, raws: Sequence[str], whole: Reading, language: str, most: int
    ) -> list[tuple[Guess, ...]]:
        """The likeliest classes of each of several parts of a text that was read, best first."""
        texts = [self._enriched(raw, language) for raw in raws]
        found = features(texts)
        rows, is_known, values = self._weighed(found, len(texts))
        rows, values, owners = rows[is_known], values[is_known], found.texts[is_known]
        rarity = np.bincount(owners, weights=self._rarity[rows].astype(np.float32), minlength=len(texts))
        shares = (CENTRE_SHARE / np.maximum(rarity, 1e-6)).astype(np.float32)
        scores = np.repeat(self._bias[None], len(texts), axis=0)
        _, is_there = places_in(whole.table.rows, rows)
        # A part may have features of its own: the lexicon adds what the whole says elsewhere.
        for table in (whole.table, self._weights.table(np.unique(rows[~is_there]))):
            scores += table.scores(_spread(table, rows, values, owners, len(texts)), shares)
        probabilities = _softmax(scores * self._sharpness)
        return [self._best(*each, most) for each in zip(scores, probabilities, strict=True)]

    def not_learnt(self, kind: str, keys: Collection[str]) -> list[str]:
        """Those that are no class of this kind."""
        known = self._keys.get(kind, frozenset())
        return [] if known.issuperset(keys) else [key for key in keys if key not in known]

    def guesses(self, reading: Reading, most: int) -> tuple[Guess, ...]:
        """The likeliest classes, best first."""
        return self._best(reading.scores, reading.probabilities, most)

    def because(self, reading: Reading, kind: str, keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """The places of the words in the text that speak most for each class that is known, in order."""
        numbers = {key: self._numbers[kind, key] for key in keys if (kind, key) in self._numbers}
        rows, owners = reading.table.rows, reading.found.owners
        gains = reading.table.towards(reading.values, self._share(rows), list(numbers.values()))
        at, is_known = places_in(self._buckets[rows], owners[:, 1])
        places, gains = owners[is_known, 0], gains[at[is_known]]
        count = len(reading.text.words)
        return {
            key: _telling(np.bincount(places, weights=gains[:, column], minlength=count), reading.text.words)
            for column, key in enumerate(numbers)
        }

    def _best(self, scores: np.ndarray, probabilities: np.ndarray, most: int) -> tuple[Guess, ...]:
        order = np.argsort(-scores, kind="stable")[:most]
        return tuple(
            Guess(*self.labels[number], probability=probability)
            for number, probability in zip(order.tolist(), probabilities[order].tolist(), strict=True)
        )

    def _enriched(self, raw: str, language: str) -> Text:
        return enrich(raw, language, self.lexicon, with_lemmas=self.with_lemmas)

    def _known(self, found: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows, is_known, values = self._weighed(found)
        return rows[is_known], values[is_known], is_known

    def _weighed(self, found: Features, size: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each feature its row, whether it is known at all, and its value."""
        if not len(self._buckets):
            nothing = np.zeros(len(found.buckets), dtype=bool)
            return nothing.astype(np.int64), nothing, np.zeros(len(found.buckets), dtype=np.float32)
        # Of one type with the array, lest the whole array is converted for every message.
        rows, is_known = places_in(self._buckets, found.buckets.astype(np.uint32))
        return rows, is_known, weigh(found, np.where(is_known, self._idf[rows], self._unknown_idf), size)

    def _share(self, rows: np.ndarray) -> float:
        """What the centres count for in a text with these features."""
        rarity = self._rarity[rows].astype(np.float32)
        return float(CENTRE_SHARE / max(float(rarity.sum()), 1e-6))

    def _reading(
        self,
        text: Text,
        found: Features,
        known: tuple[np.ndarray, np.ndarray, np.ndarray],
        spoken: tuple[str, float],
    ) -> Reading:
        rows, values, is_known = known
        table = self._weights.table(rows)
        shares = np.array([self._share(rows)], dtype=np.float32)
        scores = self._bias + table.scores(values[None], shares)[0]
        words, is_known_word = places_in(found.buckets[is_known], word_buckets(text.words))
        rarest = self._rarity[rows[words[is_known_word]]].max(initial=0.0)
        return Reading(
            text=text,
            found=found,
            language=spoken[0],
            margin=spoken[1],
            known=float(min(1.0, (values.astype(np.float64) ** 2).sum())),
            telling=float(rarest) / self._rarest if is_known_word.any() else 1.0,
            scores=scores,
            probabilities=_softmax(scores * self._sharpness),
            values=values,
            table=table,
        )

    def _language(self, rows: np.ndarray, values: np.ndarray) -> tuple[str, float]:
        if not self.languages or not len(rows):
            return "", 0.0
        said = WEIGHT_STEP * (values @ self._language_weights[rows].astype(np.float32))
        scores = _softmax(4 * (said + self._language_bias))
        order = np.argsort(-scores)
        margin = float(scores[order[0]] - (scores[order[1]] if len(order) > 1 else 0))
        return self.languages[int(order[0])], margin


def _spread(table: Table, rows: np.ndarray, values: np.ndarray, owners: np.ndarray, texts: int) -> np.ndarray:
    """The values of several texts as a table wants them (texts × its rows)."""
    at, is_there = places_in(table.rows, rows)
    spread = np.zeros((texts, len(table.rows)), dtype=np.float32)
    spread[owners[is_there], at[is_there]] = values[is_there]
    return spread


def _telling(gained: np.ndarray, words: Sequence[str]) -> tuple[int, ...]:
    """The places of the few words that gain most."""
    strongest = gained.max(initial=0.0)
    if strongest <= 0:
        return ()
    best = [place for place in np.argsort(-gained).tolist() if gained[place] >= _LEAST_WORD * strongest]
    distinct: dict[str, int] = {}
    for place in best:
        distinct.setdefault(words[place], place)
    return tuple(sorted(list(distinct.values())[:_MOST_WORDS]))


def _softmax(scores: np.ndarray) -> np.ndarray:
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
