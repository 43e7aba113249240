"""Answers as bits: of every answer only what some condition distinguishes.

A choice, a number, a date or a municipality falls into finitely many classes: answers of one class make
the same conditions true, so one of them stands for all. Numbers and dates are split where a comparison
changes. The class is a binary number in the question's bits; 0 is the class in which every condition is
false, to which "not asked" belongs too. Of several choices each option that is read has a bit of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from luotsi.flows.conditions import (
    All,
    AnyOf,
    Atom,
    Condition,
    Constant,
    Includes,
    IsOneOf,
    IsUnknown,
    Linear,
    Not,
    holds,
    names_of,
)
from luotsi.flows.diagrams import EMPTY, FULL, Diagrams
from luotsi.flows.document import (
    BaseQuestion,
    DateQuestion,
    MunicipalityQuestion,
    NumberQuestion,
    SeveralQuestion,
    YesNoQuestion,
)
from luotsi.flows.types import DONT_KNOW, NONE, Values

MOST_VALUES = 2_000
"""Values of one number that is added to or compared with another answer; each is a class of its own."""

Answer = str | int | frozenset[str]


class TooManyValues(Exception):
    """A number with too many values is added to or compared with another answer."""


@dataclass(slots=True)
class Coded:
    """A question's bits. `valid` is the set of all its answers, `mask` holds the levels used.

    `classes` pairs an answer that stands for its class with the class's number, whose binary places
    are `levels`, the lowest first. `options`, `answered` and `unknown` are levels of a question of
    several choices.
    """

    question: BaseQuestion
    mask: int = 0
    valid: int = FULL
    levels: tuple[int, ...] = ()
    classes: list[tuple[Answer, int]] = field(default_factory=list)
    options: dict[str, int] = field(default_factory=dict)
    answered: int | None = None
    unknown: int | None = None


class Encoding:
    """The bits of all questions that conditions read, and conditions' atoms as sets of bit vectors."""

    def __init__(self, diagrams: Diagrams, today: date) -> None:
        self.diagrams = diagrams
        self.today = today
        self.coded: dict[str, Coded] = {}
        self.next_level = 0
        self.mixed_dates: list[str] = []
        self._atoms: dict[Atom, int] = {}

    def add(self, key: str, question: BaseQuestion, read: Iterable[Atom], *, marked: bool) -> Coded:
        """Give the question its bits for the atoms that read it; with `marked` one more: was it asked?"""
        atoms = list(dict.fromkeys(read))
        coded = self.coded[key] = Coded(question)
        first = self.next_level
        if marked:
            coded.valid = self.diagrams.bit(self._level())
        if isinstance(question, SeveralQuestion):
            self._add_several(coded, question, atoms)
        elif atoms:
            self._add_classes(coded, key, question, atoms)
        coded.mask = (1 << self.next_level) - (1 << first)
        return coded

    def mark(self, key: str) -> int:
        """The level that says whether a marked question was asked."""
        mask = self.coded[key].mask
        return (mask & -mask).bit_length() - 1

    def answer(self, key: str, bits: Mapping[int, bool]) -> Values:
        """An answer to the question that has these bits."""
        coded = self.coded[key]
        if isinstance(coded.question, SeveralQuestion):
            if coded.answered is not None and not bits.get(coded.answered):
                return (DONT_KNOW,)
            chosen = tuple(option for option, level in coded.options.items() if bits.get(level))
            return chosen or (NONE,)
        if not coded.classes:
            return _words(coded.question, next(_plain_answers(coded.question, self.today)))
        code = sum(1 << place for place, level in enumerate(coded.levels) if bits.get(level))
        return _words(coded.question, next(answer for answer, each in coded.classes if each == code))

    def atom(self, atom: Atom) -> int:
        """The set of bit vectors for which the atom is true."""
        found = self._atoms.get(atom)
        if found is None:
            if isinstance(atom, Linear) and len(atom.terms) > 1:
                found = self._sum_set(atom)
            else:
                found = self._single_set(atom)
            self._atoms[atom] = found
        return found

    def class_set(self, key: str, code: int) -> int:
        """The set of answers to the question that are in the class of this number."""
        return self._class_set(self.coded[key], code)

    def words(self, key: str, answer: Answer) -> Values:
        """An answer that stands for a class, as it travels in an address."""
        return _words(self.coded[key].question, answer)

    def _level(self) -> int:
        self.next_level += 1
        return self.next_level - 1

    def _add_classes(self, coded: Coded, key: str, question: BaseQuestion, atoms: list[Atom]) -> None:
        """Number the classes of answers by which atoms they make true."""
        single = [atom for atom in atoms if len(names_of(atom)) == 1]
        each_value = len(single) < len(atoms)
        if isinstance(question, DateQuestion) and len({_kind(atom) for atom in single} - {None}) > 1:
            self.mixed_dates.append(key)
        codes: dict[tuple[object, ...], int] = {}
        nothing: tuple[object, ...] = (False,) * len(single)
        for answer in _representatives(question, single, self.today, each_value=each_value):
            known = {key: answer}
            shown: tuple[object, ...] = tuple(holds(atom, known, self.today) for atom in single)
            if each_value and answer != DONT_KNOW:
                shown = (*shown, answer)
            if shown not in codes:
                codes[shown] = 0 if shown == nothing else len(codes) + (nothing not in codes)
                coded.classes.append((answer, codes[shown]))
        width = max(code for _, code in coded.classes).bit_length()
        coded.levels = tuple(reversed([self._level() for _ in range(width)]))
        coded.valid = self.diagrams.both(
            coded.valid, self.diagrams.any_of(self._class_set(coded, code) for _, code in coded.classes)
        )

    def _class_set(self, coded: Coded, code: int) -> int:
        return self.diagrams.cube(
            {level: bool(code >> place & 1) for place, level in enumerate(coded.levels)}
        )

    def _add_several(self, coded: Coded, question: SeveralQuestion, atoms: list[Atom]) -> None:
        """A bit for each option that is read (all of them when they are counted)."""
        counted = any(isinstance(atom, Linear) for atom in atoms)
        read = {atom.option for atom in atoms if isinstance(atom, Includes)}
        asks_unknown = any(isinstance(atom, IsUnknown) for atom in atoms)
        if asks_unknown:
            coded.unknown = self._level()
        if counted or asks_unknown or any(isinstance(atom, Includes) and not atom.inside for atom in atoms):
            coded.answered = self._level()
        coded.options = {option: self._level() for option in question.options if counted or option in read}
        if coded.answered is not None:
            diagrams, absent = self.diagrams, dict.fromkeys(coded.options.values(), False)
            marks = {} if coded.unknown is None else {coded.unknown: True}
            known = {coded.answered: True, **({} if coded.unknown is None else {coded.unknown: False})}
            unknown = diagrams.cube({coded.answered: False, **marks, **absent})
            possible = [diagrams.cube(known), *([unknown] if question.dont_know else [])]
            coded.valid = diagrams.both(coded.valid, diagrams.any_of(possible))

    def _single_set(self, atom: Atom) -> int:
        coded = self.coded[names_of(atom)[0]]
        if isinstance(coded.question, SeveralQuestion):
            return self._several_set(atom, coded)
        key = names_of(atom)[0]
        return self.diagrams.any_of(
            self._class_set(coded, code)
            for answer, code in coded.classes
            if holds(atom, {key: answer}, self.today)
        )

    def _several_set(self, atom: Atom, coded: Coded) -> int:
        diagrams = self.diagrams
        answered = FULL if coded.answered is None else diagrams.bit(coded.answered)
        match atom:
            case Includes(_, option, inside):
                chosen = diagrams.bit(coded.options[option])
                return chosen if inside else diagrams.both(answered, diagrams.outside(chosen))
            case IsUnknown(_, unknown):
                return diagrams.bit(coded.unknown) if unknown and coded.unknown is not None else answered
            case Linear(terms):
                counts = self._count_sets(coded)
                fitting = (each for n, each in enumerate(counts) if atom.compare(terms[0].factor * n))
                return diagrams.any_of(fitting)
            case IsOneOf():
                return EMPTY

    def _count_sets(self, coded: Coded) -> list[int]:
        """By number, the answers in which exactly so many options are chosen."""
        diagrams = self.diagrams
        counts = [FULL]
        for level in sorted(coded.options.values(), reverse=True):
            padded = [EMPTY, *counts, EMPTY]
            counts = [diagrams.node(level, padded[n + 1], padded[n]) for n in range(len(counts) + 1)]
        answered = FULL if coded.answered is None else diagrams.bit(coded.answered)
        return [diagrams.both(answered, each) for each in counts]

    def _sum_set(self, atom: Linear) -> int:
        """A comparison of several answers' sum: split by the values of one after the other."""
        values = [self._values(term.name, term.factor) for term in atom.terms]
        memo: dict[tuple[int, int], int] = {}

        def below(position: int, total: int) -> int:
            if position == len(values):
                return FULL if atom.compare(total) else EMPTY
            found = memo.get((position, total))
            if found is None:
                if len(memo) > MOST_VALUES * 10:
                    raise TooManyValues
                found = memo[position, total] = self._split(values[position], position, total, below)
            return found

        return below(0, 0)

    def _split(
        self, values: list[tuple[int, int]], position: int, total: int, below: Callable[[int, int], int]
    ) -> int:
        """Equal continuations are put together before the values' sets are joined with them."""
        together: dict[int, list[int]] = {}
        for added, members in values:
            onward = below(position + 1, total + added)
            together.setdefault(onward, []).append(members)
        diagrams = self.diagrams
        return diagrams.any_of(
            diagrams.both(diagrams.any_of(members), onward) for onward, members in together.items() if onward
        )

    def _values(self, key: str, factor: int) -> list[tuple[int, int]]:
        """What each known value of the answer adds to a sum, and the set of that value."""
        coded = self.coded[key]
        if isinstance(coded.question, SeveralQuestion):
            return [(factor * n, each) for n, each in enumerate(self._count_sets(coded))]
        return [
            (factor * answer, self._class_set(coded, code))
            for answer, code in coded.classes
            if isinstance(answer, int)
        ]


def condition_set(condition: Condition, diagrams: Diagrams, atom_set: Callable[[Atom], int]) -> int:
    """The set of bit vectors for which a condition is true, given those of its atoms."""
    match condition:
        case Constant(value):
            return FULL if value else EMPTY
        case Not(part):
            return diagrams.outside(condition_set(part, diagrams, atom_set))
        case All(parts):
            return diagrams.all_of(condition_set(part, diagrams, atom_set) for part in parts)
        case AnyOf(parts):
            return diagrams.any_of(condition_set(part, diagrams, atom_set) for part in parts)
        case _:
            return atom_set(condition)


def _kind(atom: Atom) -> str | None:
    return atom.terms[0].kind if isinstance(atom, Linear) else None


def _words(question: BaseQuestion, answer: Answer) -> Values:
    """An answer as it travels in an address."""
    if isinstance(question, DateQuestion) and isinstance(answer, int):
        return (date.fromordinal(answer).isoformat(),)
    return (str(answer),)


def _plain_answers(question: BaseQuestion, today: date) -> Iterator[Answer]:
    """Answers that stand for all when no condition reads the question; the first is the most usual."""
    if isinstance(question, NumberQuestion):
        yield question.min
    elif isinstance(question, DateQuestion):
        yield today.toordinal()
    elif isinstance(question, MunicipalityQuestion):
        yield "091"
    elif isinstance(question, YesNoQuestion):
        yield from ("yes", "no")
    else:
        yield from getattr(question, "options", ())


def _representatives(
    question: BaseQuestion, atoms: list[Atom], today: date, *, each_value: bool
) -> Iterator[Answer]:
    """Answers among which every class has at least one, the most usual first, “I don't know” last."""
    if isinstance(question, MunicipalityQuestion):
        named = {code for atom in atoms if isinstance(atom, IsOneOf) for code in atom.values}
        yield from sorted(named)
        yield next(code for code in (f"{n:03d}" for n in range(1000)) if code not in named)
    elif isinstance(question, NumberQuestion) and each_value:
        if question.max - question.min >= MOST_VALUES:
            raise TooManyValues
        yield from range(question.min, question.max + 1)
    elif isinstance(question, NumberQuestion):
        points = {question.min, question.max, *(point for atom in atoms for point in _turning_points(atom))}
        yield from sorted(point for point in points if question.min <= point <= question.max)
    elif isinstance(question, DateQuestion):
        start = today.toordinal()
        dates = {start}
        for atom in atoms:
            shift = start if _kind(atom) == "days" else 0
            dates.update(point + shift for point in _turning_points(atom))
        yield from sorted(each for each in dates if date.min.toordinal() <= each <= date.max.toordinal())
    else:
        yield from _plain_answers(question, today)
    if question.dont_know:
        yield DONT_KNOW


def _turning_points(atom: Atom) -> Iterator[int]:
    """The values on both sides of every place where the comparison of one answer changes."""
    if not isinstance(atom, Linear):
        return
    factor, bound = atom.terms[0].factor, atom.bound
    below = bound // factor if factor > 0 else -(bound // -factor)
    yield from (below - 1, below, below + 1)
