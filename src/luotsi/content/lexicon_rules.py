"""How the county's own words join the packaged ones, and what a word of the lexicon must be like. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from luotsi.understanding.function_words import FUNCTION_WORDS
from luotsi.understanding.lexicon import Term
from luotsi.understanding.words import clean, title_key

LONGEST = 60
"""Characters of one word or phrase."""
MOST = 40
"""Words or phrases in one field."""

NO_LETTERS, ONE_LETTER, TOO_LONG, BINDS, TWICE, ELSEWHERE = (
    "no_letters", "one_letter", "too_long", "binds", "twice", "elsewhere",
)  # fmt: skip

_SEPARATORS = re.compile(r"[,;\n]")


def phrases(written: str) -> tuple[str, ...]:
    """The words and phrases of a field, however they were parted: by commas, semicolons or lines."""
    return tuple(phrase for part in _SEPARATORS.split(written) if (phrase := clean(part)))


def key(phrase: str) -> str:
    """What two forms share when Luotsi takes them for the same."""
    return title_key(phrase)


def faults(said: Iterable[str], taken: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(code, phrase) of what people say that cannot be kept; `taken` are keys of other rows."""
    seen: set[str] = set()
    for phrase in said:
        folded = key(phrase)
        if code := _fault_of(phrase):
            yield code, phrase
        elif all(word in FUNCTION_WORDS for word in folded.split()):
            yield BINDS, phrase
        elif folded in seen:
            yield TWICE, phrase
        elif folded in taken:
            yield ELSEWHERE, phrase
        seen.add(folded)


def faults_of_meaning(means: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The same of what they mean."""
    for phrase in means:
        if code := _fault_of(phrase):
            yield code, phrase


def joined(packaged: Iterable[Term], county: Iterable[Term]) -> Iterator[Term]:
    """Packaged terms without the forms that the county has taken over, then the county's own.

    A county's term without a meaning only takes over: it switches the packaged one off.
    """
    county = tuple(county)
    taken = {(term.language, key(phrase)) for term in county for phrase in term.say}
    for term in packaged:
        left = tuple(phrase for phrase in term.say if (term.language, key(phrase)) not in taken)
        if left:
            yield term if left == term.say else replace(term, say=left)
    yield from (term for term in county if term.means)


def _fault_of(phrase: str) -> str:
    letters = key(phrase).replace(" ", "")
    if not letters:
        return NO_LETTERS
    if len(letters) == 1:
        return ONE_LETTER
    return TOO_LONG if len(phrase) > LONGEST else ""
