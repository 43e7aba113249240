"""Proof of a path: what holds for every possible set of answers, and answers that show what does not.

Proved are: every node is reached by some answers; after every answer exactly one rule applies; no walk
comes back to a question; every walk ends at an outcome; every outcome has a way to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from luotsi.flows.document import ContactStep
from luotsi.flows.encoding import TooManyValues
from luotsi.flows.exploring import Exploration
from luotsi.flows.linking import Flow, OutcomeNode, QuestionNode
from luotsi.flows.types import Fault, Proof, Values
from luotsi.foundation import clock

CHANNELS_TO_A_PERSON = frozenset({"phone", "place", "form"})
"""Through these somebody answers; an e-service or a web page alone is no way to a person."""


def prove(flow: Flow, today: date | None = None) -> Proof:
    """Prove the flow for all answers.

    `today` is what `days_until` counts from in the witnesses; the present date if it is left out.
    """
    today = today or clock.today()
    try:
        exploration = Exploration(flow, today)
    except TooManyValues as limit:
        seen = tuple(_seen_without_walking(flow))
        return Proof(seen, "Only each place by itself.", (_limit_words(limit),), today)
    exploration.run()
    faults = [
        *(() if exploration.limit else _unreachable(exploration)),
        *_dead_ends(exploration),
        *_gaps(exploration),
        *_overlaps(exploration),
        *_endless(exploration),
        *_without_person(exploration),
    ]
    position = {key: number for number, key in enumerate(flow.nodes)}
    faults.sort(key=lambda fault: position.get(fault.where.split(".next[")[0], -1))
    covered = "Only the walks that lead to the faults listed." if exploration.limit else _covered_words(flow)
    return Proof(tuple(faults), covered, tuple(_not_covered(exploration, faults)), today)


def _unreachable(exploration: Exploration) -> Iterator[Fault]:
    """Nodes to which no answers lead; a call that is never reached counts once, not by its nodes."""
    flow, reached = exploration.flow, exploration.first_ring
    idle = [key for key, entry in flow.calls.items() if not _any_within(key, flow, reached)]
    for key in (*idle, *flow.nodes):
        is_inside = any(key.startswith(f"{call}.") for call in idle)
        if key in reached or is_inside:
            continue
        entry = flow.calls.get(key, key)
        near = next((each for each in reached if entry in exploration.targets[each]), None)
        if near is None:
            message = f"Nothing leads to “{key}”. Lead an answer to it, or take it out."
            yield Fault("unreachable", key, message, {})
        else:
            message = f"No answers lead to “{key}”: its conditions at “{near}” are never true. Correct them."
            yield Fault("unreachable", key, message, _way_to(exploration, near))


def _way_to(exploration: Exploration, key: str) -> dict[str, Values]:
    """Answers that lead to a node that is reached."""
    ring = exploration.first_ring[key]
    return exploration.witness(ring)


def _any_within(call: str, flow: Flow, reached: Iterable[str]) -> bool:
    """Is anything of the call reached? One without a question of its own stands for its target."""
    return flow.calls[call] in set(reached) or any(key.startswith(f"{call}.") for key in reached)


def _dead_ends(exploration: Exploration) -> Iterator[Fault]:
    for key, node in exploration.flow.questions.items():
        if not node.turns and (ring := exploration.first_ring.get(key)) is not None:
            witness = exploration.witness(ring, own=exploration.encoding.coded[key].valid)
            yield Fault("dead_end", key, _dead_end_words(key), witness)


def _gaps(exploration: Exploration) -> Iterator[Fault]:
    for key, (ring, part) in exploration.gaps.items():
        message = f"No rule of “{key}” takes these answers. Add a rule, or otherwise."
        yield Fault("gap", key, message, exploration.witness(ring, own=part))


def _overlaps(exploration: Exploration) -> Iterator[Fault]:
    for (key, first, second), (ring, part) in exploration.overlaps.items():
        turns = exploration.flow.questions[key].turns
        message = (
            f"Rules {first + 1} ({turns[first].when}) and {second + 1} ({turns[second].when}) of “{key}” "
            "both take these answers. Make them exclude each other."
        )
        witness = exploration.witness(ring, own=part)
        yield Fault("overlap", f"{key}.next[{second}]", message, witness)


def _endless(exploration: Exploration) -> Iterator[Fault]:
    for (key, target), (ring, part) in exploration.returns.items():
        message = f"After “{key}” the walk comes back to “{target}”, without end. Lead it onward."
        yield Fault("endless", key, message, exploration.witness(ring, own=part))


def _without_person(exploration: Exploration) -> Iterator[Fault]:
    for key, node in exploration.flow.outcomes.items():
        if key in exploration.first_ring and not _leads_to_person(node):
            yield Fault("no_person", key, _no_person_words(key), _way_to(exploration, key))


def _leads_to_person(node: OutcomeNode) -> bool:
    """Does the outcome have a contact through which somebody answers?"""
    slots = (
        node.document.slots[step.contact] for step in node.outcome.steps if isinstance(step, ContactStep)
    )
    return any(not slot.channels or CHANNELS_TO_A_PERSON & set(slot.channels) for slot in slots)


def _seen_without_walking(flow: Flow) -> Iterator[Fault]:
    """What can be said of each node by itself, when the walks cannot be held."""
    for key, node in flow.nodes.items():
        if isinstance(node, OutcomeNode) and not _leads_to_person(node):
            yield Fault("no_person", key, _no_person_words(key))
        elif isinstance(node, QuestionNode) and not node.turns:
            yield Fault("dead_end", key, _dead_end_words(key))


def _dead_end_words(key: str) -> str:
    return f"Nothing follows after “{key}”. Add next to it."


def _no_person_words(key: str) -> str:
    return (
        f"The outcome “{key}” has no way to a person. "
        "Add a contact step whose slot has phone, place or form among its channels."
    )


def _limit_words(limit: Exception) -> str:
    if isinstance(limit, TooManyValues):
        return (
            "Not all walks were proved: a number with very many values is added to or compared with "
            "another answer. Narrow its min and max, or compare it with fixed values."
        )
    return (
        "Not all walks were proved: conditions combine too many answers. "
        "Split the path into sub-paths, or let conditions read fewer answers."
    )


def _covered_words(flow: Flow) -> str:
    rules = sum(1 for node in flow.questions.values() for turn in node.turns if turn.condition is not None)
    return (
        f"All answers to {len(flow.questions)} questions with {rules} conditions and {len(flow.outcomes)} "
        "outcomes: each place is reached, after each answer exactly one rule applies, each walk ends, "
        "each outcome has a way to a person, except for the faults listed."
    )


def _not_covered(exploration: Exploration, faults: list[Fault]) -> Iterator[str]:
    if exploration.limit:
        yield _limit_words(exploration.limit)
    for key in exploration.encoding.mixed_dates:
        yield (
            f"“{key}” is compared both with fixed dates and with today; "
            f"this was proved as of {exploration.encoding.today.isoformat()}, not for later days."
        )
    if any(fault.kind == "endless" for fault in faults):
        yield (
            "What would follow where a walk comes back to a question was not looked at; "
            "prove again after mending."
        )
