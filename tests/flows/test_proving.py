"""Proofs: what enumeration finds on small paths, the proof finds; and its answers really show it."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.flows import Fault, Flow, PathDocument, Proof, QuestionNode, link, prove, replay
from luotsi.flows.conditions import holds, parse_answer
from tests.flows.making import TODAY, every_walk, random_documents


def found_by_enumeration(walked: Flow) -> dict[str, set[str]]:
    """Faults by kind, from walking every set of answers."""
    faults: dict[str, set[str]] = defaultdict(set)
    reached = set()
    for visit in every_walk(walked):
        known = {}
        reached.add(walked.start)
        for each in visit.given:
            node = walked.questions[each.question]
            reached.add(each.question)
            parsed = parse_answer(node.question, each.values)
            assert parsed is not None
            known[each.question] = parsed
            true = [n for n, t in enumerate(node.turns) if t.condition and holds(t.condition, known, TODAY)]
            faults["overlap"].update(f"{node.key}.next[{n}]" for n in true[1:])
        reached.add(visit.position.key)
        if visit.stuck:
            last = visit.given[-1].question if visit.stuck == "endless" else visit.position.key
            faults[visit.stuck].add(last)
    faults["unreachable"] = set(walked.nodes) - reached
    return faults


def shows(walked: Flow, proof: Proof, fault: Fault) -> bool:
    """Does replaying the fault's answers show the fault?"""
    visit = replay(walked, fault.witness, proof.today)
    if visit.rejected or len(visit.given) != len(fault.witness):
        return False
    if fault.kind in {"gap", "dead_end"}:
        return visit.stuck == fault.kind and visit.position.key == fault.where
    if fault.kind == "endless":
        return visit.stuck == "endless" and visit.given[-1].question == fault.where
    if fault.kind == "overlap":
        return len(_true_rules(walked, fault, proof)) >= 2
    if fault.kind == "unreachable":
        return _comes_near(walked, fault)
    return visit.position.key == fault.where


def _true_rules(walked: Flow, fault: Fault, proof: Proof) -> list[int]:
    node = walked.questions[fault.where.split(".next[")[0]]
    known = {
        key: parse_answer(walked.questions[key].question, values) for key, values in fault.witness.items()
    }
    return [n for n, t in enumerate(node.turns) if t.condition and holds(t.condition, known, proof.today)]  # type: ignore[arg-type]


def _comes_near(walked: Flow, fault: Fault) -> bool:
    near = replay(walked, fault.witness, TODAY).position
    entry = walked.calls.get(fault.where, fault.where)
    if isinstance(near, QuestionNode) and any(turn.to == entry for turn in near.turns):
        return True
    return not fault.witness


@settings(max_examples=150, deadline=None)
@given(random_documents())
def test_the_proof_finds_what_plain_enumeration_finds(values: dict) -> None:
    walked = link(PathDocument.model_validate(values), {})
    proof = prove(walked, TODAY)
    by_kind: dict[str, set[str]] = defaultdict(set)
    for fault in proof.faults:
        by_kind[fault.kind].add(fault.where)
        assert shows(walked, proof, fault), fault
    expected = found_by_enumeration(walked)
    for kind in ("unreachable", "gap", "overlap", "endless", "dead_end"):
        assert by_kind[kind] == expected[kind], kind


@settings(max_examples=60, deadline=None)
@given(random_documents(most=6, circles=False), st.integers(0, 3))
def test_every_witness_shows_its_fault_on_larger_paths(values: dict, _: int) -> None:
    walked = link(PathDocument.model_validate(values), {})
    proof = prove(walked, TODAY)
    assert all(shows(walked, proof, fault) for fault in proof.faults)
