"""Recognises an emergency in what a person writes, in Finnish, Swedish and English.

Fixed rules alarm alone, and no classifier silences them. Rules that calm messages have met too are only
signals: they alarm unless a small classifier finds the message calm, or it is a greeting, thanks or goodbye
and nothing else; without a classifier they alarm alone. And the classifier alarms by itself where it is sure.
Nothing is stored, asked or computed about severity: the result only tells whether the fixed block with 112 is
shown first, and which of its texts. The module needs no Django, no database and no data folder.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from luotsi.safety.classifier import EMERGENCY, SIGNAL, SOFT, Classifier, load
from luotsi.safety.courtesies import are_courtesies
from luotsi.safety.matching import Book, Rule
from luotsi.safety.rulebook import read_book

Kind = Literal["medical", "suicide", "violence", "child", "poisoning", "psychosis"]
By = Literal["rules", "classifier", ""]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The most dangerous first: the order in which a result names them."""


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
    told = tuple(rule for rule in reading.matched if rule.kind != SOFT)
    if told and not (_CLASSIFIER and all(rule.is_signal for rule in told)):
        return _emergency({rule.kind for rule in told}, told)
    classifier = None if are_courtesies(reading.words.words) else _CLASSIFIER
    scores = classifier.scores(reading) if classifier else {}
    ways = (EMERGENCY, SIGNAL) if told else (EMERGENCY,)
    if classifier and scores and any(scores[way] >= classifier.thresholds[way] for way in ways):
        return _emergency({rule.kind for rule in told}, told, _likely(scores, is_told=bool(told)))
    if soft := tuple(rule.code for rule in reading.matched if rule.kind == SOFT):
        return Assessment(is_soft=True, because=soft, by="rules")
    if classifier and scores and scores[SOFT] >= classifier.thresholds[SOFT]:
        return Assessment(is_soft=True, because=("classifier.soft",), by="classifier")
    return NOTHING


def _emergency(kinds: Collection[str], told: Sequence[Rule], likely: Sequence[str] = ()) -> Assessment:
    """An emergency that rules tell, or that the classifier finds likely."""
    return Assessment(
        is_emergency=True,
        kinds=tuple(kind for kind in KINDS if kind in kinds or kind in likely),
        because=(*(rule.code for rule in told), *(f"classifier.{kind}" for kind in likely)),
        by="rules" if told else "classifier",
    )


def _likely(scores: dict[str, float], *, is_told: bool) -> tuple[Kind, ...]:
    """The kinds that are likely; where no rule told one, the likeliest at any rate."""
    likely = tuple(kind for kind in KINDS if scores[kind] >= ALSO_LIKELY)
    return likely if likely or is_told else (max(KINDS, key=lambda kind: scores[kind]),)
