"""Reads a trained classifier: from a text to what it may mean, with probabilities, and why.

The weights are an inverted file like the index's: for each feature the classes for which it speaks or
against which. A message has some hundred features, so a reading costs a fraction of a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from luotsi.understanding.features import Features, Text, features, weigh
from luotsi.understanding.types import Guess

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
        self._sharpness: float = about["sharpness"]
        self._unknown_idf: float = about["unknown_idf"]
        self._buckets, self._idf = part["buckets"], part["idf"]
        self._starts, self._classes, self._weights = part["starts"], part["classes"], part["weights"]
        self._bias = part["bias"]
        self._language_weights, self._language_bias = part["language_weights"], part["language_bias"]

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

    def because(self, reading: Reading, kind: str, key: str) -> tuple[str, ...]:
        """The words of the text (folded, in order) that speak most for a class."""
        try:
            number = self.labels.index((kind, key))
        except ValueError:
            return ()
        rows, is_known = self._rows(reading.found)
        gain: dict[int, float] = {}
        for row, bucket, value in zip(
            rows[is_known].tolist(),
            reading.found.buckets[is_known].tolist(),
            reading.values[is_known].tolist(),
            strict=True,
        ):
            span = slice(int(self._starts[row]), int(self._starts[row + 1]))
            place = np.flatnonzero(self._classes[span] == number)
            if len(place):
                gain[bucket] = value * float(self._weights[span][place[0]])
        return _telling_words(reading, gain)

    def _rows(self, found: Features) -> tuple[np.ndarray, np.ndarray]:
        if not len(self._buckets):
            return np.zeros(len(found.buckets), dtype=np.int64), np.zeros(len(found.buckets), dtype=bool)
        rows = np.minimum(np.searchsorted(self._buckets, found.buckets), len(self._buckets) - 1)
        return rows, self._buckets[rows] == found.buckets

    def _sum(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """What all features add to each class."""
        starts, ends = self._starts[rows].astype(np.int64), self._starts[rows + 1].astype(np.int64)
        lengths = ends - starts
        total = int(lengths.sum())
        places = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(total)
        added = self._weights[places].astype(np.float32) * np.repeat(values, lengths)
        return np.bincount(self._classes[places], weights=added, minlength=len(self.labels))


def _telling_words(reading: Reading, gain: Mapping[int, float]) -> tuple[str, ...]:
    by_place = np.zeros(len(reading.text.words) + 1)
    for place, bucket in reading.found.owners.tolist():
        by_place[place] += gain.get(bucket, 0.0)
    strongest = by_place.max(initial=0.0)
    if strongest <= 0:
        return ()
    best = [place for place in np.argsort(-by_place).tolist() if by_place[place] >= _LEAST_WORD * strongest]
    places = sorted(best[:_MOST_WORDS])
    return tuple(dict.fromkeys(reading.text.words[place] for place in places if place < len(reading.text.words)))


def _softmax(scores: np.ndarray) -> np.ndarray:
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
