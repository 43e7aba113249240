"""From a raw text to what the classifier reads: words, and what lexicon and dictionary add to them."""

from __future__ import annotations

from luotsi.understanding import lemmas
from luotsi.understanding.features import Text, read
from luotsi.understanding.lexicon import Lexicon
from luotsi.understanding.words import WORD, clean, fold

FINNISH = "fi"


def enrich(raw: str, language: str, lexicon: Lexicon, *, with_lemmas: bool) -> Text:
    """The words of `raw` with the meanings of its lay terms and, in Finnish, the base forms of its words."""
    text = read(raw)
    added = list(lexicon.added(text.words, language))
    if with_lemmas and language == FINNISH:
        added += _lemmas(raw, text.words)
    return Text(text.words, tuple(dict.fromkeys(added)))


def _lemmas(raw: str, words: tuple[str, ...]) -> list[tuple[str, int]]:
    places = {word: place for place, word in reversed(list(enumerate(words)))}
    found = []
    for written in WORD.findall(clean(raw).lower()):
        place = places.get(fold(written))
        if place is not None:
            found += [(form, place) for form in lemmas.forms(written)]
    return found
