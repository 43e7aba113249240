"""Whether a word is known to the index in use, and which known word is nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from luotsi.understanding import loading
from luotsi.understanding.actions import request_rebuild_if_possible
from luotsi.understanding.words import clean, fold

AS_GOOD_AS_KNOWN = 0.75
"""A word this like a known one is found by it: another form, a part of a compound, a typing error."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The known word nearest to another one. `likeness` is 0–1; with nothing near, "" and 0."""

    word: str
    likeness: float

    @property
    def is_found(self) -> bool:
        """Whether a search for the word finds what holds the known one."""
        return self.likeness >= AS_GOOD_AS_KNOWN


def nearest(word: str) -> Nearest:
    """The nearest known word of all languages; folded. A term of the lexicon is known as it is.

    Without an index nothing is known.
    """
    index = loading.current(Path(settings.INDEX_DIR), request_rebuild_if_possible)
    folded = fold(clean(word))
    if index is None:
        return Nearest("", 0.0)
    if index.model is not None and any(
        index.model.lexicon.added((folded,), language) for language in index.sections
    ):
        return Nearest(folded, 1.0)
    best = Nearest("", 0.0)
    for section in index.sections.values():
        for variant in section.variants(folded)[:1]:
            if variant.likeness > best.likeness:
                best = Nearest(variant.word, variant.likeness)
    return best
