"""What publishing changes: stories of edits, and every edit of small random paths against walking it all."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from bench.differences import compare, enumerate_changes, parting, rows, whole_walks
from bench.proof import TODAY, all_answers
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.flows import (
    Change,
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
from luotsi.flows.contents import renamed_questions
from tests.flows.making import document, flow, outcome, plain, question, random_documents, subpath, text

DAYS = range(-3, 6)
"""Days from today that the random conditions tell apart."""


def compared(before: Flow, after: Flow, **more: Any) -> Differences:
    return differences(before, after, today=TODAY, **more)


def only(found: Differences) -> Change:
    (change,) = found.changes
    return change


# Properties: the diff and plain enumeration say the same.


@st.composite
def edits(draw: st.DrawFn) -> tuple[Flow, Flow]:
    """A small random path and what somebody made of it."""
    before = draw(random_documents(most=3))
    after = draw(random_documents(most=3)) if draw(st.integers(0, 4)) == 0 else deepcopy(before)
    for _ in range(draw(st.integers(1, 3))):
        draw(st.sampled_from([_lead_elsewhere, _narrow, _rename, _insert, _start_later, _other_options]))(
            draw, after
        )
    for name in ("out1", "out2"):
        if draw(st.booleans()):
            after["outcomes"][name]["kind"] = "self_care"
    return _linked(before), _linked(after)


def _linked(values: dict[str, Any]) -> Flow:
    try:
        return link(PathDocument.model_validate(values), {})
    except ValueError:
        # The edit took away what a condition reads; then conditions go, too.
        for each in values["questions"].values():
            each["next"] = [] if not each["next"] else "out1"
        return link(PathDocument.model_validate(values), {})


def _lead_elsewhere(draw: st.DrawFn, path: dict[str, Any]) -> None:
    each = path["questions"][draw(st.sampled_from(sorted(path["questions"])))]
    target = draw(st.sampled_from([*path["questions"], "out1", "out2"]))
    if isinstance(each["next"], str) or not each["next"]:
        each["next"] = target
    else:
        rule = draw(st.sampled_from(each["next"]))
        rule["to" if "to" in rule else "otherwise"] = target


def _narrow(draw: st.DrawFn, path: dict[str, Any]) -> None:
    each = path["questions"][draw(st.sampled_from(sorted(path["questions"])))]
    each["dont_know"] = not each.get("dont_know", True)
    if each["type"] == "number":
        each["min"], each["max"] = draw(st.sampled_from([(1, 2), (0, 1), (-2, 5), (3, 3)]))


def _other_options(draw: st.DrawFn, path: dict[str, Any]) -> None:
    each = path["questions"][draw(st.sampled_from(sorted(path["questions"])))]
    if "options" in each:
        codes = draw(st.sampled_from([("a", "b"), ("a", "b", "d"), ("c", "b"), ("yes", "no", "a", "b")]))
        each["options"] = {code: text(code) for code in codes}
    elif each["type"] == "yes_no":
        each |= {"type": "choice", "options": {code: text(code) for code in ("yes", "maybe")}}


def _rename(draw: st.DrawFn, path: dict[str, Any]) -> None:
    name = draw(st.sampled_from(sorted(path["questions"])))
    path["questions"] = {f"x{key}" if key == name else key: each for key, each in path["questions"].items()}
    path["start"] = f"x{name}" if path["start"] == name else path["start"]
    for each in path["questions"].values():
        if isinstance(each["next"], str):
            each["next"] = f"x{name}" if each["next"] == name else each["next"]
        for rule in each["next"] if isinstance(each["next"], list) else ():
            end = "to" if "to" in rule else "otherwise"
            rule[end] = f"x{name}" if rule[end] == name else rule[end]
            if "when" in rule:
                rule["when"] = rule["when"].replace(name, f"x{name}")


def _insert(draw: st.DrawFn, path: dict[str, Any]) -> None:
    each = path["questions"][draw(st.sampled_from(sorted(path["questions"])))]
    if isinstance(each["next"], str):
        new = [{"when": "extra", "to": each["next"]}, {"otherwise": draw(st.sampled_from(["out1", "out2"]))}]
        path["questions"]["extra"] = question("yes_no", new)
        each["next"] = "extra"


def _start_later(draw: st.DrawFn, path: dict[str, Any]) -> None:
    path["start"] = draw(st.sampled_from([*path["questions"], "out1"]))


def taken_answers(before: Flow, after: Flow, answers: Mapping[str, Values]) -> dict[str, Values]:
    """The answers without those to a question that takes another kind of answer now."""
    same = {"choice": 1, "yes_no": 1}
    types = {key: node.question.type for key, node in before.questions.items()}
    later = {key: node.question.type for key, node in after.questions.items()}
    return {
        key: values
        for key, values in answers.items()
        if key not in later or same.get(later[key], later[key]) == same.get(types[key], types[key])
    }


def ends_from(before: Flow, after: Flow, held: Mapping[str, Values]) -> set[str]:
    """Where the later flow may end for somebody who holds these answers and answers everything else."""
    renamed = {now: was for was, now in renamed_questions(before, after).items()}
    ends, waiting = set(), [dict(held)]
    while waiting:
        answers = waiting.pop()
        visit = replay(after, answers, TODAY)
        node = visit.position
        if not isinstance(node, QuestionNode) or visit.stuck:
            ends.add(node.key)
        elif renamed.get(node.key) in held and node.key not in answers:
            waiting.append({**answers, node.key: held[renamed[node.key]]})
        else:
            waiting.extend({**answers, node.key: values} for values in all_answers(node, DAYS))
    return ends


@settings(max_examples=150, deadline=None)
@given(edits())
def test_the_diff_finds_what_walking_every_answer_finds(versions: tuple[Flow, Flow]) -> None:
    before, after = versions
    found = compared(before, after, limit=10_000)
    assert rows(found) == enumerate_changes(before, after, DAYS, taken_answers)
    for change in found.changes:
        was, now = walked_twice(before, after, change)
        assert not was.rejected
        assert len(was.given) == len(change.answers)
        assert (was.position.key, was.stuck) == (change.before, change.was_stuck)
        if change.kind in {"elsewhere", "asked"}:
            assert (now.position.key, now.stuck) == (change.after, change.stuck)
            assert parting(was, now) == change.parted


@settings(max_examples=60, deadline=None)
@given(edits())
def test_walks_shown_are_the_shortest_and_further_ends_are_all_there_are(versions: tuple[Flow, Flow]) -> None:
    before, after = versions
    shortest: dict[tuple[object, ...], int] = {}
    onward: dict[tuple[object, ...], set[str]] = {}
    for was in whole_walks(before, DAYS):
        held = taken_answers(before, after, was.answers)
        now = replay(after, held, TODAY)
        key = (was.position.key, was.stuck, now.position.key, now.stuck, parting(was, now))
        shortest[key] = min(len(was.given), shortest.get(key, 99))
        if isinstance(now.position, QuestionNode) and now.stuck is None:
            onward.setdefault(key, set()).update(ends_from(before, after, held))
    for change in compared(before, after, limit=10_000).changes:
        key = (change.before, change.was_stuck, change.after, change.stuck, change.parted)
        if change.kind in {"elsewhere", "asked"} and change.was_stuck is None:
            assert len(change.answers) == shortest[key]
        if change.kind == "asked":
            assert set(change.then) == onward[key]


@settings(max_examples=40, deadline=None)
@given(random_documents(most=6))
def test_a_path_does_not_differ_from_itself(values: dict) -> None:
    walked = link(PathDocument.model_validate(values), {})
    found = compared(walked, walked)
    assert found.is_none
    assert found.longest_before == found.longest_after


def walked_twice(before: Flow, after: Flow, change: Change) -> tuple[Visit, Visit]:
    was = replay(before, change.answers, TODAY)
    return was, replay(after, taken_answers(before, after, change.answers), TODAY)


# Stories: an editor's afternoon.


def teeth(when_child: str = "call_child", **more: Any) -> dict[str, Any]:
    rules = [{"when": "who == child", "to": when_child}, {"otherwise": "call"}]
    return plain({"who": question("choice", rules, dont_know=False)}, ("call", "call_child", "chat"), **more)


def linked(values: dict[str, Any]) -> Flow:
    return link(PathDocument.model_validate(values), {})


def test_an_answer_that_leads_elsewhere_is_shown_with_both_ends() -> None:
    change = only(compared(linked(teeth()), linked(teeth("chat"))))
    assert (change.kind, change.before, change.after) == ("elsewhere", "call_child", "chat")
    assert change.answers == {"who": ("child",)}
    assert change.parted == "who"


def test_a_single_value_at_the_edge_of_a_number_is_found() -> None:
    def path(rule: str) -> Flow:
        rules = [{"when": rule, "to": "young"}, {"otherwise": "out"}]
        return flow({"age": question("number", rules, dont_know=False)}, ("out", "young"))

    change = only(compared(path("age < 18"), path("age <= 18")))
    assert (change.answers, change.before, change.after) == ({"age": ("18",)}, "out", "young")


def test_a_combination_of_answers_among_millions_is_found() -> None:
    options = tuple("abcdefghij")

    def path(last: str) -> Flow:
        rules = [{"when": last, "to": "rare"}, {"otherwise": "out"}]
        several = {f"s{n}": question("several", f"s{n + 1}", options=options) for n in range(2)}
        return flow({**several, "s2": question("number", rules)}, ("out", "rare"))

    both = "count(s0) == 10 and count(s1) == 10 and "
    change = only(compared(path(f"{both}s2 > 100"), path(f"{both}s2 > 101")))
    assert change.answers == {"s0": options, "s1": options, "s2": ("101",)}


def test_the_first_question_at_which_walks_part_is_named_and_the_walk_is_the_shortest() -> None:
    questions = {
        "a": question("yes_no", [{"when": "a", "to": "c"}, {"otherwise": "b"}], dont_know=False),
        "b": question("yes_no", "c"),
        "c": question("yes_no", [{"when": "c", "to": "x"}, {"otherwise": "y"}], dont_know=False),
    }
    before = flow(questions, ("x", "y", "z"))
    questions["c"] = question("yes_no", [{"when": "c", "to": "x"}, {"otherwise": "z"}], dont_know=False)
    change = only(compared(before, flow(questions, ("x", "y", "z"))))
    assert change.answers == {"a": ("yes",), "c": ("no",)}
    assert change.parted == "c"


def test_an_answer_counts_only_on_walks_that_ask_for_it() -> None:
    def path(asked_extra: str) -> Flow:
        last = [{"when": "extra", "to": "x"}, {"otherwise": "out"}]
        first = [{"when": f"first == {asked_extra}", "to": "extra"}, {"otherwise": "last"}]
        return flow(
            {
                "first": question("yes_no", first, dont_know=False),
                "extra": question("yes_no", "last", dont_know=False),
                "last": question("yes_no", last),
            },
            ("out", "x"),
        )

    elsewhere, asked = compared(path("yes"), path("no")).changes
    assert (elsewhere.before, elsewhere.after) == ("x", "out")
    assert (elsewhere.answers["first"], elsewhere.answers["extra"]) == (("yes",), ("yes",))
    assert (asked.before, asked.after, asked.then) == ("out", "extra", ("out", "x"))
    assert asked.answers["first"] == ("no",)


def test_an_outcome_that_became_a_question_is_another_place() -> None:
    before = flow({"a": question("yes_no", "spot")}, ("spot", "out"))
    after = flow({"a": question("yes_no", "spot"), "spot": question("yes_no", "out")}, ("out",))
    change = only(compared(before, after))
    assert (change.kind, change.before, change.after, change.parted) == ("asked", "spot", "spot", "a")


def test_a_question_put_between_is_asked_and_tells_where_it_may_lead() -> None:
    after = teeth("age")
    rules = [{"when": "age < 7", "to": "call_child"}, {"otherwise": "chat"}]
    after["questions"]["age"] = question("number", rules, dont_know=False)
    found = compared(linked(teeth()), linked(after))
    change = only(found)
    assert (change.kind, change.before, change.after) == ("asked", "call_child", "age")
    assert change.then == ("call_child", "chat")
    assert (found.longest_before, found.longest_after) == (1, 2)
    assert [(each.kind, each.question) for each in found.questions] == [("added", "age")]


def test_an_option_taken_out_is_named_and_those_who_chose_it_are_asked_again() -> None:
    after = teeth()
    del after["questions"]["who"]["options"]["other"]
    found = compared(linked(teeth()), linked(after))
    change = only(found)
    assert (change.kind, change.before, change.after) == ("asked", "call", "who")
    assert change.answers == {"who": ("other",)}
    assert change.then == ("call", "call_child")
    (asked,) = found.questions
    assert (asked.kind, asked.answers_removed, asked.answers_added) == ("changed", ("other",), ())


def test_an_option_added_changes_no_earlier_answer() -> None:
    after = teeth()
    after["questions"]["who"]["options"]["friend"] = text("Ystävän")
    found = compared(linked(teeth()), linked(after))
    assert found.changes == ()
    assert found.questions[0].answers_added == ("friend",)
    assert not found.is_none


def test_a_renamed_question_is_told_as_renamed_and_leads_on_as_before() -> None:
    after = teeth()
    asked = after["questions"].pop("who")
    asked["next"][0]["when"] = "person == child"
    after |= {"questions": {"person": asked}, "start": "person"}
    found = compared(linked(teeth()), linked(after))
    assert [(each.kind, each.question, each.now) for each in found.questions] == [
        ("renamed", "who", "person")
    ]
    assert {(each.before, each.after, each.then) for each in found.changes} == {
        ("call", "person", ("call",)),
        ("call_child", "person", ("call_child",)),
    }


def test_a_question_of_another_kind_is_told_and_so_is_that_old_answers_do_not_count() -> None:
    after = teeth()
    after["questions"]["who"] |= {"type": "several", "next": "call"}
    found = compared(linked(teeth()), linked(after))
    assert [(each.kind, each.now) for each in found.questions] == [("retyped", "several")]
    assert not found.is_complete
    assert "another kind" in found.not_compared[0]


def test_the_same_place_with_other_advice_and_in_other_words() -> None:
    after = teeth()
    after["outcomes"]["call"]["steps"].insert(0, {"do": text("Ota kynä")})
    after["outcomes"]["call_child"]["title"] = text("Soita lapsen puolesta")
    advice, wording = compared(linked(teeth()), linked(after)).changes
    assert (advice.kind, advice.before, advice.after) == ("advice", "call", "call")
    assert "steps[0]" in advice.parts
    assert (wording.kind, wording.answers, wording.parts) == ("wording", {"who": ("child",)}, ("title",))


def test_another_service_behind_the_same_slot_is_other_advice() -> None:
    slot = {"what": text("Neuvonta"), "channels": ["phone"], "service_classes": ["P5.10"]}
    found = compared(linked(teeth()), linked(teeth(slots={"phone": slot})))
    assert {(each.kind, each.parts) for each in found.changes} == {("advice", ("slots.phone",))}


def test_an_outcome_that_nobody_came_to_is_no_change_of_advice() -> None:
    after = teeth()
    after["outcomes"]["chat"] = outcome("self_care")
    assert compared(linked(teeth()), linked(after)).is_none


def test_other_words_of_a_question_are_told_with_the_question() -> None:
    after = teeth()
    after["questions"]["who"]["options"]["child"] = text("Alaikäisen")
    (asked,) = compared(linked(teeth()), linked(after)).questions
    assert (asked.kind, asked.reworded) == ("reworded", ("options.child",))


def test_a_sub_path_that_changed_shows_in_the_path_that_calls_it() -> None:
    def path(rule: str) -> Flow:
        rules = [{"when": rule, "to": "phone"}, {"otherwise": "online"}]
        inner = subpath("reach", {"how": question("choice", rules, dont_know=False)}, ["phone", "online"])
        calls = {"reach": {"path": "reach", "returns": {"phone": "out", "online": "web"}}}
        caller = document({"who": question("yes_no", "reach")}, ("out", "web"), calls=calls)
        return link(caller, {"reach": inner})

    change = only(compared(path("how == self"), path("how in [self, child]")))
    assert (change.before, change.after, change.parted) == ("web", "out", "reach.how")
    assert change.answers["reach.how"] == ("child",)


def test_a_sub_path_by_itself_is_compared_by_its_returns() -> None:
    def path(to: str) -> Flow:
        inner = subpath("reach", {"how": question("yes_no", to)}, ["phone", "online"])
        return link(inner, {})

    change = only(compared(path("phone"), path("online")))
    assert (change.before, change.after) == ("phone", "online")


def test_a_draft_with_a_gap_is_compared_too() -> None:
    after = teeth()
    after["questions"]["who"]["next"].pop()
    change = only(compared(linked(teeth()), linked(after)))
    assert (change.before, change.after, change.stuck) == ("call", "who", "gap")


def test_more_changes_than_wanted_are_counted_not_hidden() -> None:
    names = tuple(f"o{n}" for n in range(6))

    def path(ends: tuple[str, ...]) -> Flow:
        rules = [{"when": f"q == {code}", "to": end} for code, end in zip(names, ends, strict=True)]
        return flow(
            {"q": question("choice", rules, options=names, dont_know=False)}, [f"x{n}" for n in names]
        )

    ends = tuple(f"x{name}" for name in names)
    found = compared(path(ends), path(ends[::-1]), limit=4)
    assert len(found.changes) == 4
    assert found.not_compared == ("2 more changes are not listed.",)


def test_what_cannot_be_compared_is_said_and_questions_are_told_all_the_same() -> None:
    wide = 900_000_000

    def path(bound: int, **more: Any) -> Flow:
        rules = [{"when": f"a + b > {bound}", "to": "out"}, {"otherwise": "out"}]
        numbers = {"a": question("number", "b", max=wide), "b": question("number", rules, max=wide)}
        return flow({**numbers, **more})

    found = compared(path(1_000_000), path(1_000_001, c=question("yes_no", "out")))
    assert not found.is_complete
    assert "not compared" in found.not_compared[0]
    assert [each.question for each in found.questions] == ["c"]


def test_a_date_compared_with_fixed_days_and_with_today_is_said_to_hold_for_today() -> None:
    rules = [{"when": 'd < "2026-12-24" and days_until(d) < 7', "to": "out"}, {"otherwise": "out"}]
    path = flow({"d": question("date", rules)})
    assert "as of 2026-11-24" in compared(path, path).not_compared[0]


def test_the_benchmark_of_diffs_agrees_with_walking_and_says_when_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert compare(1)[1] == []
    monkeypatch.setattr("bench.differences.enumerate_changes", lambda *_: set())
    assert "disagree" in compare(1)[1][0]
