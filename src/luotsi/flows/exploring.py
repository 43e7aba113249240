"""Which sets of answers come to which place of a flow, for all answers at once.

The flow is gone through in the order in which walks come to its nodes. What arrives at a node is a set
of bit vectors (`encoding`) over the answers that are still read from there on; all others are forgotten,
so walks that differ only in what no longer matters are one. Questions on a circle carry one bit more,
"was asked", so that a walk is stopped, and noted, when it comes back to a question.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from luotsi.flows.conditions import Atom, atoms, names_of
from luotsi.flows.diagrams import EMPTY, Diagrams, TooLarge
from luotsi.flows.encoding import Encoding, TooManyValues, condition_set
from luotsi.flows.linking import Flow, QuestionNode
from luotsi.flows.types import Values

WITNESS_ROOM = 200_000
"""Nodes that may be added after a limit, to find the answers that lead to the faults found before it."""


@dataclass(slots=True)
class Ring:
    """Answers that come to a node, and by which rules of which earlier rings they came."""

    node: str
    arrived: int
    came_by: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Rules:
    """A question's rules as sets, its own answers included.

    What each rule takes from those before it, what none takes, and where two are true.
    """

    taken: list[int]
    gap: int
    overlaps: list[tuple[int, int, int]]
    needs_zeros: int


class Exploration:
    """All walks through a flow, as sets.

    `first_ring` has the nodes that are reached; `gaps`, `overlaps` and `returns` (of a walk to a question
    that it has asked) have the ring and the part of its answers that is at fault. After a `limit` they
    hold what was found until then. Raises TooManyValues when answers cannot even be coded.
    """

    def __init__(self, flow: Flow, today: date) -> None:
        self.flow = flow
        self.diagrams = Diagrams()
        self.encoding = Encoding(self.diagrams, today)
        self.order = walking_order(flow)
        self.place = {key: position for position, key in enumerate(self.order)}
        self.targets = {key: _targets(flow, key) for key in self.order}
        self.circles = _circles(self.order, self.targets, self.place)
        self.rings: list[Ring] = []
        self.first_ring: dict[str, int] = {}
        self.gaps: dict[str, tuple[int, int]] = {}
        self.overlaps: dict[tuple[str, int, int], tuple[int, int]] = {}
        self.returns: dict[tuple[str, str], tuple[int, int]] = {}
        self.limit: Exception | None = None
        self._rules: dict[str, Rules] = {}
        self._encode()
        self.alive = self._alive()
        self.asked_before = self._asked_before()

    def run(self) -> None:
        """Go through the flow until nothing new arrives anywhere, or until it cannot be held (`limit`)."""
        try:
            self._walk_all()
        except (TooLarge, TooManyValues, RecursionError) as limit:
            self.limit = limit
            self.diagrams.allow(WITNESS_ROOM)

    def _walk_all(self) -> None:
        start = self.flow.start
        nothing_asked = self.diagrams.zeros(self.asked_before[start] & self.alive[start])
        pending: dict[str, list[tuple[int, int, int]]] = {start: [(nothing_asked, -1, 0)]}
        arrived: dict[str, int] = {}
        queue = [0]
        while queue:
            key = self.order[heapq.heappop(queue)]
            contributions = pending.pop(key)
            fresh = self.diagrams.any_of(part for part, _, _ in contributions)
            if key in arrived:
                fresh = self.diagrams.both(fresh, self.diagrams.outside(arrived[key]))
            if fresh == EMPTY:
                continue
            arrived[key] = self.diagrams.either(arrived.get(key, EMPTY), fresh)
            number = len(self.rings)
            came_by = [(ring, rule) for _, ring, rule in contributions if ring >= 0]
            self.rings.append(Ring(key, fresh, came_by))
            self.first_ring.setdefault(key, number)
            for target, part, rule in self._onward(key, number):
                if target not in pending:
                    pending[target] = []
                    heapq.heappush(queue, self.place[target])
                pending[target].append((part, number, rule))

    def witness(self, ring: int, own: int | None = None) -> dict[str, Values]:
        """Answers that lead to a ring; with `own` also one to its question, chosen from that set."""
        answers: list[tuple[str, Values]] = []
        at = self.rings[ring]
        wanted = at.arrived
        if own is not None:
            wanted = self._answered(at.node, self.diagrams.both(self._before(at), own), answers)
        while at.came_by:
            at, part = next(self._steps_back(at, wanted))
            wanted = self._answered(at.node, part, answers)
        return dict(reversed(answers))

    def _steps_back(self, at: Ring, wanted: int) -> Iterator[tuple[Ring, int]]:
        for number, rule in at.came_by:
            ring = self.rings[number]
            through = self.diagrams.both(self._before(ring), self._rules[ring.node].taken[rule])
            missing = self._missing(ring.node, at.node)
            part = self.diagrams.both(self.diagrams.both(through, wanted), self.diagrams.zeros(missing))
            if part != EMPTY:
                yield ring, part

    def _answered(self, key: str, part: int, answers: list[tuple[str, Values]]) -> int:
        """Choose an answer to the question from `part`; what remains is wanted of earlier answers."""
        bits = self.diagrams.example(part)
        answers.append((key, self.encoding.answer(key, bits)))
        mask = self.encoding.coded[key].mask
        earlier = {level: on for level, on in bits.items() if not mask >> level & 1}
        if key in self.circles:
            earlier[self.encoding.mark(key)] = False
        return self.diagrams.cube(earlier)

    def _before(self, ring: Ring) -> int:
        """What arrived, before the ring's question is answered; what was surely not asked is set to 0."""
        arrived = self.diagrams.forget(ring.arrived, self.encoding.coded[ring.node].mask)
        return self.diagrams.both(arrived, self.diagrams.zeros(self._rules[ring.node].needs_zeros))

    def _onward(self, key: str, number: int) -> Iterator[tuple[str, int, int]]:
        """Where the answers go from a question; gaps, overlaps and circles are noted on the way."""
        node = self.flow.nodes[key]
        if not isinstance(node, QuestionNode):
            return
        rules = self._rules_of(node)
        diagrams = self.diagrams
        before = self._before(self.rings[number])
        self._note_faults(key, number, before, rules)
        for position, taken in enumerate(rules.taken):
            target = node.turns[position].to
            part = diagrams.both(before, taken)
            if part != EMPTY and target in self.circles:
                part = self._stopped(target, part, number)
            if part != EMPTY:
                yield target, self._land(key, target, part), position

    def _note_faults(self, key: str, number: int, before: int, rules: Rules) -> None:
        """Note answers that no rule takes, and answers that two rules take."""
        gap = self.diagrams.both(before, rules.gap)
        if gap != EMPTY:
            self.gaps.setdefault(key, (number, gap))
        for first, second, both in rules.overlaps:
            doubled = self.diagrams.both(before, both)
            if doubled != EMPTY:
                self.overlaps.setdefault((key, first, second), (number, doubled))

    def _stopped(self, target: str, part: int, number: int) -> int:
        """Note the walks that come back to `target`, and let only the others go on."""
        key = self.rings[number].node
        mark = self.encoding.mark(target)
        if not (self.asked_before[key] | self.encoding.coded[key].mask) >> mark & 1:
            return part
        again = self.diagrams.both(part, self.diagrams.bit(mark))
        if again != EMPTY:
            self.returns.setdefault((key, target), (number, again))
        return self.diagrams.both(part, self.diagrams.zeros(1 << mark))

    def _land(self, key: str, target: str, part: int) -> int:
        """What arrives at the target: dead answers forgotten, answers that only others bring set to 0."""
        dead = ~self.alive[target] & ((1 << self.encoding.next_level) - 1)
        kept = self.diagrams.forget(part, dead)
        return self.diagrams.both(kept, self.diagrams.zeros(self._missing(key, target)))

    def _missing(self, key: str, target: str) -> int:
        """The levels that matter at the target and that no walk by way of `key` has set."""
        here = self.asked_before[key] | self.encoding.coded[key].mask
        return self.asked_before[target] & ~here & self.alive[target]

    def _rules_of(self, node: QuestionNode) -> Rules:
        found = self._rules.get(node.key)
        if found is None:
            found = self._rules[node.key] = self._make_rules(node)
        return found

    def _make_rules(self, node: QuestionNode) -> Rules:
        diagrams, coded = self.diagrams, self.encoding.coded[node.key]
        taken: list[int] = []
        true: list[int] = []
        left = coded.valid
        for turn in node.turns:
            if turn.condition is None:
                taken.append(left)
                left = EMPTY
                continue
            when = diagrams.both(
                coded.valid, condition_set(turn.condition, self.diagrams, self.encoding.atom)
            )
            true.append(when)
            taken.append(diagrams.both(left, when))
            left = diagrams.both(left, diagrams.outside(when))
        overlaps = [
            (first, second, both)
            for second in range(len(true))
            for first in range(second)
            if (both := diagrams.both(true[first], true[second])) != EMPTY
        ]
        known = self.asked_before[node.key] | coded.mask
        return Rules(taken, left if node.turns else EMPTY, overlaps, self._reads[node.key] & ~known)

    def _encode(self) -> None:
        """Bits for every question, in the order of asking; `_reads`: the levels that each question reads."""
        readers: dict[str, list[Atom]] = {key: [] for key in self.flow.questions}
        here: dict[str, list[Atom]] = {}
        for key in self.order:
            node = self.flow.nodes[key]
            if isinstance(node, QuestionNode):
                here[key] = [
                    atom
                    for turn in node.turns
                    if turn.condition is not None
                    for atom in atoms(turn.condition)
                ]
                for atom in here[key]:
                    for name in names_of(atom):
                        readers[name].append(atom)
        known = [*here, *(key for key in readers if key not in here)]
        for key in known:
            question = self.flow.questions[key].question
            self.encoding.add(key, question, readers[key], marked=key in self.circles)
        self._reads = {
            key: self._mask_of(name for atom in read for name in names_of(atom)) for key, read in here.items()
        }

    def _mask_of(self, names: Iterable[str]) -> int:
        mask = 0
        for name in set(names):
            mask |= self.encoding.coded[name].mask
        return mask

    def _alive(self) -> dict[str, int]:
        """By node, the levels that matter on arrival: read from there on, its own answer excepted."""
        marks = {key: 1 << self.encoding.mark(key) for key in self.circles}
        alive = dict.fromkeys(self.order, 0)
        changed = True
        while changed:
            changed = False
            for key in reversed(self.order):
                mask = self._reads.get(key, 0)
                for target in self.targets[key]:
                    mask |= alive[target]
                mask &= ~self.encoding.coded[key].mask if key in self.flow.questions else -1
                for other in self.circles.get(key, ()):
                    mask |= marks[other]
                if mask != alive[key]:
                    alive[key] = mask
                    changed = True
            if not self.circles:
                break
        return alive

    def _asked_before(self) -> dict[str, int]:
        """By node, the levels of questions that some walk has asked before it arrives."""
        asked = dict.fromkeys(self.order, 0)
        changed = True
        while changed:
            changed = False
            for key in self.order:
                mask = asked[key] | (self.encoding.coded[key].mask if key in self.flow.questions else 0)
                for target in self.targets[key]:
                    if mask & ~asked[target]:
                        asked[target] |= mask
                        changed = True
            if not self.circles:
                break
        return asked


def _targets(flow: Flow, key: str) -> tuple[str, ...]:
    node = flow.nodes[key]
    return tuple(dict.fromkeys(turn.to for turn in node.turns)) if isinstance(node, QuestionNode) else ()


def walking_order(flow: Flow) -> list[str]:
    """The nodes that rules lead to, each after those that lead to it, circles aside."""
    finished: list[str] = []
    seen = {flow.start}
    waiting = [(flow.start, iter(_targets(flow, flow.start)))]
    while waiting:
        key, onward = waiting[-1]
        target = next((each for each in onward if each not in seen), None)
        if target is None:
            finished.append(key)
            waiting.pop()
        else:
            seen.add(target)
            waiting.append((target, iter(_targets(flow, target))))
    return finished[::-1]


def _circles(
    order: list[str], targets: dict[str, tuple[str, ...]], place: dict[str, int]
) -> dict[str, tuple[str, ...]]:
    """For each node on a circle, the nodes that share one with it; nothing for a flow without circles."""
    if all(place[target] > place[key] for key in order for target in targets[key]):
        return {}
    ahead = dict.fromkeys(order, 0)
    changed = True
    while changed:
        changed = False
        for key in reversed(order):
            mask = ahead[key]
            for target in targets[key]:
                mask |= ahead[target] | 1 << place[target]
            if mask != ahead[key]:
                ahead[key] = mask
                changed = True
    on_circle = [key for key in order if ahead[key] >> place[key] & 1]
    return {
        key: tuple(
            other for other in on_circle if ahead[key] >> place[other] & 1 and ahead[other] >> place[key] & 1
        )
        for key in on_circle
    }
