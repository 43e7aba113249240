"""Sub-paths are inlined where they are called, with their answers readable and their returns in place."""

from __future__ import annotations

from typing import Any

import pytest
from bench.proof import TODAY

from luotsi.flows import LinkError, PathDocument, QuestionNode, ReturnNode, link, prove, replay
from tests.flows.making import document, question, subpath

REACH = subpath(
    "how-to-contact",
    {
        "channel": question(
            "choice",
            [{"when": "wants_web", "to": "online"}, {"otherwise": "phone"}],
            options=("phone", "web"),
        )
    },
    ["phone", "online"],
    computed={"wants_web": "channel == web"},
)
LIBRARY = {"how-to-contact": REACH}
CALL: dict[str, Any] = {"path": "how-to-contact", "returns": {"phone": "last", "online": "out"}}


def caller(call: dict[str, Any] | None = None, **more: Any) -> PathDocument:
    called = {"when": "reach.channel == phone and last", "to": "out"}
    questions = {
        "who": question("choice", [{"when": "who == self", "to": "reach"}, {"otherwise": "out"}]),
        "last": question("yes_no", [called, {"otherwise": "other"}]),
    }
    return document(questions, ("out", "other"), calls={"reach": call or CALL}, **more)


def test_a_call_leads_through_the_sub_path_and_back() -> None:
    flow = link(caller(), LIBRARY)
    visit = replay(flow, {"who": ["self"]}, TODAY)
    assert isinstance(visit.position, QuestionNode)
    assert (visit.position.key, visit.position.document.code) == ("reach.channel", "how-to-contact")
    assert replay(flow, {"who": ["self"], "reach.channel": ["web"]}, TODAY).position.key == "out"
    answers = {"who": ["self"], "reach.channel": ["phone"], "last": ["yes"]}
    assert replay(flow, answers, TODAY).position.key == "out"
    assert prove(flow, TODAY).faults == ()
    assert {each.code for each in flow.documents} == {"test-path", "how-to-contact"}


def test_a_sub_path_alone_ends_at_its_returns() -> None:
    flow = link(REACH, {})
    visit = replay(flow, {"channel": ["web"]}, TODAY)
    assert isinstance(visit.position, ReturnNode)
    assert (visit.position.key, visit.is_finished) == ("online", True)
    assert prove(flow, TODAY).holds


def test_the_same_sub_path_can_be_called_twice() -> None:
    calls = {
        "first": {"path": "how-to-contact", "returns": {"phone": "second", "online": "second"}},
        "second": {"path": "how-to-contact", "returns": {"phone": "out", "online": "out"}},
    }
    flow = link(document({}, calls=calls, start="first"), LIBRARY)
    assert set(flow.questions) == {"first.channel", "second.channel"}
    assert prove(flow, TODAY).holds


def test_an_uncalled_call_is_one_fault_not_one_for_each_of_its_nodes() -> None:
    path = document(
        {"who": question("yes_no", "out")},
        calls={"reach": {**CALL, "returns": {"phone": "out", "online": "out"}}},
    )
    (fault,) = prove(link(path, LIBRARY), TODAY).faults
    assert (fault.kind, fault.where) == ("unreachable", "reach")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({**CALL, "path": "how-to-contct"}, "no sub-path “how-to-contct”"),
        ({**CALL, "returns": {"phone": "out"}}, "return “online” of “how-to-contact” leads nowhere"),
        ({**CALL, "returns": {**CALL["returns"], "letter": "out"}}, "has no return “letter”"),
    ],
)
def test_a_call_that_does_not_fit_is_told(call: dict[str, Any], message: str) -> None:
    with pytest.raises(LinkError) as caught:
        link(caller(call), LIBRARY)
    assert any(message in fault.message for fault in caught.value.faults)


def test_a_condition_over_a_sub_paths_answers_is_checked_against_it() -> None:
    path = caller().model_dump(by_alias=True, exclude_none=True)
    path["questions"]["last"]["next"][0]["when"] = "reach.channel == fax"
    with pytest.raises(LinkError) as caught:
        link(PathDocument.model_validate(path), LIBRARY)
    (fault,) = caught.value.faults
    assert fault.where == "questions.last.next[0].when"
    assert "no option “fax”" in fault.message


def test_calls_in_a_circle_are_refused() -> None:
    one = subpath("one", {}, ["done"], calls={"b": {"path": "two", "returns": {"done": "done"}}}, start="b")
    two = subpath("two", {}, ["done"], calls={"a": {"path": "one", "returns": {"done": "done"}}}, start="a")
    path = document({}, calls={"a": {"path": "one", "returns": {"done": "out"}}}, start="a")
    with pytest.raises(LinkError, match="circle: one → two → one"):
        link(path, {"one": one, "two": two})


def test_only_a_sub_path_can_be_called() -> None:
    path = document({}, calls={"a": {"path": "other", "returns": {}}}, start="a")
    other = PathDocument.model_validate(
        document({"q": question("yes_no", "out")}).model_dump(by_alias=True) | {"code": "other"}
    )
    with pytest.raises(LinkError, match="not a sub-path"):
        link(path, {"other": other})


def test_a_call_that_comes_back_to_itself_without_a_question_is_refused() -> None:
    empty = subpath("empty", {}, ["done"], start="done")
    path = document({}, calls={"a": {"path": "empty", "returns": {"done": "a"}}}, start="a")
    with pytest.raises(LinkError, match="comes back to itself"):
        link(path, {"empty": empty})


def test_calls_that_multiply_without_end_are_stopped() -> None:
    library = {}
    for n in range(30):
        twice = {
            "a": {"path": f"s{n + 1}", "returns": {"done": "b"}},
            "b": {"path": f"s{n + 1}", "returns": {"done": "done"}},
        }
        library[f"s{n}"] = subpath(f"s{n}", {}, ["done"], start="a", calls=twice)
    path = document({}, calls={"a": {"path": "s0", "returns": {"done": "out"}}}, start="a")
    with pytest.raises(LinkError, match="too large"):
        link(path, library)


def test_a_stored_draft_with_a_missing_target_is_refused_not_walked() -> None:
    draft = PathDocument.from_json(document({"q": question("yes_no", "gone")}).to_json())
    with pytest.raises(LinkError, match="Nothing here is called “gone”"):
        link(draft, {})
