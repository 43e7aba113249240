"""Lay, spoken and old words with what they mean: the packaged lexicon, and what the county's editors add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from luotsi.content import lexicon_rules
from luotsi.content.models import LexiconTerm
from luotsi.foundation.packaged import read_yaml
from luotsi.understanding.lexicon import Term, terms_of

NAME = "lexicon"
FOLDER = Path(__file__).parent / "vocabulary"


def terms() -> Iterator[Term]:
    """Every term that understanding uses, in a fixed order: of one word the county's meaning holds."""
    yield from lexicon_rules.joined(packaged(), county())


@lru_cache(maxsize=1)
def packaged() -> tuple[Term, ...]:
    """The terms that come with Luotsi."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        rows = read_yaml(file)["terms"]
        found += terms_of(file.stem, rows)
    return tuple(found)


def county() -> tuple[Term, ...]:
    """The county's own that are in use, in the order in which they were made."""
    rows = LexiconTerm.objects.filter(is_in_use=True).order_by("pk")
    return tuple(Term(row.language, row.says, row.meanings) for row in rows)


def packaged_meanings(language: str, said: Iterable[str]) -> tuple[str, ...]:
    """What the packaged lexicon takes these words for; nothing where it does not have them."""
    wanted = {lexicon_rules.key(phrase) for phrase in said}
    found = (
        meaning
        for term in packaged()
        if term.language == language and any(lexicon_rules.key(phrase) in wanted for phrase in term.say)
        for meaning in term.means
    )
    return tuple(dict.fromkeys(found))
