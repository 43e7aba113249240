"""Lay, spoken and old words beside the ones that content uses: "fyssari" also counts as "fysioterapeutti".

A term is found in its inflected forms too: a word counts when it begins like the term. Doubled letters
are read as single ones, because Finnish endings change them ("piikki", "piikin") and people mistype them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from luotsi.understanding.words import WORD, clean, fold

LONGEST_ENDING = 6
"""Letters that may follow a term in a longer word; what is longer is a compound of its own."""
_LEAST_STEM = 4
_VOWELS = "aeiouy"
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that people say, and words that mean the same in content; both as they are written."""

    language: str
    say: tuple[str, ...]
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """One written form of a term: a beginning for each of its words, and what it adds."""

    begins: tuple[str, ...]
    longest: tuple[int, ...]
    means: tuple[str, ...]

    @property
    def telling(self) -> int:
        """The place of the word by which the term is looked up: the longest, which is seldom a common one."""
        return max(range(len(self.begins)), key=lambda place: len(self.begins[place]))

    def fits(self, words: Sequence[str], place: int) -> bool:
        """Whether the words of a text from a place on are this term's."""
        end = place + len(self.begins)
        if place < 0 or end > len(words):
            return False
        for word, begin, most in zip(words[place:end], self.begins, self.longest, strict=True):
            if len(word) > most or not word.startswith(begin):
                return False
        return True


@dataclass(slots=True)
class Lexicon:
    """Every term of every language, ready to be looked up."""

    _forms: dict[str, dict[str, list[tuple[int, _Form]]]] = field(default_factory=dict)
    """By language and by how the telling word begins: that word's place in the term, and the term."""

    @classmethod
    def of(cls, terms: Iterable[Term]) -> Lexicon:
        """A lexicon of the terms; forms and meanings without a letter are left out."""
        made = cls()
        for term in terms:
            means = tuple(dict.fromkeys(word for text in term.means for word in _words(text)))
            for say in term.say:
                if means and (form := _form(_words(say), means)):
                    made._add(term.language, form)
        return made

    def added(self, words: tuple[str, ...], language: str) -> tuple[tuple[str, int], ...]:
        """What the terms in a text mean: (word, place of the term's first word), in the text's order.

        `words` are folded; what the text says already is not added.
        """
        plain = _DOUBLED.sub(r"\1", " ".join(words)).split()
        said, found = set(words), {}
        for place, word in enumerate(plain):
            for before, form in self._candidates(language, word):
                if form.fits(plain, first := place - before):
                    for meaning in form.means:
                        if meaning not in said:
                            found[meaning] = min(first, found.get(meaning, first))
        return tuple(sorted(found.items(), key=itemgetter(1)))

    def _candidates(self, language: str, word: str) -> Iterator[tuple[int, _Form]]:
        """Forms whose telling word begins `word`, and the place of that word in each."""
        forms = self._forms.get(language)
        if forms:
            for length in range(1, len(word) + 1):
                yield from forms.get(word[:length], ())

    def as_json(self) -> list[list[object]]:
        """What an artefact keeps; `from_json` makes the lexicon again."""
        return [
            [language, list(form.begins), list(form.longest), list(form.means)]
            for language, by_begin in sorted(self._forms.items())
            for _, forms in sorted(by_begin.items())
            for _, form in forms
        ]

    @classmethod
    def from_json(cls, rows: Iterable[list[Any]]) -> Lexicon:
        """The lexicon that `as_json` wrote."""
        made = cls()
        # Many forms mean the same words and are as long as others: each tuple is kept once.
        seen: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for language, begins, longest, means in rows:
            parts = (tuple(part) for part in (begins, longest, means))
            made._add(language, _Form(*(seen.setdefault(part, part) for part in parts)))
        return made

    def __len__(self) -> int:
        return sum(len(forms) for by_begin in self._forms.values() for forms in by_begin.values())

    def _add(self, language: str, form: _Form) -> None:
        place = form.telling
        self._forms.setdefault(language, {}).setdefault(form.begins[place], []).append((place, form))


def terms_of(language: str, rows: Iterable[Mapping[str, list[str]]]) -> list[Term]:
    """Terms from rows of a lexicon file, each with `say` and `means`."""
    return [Term(language, tuple(row["say"]), tuple(row["means"])) for row in rows]


def _words(text: str) -> list[str]:
    return WORD.findall(fold(clean(text)))


def _form(words: list[str], means: tuple[str, ...]) -> _Form | None:
    if not words:
        return None
    begins = tuple(_begin(word) for word in words)
    longest = tuple(
        len(word) + LONGEST_ENDING if len(word) >= _LEAST_STEM else len(word) + 1 for word in words
    )
    return _Form(begins, longest, means)


def _begin(word: str) -> str:
    """How every form of a word begins: without its last vowel, if enough is left."""
    plain = _DOUBLED.sub(r"\1", word)
    return plain[:-1] if len(plain) > _LEAST_STEM and plain[-1] in _VOWELS else plain
