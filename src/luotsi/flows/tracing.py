"""Where all answers walk in one flow, nothing forgotten, so that two flows can be compared.

`exploring` forgets answers that no longer matter, which keeps its sets small. Here every set stays one of
whole walks: two versions of a path are laid upon each other by taking what is in both sets.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping

from luotsi.flows.common_answers import CommonAnswers, renamed_atom
from luotsi.flows.conditions import Atom, names_of
from luotsi.flows.diagrams import EMPTY, FULL
from luotsi.flows.encoding import condition_set
from luotsi.flows.exploring import walking_order
from luotsi.flows.linking import Flow, QuestionNode
from luotsi.flows.types import Stuck

End = tuple[str, Stuck | None]
"""Where a walk ends: a node's key, and why there when it leads nowhere."""


class Trace:
    """All walks through a flow by people whose answers are `answered`, by question: what each set holds.

    `ends` has the answers that lead to each end, `waiting` those that come to a question without an answer
    to it, `asked` those that answer it, `onward` which of them go to which node. Raises TooLarge.
    """

    def __init__(
        self, flow: Flow, common: CommonAnswers, names: Mapping[str, str], answered: Mapping[str, int]
    ) -> None:
        self.flow, self.common, self.names = flow, common, names
        self.diagrams = common.diagrams
        self.order = walking_order(flow)
        self.ends: dict[End, int] = {}
        self.waiting: dict[str, int] = {}
        self.asked: dict[str, int] = {}
        self.onward: dict[str, dict[str, int]] = {}
        self._asked_by_name: dict[str, int] = {}
        self._walk(answered)

    def _walk(self, answered: Mapping[str, int]) -> None:
        diagrams = self.diagrams
        place = {key: position for position, key in enumerate(self.order)}
        pending = {self.flow.start: FULL}
        queue = [place[self.flow.start]]
        while queue:
            key = self.order[heapq.heappop(queue)]
            part = pending.pop(key)
            node = self.flow.nodes[key]
            if not isinstance(node, QuestionNode):
                self._end((key, None), part)
                continue
            answering = diagrams.both(part, answered[key])
            unanswered = diagrams.both(part, diagrams.outside(answered[key]))
            if unanswered != EMPTY:
                self.waiting[key] = diagrams.either(self.waiting.get(key, EMPTY), unanswered)
            for target, moved in self._moves(node, answering):
                if target not in pending:
                    heapq.heappush(queue, place[target])
                pending[target] = diagrams.either(pending.get(target, EMPTY), moved)

    def _moves(self, node: QuestionNode, answering: int) -> Iterator[tuple[str, int]]:
        """Where the answers go from a question; those that go nowhere are noted as ends."""
        diagrams, key = self.diagrams, node.key
        self.asked[key] = diagrams.either(self.asked.get(key, EMPTY), answering)
        self._asked_by_name[self.names.get(key, key)] = self.asked[key]
        onward = self.onward.setdefault(key, {})
        left = answering
        for turn in node.turns:
            when = FULL
            if turn.condition is not None:
                when = condition_set(turn.condition, diagrams, self._atom)
            taken = diagrams.both(left, when)
            left = diagrams.both(left, diagrams.outside(when))
            again = diagrams.both(taken, self.asked.get(turn.to, EMPTY))
            self._end((turn.to, "endless"), again)
            moved = diagrams.both(taken, diagrams.outside(again))
            if moved != EMPTY:
                onward[turn.to] = diagrams.either(onward.get(turn.to, EMPTY), moved)
                yield turn.to, moved
        self._end((key, "gap" if node.turns else "dead_end"), left)

    def _atom(self, atom: Atom) -> int:
        """The answers for which an atom is true now: those only that have answered what it reads.

        A walk that has come to this place was at every question that it asked before, and at no other, so
        what was asked until now tells for each set of answers which questions its walk has asked.
        """
        known = renamed_atom(atom, self.names)
        asked = [self._asked_by_name.get(name, EMPTY) for name in names_of(known)]
        if EMPTY in asked:
            return EMPTY
        return self.diagrams.all_of([self.common.encoding.atom(known), *asked])

    def _end(self, end: End, part: int) -> None:
        if part != EMPTY:
            self.ends[end] = self.diagrams.either(self.ends.get(end, EMPTY), part)

    def shortest_walk(self, wanted: int, end: End) -> tuple[tuple[str, ...], int]:
        """A walk to `end` by answers in `wanted`, which all lead there: the questions asked, the answers.

        As few questions as there are, where the end is an outcome.
        """
        diagrams = self.diagrams
        layers = [{self.flow.start: wanted}]
        while layers[-1] and end[0] not in layers[-1]:
            layers.append(self._step(layers[-1]))
        at = end[0]
        part = layers[-1].get(at, wanted)
        way: list[str] = []
        for layer in reversed(layers[:-1]):
            at, part = next(
                (key, through)
                for key, here in layer.items()
                if (through := diagrams.both(self._way(key, at, here), part)) != EMPTY
            )
            way.append(at)
        way.reverse()
        return self._to_the_end(way, end[0], part)

    def _step(self, layer: Mapping[str, int]) -> dict[str, int]:
        following: dict[str, int] = {}
        for key, here in layer.items():
            for target in self.onward.get(key, ()):
                moved = self._way(key, target, here)
                if moved != EMPTY:
                    following[target] = self.diagrams.either(following.get(target, EMPTY), moved)
        return following

    def _way(self, key: str, target: str, part: int) -> int:
        return self.diagrams.both(part, self.onward.get(key, {}).get(target, EMPTY))

    def _to_the_end(self, way: list[str], at: str, part: int) -> tuple[tuple[str, ...], int]:
        """Go on from `at`: past it when a walk is stuck later or right there."""
        while at in self.flow.questions:
            way.append(at)
            moves = ((to, through) for to in self.onward[at] if (through := self._way(at, to, part)) != EMPTY)
            step = next(moves, None)
            if step is None:
                break
            at, part = step
        return tuple(way), part
