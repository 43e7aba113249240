"""What `luotsi evaluate` prints: a calm table of measures, the same by language and tag, a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from luotsi.assistant.evaluating import LEAST_OF_TAG, Comparison, Run
from luotsi.assistant.measures import MEASURES, Difference, Value

COLUMNS = {
    "reason_at_1": "reason 1st",
    "reason_at_3": "first 3",
    "ndcg_at_10": "nDCG@10",
    "clarify_recall": "asked",
    "out_of_scope_recall": "declined",
    "emergency_recall": "emergencies",
    "alarm_near_miss": "false alarms",
}
"""Measures by which languages and tags are told apart; `--json` has all."""
WIDTH = 14
HEADS = f"{'%':>7}{'95 % interval':>16}{'cases':>7}{'constant':>10}{'shuffled':>10}"
NONE = "–"
"""Too few cases to tell a measure by."""
CONFUSIONS = 8
IDS = 12
"""Ids named of each measure in a comparison; `--json` has all."""


def lines(run: Run) -> Iterator[str]:
    """A run, as lines."""
    languages = Counter(one.language for one in run.cases.values())
    yield f"{len(run.cases)} cases: " + ", ".join(f"{code} {count}" for code, count in languages.items())
    yield from _measures(run)
    median, p99 = run.latency()
    yield f"\nA turn takes {median:.1f} ms (median), {p99:.1f} ms (99th percentile)."
    yield from _groups("By language", run.by_language())
    yield from _groups("By tag", run.by_tag())
    if confusion := run.confusion():
        yield "\nExpected kind → given kind, where they differ"
        for expected, given, count in confusion[:CONFUSIONS]:
            yield f"  {expected + ' → ' + given:<32}{count:>5}"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What got better or worse, as lines."""
    yield f"\nCompared with the saved run over {comparison.compared} cases"
    if comparison.changed:
        changed = comparison.changed
        yield f"  {len(changed)} cases have changed since and are left out: {_ids(changed)}"
    for words, count in (("only in the saved run", comparison.only_before), ("new", comparison.only_now)):
        if count:
            yield f"  {count} cases are {words}."
    failed = {one.code for one in comparison.regressions}
    moved = [one for one in comparison.differences if one.better or one.worse or one.gain]
    for one in moved:
        yield from _moved(one, is_regression=one.code in failed)
    if not moved:
        yield "  Nothing got better or worse."


def _measures(run: Run) -> Iterator[str]:
    found, section = run.whole(), ""
    for code, one in found.items():
        measure = MEASURES[code]
        if measure.section != section:
            yield f"\n{measure.section:<44}{'' if section else HEADS}".rstrip()
            section = measure.section
        title = f"{measure.title} ↓" if measure.is_lower_better else measure.title
        interval = f"{_percent(one.low)}–{_percent(one.high)}"
        floors = f"{_floor(run.constant, code):>10}{_floor(run.shuffled, code):>10}"
        yield f"  {title:<42}{_percent(one.value):>7}{interval:>16}{one.count:>7}{floors}".rstrip()


def _groups(title: str, groups: Mapping[str, Mapping[str, Value]]) -> Iterator[str]:
    columns = {
        code: head for code, head in COLUMNS.items() if any(code in found for found in groups.values())
    }
    yield f"\n{title:<18}" + "".join(f"{head:>{WIDTH}}" for head in columns.values())
    for name, found in groups.items():
        cells = [_cell(found.get(code)) for code in columns]
        if any(cell != NONE for cell in cells):
            yield f"  {name:<16}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)


def _cell(value: Value | None) -> str:
    if value is None or value.count < LEAST_OF_TAG:
        return NONE
    return f"{100 * value.value:.0f} ({100 * value.low:.0f}–{100 * value.high:.0f})"


def _moved(one: Difference, *, is_regression: bool) -> Iterator[str]:
    sign = "✗" if is_regression else ("+" if one.gain > 0 else "−" if one.gain < 0 else " ")
    change = f"{_percent(one.before)} → {_percent(one.after)}"
    yield f"  {sign} {MEASURES[one.code].title:<42}{change:>16}   p {one.p:.3f}"
    for words, ids in (("better", one.better), ("worse", one.worse)):
        if ids:
            yield f"      {words} {len(ids)}: {_ids(ids)}"


def _ids(ids: tuple[str, ...]) -> str:
    more = f" … and {len(ids) - IDS} more" if len(ids) > IDS else ""
    return ", ".join(ids[:IDS]) + more


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _floor(floors: Mapping[str, float], code: str) -> str:
    return _percent(floors[code]) if code in floors else ""
