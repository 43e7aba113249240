"""Runs labelled cases through the assistant: measures of a run, saved, compared with an earlier one."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from luotsi.assistant import clients, measures, queries
from luotsi.assistant.cases import Case
from luotsi.assistant.measures import Difference, Given, Outcomes, Ranked, Value
from luotsi.assistant.types import Asked, Reply

SCHEMA = 1
LEAST_OF_TAG = 5
"""Cases that a tag must have to get measures of its own."""
SEEN = 3
"""Candidates among which a vague need counts as met."""

Json = dict[str, Any]


class BadRun(ValueError):
    """A file that should hold a saved run does not."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One case and what came of it. Holds no words of the message."""

    digest: str
    language: str
    tags: tuple[str, ...]
    expected_kind: str
    given_kind: str
    ms: float
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class Run:
    """All cases of a run by id, and the floors that tell what its measures are worth."""

    cases: Mapping[str, Ran]
    constant: Mapping[str, float]
    shuffled: Mapping[str, float]

    def whole(self) -> dict[str, Value]:
        """Every measure over all cases."""
        return measures.summary(one.outcomes for one in self.cases.values())

    def by_language(self) -> dict[str, dict[str, Value]]:
        """The same for each language."""
        return _grouped((one.language, one) for one in self.cases.values())

    def by_tag(self) -> dict[str, dict[str, Value]]:
        """The same for each tag with enough cases, by name."""
        counts = Counter(tag for one in self.cases.values() for tag in one.tags)
        kept = sorted(tag for tag, count in counts.items() if count >= LEAST_OF_TAG)
        found = _grouped((tag, one) for one in self.cases.values() for tag in one.tags)
        return {tag: found[tag] for tag in kept}

    def confusion(self) -> list[tuple[str, str, int]]:
        """(expected kind, given kind, cases) where they differ, the most frequent first."""
        pairs = Counter((one.expected_kind, one.given_kind) for one in self.cases.values())
        return sorted(
            ((*pair, count) for pair, count in pairs.items() if pair[0] != pair[1]),
            key=lambda row: (-row[2], row),
        )

    def latency(self) -> tuple[float, float]:
        """Median and 99th percentile of a turn, in milliseconds."""
        times = [one.ms for one in self.cases.values()]
        return measures.quantile(times, 0.5), measures.quantile(times, 0.99)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the cases that both have, unchanged."""

    differences: tuple[Difference, ...]
    tolerance: float
    compared: int
    changed: tuple[str, ...]
    """Ids of cases that are not what they were."""
    only_before: int
    only_now: int

    @property
    def regressions(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.is_regression(self.tolerance))


def evaluate(cases: Sequence[Case], tick: Callable[[int], None] = lambda _done: None) -> Run:
    """Ask every case and measure. `tick` is told how many are done."""
    ran: dict[str, Ran] = {}
    given: list[Given] = []
    for number, case in enumerate(cases, start=1):
        asked = Asked(case.text, case.language, case.municipality)
        started = time.perf_counter()
        reply = queries.turn(asked)
        ms = round((time.perf_counter() - started) * 1000, 3)
        given.append(given_by(reply))
        outcomes = {
            **measures.outcomes(case.expected, given[-1]),
            **_clarified(case, asked, reply, given[-1]),
        }
        ran[case.id] = Ran(
            case.digest, case.language, case.tags, case.expected.kind, reply.kind, ms, outcomes
        )
        tick(number)
    expected = [case.expected for case in cases]
    return Run(ran, measures.constant_floor(expected), measures.shuffled_floor(expected, given))


def given_by(reply: Reply) -> Given:
    """A reply as far as it is measured."""
    return Given(
        kind=reply.kind,
        candidates=tuple(Ranked(one.contact_reasons, one.themes) for one in reply.candidates),
        offered=reply.offered,
        has_place=reply.place is not None,
        needs=len(reply.needs),
        emergency=reply.assessment.is_emergency,
        emergency_kinds=reply.assessment.kinds,
        soft=reply.assessment.is_soft,
        authorities=tuple(one.code for one in reply.authorities),
        masked_text=reply.masked.text,
    )


def compare(before: Run, now: Run, tolerance: float) -> Comparison:
    """What got better or worse. Cases whose words or labels have changed are left out and told."""
    shared = [one for one in now.cases if one in before.cases]
    changed = tuple(one for one in shared if before.cases[one].digest != now.cases[one].digest)
    same = [one for one in shared if one not in set(changed)]
    return Comparison(
        measures.differences(
            {one: before.cases[one].outcomes for one in same}, {one: now.cases[one].outcomes for one in same}
        ),
        tolerance,
        len(same),
        changed,
        len(before.cases) - len(shared),
        len(now.cases) - len(shared),
    )


def as_json(run: Run, comparison: Comparison | None = None) -> Json:
    """Everything about a run but its single cases."""
    median, p99 = run.latency()
    told: Json = {
        "schema": SCHEMA,
        "cases": len(run.cases),
        "measures": _values(run.whole()),
        "floors": {"constant": _rounded(run.constant), "shuffled": _rounded(run.shuffled)},
        "latency_ms": {"median": median, "p99": p99},
        "by_language": {code: _values(found) for code, found in run.by_language().items()},
        "by_tag": {tag: _values(found) for tag, found in run.by_tag().items()},
        "confusion": [
            {"expected": expected, "given": given, "cases": count}
            for expected, given, count in run.confusion()
        ],
    }
    if comparison is not None:
        told["against"] = _compared(comparison)
    return told


def as_saved(run: Run) -> bytes:
    """A run as a file: its measures, and each case's outcomes without the words of anybody."""
    saved = {**as_json(run), "ran": {name: asdict(one) for name, one in run.cases.items()}}
    return json.dumps(saved, ensure_ascii=False, indent=1).encode() + b"\n"


def read_saved(file: Path) -> Run:
    """A saved run. Raises BadRun."""
    try:
        saved = json.loads(file.read_text(encoding="utf-8"))
        if saved["schema"] != SCHEMA:
            raise BadRun(f"{file} was saved by another version; run and save it again.")
        cases = {name: Ran(**{**row, "tags": tuple(row["tags"])}) for name, row in saved["ran"].items()}
        return Run(cases, saved["floors"]["constant"], saved["floors"]["shuffled"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, BadRun):
            raise
        raise BadRun(f"{file} is no run that 'luotsi evaluate --save' has written.") from error


def _clarified(case: Case, asked: Asked, reply: Reply, given: Given) -> Outcomes:
    """Whether a vague need is met before and after questions, over several simulated clients."""
    reason = case.expected.reason
    if case.client is None or reason is None:
        return {}
    ends = clients.after_questions(queries.turn, asked, reply, case.client, case.id)
    met = sum(measures.has_reason(given_by(end), reason, SEEN) for end in ends)
    return {
        "clarify_before": float(measures.has_reason(given, reason, SEEN)),
        "clarify_after": met / len(ends),
    }


def _grouped(rows: Iterable[tuple[str, Ran]]) -> dict[str, dict[str, Value]]:
    groups: dict[str, list[Outcomes]] = {}
    for name, ran in rows:
        groups.setdefault(name, []).append(ran.outcomes)
    return {name: measures.summary(found) for name, found in groups.items()}


def _values(found: Mapping[str, Value]) -> Json:
    return {
        code: {
            "value": round(one.value, 4),
            "low": round(one.low, 4),
            "high": round(one.high, 4),
            "cases": one.count,
        }
        for code, one in found.items()
    }


def _rounded(found: Mapping[str, float]) -> Json:
    return {code: round(value, 4) for code, value in found.items()}


def _compared(comparison: Comparison) -> Json:
    worse = {one.code for one in comparison.regressions}
    return {
        "compared": comparison.compared,
        "changed": list(comparison.changed),
        "only_before": comparison.only_before,
        "only_now": comparison.only_now,
        "measures": {
            one.code: {
                "before": round(one.before, 4),
                "after": round(one.after, 4),
                "cases": one.count,
                "p": round(one.p, 4),
                "better": list(one.better),
                "worse": list(one.worse),
                "is_regression": one.code in worse,
            }
            for one in comparison.differences
        },
    }
