"""Reads a trained classifier: from a text to what it may mean, with probabilities, and why.

The weights are an inverted file like the index's: for each feature the classes for which it speaks or
against which. A message has some hundred features, so a reading costs a fraction of a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from luotsi.understanding import lemmas
from luotsi.understanding.features import CENTRE_SHARE, Features, Text, features, weigh, word_buckets
from luotsi.understanding.lexicon import Lexicon
from luotsi.understanding.reading import enrich
from luotsi.understanding.types import Guess

_SURE_LANGUAGE = 0.2
"""Margin from which a text's own language counts more than the page's."""
_LEAST_WORD = 0.15
"""A word is part of the reason when it adds at least this share of what the strongest one adds."""
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One text against all classes: scores in the order of `Model.labels`, best first `order`."""

    text: Text
    found: Features
    values: np.ndarray
    scores: np.ndarray
    probabilities: np.ndarray
    order: np.ndarray
    known: float
    """Share of the text that the classifier has met in training, 0–1."""


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
        self._sharpness: float = about["sharpness"]
        self._unknown_idf: float = about["unknown_idf"]
        self._buckets, self._idf = part["buckets"], part["idf"]
        self._starts, self._classes, self._weights = part["starts"], part["classes"], part["weights"]
        self._bias, self._centres, self._rarity = part["bias"], part["centres"], part["rarity"]
        self._language_weights, self._language_bias = part["language_weights"], part["language_bias"]

    def understand(self, raw: str, hint: str) -> tuple[Reading, str, float]:
        """A reading of a raw text, its language ("" when it cannot be told) and how sure that is.

        The language decides which lexicon is used; `hint` is the page's, for texts too short to tell.
        """
        plain = self.read(enrich(raw, "", self.lexicon, with_lemmas=False))
        language, margin = self.language(plain)
        sure = language if margin >= _SURE_LANGUAGE else hint
        text = enrich(raw, sure, self.lexicon, with_lemmas=self.with_lemmas)
        return (self.read(text) if text.added else plain), language, margin

    def read(self, text: Text) -> Reading:
        """Score a text. Never raises; an empty text has the probabilities of knowing nothing."""
        found = features([text])
        rows, is_known = self._rows(found)
        idf = np.where(is_known, self._idf[rows], np.float32(self._unknown_idf))
        values = weigh(found, idf, 1)
        rows, shares = rows[is_known], values[is_known]
        scores = self._bias + self._sum(rows, shares)
        probabilities = _softmax(scores * self._sharpness)
        return Reading(
            text=text,
            found=found,
            values=values,
            scores=scores,
            probabilities=probabilities,
            order=np.argsort(-scores, kind="stable"),
            known=float(min(1.0, (shares.astype(np.float64) ** 2).sum())),
        )

    def knows(self, kind: str, key: str) -> bool:
        """Whether this is one of the classes."""
        return (kind, key) in self._numbers

    def guesses(self, reading: Reading, most: int) -> tuple[Guess, ...]:
        """The likeliest classes, best first."""
        return tuple(
            Guess(*self.labels[number], probability=float(reading.probabilities[number]))
            for number in reading.order[:most].tolist()
        )

    def language(self, reading: Reading) -> tuple[str, float]:
        """The likeliest language of the text and how far it is before the next, 0–1."""
        rows, is_known = self._rows(reading.found)
        if not self.languages or not is_known.any():
            return "", 0.0
        weights = self._language_weights[rows[is_known]].astype(np.float32)
        scores = _softmax(4 * (reading.values[is_known] @ weights + self._language_bias))
        order = np.argsort(-scores)
        margin = float(scores[order[0]] - (scores[order[1]] if len(order) > 1 else 0))
        return self.languages[int(order[0])], margin

    def telling(self, reading: Reading) -> float:
        """How few classes use the rarest known word of the text, 0–1; 1 where no word is known."""
        rows, is_known = self._rows(reading.found)
        rows = rows[is_known & np.isin(reading.found.buckets, word_buckets(reading.text.words))]
        if not len(rows):
            return 1.0
        return float(self._rarity[rows].max() / max(float(self._rarity.max()), 1e-6))

    def because(self, reading: Reading, kind: str, key: str) -> tuple[int, ...]:
        """The places of the words in the text that speak most for a class, in order."""
        number = self._numbers.get((kind, key))
        if number is None:
            return ()
        rows, is_known = self._rows(reading.found)
        rows, values = rows[is_known], reading.values[is_known]
        places, lengths = self._places(rows)
        whole = max(float(self._rarity[rows].sum()), 1e-6)
        added = self._weights[places].astype(np.float32) * np.repeat(values, lengths)
        added += self._centres[places].astype(np.float32) * np.float32(CENTRE_SHARE / whole)
        is_mine = self._classes[places] == number
        owners = np.repeat(reading.found.buckets[is_known], lengths)[is_mine]
        gain = dict(zip(owners.tolist(), added[is_mine].tolist(), strict=True))
        return _telling_places(reading, gain)

    def _rows(self, found: Features) -> tuple[np.ndarray, np.ndarray]:
        if not len(self._buckets):
            return np.zeros(len(found.buckets), dtype=np.int64), np.zeros(len(found.buckets), dtype=bool)
        rows = np.minimum(np.searchsorted(self._buckets, found.buckets), len(self._buckets) - 1)
        return rows, self._buckets[rows] == found.buckets

    def _sum(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """What all features add to each class."""
        places, lengths = self._places(rows)
        whole = max(float(self._rarity[rows].sum()), 1e-6)
        added = self._weights[places].astype(np.float32) * np.repeat(values, lengths)
        added += self._centres[places].astype(np.float32) * np.float32(CENTRE_SHARE / whole)
        return np.bincount(self._classes[places], weights=added, minlength=len(self.labels))

    def _places(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the classes of features stand, one after the other, and how many each feature has."""
        starts, ends = self._starts[rows].astype(np.int64), self._starts[rows + 1].astype(np.int64)
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum())), lengths


def _telling_places(reading: Reading, gain: Mapping[int, float]) -> tuple[int, ...]:
    by_place = np.zeros(len(reading.text.words) + 1)
    for place, bucket in reading.found.owners.tolist():
        by_place[place] += gain.get(bucket, 0.0)
    strongest = by_place.max(initial=0.0)
    if strongest <= 0:
        return ()
    best = [place for place in np.argsort(-by_place).tolist() if by_place[place] >= _LEAST_WORD * strongest]
    distinct: dict[str, int] = {}
    for place in best:
        if place < len(reading.text.words):
            distinct.setdefault(reading.text.words[place], place)
    return tuple(sorted(list(distinct.values())[:_MOST_WORDS]))


def _softmax(scores: np.ndarray) -> np.ndarray:
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
