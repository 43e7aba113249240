"""Search over everything that rooms above have registered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from luotsi.understanding import loading, showing
from luotsi.understanding.actions import request_rebuild_if_possible
from luotsi.understanding.features import within
from luotsi.understanding.index import Index
from luotsi.understanding.model import Model, Reading
from luotsi.understanding.models import IndexState
from luotsi.understanding.types import Freshness, Guess, Hit, SearchResults, Understood
from luotsi.understanding.words import LONGEST_WORD, WORD, clean, cut, query_words, title_key

LEAST_SCORE = 0.2
"""Share of a short query that a document must answer; a long story asks for less."""
LEAST_OF_BEST = 0.35
"""Hits far behind the best one are noise."""
LITTLE = 0.45
"""A best score below this, or fewer than `FEW` hits, makes other languages be searched too; as above."""
FEW = 2
OTHER_LANGUAGE = 0.85
"""How much a hit in another language counts."""
EXACT_TITLE = 10.0
"""Added to the score when the query is the title itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """What explaining an understood message needs; never leaves the process."""

    whole: str
    model: Model
    reading: Reading


def search(
    query: str, language: str, limit: int = 20, *, kinds: Collection[str] | None = None
) -> SearchResults:
    """What people may mean by `query`, best first; never raises, whatever they write.

    `language` is the reader's language tag; other languages are searched when it gives little.
    `kinds` keeps only those kinds of documents. Of a long text the first 10 kB count.
    """
    index = _current()
    if index is None:
        return SearchResults(searched_as=(language,), is_ready=False)
    text = cut(query)
    if limit <= 0 or not title_key(text):
        return SearchResults(searched_as=(language,))
    return _Search(index, text, query_words(text), kinds).results(language, limit)


def understand(text: str, hint: str, *, most: int = 40) -> Understood:
    """What a message may mean: the `most` likeliest classes. `hint` is the page's language. Never raises."""
    index = _current()
    if index is None or index.model is None:
        return Understood(is_ready=False)
    whole = cut(text)
    reading = index.model.understand(whole, hint)
    return Understood(
        guesses=index.model.guesses(reading, most),
        language=reading.language,
        language_margin=reading.margin,
        known=reading.known,
        words=len(reading.text.words),
        telling=reading.telling,
        told=Told(whole, index.model, reading),
    )


def guesses_each(
    texts: Sequence[str], language: str, whole: Understood, *, most: int = 1
) -> list[tuple[Guess, ...]]:
    """The `most` likeliest classes of each of several parts of an understood message, best first; found
    together, and with what is known of the whole. Nothing while nothing has been learnt."""
    told = whole.told
    if not isinstance(told, Told):
        return []
    return told.model.guesses_each([cut(text) for text in texts], told.reading, language, most)


def because(understood: Understood, kind: str, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each class the words of an understood message, as they are written, that speak most for it."""
    told = understood.told
    if not isinstance(told, Told):
        return {}
    written = [word[:LONGEST_WORD] for word in within(WORD.findall(clean(told.whole)))]
    places = told.model.because(told.reading, kind, keys)
    return {key: tuple(written[at] for at in places.get(key, ())) for key in keys}


def not_learnt(kind: str, keys: Collection[str]) -> list[str]:
    """Those that the classifier in use does not know: what was published a moment ago."""
    index = _current()
    if index is None or (model := index.model) is None:
        return []
    return model.not_learnt(kind, keys)


def freshness() -> Freshness:
    """How the index stands to the content. Raises DatabaseError."""
    row = IndexState.objects.filter(pk=1).first() or IndexState()
    return Freshness(row.documents, row.built_at, is_behind=row.requested > row.built)


def is_ready() -> bool:
    """Whether there is an index to search."""
    return _current() is not None


def _current() -> Index | None:
    return loading.current(Path(settings.INDEX_DIR), request_rebuild_if_possible)


class _Search:
    """One search on its way through the languages."""

    def __init__(
        self, index: Index, text: str, words: tuple[str, ...], kinds: Collection[str] | None
    ) -> None:
        self._index, self._text, self._words = index, text, words
        self._kinds = None if kinds is None else sorted(kinds)
        # Of a long story no document can answer every word, so less is enough.
        share = min(1.0, (3 / max(len(words), 1)) ** 0.75)
        self._floor, self._little = LEAST_SCORE * share, LITTLE * share
        self._scores: dict[int, float] = {}  # document number → score
        self._known_words: dict[str, frozenset[str]] = {}

    def results(self, language: str, limit: int) -> SearchResults:
        searched = [language]
        self._search_in(language, 1.0)
        for other in self._index.sections:
            self._add_titled(other, 1.0 if other == language else OTHER_LANGUAGE)
        if self._found_little():
            others = [other for other in self._index.sections if other != language]
            searched += others
            for other in others:
                self._search_in(other, OTHER_LANGUAGE)
        hits = (self._hit(number, score, language) for number, score in self._best(language)[:limit])
        return SearchResults(tuple(hits), tuple(searched))

    def _search_in(self, language: str, factor: float) -> None:
        section = self._index.sections.get(language)
        if section is None:
            return
        found = section.find(self._words, self._index.meanings(self._words, language))
        self._known_words[language] = found.known_words
        keep = found.scores >= self._floor
        if self._kinds is not None:
            keep &= self._index.is_of_kinds(found.documents, self._kinds)
        numbers = found.documents[keep]
        scores = found.scores[keep] * self._index.weights[numbers] * factor
        for number, score in zip(numbers.tolist(), scores.tolist(), strict=True):
            self._scores[number] = max(score, self._scores.get(number, 0.0))

    def _add_titled(self, language: str, factor: float) -> None:
        for number in self._of_kinds(self._index.titled(self._text, language)):
            self._scores[number] = (EXACT_TITLE + float(self._index.weights[number])) * factor

    def _of_kinds(self, numbers: list[int]) -> Iterable[int]:
        if self._kinds is None or not numbers:
            return numbers
        fits = self._index.is_of_kinds(np.array(numbers), self._kinds)
        return [number for number, is_fit in zip(numbers, fits, strict=True) if is_fit]

    def _found_little(self) -> bool:
        return len(self._scores) < FEW or max(self._scores.values()) < self._little

    def _best(self, language: str) -> list[tuple[int, float]]:
        """The best document about each thing, best first; equal ones in a fixed order."""
        if not self._scores:
            return []
        things: dict[int, tuple[float, int]] = {}
        for number, score in self._scores.items():
            thing = int(self._index.things[number])
            if thing not in things or (score, -number) > (things[thing][0], -things[thing][1]):
                things[thing] = (score, number)
        ordinary = [score for score, _ in things.values() if score < EXACT_TITLE / 2]
        least = LEAST_OF_BEST * max(ordinary, default=0.0)
        ranked = sorted((-round(score, 5), number) for score, number in things.values() if score >= least)
        return [(number, -score) for score, number in ranked]

    def _hit(self, number: int, score: float, language: str) -> Hit:
        """The hit in the reader's language where the thing has one, however it was found."""
        found = self._index.stored(number)
        known = self._known_words.get(found["language"], frozenset(self._words))
        matches = showing.matches(found, known)
        shown = found
        if found["language"] != language and (section := self._index.sections.get(language)):
            version = section.version_of(int(self._index.things[number]), self._index.things)
            shown = found if version is None else self._index.stored(version)
        return Hit(
            kind=shown["kind"],
            key=shown["key"],
            language=shown["language"],
            title=shown["title"],
            summary=shown["summary"],
            snippet=showing.snippet(shown, known),
            score=score,
            why=matches,
            themes=tuple(shown["themes"]),
        )
