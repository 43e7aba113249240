"""Behaviour diffs: two versions of a path compared for all answers, and by walking every set of answers.

    python -m bench.differences [--paths 20]

Small generated paths are compared both ways; the ways must agree, and their times are the ratio. Large
ones, of 30 nodes, are compared by the diff alone. Exits with 1 when the two ways disagree.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

from bench.proof import OUTCOMES, QUESTIONS, TODAY, all_answers, sound_path
from luotsi.flows import (
    Answers,
    Differences,
    Flow,
    PathDocument,
    QuestionNode,
    Values,
    Visit,
    differences,
    link,
    replay,
)

Row = tuple[str, str | None, str, str | None, str | None]
"""Earlier end and why there, later end and why there, the question at which the walks part."""


def rows(found: Differences) -> set[Row]:
    """The changes of place that a diff lists."""
    return {
        (each.before, each.was_stuck, each.after, each.stuck, each.parted)
        for each in found.changes
        if each.kind in {"elsewhere", "asked"}
    }


def whole_walks(flow: Flow, days: Iterable[int]) -> Iterator[Visit]:
    """Every walk from the start to an end, by enumeration."""
    waiting: list[dict[str, Values]] = [{}]
    while waiting:
        answers = waiting.pop()
        visit = replay(flow, answers, TODAY)
        node = visit.position
        if isinstance(node, QuestionNode) and visit.stuck is None:
            waiting.extend({**answers, node.key: values} for values in all_answers(node, days))
        else:
            yield visit


def as_they_are(before: Flow, after: Flow, answers: Answers) -> Answers:
    """What an old link holds."""
    return answers


def enumerate_changes(
    before: Flow,
    after: Flow,
    days: Iterable[int] = (0, 30, 90),
    held: Callable[[Flow, Flow, Answers], Answers] = as_they_are,
) -> set[Row]:
    """The changes of place between two versions, found by walking every earlier walk again."""
    found: set[Row] = set()
    for was in whole_walks(before, days):
        now = replay(after, held(before, after, was.answers), TODAY)
        is_same_kind = isinstance(was.position, QuestionNode) == isinstance(now.position, QuestionNode)
        is_waiting = isinstance(now.position, QuestionNode) and now.stuck is None
        if is_waiting or not is_same_kind or (was.position.key, was.stuck) != (now.position.key, now.stuck):
            found.add((was.position.key, was.stuck, now.position.key, now.stuck, parting(was, now)))
    return found


def parting(was: Visit, now: Visit) -> str | None:
    """The last question that both walks come to before they part."""
    last = None
    for one, other in zip(places(was), places(now), strict=False):
        if one != other:
            break
        last = one[0] if one[1] else last
    return last


def places(visit: Visit) -> list[tuple[str, bool]]:
    """The nodes of a walk, and whether each is a question."""
    passed = [(each.question, True) for each in visit.given]
    here = (visit.position.key, isinstance(visit.position, QuestionNode))
    return [*passed, *([here] if here not in passed else [])]


def edited(rng: random.Random, path: dict[str, Any]) -> dict[str, Any]:
    """The path after an afternoon's work: rules to other targets, an option gone, a question put between."""
    after = deepcopy(path)
    questions = list(after["questions"].values())
    forks = [question for question in questions if isinstance(question["next"], list)]
    for question in rng.sample(forks, min(2, len(forks))):
        rule, other = rng.sample(question["next"], 2)
        old = "to" if "to" in rule else "otherwise"
        rule[old] = other.get("to") or other["otherwise"]
    narrowed = next((each for each in questions if len(each.get("options", ())) > 2), None)
    if narrowed is not None:
        narrowed["options"].popitem()
    straight = rng.choice([each for each in questions if isinstance(each["next"], str)])
    asked = {"type": "yes_no", "ask": {"fi": "Haluatko lisää?"}, "next": straight["next"]}
    after["questions"]["extra"], straight["next"] = asked, "extra"
    return after


def readable(path: dict[str, Any]) -> bool:
    """A condition may read an option that the edit took out; such a version could not be published."""
    try:
        link(PathDocument.model_validate(path), {})
    except ValueError:
        return False
    return True


def versions(count: int, seed: int, **size: int) -> Iterator[tuple[Flow, Flow]]:
    """Pairs of an earlier and a later version of generated paths."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        path = sound_path(rng, made, **size)
        after = edited(rng, path)
        if readable(after):
            made += 1
            yield link(PathDocument.model_validate(path), {}), link(PathDocument.model_validate(after), {})


def compare(count: int) -> tuple[list[str], list[str]]:
    """Small paths both ways; a row, and where the ways disagree."""
    diff_time = walk_time = 0.0
    wrong = []
    for number, (before, after) in enumerate(versions(count, seed=3, questions=6, several=3)):
        began = time.process_time()
        found = rows(differences(before, after, limit=10_000, today=TODAY))
        diff_time += time.process_time() - began
        began = time.process_time()
        walked = enumerate_changes(before, after)
        walk_time += time.process_time() - began
        if found != walked:
            wrong.append(f"small {number}: the ways disagree: {sorted(map(str, found ^ walked))}")
    return [
        f"diff : walking every answer     1 : {walk_time / diff_time:,.0f}  ({count} paths of 8 nodes)"
    ], wrong


def large(count: int) -> list[str]:
    """Rows about paths of 30 nodes."""
    times, changes, whole = [], 0, 0
    for before, after in versions(count, seed=4):
        began = time.process_time()
        found = differences(before, after, limit=10_000, today=TODAY)
        times.append(time.process_time() - began)
        changes += len(found.changes)
        whole += found.is_complete
    times.sort()
    return [
        f"versions of {QUESTIONS + OUTCOMES} nodes compared    {count:>6}, completely {whole}",
        f"changes found                  {changes:>6}",
        f"diff, median / slowest         {times[len(times) // 2] * 1e3:>6.1f} / {times[-1] * 1e3:.1f} ms",
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--paths", type=int, default=20)
    small_rows, wrong = compare(5)
    print("\n".join([*large(parser.parse_args().paths), *small_rows]))
    for what in wrong:
        print(f"WRONG {what}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
