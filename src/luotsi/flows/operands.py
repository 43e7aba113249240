"""What conditions are made of while they are being read: sums, words, questions, and what may be read."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field

from luotsi.flows.conditions import Condition, Term
from luotsi.flows.document import BaseQuestion, YesNoQuestion
from luotsi.flows.types import DONT_KNOW

_RELATIONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class ExpressionFault(Exception):
    """What is wrong at `offset` (characters from 0) of an expression, and what to do."""

    def __init__(self, message: str, advice: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.advice, self.offset = message, advice, offset

    @property
    def placed(self) -> str:
        """The message with the position in the condition."""
        return f"Character {self.offset + 1} of the condition: {self.message}"


class NotLinkedYet(Exception):
    """The expression reads an answer of a sub-path, whose questions are known when it is linked."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole number: terms and a constant."""

    terms: tuple[Term, ...]
    constant: int = 0

    def plus(self, other: Sum, sign: int = 1) -> Sum:
        """The sum of two sums (`sign` -1: the difference), equal terms put together."""
        factors = {(term.kind, term.name): term.factor for term in self.terms}
        for term in other.terms:
            factors[term.kind, term.name] = factors.get((term.kind, term.name), 0) + sign * term.factor
        terms = tuple(Term(kind, name, factor) for (kind, name), factor in factors.items())
        return Sum(terms, self.constant + sign * other.constant)

    def times(self, factor: int) -> Sum:
        """The sum multiplied by a whole number."""
        terms = tuple(Term(each.kind, each.name, each.factor * factor) for each in self.terms)
        return Sum(terms, self.constant * factor)


Compiled = Condition | Sum
"""What an expression is: a condition, or a number."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may read.

    `prefix` goes before every question's name in the result (`reach.` inside a call). `calls` are names
    of sub-paths that are not linked yet; `computed` values must have been compiled before,
    those in `put_off` cannot be yet.
    """

    questions: Mapping[str, BaseQuestion]
    computed: Mapping[str, Compiled] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()
    prefix: str = ""
    put_off: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """Everything that may be written as a name."""
        return [*self.questions, *self.computed]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answer is read as it is: a choice, several, a date, a municipality, yes/no."""

    name: str
    question: BaseQuestion


@dataclass(frozen=True, slots=True)
class Word:
    """A code: quoted, or a name that is not a question's."""

    text: str


Operand = Condition | Sum | Asked | Word
"""Any part of an expression."""


def says_dont_know(operand: Operand) -> bool:
    """Is this the word dont_know?"""
    return isinstance(operand, Word) and operand.text == DONT_KNOW


def codes_of(question: BaseQuestion) -> list[str]:
    """The codes that an answer can be compared with."""
    if isinstance(question, YesNoQuestion):
        return ["yes", "no"]
    return list(getattr(question, "options", ()))


def dotted_name(node: ast.expr) -> str | None:
    """`a.b.c` as text, or None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


def source(node: ast.expr) -> str:
    """The expression as written, for messages."""
    text = ast.unparse(node)
    return text if len(text) <= 40 else text[:39] + "…"


def compare_zero(number: int, sign: str) -> bool:
    """Is `number` so related to zero?"""
    return bool(_RELATIONS[sign](number, 0))


def syntax_words(text: str) -> tuple[str, str]:
    """What is probably wrong with a condition that cannot be parsed, and what to do."""
    if "=" in text.replace("==", "").replace("!=", "").replace("<=", "").replace(">=", ""):
        return "The condition cannot be read.", "“Equal to” is written ==."
    if any(sign in text for sign in ("&", "|", "!")) and "!=" not in text:
        return "The condition cannot be read.", "Write and, or, not in words."
    advice = "Check brackets and quotes. Codes with -, and words such as else, are quoted."
    return "The condition cannot be read.", advice
