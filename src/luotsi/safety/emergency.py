"""Recognises an emergency in what a person writes, in Finnish, Swedish and English.

Fixed rules decide; a small classifier may add to them and never silences one. Nothing is stored, asked or
computed about severity: the result only tells whether the fixed block with 112 is shown first, and which of
its texts. The module needs no Django, no database and no data folder, and works without the classifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from luotsi.safety.matching import Book
from luotsi.safety.rulebook import read_book

Kind = Literal["medical", "suicide", "violence", "child", "poisoning", "psychosis"]
By = Literal["rules", "classifier", ""]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The most dangerous first: the order in which a result names them."""

SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was recognised.

    `is_emergency`: show the emergency block first. `kinds`: which, most dangerous first, empty if none.
    `is_soft`: distress without immediate danger; never together with an emergency. `because`: codes of the
    rules that matched ("fi.medical.breath", "classifier.suicide"), in fixed order. `by`: who recognised it.
    """

    is_emergency: bool = False
    kinds: tuple[Kind, ...] = ()
    is_soft: bool = False
    because: tuple[str, ...] = ()
    by: By = ""


NOTHING = Assessment()

_BOOK: Book = read_book()


def assess(text: str, language: str | None = None) -> Assessment:
    """What `text` tells of an emergency; the same answer every time, and no string raises.

    `language` is a hint only: the rules of all three languages are always tried, because people mix.
    """
    matched = _BOOK.read(text).matched
    kinds = tuple(kind for kind in KINDS if any(rule.kind == kind for rule in matched))
    if kinds:
        because = tuple(rule.code for rule in matched if rule.kind != SOFT)
        return Assessment(is_emergency=True, kinds=kinds, because=because, by="rules")
    if matched:
        return Assessment(is_soft=True, because=tuple(rule.code for rule in matched), by="rules")
    return NOTHING
