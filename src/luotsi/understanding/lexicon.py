"""Lay, spoken and old words beside the ones that content uses: "fyssari" also counts as "fysioterapeutti".

A term is found in its inflected forms too: a word counts when it begins like the term. Doubled letters
are read as single ones, because Finnish endings change them ("piikki", "piikin") and people mistype them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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

    def fits(self, words: Sequence[str], place: int) -> bool:
        """Whether the words of a text from a place on are this term's."""
        end = place + len(self.begins)
        if end > len(words):
            return False
        for word, begin, most in zip(words[place:end], self.begins, self.longest, strict=True):
            if len(word) > most or not word.startswith(begin):
                return False
        return True


@dataclass(slots=True)
class Lexicon:
    """Every term of every language, ready to be looked up."""

    _forms: dict[str, dict[str, list[_Form]]] = field(default_factory=dict)
    """By language and by how the first word begins."""

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
            for form in self._candidates(language, word):
                if form.fits(plain, place):
                    for meaning in form.means:
                        if meaning not in said:
                            found.setdefault(meaning, place)
        return tuple(found.items())

    def _candidates(self, language: str, word: str) -> Iterator[_Form]:
        """Forms whose first word begins `word`."""
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
            for form in forms
        ]

    @classmethod
    def from_json(cls, rows: Iterable[list[object]]) -> Lexicon:
        """The lexicon that `as_json` wrote."""
        made = cls()
        for language, begins, longest, means in rows:
            form = _Form(tuple(begins), tuple(longest), tuple(means))  # type: ignore[arg-type]
            made._add(str(language), form)
        return made

    def __len__(self) -> int:
        return sum(len(forms) for by_begin in self._forms.values() for forms in by_begin.values())

    def _add(self, language: str, form: _Form) -> None:
        self._forms.setdefault(language, {}).setdefault(form.begins[0], []).append(form)


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
