"""Reads a trained classifier: from a text to what it may mean, with probabilities, and why.

The weights are an inverted file like the index's: for each feature the classes for which it speaks or
against which. A message has some hundred features, so a reading costs a fraction of a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from luotsi.understanding import lemmas
from luotsi.understanding.features import CENTRE_SHARE, Features, Text, features, read, weigh, word_buckets
from luotsi.understanding.lexicon import Lexicon
from luotsi.understanding.reading import enrich
from luotsi.understanding.types import Guess

_SURE_LANGUAGE = 0.2
"""Margin from which a text's own language counts more than the page's."""
_LEAST_WORD = 0.15
"""A word is part of the reason when it adds at least this share of what the strongest one adds."""
_MOST_WORDS = 4
_HALVES = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)
"""Every half-precision number by its bits: looking it up takes a seventh of the time of converting it."""


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
    classes: np.ndarray
    """What each feature adds to each of its classes: `classes`, `added` and the features' `buckets`."""
    added: np.ndarray
    buckets: np.ndarray


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
        self._unknown_idf = np.float32(about["unknown_idf"])
        self._buckets, self._idf = part["buckets"], part["idf"]
        self._starts, self._classes = part["starts"], part["classes"]
        self._weights, self._centres = part["weights"].view(np.uint16), part["centres"].view(np.uint16)
        self._bias, self._rarity = part["bias"], part["rarity"]
        self._rarest = max(float(self._rarity.max(initial=0.0)), 1e-6)
        self._language_weights, self._language_bias = part["language_weights"], part["language_bias"]

    def understand(self, raw: str, hint: str) -> Reading:
        """A reading of a raw text. Never raises; an empty text has the probabilities of knowing nothing.

        The language decides which lexicon is used; `hint` is the page's, for texts too short to tell.
        """
        text = read(raw)
        found = features([text])
        rows, is_known, values = self._weighed(found)
        language, margin = self._language(rows[is_known], values[is_known])
        rich = self._enriched(raw, language if margin >= _SURE_LANGUAGE else hint)
        if rich.added:
            found = features([rich])
            rows, is_known, values = self._weighed(found)
        return self._reading(rich, found, (rows[is_known], values[is_known], is_known), (language, margin))

    def likeliest(self, raws: Sequence[str], language: str) -> list[tuple[tuple[str, str], float]]:
        """The likeliest class of each of several short texts in one language, with its probability."""
        found = [
            self._reading(text, one, self._known(one), (language, 1.0))
            for text in (self._enriched(raw, language) for raw in raws)
            for one in (features([text]),)
        ]
        best = [int(np.argmax(one.scores)) for one in found]
        return [
            (self.labels[number], float(one.probabilities[number]))
            for number, one in zip(best, found, strict=True)
        ]

    def knows(self, kind: str, key: str) -> bool:
        """Whether this is one of the classes."""
        return (kind, key) in self._numbers

    def guesses(self, reading: Reading, most: int) -> tuple[Guess, ...]:
        """The likeliest classes, best first."""
        order = np.argsort(-reading.scores, kind="stable")[:most]
        return tuple(
            Guess(*self.labels[number], probability=float(reading.probabilities[number]))
            for number in order.tolist()
        )

    def because(self, reading: Reading, kind: str, key: str) -> tuple[int, ...]:
        """The places of the words in the text that speak most for a class, in order."""
        number = self._numbers.get((kind, key))
        if number is None:
            return ()
        is_mine = reading.classes == number
        return _telling_places(reading, reading.buckets[is_mine], reading.added[is_mine])

    def _enriched(self, raw: str, language: str) -> Text:
        return enrich(raw, language, self.lexicon, with_lemmas=self.with_lemmas)

    def _known(self, found: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows, is_known, values = self._weighed(found)
        return rows[is_known], values[is_known], is_known

    def _weighed(self, found: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each feature its row, whether it is known at all, and its value."""
        if not len(self._buckets):
            nothing = np.zeros(len(found.buckets), dtype=bool)
            return nothing.astype(np.int64), nothing, np.zeros(len(found.buckets), dtype=np.float32)
        rows = np.minimum(np.searchsorted(self._buckets, found.buckets), len(self._buckets) - 1)
        is_known = self._buckets[rows] == found.buckets
        return rows, is_known, weigh(found, np.where(is_known, self._idf[rows], self._unknown_idf), 1)

    def _reading(
        self,
        text: Text,
        found: Features,
        known: tuple[np.ndarray, np.ndarray, np.ndarray],
        spoken: tuple[str, float],
    ) -> Reading:
        rows, values, is_known = known
        starts, ends = self._starts[rows].astype(np.int64), self._starts[rows + 1].astype(np.int64)
        lengths = ends - starts
        places = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
        rarity = self._rarity[rows]
        added = _HALVES[self._weights[places]] * np.repeat(values, lengths)
        added += _HALVES[self._centres[places]] * np.float32(CENTRE_SHARE / max(float(rarity.sum()), 1e-6))
        classes = self._classes[places]
        scores = self._bias + np.bincount(classes, weights=added, minlength=len(self.labels))
        buckets = found.buckets[is_known]
        is_word = np.isin(buckets, word_buckets(text.words))
        return Reading(
            text=text,
            found=found,
            language=spoken[0],
            margin=spoken[1],
            known=float(min(1.0, (values.astype(np.float64) ** 2).sum())),
            telling=float(rarity[is_word].max()) / self._rarest if is_word.any() else 1.0,
            scores=scores,
            probabilities=_softmax(scores * self._sharpness),
            classes=classes,
            added=added,
            buckets=np.repeat(buckets, lengths),
        )

    def _language(self, rows: np.ndarray, values: np.ndarray) -> tuple[str, float]:
        if not self.languages or not len(rows):
            return "", 0.0
        scores = _softmax(4 * (values @ self._language_weights[rows] + self._language_bias))
        order = np.argsort(-scores)
        margin = float(scores[order[0]] - (scores[order[1]] if len(order) > 1 else 0))
        return self.languages[int(order[0])], margin


def _telling_places(reading: Reading, buckets: np.ndarray, gains: np.ndarray) -> tuple[int, ...]:
    """The places of the few words whose features gain most; `buckets` are sorted, `gains` theirs."""
    if not len(buckets):
        return ()
    places, owned = reading.found.owners[:, 0], reading.found.owners[:, 1]
    at = np.minimum(np.searchsorted(buckets, owned), len(buckets) - 1)
    gained = np.where(buckets[at] == owned, gains[at], 0)
    by_place = np.bincount(places, weights=gained, minlength=len(reading.text.words))
    strongest = by_place.max(initial=0.0)
    if strongest <= 0:
        return ()
    best = [place for place in np.argsort(-by_place).tolist() if by_place[place] >= _LEAST_WORD * strongest]
    distinct: dict[str, int] = {}
    for place in best:
        distinct.setdefault(reading.text.words[place], place)
    return tuple(sorted(list(distinct.values())[:_MOST_WORDS]))


def _softmax(scores: np.ndarray) -> np.ndarray:
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
