"""The answers of two versions of a path, as bits that tell apart what either version tells apart.

A question that both versions have is one question here, with the answers of both; which of them each
version knows is a set. A question of another kind is another question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from luotsi.flows.conditions import (
    Atom,
    Includes,
    IsOneOf,
    IsUnknown,
    Linear,
    Term,
    atoms,
    names_of,
    parse_answer,
)
from luotsi.flows.diagrams import FULL, Diagrams
from luotsi.flows.document import (
    BaseQuestion,
    ChoiceQuestion,
    NumberQuestion,
    Option,
    SeveralQuestion,
    YesNoQuestion,
)
from luotsi.flows.encoding import Encoding
from luotsi.flows.exploring import walking_order
from luotsi.flows.linking import Flow
from luotsi.flows.types import DONT_KNOW

_ONE_OF = (ChoiceQuestion, YesNoQuestion)


class CommonAnswers:
    """Bits for the answers of an earlier and a later flow.

    `now_named` gives the name under which a question of the later flow is kept here, where that is not
    its key. `fits_before` and `fits_after` hold, by question key of each flow, the answers that the flow
    knows. Raises TooManyValues.
    """

    def __init__(self, before: Flow, after: Flow, today: date, renamed: Mapping[str, str]) -> None:
        self.diagrams = Diagrams()
        self.encoding = Encoding(self.diagrams, today)
        self.before, self.after = before, after
        self.now_named = {now: earlier for earlier, now in renamed.items()}
        self.now_named.update({key: f"{key}′" for key in other_kinds(before, after)})
        read = _atoms_by_question(before, {})
        for name, found in _atoms_by_question(after, self.now_named).items():
            read.setdefault(name, []).extend(found)
        later = {self.name_after(key): node.question for key, node in after.questions.items()}
        for name in self._in_order():
            versions = [each[name] for each in (self._earlier(), later) if name in each]
            self.encoding.add(
                name, _united(versions), [*read.get(name, ()), *_limits(name, versions)], marked=False
            )
        self.fits_before = {key: self._fitting(key, node.question) for key, node in before.questions.items()}
        self.fits_after = {
            key: self._fitting(self.name_after(key), node.question) for key, node in after.questions.items()
        }

    def name_after(self, key: str) -> str:
        """The name here of a question of the later flow."""
        return self.now_named.get(key, key)

    def answer_again(self, part: int) -> int:
        """The answers of `part`, with any other in place of each that the later flow does not know."""
        diagrams = self.diagrams
        for key, fitting in self.fits_after.items():
            unfit = diagrams.both(part, diagrams.outside(fitting))
            freed = diagrams.forget(unfit, self.encoding.coded[self.name_after(key)].mask)
            part = diagrams.either(diagrams.both(part, fitting), diagrams.both(freed, fitting))
        return part

    def known(self, key: str) -> int:
        """Answers in which the earlier flow's question `key` is not answered by “I don't know”."""
        coded = self.encoding.coded[key]
        if isinstance(coded.question, SeveralQuestion):
            return FULL if coded.answered is None else self.diagrams.bit(coded.answered)
        unknown = (code for answer, code in coded.classes if answer == DONT_KNOW)
        return self.diagrams.outside(self.diagrams.any_of(self.encoding.class_set(key, n) for n in unknown))

    def _earlier(self) -> dict[str, BaseQuestion]:
        return {key: node.question for key, node in self.before.questions.items()}

    def _in_order(self) -> list[str]:
        """All questions, as they are asked before, each new one after that which it follows now."""
        names = [key for key in walking_order(self.before) if key in self.before.questions]
        names += [key for key in self.before.questions if key not in set(names)]
        place = -1
        reached = [key for key in walking_order(self.after) if key in self.after.questions]
        for key in dict.fromkeys([*reached, *self.after.questions]):
            name = self.name_after(key)
            if name not in names:
                names.insert(place + 1, name)
            place = names.index(name)
        return names

    def _fitting(self, name: str, question: BaseQuestion) -> int:
        """The answers to what is kept as `name` that this version of the question knows."""
        coded, diagrams = self.encoding.coded[name], self.diagrams
        if isinstance(question, SeveralQuestion):
            strange = [level for code, level in coded.options.items() if code not in question.options]
            if coded.unknown is not None and not question.dont_know:
                strange.append(coded.unknown)
            return diagrams.both(coded.valid, diagrams.zeros(sum(1 << level for level in strange)))
        if not coded.classes:
            return coded.valid
        return diagrams.any_of(
            self.encoding.class_set(name, code)
            for answer, code in coded.classes
            if parse_answer(question, self.encoding.words(name, answer)) is not None
        )


def renamed_atom(atom: Atom, names: Mapping[str, str]) -> Atom:
    """The atom reading other questions in place of those in `names`."""
    if not any(name in names for name in names_of(atom)):
        return atom
    if isinstance(atom, Linear):
        terms = tuple(replace(term, name=names.get(term.name, term.name)) for term in atom.terms)
        return replace(atom, terms=terms)
    return replace(atom, name=names[atom.name])


def other_kinds(before: Flow, after: Flow) -> tuple[str, ...]:
    """Questions of both flows whose answers are of different kinds, as of a number and a date."""
    return tuple(
        key
        for key, node in before.questions.items()
        if key in after.questions and not same_kind(node.question, after.questions[key].question)
    )


def same_kind(one: BaseQuestion, other: BaseQuestion) -> bool:
    """Can an answer to one be an answer to the other? Yes and no are options of a choice, too."""
    return type(one) is type(other) or (isinstance(one, _ONE_OF) and isinstance(other, _ONE_OF))


def _atoms_by_question(flow: Flow, names: Mapping[str, str]) -> dict[str, list[Atom]]:
    found: dict[str, list[Atom]] = {}
    for node in flow.questions.values():
        for turn in node.turns:
            for atom in atoms(turn.condition) if turn.condition is not None else ():
                known = renamed_atom(atom, names)
                for name in names_of(known):
                    found.setdefault(name, []).append(known)
    return found


def codes(question: BaseQuestion) -> tuple[str, ...]:
    """The codes among which one chooses; () for numbers, dates and municipalities."""
    return ("yes", "no") if isinstance(question, YesNoQuestion) else tuple(getattr(question, "options", ()))


def _united(versions: list[BaseQuestion]) -> BaseQuestion:
    """A question with the answers of all its versions."""
    first = versions[0]
    dont_know = any(each.dont_know for each in versions)
    if isinstance(first, NumberQuestion):
        numbers = [each for each in versions if isinstance(each, NumberQuestion)]
        least, most = min(each.min for each in numbers), max(each.max for each in numbers)
        return first.model_copy(update={"dont_know": dont_know, "min": least, "max": most})
    every = {code: Option(label={"fi": code}) for each in versions for code in codes(each)}
    if len({type(each) for each in versions}) > 1:
        return ChoiceQuestion.model_construct(
            type="choice", ask=first.ask, options=every, dont_know=dont_know
        )
    change = {"dont_know": dont_know, **({"options": every} if hasattr(first, "options") else {})}
    return first.model_copy(update=change)


def _limits(name: str, versions: list[BaseQuestion]) -> Iterator[Atom]:
    """What tells answers apart that only one of the versions knows."""
    if len({each.dont_know for each in versions}) > 1:
        yield IsUnknown(name)
    for question in versions:
        if isinstance(question, NumberQuestion):
            if len({(each.min, each.max) for each in versions if isinstance(each, NumberQuestion)}) > 1:
                yield Linear((Term("number", name, 1),), "<=", question.max)
                yield Linear((Term("number", name, -1),), "<=", -question.min)
        elif len({frozenset(codes(each)) for each in versions}) > 1:
            if isinstance(question, SeveralQuestion):
                yield from (Includes(name, code) for code in codes(question))
            else:
                yield IsOneOf(name, frozenset(codes(question)))
