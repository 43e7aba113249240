"""Reads a trained classifier: from a text to what it may mean, with probabilities, and why.

The weights are an inverted file like the index's: for each feature the classes for which it speaks or
against which. A message has some hundred features, so a reading costs a fraction of a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
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
        kinds = {kind for kind, _ in self.labels}
        self._keys = {kind: frozenset(key for one, key in self.labels if one == kind) for kind in kinds}
        self._sharpness: float = about["sharpness"]
        self._weight_step = np.float32(about["steps"][0])
        self._centre_step = np.float32(about["steps"][1])
        self._unknown_idf = np.float32(about["unknown_idf"])
        self._buckets, self._idf = part["buckets"], part["idf"]
        self._starts, self._classes = part["starts"], part["classes"]
        self._weights, self._centres = part["weights"], part["centres"]
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

    def guesses_each(self, raws: Sequence[str], language: str, most: int) -> list[tuple[Guess, ...]]:
        """The likeliest classes of each of several short texts in one language, best first."""
        texts = [self._enriched(raw, language) for raw in raws]
        scores = self._scores(features(texts), len(texts))
        probabilities = _softmax(scores * self._sharpness)
        return [self._best(*rows, most) for rows in zip(scores, probabilities, strict=True)]

    def not_learnt(self, kind: str, keys: Iterable[str]) -> list[str]:
        """Those that are no class of this kind."""
        known = self._keys.get(kind, frozenset())
        return [key for key in keys if key not in known]

    def guesses(self, reading: Reading, most: int) -> tuple[Guess, ...]:
        """The likeliest classes, best first."""
        return self._best(reading.scores, reading.probabilities, most)

    def because(self, reading: Reading, kind: str, key: str) -> tuple[int, ...]:
        """The places of the words in the text that speak most for a class, in order."""
        number = self._numbers.get((kind, key))
        if number is None:
            return ()
        mine = np.flatnonzero(reading.classes == number)
        return _telling_places(reading, reading.buckets[mine], reading.added[mine])

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
        asked = found.buckets.astype(np.uint32)
        rows = np.minimum(np.searchsorted(self._buckets, asked), len(self._buckets) - 1)
        is_known = self._buckets[rows] == asked
        return rows, is_known, weigh(found, np.where(is_known, self._idf[rows], self._unknown_idf), size)

    def _scores(self, found: Features, size: int) -> np.ndarray:
        """The scores of several texts at once (texts × classes)."""
        rows, is_known, values = self._weighed(found, size)
        rows, values, owners = rows[is_known], values[is_known], found.texts[is_known]
        rarity = np.bincount(owners, weights=self._rarity[rows].astype(np.float32), minlength=size)
        shares = (self._centre_step * CENTRE_SHARE / np.maximum(rarity, 1e-6)).astype(np.float32)
        classes, added, lengths = self._added(rows, values, shares[owners])
        cells = np.repeat(owners * len(self.labels), lengths) + classes
        whole = np.bincount(cells, weights=added, minlength=size * len(self.labels))
        return self._bias + whole.reshape(size, len(self.labels))

    def _added(
        self, rows: np.ndarray, values: np.ndarray, shares: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The classes of features, one feature's after the other's, what each adds to each, and how many
        classes each feature has."""
        starts, ends = self._starts[rows].astype(np.int64), self._starts[rows + 1].astype(np.int64)
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        added = self._weights[places] * np.repeat(values * self._weight_step, lengths)
        added += self._centres[places] * np.repeat(shares, lengths)
        return self._classes[places], added, lengths

    def _reading(
        self,
        text: Text,
        found: Features,
        known: tuple[np.ndarray, np.ndarray, np.ndarray],
        spoken: tuple[str, float],
    ) -> Reading:
        rows, values, is_known = known
        rarity = self._rarity[rows].astype(np.float32)
        share = np.float32(self._centre_step * CENTRE_SHARE / max(float(rarity.sum()), 1e-6))
        classes, added, lengths = self._added(rows, values, np.full(len(rows), share))
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
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
