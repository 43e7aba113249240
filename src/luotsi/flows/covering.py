"""Walks that cover a flow, so that every node, every rule and every answer is met.

Kept beside a path they show in a review where answers lead, and that a change led them elsewhere. Of
answers that no condition tells apart one stands for all, as in a proof; each option is taken nevertheless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice

from luotsi.flows.conditions import Atom, atoms, holds, names_of, parse_answer
from luotsi.flows.diagrams import Diagrams
from luotsi.flows.document import BaseQuestion, ChoiceQuestion, SeveralQuestion, YesNoQuestion
from luotsi.flows.encoding import Encoding
from luotsi.flows.linking import Flow, QuestionNode, Turn
from luotsi.flows.types import DONT_KNOW, NONE, Answers, Values

FEW = 100
"""Up to so many walks all of them are taken; of more, as few as cover everything."""
MOST_WALKS = 50_000
"""Walks that are looked at before covering ends with what was found."""
MOST_TOGETHER = 4
"""Options of a question of several choices whose every combination is tried; of more, pairs and all."""

Known = dict[str, "str | int | frozenset[str]"]
Met = tuple[str, ...]
"""What a walk meets: ("node", key), ("answer", key, values) or ("rule", key, position)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Answers in the order in which they are asked, and the key of the node to which they lead."""

    answers: tuple[tuple[str, Values], ...]
    end: str


def covering_walks(flow: Flow, today: date, kept: Iterable[Answers] = ()) -> tuple[Walk, ...]:
    """All walks, or of many those in `kept` that still fit, and as few more as meet all that any walk meets.

    They stand in the order of the questions and their answers. Raises TooManyValues, as a proof does.
    """
    ways = _Ways(flow, today)
    every = [walk for walk, _ in islice(ways.walks(), FEW + 1)]
    if len(every) <= FEW:
        return tuple(sorted(every, key=ways.place))
    left = ways.everything()
    chosen: dict[Walk, None] = {}
    for answers in kept:
        found = ways.walk(answers)
        if found is not None:
            chosen[found[0]] = None
            left -= found[1]
    if left:
        candidates = [(walk, met) for walk, met in islice(ways.walks(), MOST_WALKS) if met & left]
        while left and candidates:
            walk, met = max(candidates, key=lambda pair: (len(pair[1] & left), -len(pair[0].answers)))
            chosen[walk] = None
            left -= met
            candidates = [pair for pair in candidates if pair[1] & left]
    return tuple(sorted(chosen, key=ways.place))


def not_met(flow: Flow, today: date, walks: Iterable[Answers]) -> frozenset[Met]:
    """What walks with these answers leave out."""
    ways = _Ways(flow, today)
    left = ways.everything()
    for answers in walks:
        found = ways.walk(answers)
        left -= found[1] if found is not None else frozenset()
    return frozenset(left)


class _Ways:
    """All walks through a flow, by answers of which each stands for its class."""

    def __init__(self, flow: Flow, today: date) -> None:
        self.flow, self.today = flow, today
        read: dict[str, list[Atom]] = {key: [] for key in flow.questions}
        for node in flow.questions.values():
            for turn in node.turns:
                for atom in atoms(turn.condition) if turn.condition is not None else ():
                    for name in names_of(atom):
                        read[name].append(atom)
        encoding = Encoding(Diagrams(), today)
        self.offered: dict[str, tuple[Values, ...]] = {
            key: tuple(dict.fromkeys(_offered(encoding, key, node.question, read[key])))
            for key, node in flow.questions.items()
        }

    def everything(self) -> set[Met]:
        """What there is to meet, as far as any walk comes to it."""
        found: set[Met] = set()
        for _, met in islice(self.walks(), MOST_WALKS):
            found |= met
        return found

    def walks(self) -> Iterator[tuple[Walk, frozenset[Met]]]:
        """Every walk that ends, with what it meets."""
        yield from self._onward(self.flow.start, {}, (), frozenset())

    def walk(self, answers: Answers) -> tuple[Walk, frozenset[Met]] | None:
        """The walk of these answers; None if they do not lead to an end or one of them is not asked."""
        at = self.flow.start
        known: Known = {}
        taken: tuple[tuple[str, Values], ...] = ()
        met: frozenset[Met] = frozenset()
        while isinstance(node := self.flow.nodes[at], QuestionNode):
            step = self._step(node, tuple(answers.get(at, ())), known)
            if step is None or step[0] in known:
                return None
            taken, met = (*taken, (at, tuple(answers[at]))), met | step[1]
            at = step[0]
        if len(taken) != len(answers):
            return None
        return Walk(taken, at), met | {("node", at)}

    def place(self, walk: Walk) -> tuple[tuple[int, int], ...]:
        """Where a walk stands among others: by question, and by the answer's place in it."""
        order = {key: number for number, key in enumerate(self.flow.questions)}
        return tuple(
            (order[key], self.offered[key].index(values) if values in self.offered[key] else -1)
            for key, values in walk.answers
        )

    def _onward(
        self, at: str, known: Known, given: tuple[tuple[str, Values], ...], met: frozenset[Met]
    ) -> Iterator[tuple[Walk, frozenset[Met]]]:
        node = self.flow.nodes[at]
        if not isinstance(node, QuestionNode):
            yield Walk(given, at), met | {("node", at)}
            return
        for values in self.offered[at]:
            further = dict(known)
            step = self._step(node, values, further)
            if step is not None and step[0] not in known:
                yield from self._onward(step[0], further, (*given, (at, values)), met | step[1])

    def _step(self, node: QuestionNode, values: Values, known: Known) -> tuple[str, frozenset[Met]] | None:
        """Where an answer leads and what is met on the way; it is added to `known`."""
        parsed = parse_answer(node.question, values) if values else None
        if parsed is None:
            return None
        known[node.key] = parsed
        for position, turn in enumerate(node.turns):
            if self._applies(turn, known):
                answer = ("answer", node.key, ",".join(values))
                return turn.to, frozenset({("node", node.key), answer, ("rule", node.key, str(position))})
        return None

    def _applies(self, turn: Turn, known: Mapping[str, str | int | frozenset[str]]) -> bool:
        return turn.condition is None or holds(turn.condition, known, self.today)


def _offered(encoding: Encoding, key: str, question: BaseQuestion, read: list[Atom]) -> Iterator[Values]:
    """Answers to a question: each option, or one of each class; “I don't know” last."""
    coded = encoding.add(key, question, read, marked=False)
    if isinstance(question, SeveralQuestion):
        yield from _combinations(tuple(question.options), tuple(coded.options))
    elif isinstance(question, ChoiceQuestion):
        yield from ((option,) for option in question.options)
    elif isinstance(question, YesNoQuestion):
        yield from (("yes",), ("no",))
    elif coded.classes:
        yield from (encoding.words(key, answer) for answer, _ in coded.classes)
    else:
        yield encoding.answer(key, {})
    if question.dont_know:
        yield (DONT_KNOW,)


def _combinations(options: tuple[str, ...], read: tuple[str, ...]) -> Iterator[Values]:
    """Choices among several: none, each, together those that conditions read, and all."""
    yield (NONE,)
    yield from ((option,) for option in options)
    most = len(read) if len(read) <= MOST_TOGETHER else 2
    for size in range(2, most + 1):
        yield from combinations(read, size)
    if len(options) > 1:
        yield options
