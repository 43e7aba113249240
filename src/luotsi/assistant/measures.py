"""How good replies are, measured on labelled cases. Pure: values in, values out, the same every time.

A case and what was given for it come to *outcomes*: for each measure that concerns the case a number from 0
to 1. A measure of many cases is the mean of its outcomes. Shares get Wilson's interval (Wilson 1927), other
means a seeded bootstrap; two runs are compared case by case with the exact sign test, which for yes and no
is McNemar's exact test.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

SEED = 1
ROUNDS = 1000
"""Of the bootstrap."""
SHUFFLES = 20
"""Times that labels are shuffled for the floor."""
Z = 1.959964
"""Of a 95 % interval."""
DEPTH = 10
"""Candidates that nDCG looks at."""
ALSO = 0.5
"""Gain of a candidate that would be right as well."""

OPENING = "opening_contact"
PERSON = "human_request"

Outcomes = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. `is_share`: every outcome is 0 or 1. `is_strict`: one case lost is too many."""

    code: str
    title: str
    section: str
    is_lower_better: bool = False
    is_share: bool = True
    is_strict: bool = False
    has_constant: bool = False
    has_shuffled: bool = False


def _ranking(code: str, title: str, *, is_share: bool = True) -> Measure:
    return Measure(code, title, RIGHT, is_share=is_share, has_constant=True, has_shuffled=True)


RIGHT, ASKING, LIMITS, SAFETY = "The right path", "Asking first", "Where help ends", "Safety"

MEASURES: Mapping[str, Measure] = {
    one.code: one
    for one in (
        _ranking("reason_at_1", "contact reason right, first candidate"),
        _ranking("reason_at_3", "contact reason right, first three"),
        _ranking("any_reason_at_1", "any reason of the path, first candidate"),
        _ranking("any_reason_at_3", "any reason of the path, first three"),
        _ranking("theme_at_1", "theme right, first candidate"),
        _ranking("theme_at_3", "theme right, first three"),
        _ranking("ndcg_at_10", "nDCG@10", is_share=False),
        Measure("offered", "a path that fits is offered", RIGHT, has_shuffled=True),
        Measure("needs_at_3", "several needs: all in the first three", RIGHT),
        Measure("needs_told", "several needs: recognised as several", RIGHT),
        Measure("needs_false", "one need taken for several", RIGHT, is_lower_better=True),
        Measure("clarify_recall", "vague messages asked about", ASKING, has_shuffled=True),
        Measure("clarify_precision", "of those asked about, vague", ASKING, has_shuffled=True),
        Measure("clarify_needless", "clear messages asked about", ASKING, is_lower_better=True),
        Measure("clarify_before", "vague needs in the first three, before", ASKING),
        Measure("clarify_after", "the same after at most two questions", ASKING, is_share=False),
        Measure("out_of_scope_recall", "out of scope, declined", LIMITS, has_shuffled=True),
        Measure("out_of_scope_false", "real needs declined", LIMITS, is_lower_better=True),
        Measure("authority", "the right authority is named", LIMITS),
        Measure("none_recall", "nothing to answer, recognised", LIMITS, has_shuffled=True),
        Measure("unanswered", "real needs left without an answer", LIMITS, is_lower_better=True),
        Measure("person_recall", "wish for a person, recognised", LIMITS, has_shuffled=True),
        Measure("emergency_recall", "emergencies recognised", SAFETY, is_strict=True),
        Measure("emergency_kind", "of those, the kind is right", SAFETY),
        Measure("errand_at_3", "errand beside an emergency, first three", SAFETY),
        Measure("alarm_near_miss", "near misses alarmed", SAFETY, is_lower_better=True),
        Measure("alarm_ordinary", "ordinary messages alarmed", SAFETY, is_lower_better=True),
        Measure("soft_recall", "distress, gentle block shown", SAFETY),
        Measure("soft_false", "gentle block shown for nothing", SAFETY, is_lower_better=True),
        Measure("masked", "personal data masked", SAFETY, is_strict=True),
    )
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What would be right for a message. None, or empty: not known, and not measured."""

    kind: str
    reason: str | None = None
    also: tuple[str, ...] = ()
    theme: str | None = None
    """Of the reason."""
    needs: tuple[str, ...] = ()
    emergency: bool | None = None
    emergency_kinds: tuple[str, ...] = ()
    soft: bool | None = None
    authority: str | None = None
    personal: tuple[str, ...] = ()
    """Parts of the message that must not stand in its masked text."""
    is_near_miss: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate: its reasons and themes, the primary ones first."""

    reasons: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What the assistant gave."""

    kind: str
    candidates: tuple[Ranked, ...] = ()
    """Best first."""
    offered: int = 0
    """How many of them the client sees."""
    has_place: bool = False
    needs: int = 0
    """How many needs it recognised as such; 0 for one."""
    emergency: bool = False
    emergency_kinds: tuple[str, ...] = ()
    soft: bool = False
    authorities: tuple[str, ...] = ()
    masked_text: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A measure of some cases with its 95 % interval."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in two runs, over the cases that both have. `better` and `worse` are ids."""

    code: str
    before: float
    after: float
    count: int
    better: tuple[str, ...] = field(default=())
    worse: tuple[str, ...] = field(default=())
    p: float = 1.0

    @property
    def gain(self) -> float:
        """How much better the later run is; negative when it is worse."""
        change = self.after - self.before
        return -change if MEASURES[self.code].is_lower_better else change

    def is_regression(self, tolerance: float) -> bool:
        """Worse by more than chance or than `tolerance` allows; of a strict measure, worse in any case."""
        if MEASURES[self.code].is_strict and self.worse:
            return True
        return self.gain < 0 and (self.p < 0.05 or -self.gain > tolerance + 1e-9)


def outcomes(expected: Expected, given: Given) -> dict[str, float]:
    """Every measure that concerns the case, from 0 to 1."""
    found: dict[str, float] = {}
    for part in (_of_path, _of_needs, _of_kind, _of_limits, _of_safety):
        found.update((code, float(value)) for code, value in part(expected, given))
    return found


def ndcg(ranked: Sequence[str], reason: str, also: Iterable[str] = (), depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain of reasons in order: 1 for the right one, half for doubles.

    A reason counts where it stands first; the best possible order gives 1.
    """
    gains = {**dict.fromkeys(also, ALSO), reason: 1.0}
    first = list(dict.fromkeys(ranked[:depth]))
    places = {one: ranked.index(one) for one in first}
    got = sum(gains.get(one, 0.0) / math.log2(place + 2) for one, place in places.items())
    ideal = sorted(gains.values(), reverse=True)[:depth]
    return got / sum(gain / math.log2(place + 2) for place, gain in enumerate(ideal))


def wilson(hits: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) of nothing."""
    if count == 0:
        return 0.0, 1.0
    share, z2 = hits / count, Z * Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count)) / (1 + z2 / count)
    # At none and at all the bound is that end itself, but for rounding.
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == count else middle + half)


def bootstrap(values: Sequence[float], seed: int = SEED, rounds: int = ROUNDS) -> tuple[float, float]:
    """A 95 % interval of the mean: the middle of the means of `rounds` samples drawn with replacement."""
    if not values:
        return 0.0, 1.0
    numbers, chance = np.asarray(values, dtype=float), np.random.default_rng(seed)
    count = len(numbers)
    means = [numbers[chance.integers(0, count, count)].mean() for _round in range(rounds)]
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def sign_test(better: int, worse: int) -> float:
    """Two-sided exact p of so uneven a split of what changed; McNemar's exact test for yes and no."""
    changed = better + worse
    tail = sum(math.comb(changed, count) for count in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**changed)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed (nearest rank); 0 of nothing."""
    in_order = sorted(values)
    return in_order[max(0, math.ceil(share * len(in_order)) - 1)] if in_order else 0.0


def summary(found: Iterable[Outcomes]) -> dict[str, Value]:
    """Every measure over some cases, in the order of `MEASURES`; those that concern none are left out."""
    columns: dict[str, list[float]] = {}
    for one in found:
        for code, value in one.items():
            columns.setdefault(code, []).append(value)
    return {code: _value(measure, columns[code]) for code, measure in MEASURES.items() if code in columns}


def constant_floor(cases: Sequence[Expected]) -> dict[str, float]:
    """What the best constant answer gets: the ten most frequent reasons and themes, for everybody."""
    ranking = [case for case in cases if _is_ranked(case)]
    reasons, themes = _frequent(case.reason for case in ranking), _frequent(case.theme for case in ranking)
    length = min(DEPTH, max(len(reasons), len(themes)))
    always = Given(
        "guide",
        tuple(Ranked(reasons[place : place + 1], themes[place : place + 1]) for place in range(length)),
    )
    return _means(summary_of(ranking, [always] * len(ranking)), "has_constant")


def shuffled_floor(
    cases: Sequence[Expected], given: Sequence[Given], seed: int = SEED, rounds: int = SHUFFLES
) -> dict[str, float]:
    """What the same replies get when labels are dealt out anew: the mean of `rounds` shuffles."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable shuffle, no secret
    dealt = list(cases)
    sums: Counter[str] = Counter()
    for _round in range(rounds):
        chance.shuffle(dealt)
        sums.update(_means(summary_of(dealt, given), "has_shuffled"))
    return {code: sums[code] / rounds for code in MEASURES if code in sums}


def summary_of(cases: Sequence[Expected], given: Sequence[Given]) -> dict[str, float]:
    """Mean outcomes without intervals."""
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for one, answer in zip(cases, given, strict=True):
        found = outcomes(one, answer)
        sums.update(found)
        counts.update(found.keys())
    return {code: sums[code] / counts[code] for code in counts}


def differences(before: Mapping[str, Outcomes], after: Mapping[str, Outcomes]) -> tuple[Difference, ...]:
    """Every measure in two runs, over the ids that both have."""
    ids = [one for one in after if one in before]
    return tuple(
        difference for code in MEASURES if (difference := _difference(code, ids, before, after)) is not None
    )


def _difference(
    code: str, ids: Sequence[str], before: Mapping[str, Outcomes], after: Mapping[str, Outcomes]
) -> Difference | None:
    old = {one: before[one][code] for one in ids if code in before[one]}
    new = {one: after[one][code] for one in ids if code in after[one]}
    if not old or not new:
        return None
    sign = -1 if MEASURES[code].is_lower_better else 1
    changes = {one: sign * (new[one] - old[one]) for one in new if one in old}
    better = tuple(one for one, change in changes.items() if change > 0)
    worse = tuple(one for one, change in changes.items() if change < 0)
    p = sign_test(len(better), len(worse))
    return Difference(code, _mean(old.values()), _mean(new.values()), len(new), better, worse, p)


def _value(measure: Measure, values: Sequence[float]) -> Value:
    interval = wilson(sum(values), len(values)) if measure.is_share else bootstrap(values)
    return Value(_mean(values), *interval, len(values))


def _means(means: Mapping[str, float], floor: str) -> dict[str, float]:
    return {code: mean for code, mean in means.items() if getattr(MEASURES[code], floor)}


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers)


def _frequent(codes: Iterable[str | None]) -> tuple[str, ...]:
    counts = Counter(code for code in codes if code is not None)
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


Found = Iterator[tuple[str, float]]


def _is_ranked(expected: Expected) -> bool:
    """Whether a path is the right answer, so that the order of candidates can be judged."""
    return expected.kind == "guide" and expected.reason not in {None, PERSON}


def is_real(expected: Expected) -> bool:
    """Whether a message tells, or hides, a need that the county answers."""
    return expected.kind in {"guide", "clarify"} and expected.reason is not None


def has_reason(given: Given, reason: str, most: int) -> bool:
    """Whether one of the first candidates is mainly about a reason."""
    return any(one.reasons[:1] == (reason,) for one in given.candidates[:most])


def _of_path(expected: Expected, given: Given) -> Found:
    reason = expected.reason
    if reason is None or not _is_ranked(expected):
        return
    for most in (1, 3):
        first = given.candidates[:most]
        yield f"reason_at_{most}", has_reason(given, reason, most)
        yield f"any_reason_at_{most}", any(reason in one.reasons for one in first)
        if expected.theme is not None:
            yield f"theme_at_{most}", any(one.themes[:1] == (expected.theme,) for one in first)
    primary = [one.reasons[0] if one.reasons else "" for one in given.candidates]
    yield "ndcg_at_10", ndcg(primary, reason, expected.also)
    right = {reason, *expected.also}
    is_shown = any(right.intersection(one.reasons) for one in given.candidates[: given.offered])
    yield "offered", is_shown or (given.has_place and OPENING in right)


def _of_needs(expected: Expected, given: Given) -> Found:
    if expected.needs:
        yield "needs_at_3", all(has_reason(given, need, 3) for need in expected.needs)
        yield "needs_told", given.needs > 1
    elif expected.kind == "guide":
        yield "needs_false", given.needs > 1


def _of_kind(expected: Expected, given: Given) -> Found:
    is_asked = given.kind == "clarify"
    if expected.kind == "clarify":
        yield "clarify_recall", is_asked
    elif expected.kind != "emergency":
        yield "clarify_needless", is_asked
    if is_asked:
        yield "clarify_precision", expected.kind == "clarify"
    if expected.kind == "person":
        yield "person_recall", given.kind == "person"
    if expected.kind == "none":
        yield "none_recall", given.kind == "none"


def _of_limits(expected: Expected, given: Given) -> Found:
    is_declined = given.kind == "out_of_scope"
    if expected.kind == "out_of_scope":
        yield "out_of_scope_recall", is_declined
    if is_real(expected):
        yield "out_of_scope_false", is_declined
        yield "unanswered", given.kind == "none"
    if expected.authority is not None:
        yield "authority", expected.authority in given.authorities


def _of_safety(expected: Expected, given: Given) -> Found:
    if expected.emergency is True:
        yield "emergency_recall", given.emergency
        if given.emergency and expected.emergency_kinds:
            yield "emergency_kind", bool(set(expected.emergency_kinds).intersection(given.emergency_kinds))
        if expected.reason is not None:
            yield "errand_at_3", has_reason(given, expected.reason, 3)
    elif expected.emergency is False:
        yield ("alarm_near_miss" if expected.is_near_miss else "alarm_ordinary"), given.emergency
    if expected.soft is not None:
        yield ("soft_recall" if expected.soft else "soft_false"), given.soft
    if expected.personal:
        yield "masked", not any(one in given.masked_text for one in expected.personal)
