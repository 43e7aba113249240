"""What editors may write as a condition, and what it means."""

from __future__ import annotations

from typing import Any

import pytest
from bench.proof import TODAY

from luotsi.flows import replay
from luotsi.flows.document import PathDocument
from luotsi.flows.reading import check_document
from luotsi.flows.types import DocumentErrors
from tests.flows.making import document, flow, question

QUESTIONS: dict[str, Any] = {
    "who": question("choice", "needs", options=("self", "child", "65-plus", "age")),
    "needs": question("several", "age", options=("meals", "washing", "company")),
    "age": question("number", "rent"),
    "rent": question("number", "start_day", max=3000),
    "start_day": question("date", "home"),
    "home": question("municipality", "agreed"),
    "agreed": question("yes_no", "last"),
}
ANSWERS = {
    "who": ["child"], "needs": ["meals", "company"], "age": ["30"], "rent": ["800"],
    "start_day": ["2026-12-01"], "home": ["091"], "agreed": ["no"], "last": ["yes"],
}  # fmt: skip


def is_true(condition: str, **answers: list[str]) -> bool:
    last = question("yes_no", [{"when": condition, "to": "out"}, {"otherwise": "other"}])
    walked = flow(
        QUESTIONS | {"last": last}, ("out", "other"), computed={"old": "age >= 65", "costs": "rent + 50"}
    )
    return replay(walked, ANSWERS | answers, TODAY).position.key == "out"


@pytest.mark.parametrize(
    "condition",
    [
        "who == child", "child == who", "who != self", "who in [self, child]", "who != age",
        'who not in [self, "65-plus"]', 'who != "65-plus"', "who != dont_know",
        "meals in needs", "washing not in needs", "count(needs) == 2", "count(needs) > 1",
        "18 <= age < 65", "age in [29, 30]", "age not in [1, 2]", "not old", "-age < 0", "age < rent",
        "costs == 850", "2 * age + rent > 800", "rent - 20 * age == 200",
        "days_until(start_day) == 7", 'start_day >= "2026-12-01"', 'home == "091"', 'home in ["091", "049"]',
        "not agreed", "agreed == no", "agreed != dont_know", "who == child and (old or not agreed)",
    ],
)  # fmt: skip
def test_a_true_condition_is_true(condition: str) -> None:
    assert is_true(condition)


@pytest.mark.parametrize(
    "condition", ["age < 18", "age >= 18", "age != 5", "age == 5", "age + rent > 0", "old", "age in [1]"]
)
def test_a_comparison_with_an_unknown_number_is_false(condition: str) -> None:
    assert not is_true(condition, age=["dont_know"])


@pytest.mark.parametrize("condition", ["who == self", "who != self", "who in [child]", "who not in [child]"])
def test_a_comparison_with_an_unknown_choice_is_false(condition: str) -> None:
    assert not is_true(condition, who=["dont_know"])
    assert is_true("who == dont_know", who=["dont_know"])


def test_an_unasked_question_is_neither_known_nor_unknown() -> None:
    either = {"when": "skipped == dont_know or skipped != dont_know", "to": "skipped"}
    first = question("yes_no", [either, {"otherwise": "out"}])
    walked = flow({"first": first, "skipped": question("yes_no", "out")})
    assert replay(walked, {"first": ["yes"]}, TODAY).position.key == "out"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("wo == child", "“wo” is not a question"),
        ("who == chid", "“who” has no option “chid”"),
        ("who < child", "no order"),
        ("who == 3", "cannot be compared"),
        ("who", "alone is not true or false"),
        ("age", "number alone"),
        ("needs == meals", "several answers"),
        ("meal in needs", "“needs” has no option “meal”"),
        ("who in needs", "“who” is not an option"),
        ("age in needs", "is not an option"),
        ("age * rent > 3", "multiplied"),
        ("age / 2 > 3", "Only + - and *"),
        ("age > 1.5", "cannot be used"),
        ("age > dont_know", "only be compared by == and !="),
        ("dont_know", "stands alone"),
        ("count(age) > 1", "count() needs"),
        ("days_until(age) > 1", "days_until() needs"),
        ("start_day > 5", "cannot be compared"),
        ('start_day > "tomorrow"', "not a date"),
        ("days_until(start_day) > age", "date is mixed"),
        ('home == "91"', "not a municipality code"),
        ("agreed == maybe", "no option “maybe”"),
        ("agreed == True", "cannot be used"),
        ("age == age", "same answer"),
        ("who is child", "“is” cannot"),
        ("(lambda: 1)()", "not a function"),
        ("open('x')", "not a function"),
        ("who.__class__ == child", "is not a question"),
        ("[x for x in needs]", "cannot be used"),
        ("age > 99999999999", "too great"),
        ("age if old else rent", "cannot be used"),
        ("who == child and", "cannot be read"),
        ("(" * 150 + "old" + ")" * 150 + " or" * 3, "cannot be read"),
        ("not " * 60 + "agreed", "inside each other"),
        ("who == 'self\\x00'", "backslash"),
        ("old in [1]", "is not one choice"),
    ],
)
def test_anything_else_is_refused_with_a_position(condition: str, message: str) -> None:
    last = question("yes_no", [{"when": condition, "to": "out"}, {"otherwise": "out"}])
    with pytest.raises(DocumentErrors) as caught:
        check_document(document(QUESTIONS | {"last": last}, computed={"old": "age >= 65"}))
    (fault,) = caught.value.faults
    assert message in fault.message
    assert fault.message.startswith("Character ")
    assert fault.where == "questions.last.next[0].when"


def computing(**computed: str) -> PathDocument:
    return document(QUESTIONS | {"last": question("yes_no", "out")}, computed=computed)


def test_computed_values_may_build_on_each_other_in_any_order_but_not_in_a_circle() -> None:
    check_document(computing(b="a > 3", a="age + 1"))
    with pytest.raises(DocumentErrors) as caught:
        check_document(computing(a="b > 1", b="c + 1", c="b + 1"))
    assert {fault.where for fault in caught.value.faults} == {"computed.a", "computed.b", "computed.c"}


def test_computed_values_that_double_each_other_stay_bounded() -> None:
    doubling = {"c0": "agreed and age > 3", **{f"c{n}": f"c{n - 1} or not c{n - 1}" for n in range(1, 40)}}
    with pytest.raises(DocumentErrors, match="too long"):
        check_document(computing(**doubling))


def test_a_position_counts_characters_not_bytes() -> None:
    last = question("yes_no", [{"when": "home == 'ä' or who == nobody", "to": "out"}, {"otherwise": "out"}])
    path: PathDocument = document(QUESTIONS | {"last": last})
    with pytest.raises(DocumentErrors, match="Character 9 of"):
        check_document(path)
