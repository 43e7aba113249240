"""Finds signs in a message: things told that mean the same in three languages, whatever the words for them.

A rule's concept is narrow, because it decides. A sign is wide and decides nothing: that somebody has fallen,
that a letter lies on the table, that it was years ago, that a time is to be booked. The classifier learns
what signs together mean, and what it learns from messages of one language it knows in the others.

The package's file of signs has a line for each language, of words parted by spaces:

    sign fall
      fi: kaatu* meni_maahan        `*` ends a stem; `_` joins the words of a phrase, and one word may
      sv: ramla*                    stand between each two of them
      en: fell went_down
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from luotsi.safety.lexicon import Lexicon
from luotsi.safety.matching import Book, Element, Phrase
from luotsi.safety.words import Words, fold

FILE = "signs.txt"
LANGUAGES = ("fi", "sv", "en")
NO = "no"
"""The sign of words that deny."""

_FOLLOWING = frozenset("inte ej int aldrig icke intet".split())  # noqa: SIM905
"""Words that deny what stands before them too, as in "andas inte"."""

DENIED = 3
DENIED_BEFORE = 2
"""How many words after a word that denies, or before it, are denied."""

MIXED = 0.6
"""How much of the likeliest language's signs another one must have to count: words of other languages
mislead, but people mix languages."""


class SignError(ValueError):
    """A line of the file of signs that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign at a word, and whether it is denied there."""

    place: int
    name: str
    is_denied: bool = False


class Signs:
    """All signs of all languages. Built once, then only read, so threads may share it."""

    def __init__(self, text: str) -> None:
        lexicon = Lexicon()
        names: dict[int, str] = {}
        phrases = []
        for number, (full, forms) in enumerate(_entries(text)):
            names[number] = full
            phrases += [Phrase(number, _elements(form, lexicon)) for form in forms]
        self._book = Book(lexicon, phrases, (), (), names)
        self._languages = {number: full[:2] for number, full in names.items()}
        self._names = {number: full.partition(".")[2] for number, full in names.items()}
        self.names = tuple(dict.fromkeys(self._names.values()))

    def find(self, words: Words) -> list[Seen]:
        """The signs in these words, in their order; time is proportional to the text."""
        spans = self._book.find(words)
        votes: Counter[str] = Counter()
        for number, places in spans.items():
            votes[self._languages[number]] += sum(len(words.words[first]) for first, _ in places)
        likeliest = max(votes.values(), default=0)
        found = {
            (first, self._names[number])
            for number, places in spans.items()
            if votes[self._languages[number]] >= MIXED * likeliest
            for first, _ in places
        }
        denied = _denied([place for place, name in found if name == NO], words)
        return [Seen(place, name, name != NO and place in denied) for place, name in sorted(found)]


def read_signs() -> Signs:
    """The signs of the package. SignError if the file is damaged."""
    return Signs((files("luotsi.safety") / "rules" / FILE).read_text(encoding="utf-8"))


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """The language and name of each sign with its forms."""
    sign = ""
    for number, line in enumerate(text.splitlines(), 1):
        head, colon, rest = line.partition(":")
        if line.startswith("sign "):
            sign = line.removeprefix("sign ").strip()
        elif colon and head.strip() in LANGUAGES and sign:
            yield f"{head.strip()}.{sign}", list(dict.fromkeys(rest.split()))
        elif line.strip() and not line.startswith("#"):
            raise SignError(f"{FILE}, line {number}: {line!r}")


def _elements(form: str, lexicon: Lexicon) -> tuple[Element, ...]:
    """The words of a form. Slips are not sought in them: the letters of a word tell enough of those."""
    return tuple(
        Element(frozenset([lexicon.add(f"{word}!")]), gap=1 if place else 0)
        for place, word in enumerate(fold(form.replace("_", " ")).split())
    )


def _denied(places: list[int], words: Words) -> frozenset[int]:
    """The words, by place, that these words deny: of the same clause only."""
    found = set()
    for place in places:
        before = DENIED_BEFORE if words.words[place] in _FOLLOWING else 0
        for other in range(max(0, place - before), min(len(words.words), place + DENIED + 1)):
            if other != place and words.clauses[other] == words.clauses[place]:
                found.add(other)
    return frozenset(found)
