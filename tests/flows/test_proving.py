"""Proofs: what enumeration finds on small paths, the proof finds; and its answers really show it."""

from __future__ import annotations

from functools import partial

import pytest
from bench.proof import TODAY, enumerate_faults, shows
from hypothesis import given, settings

from luotsi.flows import Flow, PathDocument, exploring, link, prove
from tests.flows.making import document, flow, question, random_documents, subpath

DAYS = range(-3, 6)
"""Days from today that the random conditions tell apart."""


@settings(max_examples=120, deadline=None)
@given(random_documents())
def test_the_proof_finds_what_plain_enumeration_finds(values: dict) -> None:
    walked = link(PathDocument.model_validate(values), {})
    proof = prove(walked, TODAY)
    assert all(shows(walked, proof, fault) for fault in proof.faults)
    proved = {(fault.kind, fault.where) for fault in proof.faults}
    assert proved == enumerate_faults(walked, DAYS)


@settings(max_examples=60, deadline=None)
@given(random_documents(most=8))
def test_every_witness_shows_its_fault_on_larger_paths(values: dict) -> None:
    walked = link(PathDocument.model_validate(values), {})
    proof = prove(walked, TODAY)
    assert all(shows(walked, proof, fault) for fault in proof.faults)


def kinds(walked: Flow) -> set[tuple[str, str]]:
    proof = prove(walked, TODAY)
    assert all(shows(walked, proof, fault) for fault in proof.faults)
    return {(fault.kind, fault.where) for fault in proof.faults}


def test_a_number_is_split_where_conditions_change_to_the_very_last_value() -> None:
    rules = [{"when": "age <= 64", "to": "out"}, {"when": "age > 65", "to": "out"}]
    walked = flow({"age": question("number", rules, dont_know=False)})
    (fault,) = prove(walked, TODAY).faults
    assert (fault.kind, fault.witness) == ("gap", {"age": ("65",)})


def test_sums_of_answers_are_proved_for_every_pair_of_values() -> None:
    rules = [
        {"when": "rent + 2 * power <= 899", "to": "out"},
        {"when": "rent + 2 * power > 900", "to": "out"},
    ]
    walked = flow(
        {
            "rent": question("number", "power", max=600, dont_know=False),
            "power": question("number", rules, max=300, dont_know=False),
        }
    )
    (fault,) = prove(walked, TODAY).faults
    assert fault.kind == "gap"
    assert int(fault.witness["rent"][0]) + 2 * int(fault.witness["power"][0]) == 900


def test_several_choices_are_proved_for_every_set() -> None:
    options = tuple("abcdefghijklmnopqrst")
    rules = [
        {"when": "count(q) <= 19", "to": "out"},
        {"when": "a in q and t not in q and count(q) == 20", "to": "never"},
        {"when": "q == dont_know", "to": "out"},
    ]
    walked = flow({"q": question("several", rules, options=options)}, ("out", "never"))
    proof = prove(walked, TODAY)
    found = {fault.kind: fault for fault in proof.faults}
    assert set(found) == {"gap", "unreachable"}
    assert found["gap"].witness == {"q": options}
    assert proof.not_covered == ()


def test_dates_are_proved_from_any_day_and_a_mixture_only_as_of_today() -> None:
    soon = [{"when": "days_until(d) <= 14", "to": "out"}, {"when": "days_until(d) > 14", "to": "out"}]
    assert prove(flow({"d": question("date", soon, dont_know=False)}), TODAY).holds
    mixed = [{"when": 'd < "2026-12-24" and days_until(d) < 7', "to": "out"}, {"otherwise": "out"}]
    proof = prove(flow({"d": question("date", mixed)}), TODAY)
    assert proof.faults == ()
    assert "as of 2026-11-24" in proof.not_covered[0]


def test_a_question_that_some_walks_skip_counts_as_not_asked_on_them() -> None:
    walked = flow(
        {
            "first": question("yes_no", [{"when": "first", "to": "extra"}, {"otherwise": "last"}]),
            "extra": question("yes_no", "last", dont_know=False),
            "last": question(
                "yes_no", [{"when": "extra", "to": "out"}, {"when": "extra == no", "to": "out"}]
            ),
        }
    )
    (fault,) = prove(walked, TODAY).faults
    assert fault.kind == "gap"
    assert fault.witness["first"] != ("yes",)
    assert "extra" not in fault.witness


def test_a_fault_that_only_one_of_two_merging_walks_has_is_shown_by_that_walk() -> None:
    last = [{"when": "not extra", "to": "out"}]
    walked = flow(
        {
            "first": question("yes_no", [{"when": "first", "to": "last"}, {"otherwise": "extra"}]),
            "extra": question("yes_no", "last"),
            "last": question("yes_no", last),
        }
    )
    (fault,) = prove(walked, TODAY).faults
    assert shows(walked, prove(walked, TODAY), fault)
    assert fault.witness["extra"] == ("yes",)


def test_a_gap_beyond_the_last_date_compared_is_found() -> None:
    walked = flow({"d": question("date", [{"when": "days_until(d) <= 14", "to": "out"}], dont_know=False)})
    (fault,) = prove(walked, TODAY).faults
    assert fault.witness == {"d": ("2026-12-09",)}


def test_a_fault_on_a_circle_is_shown_by_a_walk_that_comes_there_once() -> None:
    walked = flow(
        {
            "s": question(
                "choice", [{"when": "not s == child", "to": "a"}, {"otherwise": "b"}], dont_know=False
            ),
            "a": question("yes_no", [{"when": "not b or s == other", "to": "b"}]),
            "b": question("yes_no", [{"when": "b", "to": "a"}, {"otherwise": "out"}]),
        }
    )
    assert kinds(walked) == {("gap", "a"), ("endless", "b")}


def test_an_answer_far_back_decides_whether_a_rule_can_be_true() -> None:
    questions = {f"q{n}": question("yes_no", f"q{n + 1}") for n in range(40)}
    questions["q0"]["next"] = [{"when": "q0", "to": "q1"}, {"otherwise": "out"}]
    questions["q40"] = question("yes_no", [{"when": "q0 == no", "to": "never"}, {"otherwise": "out"}])
    assert kinds(flow(questions, ("out", "never"))) == {("unreachable", "never")}


def test_a_walk_that_may_come_back_is_told_though_most_walks_end() -> None:
    back = [{"when": "b and a == no", "to": "a"}, {"otherwise": "out"}]
    walked = flow({"a": question("yes_no", "b"), "b": question("yes_no", back)})
    (fault,) = prove(walked, TODAY).faults
    assert (fault.kind, fault.where, fault.witness) == ("endless", "b", {"a": ("no",), "b": ("yes",)})


def test_a_circle_that_no_answers_take_is_no_fault() -> None:
    back = [{"when": "b and a == no and c", "to": "a"}, {"otherwise": "out"}]
    onward = [{"when": "c and a", "to": "b"}, {"otherwise": "out"}]
    walked = flow(
        {"a": question("yes_no", "c"), "c": question("yes_no", onward), "b": question("yes_no", back)}
    )
    assert kinds(walked) == set()


def test_every_outcome_needs_a_way_to_a_person() -> None:
    ends = {
        "called": {"steps": [{"contact": "phone"}]},
        "read": {"steps": [{"do": {"fi": "Lue"}}]},
        "clicked": {"steps": [{"contact": "web"}]},
        "any": {"steps": [{"contact": "open"}]},
    }
    outcomes = {name: {"kind": "self_care", "title": {"fi": "Ohje"}, **end} for name, end in ends.items()}
    slots = {
        "phone": {"what": {"fi": "x"}, "channels": ["phone"]},
        "web": {"what": {"fi": "x"}, "channels": ["web_page", "e_service"]},
        "open": {"what": {"fi": "x"}},
    }
    rules = [{"when": f"q == {name}", "to": name} for name in ends]
    asked = question("choice", rules, options=tuple(ends), dont_know=False)
    walked = flow({"q": asked}, outcomes, slots=slots)
    assert kinds(walked) == {("no_person", "read"), ("no_person", "clicked")}


def test_what_cannot_be_proved_is_said_not_sampled() -> None:
    rules = [{"when": "a + b > 1000000", "to": "out"}, {"otherwise": "out"}]
    wide = 900_000_000
    walked = flow({"a": question("number", "b", max=wide), "b": question("number", rules, max=wide)})
    proof = prove(walked, TODAY)
    assert not proof.holds
    assert "very many values" in proof.not_covered[0]


def test_a_sub_path_is_proved_in_the_situation_of_its_caller() -> None:
    inner = subpath("inner", {"x": question("yes_no", [{"when": "x", "to": "done"}])}, ["done"])
    path = flow_with(inner, {"a": question("yes_no", [{"when": "a", "to": "in1"}, {"otherwise": "out"}])})
    assert kinds(path) == {("gap", "in1.x")}


def flow_with(inner: PathDocument, questions: dict) -> Flow:
    calls = {"in1": {"path": inner.code, "returns": {"done": "out"}}}
    return link(document(questions, calls=calls), {inner.code: inner})


def test_much_entangled_conditions_are_still_proved_exactly() -> None:
    """Two sets of six options and two numbers, all read again at the end."""
    six = tuple("abcdef")
    pairs = " or ".join(f"({x} in one and {x} not in two)" for x in six)
    last = [
        {"when": f"({pairs}) and age < 18", "to": "out"},
        {"when": f"({pairs}) and age >= 18 and age + kids < 70", "to": "out"},
        {"when": f"not ({pairs}) and count(one) >= 3", "to": "out"},
    ]
    walked = flow(
        {
            "one": question("several", "two", options=six),
            "two": question("several", "age", options=six),
            "age": question("number", "kids", dont_know=False),
            "kids": question("number", "last", max=10, dont_know=False),
            "last": question("yes_no", last),
        }
    )
    assert kinds(walked) == {("gap", "last")}


def test_what_was_found_before_a_limit_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "Diagrams", partial(exploring.Diagrams, most=120))
    first = [{"when": "q0 == self", "to": "q1"}, {"when": "q0 == child", "to": "q1"}]
    questions = {f"q{n}": question("choice", f"q{n + 1}") for n in range(1, 30)}
    last = " or ".join(f"(q{n} == self and q{n + 14} == child)" for n in range(1, 15))
    questions |= {"q30": question("yes_no", [{"when": last, "to": "out"}, {"otherwise": "out"}])}
    walked = flow({"q0": question("choice", first)} | questions)
    proof = prove(walked, TODAY)
    assert not proof.holds
    assert "too many answers" in proof.not_covered[0]
    (fault,) = proof.faults
    assert fault.kind == "gap"
    assert shows(walked, proof, fault)
