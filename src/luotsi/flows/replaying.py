"""A visit is a fold: the answers, taken in the order in which the path asks, lead to a position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from luotsi.flows.conditions import decide, holds, parse_answer, reads
from luotsi.flows.linking import Flow, Node, QuestionNode, Turn
from luotsi.flows.types import Answers, Given, Reason, Rejected, Stuck, Values, Visit

Parsed = dict[str, "str | int | frozenset[str]"]


def replay(flow: Flow, answers: Answers, today: date, until: str | None = None) -> Visit:
    """Walk the path with these answers as far as they lead. Never raises, whatever the answers hold.

    With `until` the walk stops at that question although it is answered, so that the answer can be
    changed; its answer and later ones are in `kept`. A question that the walk does not come to is
    no error: the walk then goes as far as it can.
    """
    offered, unfit = _sorted_out(flow, answers)
    walk = _Walk(flow, today)
    while walk.stuck is None and isinstance(node := flow.nodes[walk.at], QuestionNode):
        if node.key == until or node.key not in offered:
            break
        walk.take(node, *offered[node.key])
    position = flow.nodes[walk.at]
    asked = dict(walk.given)
    rest = {key: values for key, (values, _) in offered.items() if key not in asked}
    open_edges = _open_edges(flow, walk.known, today)
    ahead = _reachable(walk.at, open_edges) if walk.stuck is None else frozenset()
    return Visit(
        given=tuple(Given(key, values) for key, values in walk.given),
        position=position,
        is_finished=not isinstance(position, QuestionNode),
        kept=tuple(Given(key, values) for key, values in rest.items() if key in ahead),
        rejected=(
            *unfit,
            *(Rejected(key, values, "not_asked") for key, values in rest.items() if key not in ahead),
        ),
        questions_left_at_most=_longest(flow, walk.at, open_edges) if walk.stuck is None else 0,
        reasons=tuple(walk.reasons),
        stuck=walk.stuck,
    )


def longest_walk(flow: Flow) -> int:
    """The greatest number of questions that anybody can be asked, conditions left aside."""
    return _longest(flow, flow.start, _open_edges(flow, {}, date.min))


def walks(flow: Flow, limit: int) -> Iterator[tuple[str, ...]]:
    """The ways through the path as node keys, from the start to an end; at most `limit` of them.

    They follow the rules' targets and do not ask whether answers exist for all their conditions
    together; `proving` does.
    """
    edges = _open_edges(flow, {}, date.min)
    waiting: list[tuple[str, ...]] = [(flow.start,)]
    while waiting and limit > 0:
        walk = waiting.pop()
        onward = [target for target in edges[walk[-1]] if target not in walk]
        if not onward:
            limit -= 1
            yield walk
        waiting.extend((*walk, target) for target in reversed(onward))


class _Walk:
    """A walk on its way: where it is, what it was told, and why it turned."""

    def __init__(self, flow: Flow, today: date) -> None:
        self.flow, self.today = flow, today
        self.at = flow.start
        self.known: Parsed = {}
        self.given: list[tuple[str, Values]] = []
        self.reasons: list[Reason] = []
        self.stuck: Stuck | None = None

    def take(self, node: QuestionNode, values: Values, parsed: str | int | frozenset[str]) -> None:
        """Take the answer to the question at which the walk stands, and go where it leads."""
        self.known[node.key] = parsed
        self.given.append((node.key, values))
        turn = self._turn(node)
        if turn is None:
            self.stuck = "gap" if node.turns else "dead_end"
            return
        if len(node.turns) > 1 or turn.condition is not None:
            self.reasons.append(Reason(node.key, turn.when, turn.to, self._deciders(node, turn)))
        self.at = turn.to
        if turn.to in self.known:
            self.stuck = "endless"

    def _turn(self, node: QuestionNode) -> Turn | None:
        """The first rule that applies; a proved path has exactly one."""
        for turn in node.turns:
            if turn.condition is None or holds(turn.condition, self.known, self.today):
                return turn
        return None

    def _deciders(self, node: QuestionNode, turn: Turn) -> tuple[Given, ...]:
        """The answers that the rule reads; for `otherwise`, those that the rules before it read."""
        read = [turn] if turn.condition is not None else node.turns
        names = {name for each in read if each.condition is not None for name in reads(each.condition)}
        return tuple(Given(key, values) for key, values in self.given if key in names)


def _sorted_out(
    flow: Flow, answers: Answers
) -> tuple[dict[str, tuple[Values, str | int | frozenset[str]]], list[Rejected]]:
    """The answers that their questions know, parsed; and the others, with the reason."""
    fitting: dict[str, tuple[Values, str | int | frozenset[str]]] = {}
    unfit: list[Rejected] = []
    for key, raw in answers.items():
        values = tuple(str(value) for value in raw)
        node = flow.questions.get(key)
        if node is None:
            unfit.append(Rejected(str(key), values, "unknown_question"))
            continue
        parsed = parse_answer(node.question, values)
        if parsed is None:
            unfit.append(Rejected(key, values, "bad_value"))
        else:
            fitting[key] = (values, parsed)
    return fitting, unfit


def _open_edges(
    flow: Flow, known: Mapping[str, str | int | frozenset[str]], today: date
) -> dict[str, tuple[str, ...]]:
    """Where each question may still lead, given what is known: rules already false are left out."""
    return {key: tuple(_open_targets(node, known, today)) for key, node in flow.nodes.items()}


def _open_targets(node: Node, known: Mapping[str, str | int | frozenset[str]], today: date) -> Iterator[str]:
    if not isinstance(node, QuestionNode):
        return
    seen = set()
    for turn in node.turns:
        state = None if turn.condition is None else decide(turn.condition, known, today, is_open=True)
        if state is not False and turn.to not in seen:
            seen.add(turn.to)
            yield turn.to
        if state is True:
            return


def _reachable(start: str, edges: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found, waiting = {start}, [start]
    while waiting:
        for target in edges[waiting.pop()]:
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def _longest(flow: Flow, start: str, edges: Mapping[str, tuple[str, ...]]) -> int:
    """The greatest number of questions on a way from `start`; on circles, all questions ahead."""
    longest: dict[str, int] = {}
    is_open: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting[-1]
        if key in longest:
            waiting.pop()
            continue
        fresh = [target for target in edges[key] if target not in longest]
        if key in is_open and fresh:
            return sum(1 for each in _reachable(start, edges) if each in flow.questions)
        is_open.add(key)
        if fresh:
            waiting.extend(fresh)
            continue
        own = 1 if key in flow.questions else 0
        longest[key] = own + max((longest[target] for target in edges[key]), default=0)
        waiting.pop()
    return longest[start]
