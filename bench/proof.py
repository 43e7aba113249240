"""How long proving takes, and whether every seeded fault is found.

1,000 generated paths of 30 nodes: each asks two questions of several choices with six options and two
numbers, among choices, yes/no and a date, and each has at least six conditions over earlier answers. A
hundred of them carry one seeded fault of every kind: a dead end, an unreachable node, a gap, an overlap and
a walk without end. Every fault found is replayed: its answers must really show it.

In the same run small paths are proved both ways, by proof and by walking every set of answers, which gives
a ratio that does not depend on the machine.

Run: python bench/proof.py [--paths 1000]. Exits with 1 when a seeded fault is missed, a sound path is
accused, a witness does not show its fault, or the two ways disagree.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from luotsi.flows import Answers, Fault, Flow, PathDocument, Proof, QuestionNode, Values, link, prove, replay
from luotsi.flows.conditions import atoms, holds, names_of, parse_answer

TODAY = date(2026, 11, 24)
QUESTIONS, OUTCOMES = 24, 6
SEEDED = 100
KINDS = ("dead_end", "unreachable", "gap", "overlap", "endless")
OPTIONS = ("phone", "visit", "home", "group", "online", "letter")


@dataclass
class Made:
    """A generated path and the faults put into it: (kind, place)."""

    document: PathDocument
    seeded: set[tuple[str, str]] = field(default_factory=set)


def words(text: str) -> dict[str, str]:
    return {"fi": text}


def sound_path(
    rng: random.Random, number: int, questions: int = QUESTIONS, several: int = 6
) -> dict[str, Any]:
    """A path without a fault: a spine of questions, branches that skip some of it, outcomes at the end.

    Conditions read the question itself and earlier ones; each question's rules are a case distinction.
    """
    names = [f"q{n}" for n in range(questions)]
    outcomes = [f"out{n}" for n in range(OUTCOMES if questions > OUTCOMES else 2)]
    kinds = {name: rng.choice(["choice", "choice", "yes_no", "choice", "date"]) for name in names}
    special = ["several", "several", "number", "number"]
    first = names[: max(len(special), questions * 2 // 3)]
    asked_much = rng.sample(first, len(special))
    kinds.update(zip(asked_much, special, strict=True))
    made = {name: a_question(rng, kinds[name], several) for name in names}
    turning = [n for n in range(1, questions - 1) if names[n] not in asked_much]
    far = set(rng.sample(turning, min(9, len(turning))))
    for position, name in enumerate(names):
        ahead = names[position + 1 :]
        if not ahead:
            made[name]["next"] = last_rules(rng, kinds, names, outcomes)
        elif position in far:
            made[name]["next"] = rules(
                rng, kinds, names[: position + 1], ahead[0], ahead[: min(3, len(ahead))]
            )
        else:
            made[name]["next"] = ahead[0]
    return {
        "schema": 1, "code": f"path-{number}", "title": words("Polku"), "summary": words("Tuotettu polku."),
        "themes": ["oral_health"], "contact_reasons": ["reason"], "life_situations": ["teeth"],
        "for_whom": words("Kaikille"), "owner_role": words("Omistaja"), "review_by": "2027-05-31",
        "start": names[0], "questions": made,
        "outcomes": {
            name: {"kind": "professional", "title": words("Ota yhteyttä"), "steps": [{"contact": "help"}]}
            for name in outcomes
        },
        "slots": {"help": {"what": words("Neuvonta"), "channels": ["phone"]}},
    }  # fmt: skip


def a_question(rng: random.Random, kind: str, several: int) -> dict[str, Any]:
    made: dict[str, Any] = {"type": kind, "ask": words("Mitä haluat?"), "dont_know": rng.random() < 0.7}
    if kind == "choice":
        made["options"] = {code: words(code) for code in OPTIONS[: rng.randint(2, 4)]}
    elif kind == "several":
        made["options"] = {code: words(code) for code in OPTIONS[:several]}
    elif kind == "number":
        made |= {"min": 0, "max": 110 if several == len(OPTIONS) else 3}
    return made


def rules(
    rng: random.Random, kinds: dict[str, str], earlier: list[str], onward: str, targets: list[str]
) -> list[dict[str, str]]:
    """Exclusive rules over the question's own answer and earlier ones.

    Two rules apply only to some own answers, so the next node stays in reach whatever was answered before.
    """
    *before, name = earlier
    own = {"choice": f"{name} == phone", "yes_no": name, "date": f"days_until({name}) < 14"}[kinds[name]]
    first, second = a_condition(rng, kinds, before), a_condition(rng, kinds, before)
    return [
        {"when": f"{own} and ({first})", "to": rng.choice(targets)},
        {"when": f"{own} and not ({first}) and ({second})", "to": rng.choice(targets)},
        {"otherwise": onward},
    ]


def last_rules(
    rng: random.Random, kinds: dict[str, str], names: list[str], outcomes: list[str]
) -> list[dict[str, str]]:
    """The choice among outcomes: a number's intervals and what was chosen, so that each is reached."""
    many = [name for name in names if kinds[name] == "several"]
    cases = [f"{OPTIONS[n % 3]} in {many[n // 3]}" for n in range(len(outcomes) - 1)]
    found = []
    for position, case in enumerate(cases):
        before = " and ".join(f"not ({each})" for each in cases[:position])
        found.append({"when": f"{before} and {case}" if before else case, "to": outcomes[position]})
    return [*found, {"otherwise": outcomes[-1]}]


def a_condition(rng: random.Random, kinds: dict[str, str], earlier: list[str]) -> str:
    """Up to three comparisons of different answers, joined."""
    read = rng.sample(earlier, min(len(earlier), rng.choice([2, 2, 3])))
    parts = [an_atom(rng, kinds[name], name) for name in read]
    return rng.choice([" and ", " or "]).join(parts)


def an_atom(rng: random.Random, kind: str, name: str) -> str:
    option = rng.choice(OPTIONS[:3])
    return {
        "choice": rng.choice([f"{name} == phone", f"{name} in [phone, visit]", f"{name} == dont_know"]),
        "yes_no": rng.choice([name, f"{name} == no"]),
        "number": rng.choice(
            [f"{name} < {rng.choice([18, 30, 65])}", f"{name} >= {rng.choice([2, 50, 75])}"]
        ),
        "date": rng.choice([f"days_until({name}) < 14", f"days_until({name}) > 60"]),
        "several": rng.choice([f"{option} in {name}", f"{option} not in {name}", f"count({name}) >= 2"]),
    }[kind]


def seed_faults(rng: random.Random, path: dict[str, Any]) -> set[tuple[str, str]]:
    """Put one fault of each kind into the path: each into a question of its own between two others."""
    questions, names = path["questions"], list(path["questions"])
    places = rng.sample([name for name in names[:-1] if isinstance(questions[name]["next"], str)], 4)
    hang = {"phone": words("Soitto"), "visit": words("Käynti"), "other": words("Muu")}
    seeded = set()
    for kind, name in zip(("dead_end", "gap", "overlap", "endless"), places, strict=True):
        onward, new = questions[name]["next"], f"seed_{kind}"
        questions[name]["next"] = new
        back = names[max(0, names.index(name) - rng.randint(0, 4))]
        following = {
            "dead_end": [{"when": f"{new} == visit", "to": "stub"}, {"otherwise": onward}],
            "gap": [{"when": f"{new} == phone", "to": onward}, {"when": f"{new} == other", "to": onward}],
            "overlap": [{"when": f"{new} != visit", "to": onward}, {"when": f"{new} != phone", "to": onward}],
            "endless": [{"when": f"{new} == visit", "to": back}, {"otherwise": onward}],
        }[kind]
        questions[new] = {"type": "choice", "ask": words("Mitä?"), "options": hang, "dont_know": False}
        questions[new]["next"] = following
        seeded.add((kind, {"dead_end": "stub", "overlap": f"{new}.next[1]"}.get(kind, new)))
    questions["stub"] = {"type": "yes_no", "ask": words("Entä?"), "next": []}
    number = next(name for name in names if questions[name]["type"] == "number")
    never = {"when": f"{number} < 18 and {number} > 64", "to": "nobody"}
    questions[names[-1]]["next"].insert(0, never)
    path["outcomes"]["nobody"] = path["outcomes"]["out0"]
    seeded.add(("unreachable", "nobody"))
    return seeded


def make_paths(count: int, seed: int = 1) -> list[Made]:
    rng = random.Random(seed)
    made = []
    for number in range(count):
        is_seeded = number % (count // min(count, SEEDED)) == 0
        path = sound_path(rng, number, QUESTIONS - 6 if is_seeded else QUESTIONS)
        seeded = seed_faults(rng, path) if is_seeded else set()
        made.append(Made(PathDocument.model_validate(path), seeded))
    return made


def shows(flow: Flow, proof: Proof, fault: Fault) -> bool:
    """Does replaying the fault's answers show the fault?"""
    visit = replay(flow, fault.witness, proof.today)
    here = visit.position
    if visit.rejected or len(visit.given) != len(fault.witness):
        return False
    if fault.kind in {"gap", "dead_end"}:
        return visit.stuck == fault.kind and here.key == fault.where
    if fault.kind == "endless":
        return visit.stuck == "endless" and visit.given[-1].question == fault.where
    if fault.kind == "overlap":
        node = flow.questions[fault.where.split(".next[")[0]]
        return fault.where in doubled_rules(flow, node, fault.witness)
    if fault.kind == "unreachable" and fault.witness:
        entry = flow.calls.get(fault.where, fault.where)
        return isinstance(here, QuestionNode) and any(turn.to == entry for turn in here.turns)
    return here.key == fault.where or not fault.witness


def doubled_rules(flow: Flow, node: QuestionNode, answers: Answers) -> list[str]:
    """The question's rules that are true though one before them is, as places."""
    known: dict[str, Any] = {
        key: parse_answer(flow.questions[key].question, tuple(values)) for key, values in answers.items()
    }
    true = [n for n, turn in enumerate(node.turns) if turn.condition and holds(turn.condition, known, TODAY)]
    return [f"{node.key}.next[{n}]" for n in true[1:]]


def all_answers(node: QuestionNode, days: Iterable[int] = (0, 30, 90)) -> Iterator[Values]:
    """Every answer to a question; of dates those so many days from today, of municipalities three."""
    asked: Any = node.question
    if asked.dont_know:
        yield ("dont_know",)
    if asked.type == "choice":
        yield from ((code,) for code in asked.options)
    elif asked.type == "several":
        for bits in product((False, True), repeat=len(asked.options)):
            yield tuple(code for code, on in zip(asked.options, bits, strict=True) if on) or ("none",)
    elif asked.type == "number":
        yield from ((str(n),) for n in range(asked.min, asked.max + 1))
    elif asked.type == "yes_no":
        yield from (("yes",), ("no",))
    elif asked.type == "municipality":
        yield from (("001",), ("091",), ("999",))
    else:
        yield from (((TODAY + timedelta(days=n)).isoformat(),) for n in days)


def enumerate_faults(flow: Flow, days: Iterable[int] = (0, 30, 90)) -> set[tuple[str, str]]:
    """The faults of a proof, found by plain enumeration of every set of answers."""
    found: set[tuple[str, str]] = set()
    reached = {flow.start}
    waiting: list[dict[str, Values]] = [{}]
    while waiting:
        answers = waiting.pop()
        visit = replay(flow, answers, TODAY)
        reached.add(visit.position.key)
        if visit.given:
            last = flow.questions[visit.given[-1].question]
            found.update(("overlap", rule) for rule in doubled_rules(flow, last, answers))
        if visit.stuck:
            found.add((visit.stuck, visit.given[-1].question))
        elif isinstance(node := visit.position, QuestionNode):
            waiting.extend({**answers, node.key: values} for values in all_answers(node, days))
    return found | {("unreachable", key) for key in flow.nodes if key not in reached}


def conditions_over_earlier(flow: Flow) -> int:
    """How many rules read an answer to another question."""
    return sum(
        any(name != node.key for atom in atoms(turn.condition) for name in names_of(atom))
        for node in flow.questions.values()
        for turn in node.turns
        if turn.condition is not None
    )


def prove_all(made: list[Made]) -> tuple[list[str], list[tuple[str, str]]]:
    """Prove the paths; the table's rows, and what is wrong."""
    began = time.process_time()
    flows = [link(each.document, {}) for each in made]
    linked = time.process_time() - began
    times, wrong, found = [], [], Counter[str]()
    for each, flow in zip(made, flows, strict=True):
        began = time.process_time()
        proof = prove(flow, TODAY)
        times.append(time.process_time() - began)
        seen = {(fault.kind, fault.where) for fault in proof.faults}
        found.update(kind for kind, where in each.seeded & seen)
        name = each.document.code
        wrong += [(name, f"missed: {kind} at {where}") for kind, where in each.seeded - seen]
        if not each.seeded:
            wrong += [(name, f"accused: {fault}") for fault in proof.faults]
            wrong += [(name, limit) for limit in proof.not_covered]
        wrong += [(name, f"not shown: {fault}") for fault in proof.faults if not shows(flow, proof, fault)]
    times.sort()
    seeded = Counter(kind for each in made for kind, _ in each.seeded)
    fewest = min(map(conditions_over_earlier, flows))
    rows = [
        f"paths                          {len(made):>10,}",
        f"nodes each                     {QUESTIONS + OUTCOMES:>10}",
        f"conditions over earlier answers, at least {fewest:>3}",
        f"reading conditions and linking {linked:>10.2f} s",
        f"proof, all paths               {sum(times):>10.2f} s",
        f"proof, median / p99 / slowest  {times[len(times) // 2] * 1e3:>6.1f} / "
        f"{times[len(times) * 99 // 100] * 1e3:.1f} / {times[-1] * 1e3:.1f} ms",
        *(f"seeded {kind:<12} found      {found[kind]:>6} of {seeded[kind]}" for kind in KINDS),
    ]
    return rows, wrong


def compare(count: int, seed: int = 2) -> tuple[list[str], list[tuple[str, str]]]:
    """Small paths both ways: do they agree, and how many times faster is the proof?"""
    rng = random.Random(seed)
    proof_time = walk_time = 0.0
    wrong = []
    for number in range(count):
        path = sound_path(rng, number, questions=6, several=3)
        flow = link(PathDocument.model_validate(path), {})
        began = time.process_time()
        proof = prove(flow, TODAY)
        proof_time += time.process_time() - began
        began = time.process_time()
        walked = enumerate_faults(flow)
        walk_time += time.process_time() - began
        proved = {(str(fault.kind), fault.where) for fault in proof.faults}
        if proved != walked:
            wrong.append((f"small {number}", f"the ways disagree: {proved ^ walked}"))
    return [
        f"proof : plain enumeration      1 : {walk_time / proof_time:,.0f}  ({count} paths of 8 nodes)"
    ], wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--paths", type=int, default=1000)
    count = parser.parse_args().paths
    rows, wrong = prove_all(make_paths(count))
    more_rows, more_wrong = compare(5)
    print("\n".join([*rows, *more_rows]))
    for name, what in [*wrong, *more_wrong][:20]:
        print(f"WRONG {name}: {what}", file=sys.stderr)
    return 1 if wrong or more_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
