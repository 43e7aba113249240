"""Conditions over answers, compiled: what is true of a set of answers, and what may still become true.

A condition is a small tree. Its leaves (atoms) are of four kinds, each false when an answer that it
reads was not given or is “I don't know”; only `IsUnknown` asks about “I don't know” itself. Sums are
linear over whole numbers, which is what lets `proving` split every number into finitely many intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luotsi.flows.document import BaseQuestion, DateQuestion, NumberQuestion, SeveralQuestion
from luotsi.flows.types import DONT_KNOW, NONE, Values

Known = Mapping[str, "str | int | frozenset[str]"]
"""Parsed answers by question key. A code; a number; a date as its ordinal; chosen options; or DONT_KNOW."""

TermKind = Literal["number", "count", "days", "date"]
"""What a term of a sum reads: a number, how many were chosen, days from today, a date's ordinal."""


@dataclass(frozen=True, slots=True)
class Constant:
    """Always true, or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A choice, municipality or yes/no is known and (not, when `inside` is False) one of `values`."""

    name: str
    values: frozenset[str]
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Includes:
    """The chosen options are known and (do not, when `inside` is False) include `option`."""

    name: str
    option: str
    inside: bool = True


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """The question was asked and the answer is (not, when `unknown` is False) “I don't know”."""

    name: str
    unknown: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One summand: `factor` times what `kind` reads of the question `name`."""

    kind: TermKind
    name: str
    factor: int


@dataclass(frozen=True, slots=True)
class Linear:
    """The sum of the terms compared with a whole number; true only when every term is known."""

    terms: tuple[Term, ...]
    operator: Literal["<=", "==", "!="]
    bound: int

    def compare(self, total: int) -> bool:
        """Does the comparison hold for this sum?"""
        if self.operator == "<=":
            return total <= self.bound
        return (total == self.bound) == (self.operator == "==")


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is true."""

    parts: tuple[Condition, ...]


Atom = IsOneOf | Includes | IsUnknown | Linear
Condition = Constant | Atom | Not | All | AnyOf


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every leaf of the tree, repeated ones repeated."""
    match condition:
        case Not(part):
            yield from atoms(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case Constant():
            return
        case _:
            yield condition


def names_of(atom: Atom) -> tuple[str, ...]:
    """The questions that an atom reads."""
    if isinstance(atom, Linear):
        return tuple(term.name for term in atom.terms)
    return (atom.name,)


def reads(condition: Condition) -> tuple[str, ...]:
    """The questions that a condition reads, each once, in order of appearance."""
    return tuple(dict.fromkeys(name for atom in atoms(condition) for name in names_of(atom)))


def decide(condition: Condition, known: Known, today: date, *, is_open: bool = False) -> bool | None:
    """Is the condition true of these answers?

    With `is_open`, questions without an answer may still get one, and the result is None where that
    matters; without it they count as not asked, and the result is never None.
    """
    match condition:
        case Constant(value):
            return value
        case Not(part):
            inner = decide(part, known, today, is_open=is_open)
            return None if inner is None else not inner
        case All(parts):
            return _fold((decide(part, known, today, is_open=is_open) for part in parts), decisive=False)
        case AnyOf(parts):
            return _fold((decide(part, known, today, is_open=is_open) for part in parts), decisive=True)
        case _:
            if any(name not in known for name in names_of(condition)):
                return None if is_open else False
            return _atom_holds(condition, known, today)


def holds(condition: Condition, known: Known, today: date) -> bool:
    """Is the condition true of these answers, others not asked?"""
    return decide(condition, known, today) is True


def _fold(results: Iterator[bool | None], *, decisive: bool) -> bool | None:
    """And (`decisive` False) or or (True) of three-valued results."""
    outcome: bool | None = not decisive
    for result in results:
        if result is decisive:
            return decisive
        if result is None:
            outcome = None
    return outcome


def _atom_holds(atom: Atom, known: Known, today: date) -> bool:
    """An atom whose questions all have an answer, “I don't know” included."""
    if isinstance(atom, IsUnknown):
        return (known[atom.name] == DONT_KNOW) == atom.unknown
    if any(known[name] == DONT_KNOW for name in names_of(atom)):
        return False
    match atom:
        case IsOneOf(name, values, inside):
            return (known[name] in values) == inside
        case Includes(name, option, inside):
            chosen = known[name]
            return isinstance(chosen, frozenset) and (option in chosen) == inside
        case Linear(terms):
            return atom.compare(sum(_read(term, known, today) for term in terms))


def _read(term: Term, known: Known, today: date) -> int:
    value = known[term.name]
    if isinstance(value, frozenset):
        return term.factor * len(value)
    number = int(value)
    return term.factor * (number - today.toordinal() if term.kind == "days" else number)


def parse_answer(question: BaseQuestion, values: Values) -> str | int | frozenset[str] | None:
    """An answer in the form that conditions read, or None where the question has no such answer."""
    if values == (DONT_KNOW,):
        return DONT_KNOW if question.dont_know else None
    if isinstance(question, SeveralQuestion):
        return _parse_several(question, values)
    return _parse_single(question, values[0]) if len(values) == 1 else None


def _parse_several(question: SeveralQuestion, values: Values) -> frozenset[str] | None:
    if values == (NONE,):
        return frozenset()
    chosen = frozenset(values)
    fits = values and len(chosen) == len(values) and chosen <= question.options.keys()
    return chosen if fits else None


def _parse_single(question: BaseQuestion, value: str) -> str | int | None:
    if isinstance(question, NumberQuestion):
        return _parse_number(question, value)
    if isinstance(question, DateQuestion):
        return _parse_date(value)
    options = getattr(question, "options", None)
    if options is not None:
        return value if value in options else None
    if getattr(question, "type", "") == "yes_no":
        return value if value in {"yes", "no"} else None
    return value if len(value) == 3 and value.isascii() and value.isdigit() else None


def _parse_number(question: NumberQuestion, value: str) -> int | None:
    digits = value[1:] if value[:1] == "-" else value
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
        return None
    number = int(value)
    return number if str(number) == value and question.min <= number <= question.max else None


def _parse_date(value: str) -> int | None:
    try:
        parsed = date.fromisoformat(value)
    except ValueError:
        return None
    return parsed.toordinal() if parsed.isoformat() == value else None
