"""Recognises an emergency in what a person writes, in Finnish, Swedish and English.

Fixed rules decide; a small classifier may add to them and never silences one. Nothing is stored, asked or
computed about severity: the result only tells whether the fixed block with 112 is shown first, and which of
its texts. The module needs no Django, no database and no data folder, and works without the classifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from luotsi.safety.classifier import Classifier, load
from luotsi.safety.courtesies import are_courtesies
from luotsi.safety.matching import Book
from luotsi.safety.rulebook import read_book

Kind = Literal["medical", "suicide", "violence", "child", "poisoning", "psychosis"]
By = Literal["rules", "classifier", ""]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The most dangerous first: the order in which a result names them."""

SOFT = "soft"
EMERGENCY = "emergency"


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
_CLASSIFIER: Classifier | None = load(_BOOK.names)

ALSO_LIKELY = 0.0
"""Log-odds from which the classifier names a kind besides the likeliest one."""


def assess(text: str, language: str | None = None) -> Assessment:
    """What `text` tells of an emergency; the same answer every time, and no string raises.

    `language` is a hint only: the rules of all three languages are always tried, because people mix.
    """
    reading = _BOOK.read(text)
    kinds = tuple(kind for kind in KINDS if any(rule.kind == kind for rule in reading.matched))
    if kinds:
        because = tuple(rule.code for rule in reading.matched if rule.kind != SOFT)
        return Assessment(is_emergency=True, kinds=kinds, because=because, by="rules")
    classifier = None if are_courtesies(reading.words.words) else _CLASSIFIER
    scores = classifier.scores(reading) if classifier else {}
    if classifier and scores and scores[EMERGENCY] >= classifier.thresholds[EMERGENCY]:
        kinds = _likely(scores)
        because = tuple(f"classifier.{kind}" for kind in kinds)
        return Assessment(is_emergency=True, kinds=kinds, because=because, by="classifier")
    if reading.matched:
        return Assessment(is_soft=True, because=tuple(rule.code for rule in reading.matched), by="rules")
    if classifier and scores and scores[SOFT] >= classifier.thresholds[SOFT]:
        return Assessment(is_soft=True, because=("classifier.soft",), by="classifier")
    return NOTHING


def _likely(scores: dict[str, float]) -> tuple[Kind, ...]:
    """The likeliest kind, and the others that are likely too."""
    best = max(KINDS, key=lambda kind: scores[kind])
    return tuple(kind for kind in KINDS if kind == best or scores[kind] >= ALSO_LIKELY)
