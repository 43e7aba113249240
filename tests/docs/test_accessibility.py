"""docs/accessibility.md answers every A and AA criterion of WCAG 2.2, and each test that it names exists."""

from __future__ import annotations

import re
from collections import Counter

from tests.docs.pages import ROOT, page

LEVELS = {
    "1.1": {1: "A"},
    "1.2": {1: "A", 2: "A", 3: "A", 4: "AA", 5: "AA"},
    "1.3": {1: "A", 2: "A", 3: "A", 4: "AA", 5: "AA"},
    "1.4": {1: "A", 2: "A", 3: "AA", 4: "AA", 5: "AA", 10: "AA", 11: "AA", 12: "AA", 13: "AA"},
    "2.1": {1: "A", 2: "A", 4: "A"},
    "2.2": {1: "A", 2: "A"},
    "2.3": {1: "A"},
    "2.4": {1: "A", 2: "A", 3: "A", 4: "A", 5: "AA", 6: "AA", 7: "AA", 11: "AA"},
    "2.5": {1: "A", 2: "A", 3: "A", 4: "A", 7: "AA", 8: "AA"},
    "3.1": {1: "A", 2: "AA"},
    "3.2": {1: "A", 2: "A", 3: "AA", 4: "AA", 6: "A"},
    "3.3": {1: "A", 2: "A", 3: "AA", 4: "AA", 7: "A", 8: "AA"},
    "4.1": {2: "A", 3: "AA"},
}
"""Guidelines of WCAG 2.2 and the level of each criterion: 31 A and 24 AA. There is no 4.1.1 any more."""

STATES = ("met", "partly", "not applicable")
ROW = re.compile(r"^\| (\d\.\d\.\d+) [^|]+ \| (A{1,2}) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)


def text() -> str:
    return page("docs/accessibility.md").text


def rows() -> list[tuple[str, str, str, str, str]]:
    """Number, level, state, how, and what shows it."""
    return ROW.findall(text())


def test_every_criterion_stands_once_in_its_order_with_its_level() -> None:
    wanted = [
        (f"{guideline}.{number}", level)
        for guideline, levels in LEVELS.items()
        for number, level in levels.items()
    ]
    assert [(number, level) for number, level, *_rest in rows()] == wanted


def test_each_has_a_state_words_and_a_test_or_a_review() -> None:
    for number, _level, state, how, shown in rows():
        assert state in STATES, number
        assert len(how) > 10, number
        assert "tests/" in shown or "axe" in shown or "read" in shown, number


def test_the_states_are_counted_as_they_are() -> None:
    told = dict(re.findall(r"^\| (met|partly|not applicable) \| (\d+) \|$", text(), re.M))
    counted = Counter(state for _number, _level, state, *_rest in rows())
    assert told == {state: str(counted[state]) for state in STATES}


def test_every_test_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", text()))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_what_is_said_when_is_written_down_for_every_reader() -> None:
    """The protocol has a table of results with each reader; an empty one is honest, a missing one is not."""
    protocol = page("docs/screen-readers.md").text
    results = protocol.partition("## Results")[2]
    for reader in ("NVDA", "JAWS", "VoiceOver, iOS", "VoiceOver, macOS", "TalkBack"):
        assert reader in results, reader
