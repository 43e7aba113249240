"""`make audit` breaks rules of safety on purpose; here, quickly, that each is still where the list says."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit.broken_gates import GATES, Gate

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_many_and_each_is_another() -> None:
    assert len(GATES) > 30
    assert len({gate.rule for gate in GATES}) == len(GATES)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.rule)
def test_the_rule_stands_once_and_its_tests_are_there(gate: Gate) -> None:
    text = (ROOT / "src" / "luotsi" / gate.file).read_text(encoding="utf-8")
    assert text.count(gate.stands) == 1
    assert gate.stands != gate.broken
    for test in gate.tests:
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / "tests" / file).read_text(encoding="utf-8")
