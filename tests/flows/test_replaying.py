"""A visit is a fold: answers lead on, a changed mind loses nothing, nonsense harms nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench.proof import TODAY, all_answers
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.flows import Given, PathDocument, Reason, Rejected, link, longest_walk, replay, walks
from tests.flows.making import flow, question, random_documents

TOOTH = flow(
    {
        "who": question(
            "choice", [{"when": "who == child", "to": "age"}, {"otherwise": "how"}], options=("self", "child")
        ),
        "age": question("number", [{"when": "age < 18", "to": "how"}, {"otherwise": "adult"}]),
        "how": question(
            "choice",
            [{"when": "how == phone", "to": "out"}, {"otherwise": "adult"}],
            options=("phone", "web"),
        ),
    },
    ("out", "adult"),
)  # fmt: skip


def test_answers_lead_step_by_step_to_an_outcome() -> None:
    first = replay(TOOTH, {}, TODAY)
    assert (first.position.key, first.questions_asked, first.questions_left_at_most) == ("who", 0, 3)
    second = replay(TOOTH, {"who": ["child"]}, TODAY)
    assert (second.position.key, second.questions_left_at_most) == ("age", 2)
    last = replay(TOOTH, {"who": ["child"], "age": ["7"], "how": ["phone"]}, TODAY)
    assert last.is_finished
    assert last.position.key == "out"
    assert last.given == (Given("who", ("child",)), Given("age", ("7",)), Given("how", ("phone",)))


def test_changing_an_earlier_answer_keeps_later_ones_that_still_fit() -> None:
    answers = {"who": ["self"], "how": ["phone"]}
    assert replay(TOOTH, answers, TODAY).position.key == "out"
    changed = replay(TOOTH, {**answers, "who": ["child"]}, TODAY)
    assert changed.position.key == "age"
    assert changed.kept == (Given("how", ("phone",)),)
    carried = {each.question: each.values for each in (*changed.given, *changed.kept)}
    assert replay(TOOTH, {**carried, "age": ["9"]}, TODAY).position.key == "out"


def test_a_later_answer_that_no_longer_fits_is_rejected_with_its_reason() -> None:
    visit = replay(TOOTH, {"who": ["self"], "how": ["web"], "age": ["7"], "old": ["x"]}, TODAY)
    assert visit.position.key == "adult"
    assert set(visit.rejected) == {
        Rejected("old", ("x",), "unknown_question"),
        Rejected("age", ("7",), "not_asked"),
    }


def test_an_answered_question_can_be_shown_again_to_change_it() -> None:
    visit = replay(TOOTH, {"who": ["child"], "age": ["7"], "how": ["web"]}, TODAY, until="age")
    assert visit.position.key == "age"
    assert visit.kept == (Given("age", ("7",)), Given("how", ("web",)))


BRANCHES = flow(
    {
        "who": question("choice", "rest", options=("self", "child")),
        "rest": question("choice", [{"when": "who == child", "to": "age"}, {"otherwise": "how"}]),
        "age": question("number", "how"),
        "how": question("choice", "out", options=("phone", "web")),
    }
)  # fmt: skip


def test_what_is_kept_is_what_the_answers_so_far_can_still_come_to() -> None:
    answers = {"age": ["7"], "how": ["web"]}
    child = replay(BRANCHES, {"who": ["child"], **answers}, TODAY)
    assert (child.position.key, child.questions_left_at_most) == ("rest", 3)
    assert [each.question for each in child.kept] == ["age", "how"]
    grown = replay(BRANCHES, {"who": ["self"], **answers}, TODAY)
    assert (grown.position.key, grown.questions_left_at_most) == ("rest", 2)
    assert [each.question for each in grown.kept] == ["how"]
    assert grown.rejected == (Rejected("age", ("7",), "not_asked"),)


def test_what_stands_behind_a_rule_that_surely_applies_is_not_ahead() -> None:
    path = flow(
        {
            "who": question("choice", "rest", options=("self", "child")),
            "rest": question("choice", [{"when": "who == self", "to": "out"}, {"otherwise": "age"}]),
            "age": question("number", "out"),
        }
    )
    visit = replay(path, {"who": ["self"], "age": ["7"]}, TODAY)
    assert (visit.position.key, visit.questions_left_at_most, visit.kept) == ("rest", 1, ())


def test_the_reasons_name_the_rule_and_the_answers_that_decided() -> None:
    visit = replay(TOOTH, {"who": ["child"], "age": ["30"]}, TODAY)
    assert visit.reasons == (
        Reason("who", "who == child", "age", (Given("who", ("child",)),)),
        Reason("age", None, "adult", (Given("age", ("30",)),)),
    )


def test_not_knowing_makes_every_comparison_false() -> None:
    walked = flow(
        {
            "age": question("number", [
                {"when": "age < 18", "to": "young"}, {"when": "age >= 18", "to": "old"},
                {"when": "age == dont_know", "to": "unknown"},
            ]),
        },
        ("young", "old", "unknown"),
    )  # fmt: skip
    assert replay(walked, {"age": ["dont_know"]}, TODAY).position.key == "unknown"


def test_none_of_several_is_an_answer_and_its_count_is_zero() -> None:
    walked = flow(
        {"q": question("several", [{"when": "count(q) == 0", "to": "none"}, {"otherwise": "some"}])},
        ("none", "some"),
    )
    assert replay(walked, {"q": ["none"]}, TODAY).position.key == "none"
    assert replay(walked, {"q": ["child", "self"]}, TODAY).position.key == "some"
    assert replay(walked, {"q": ["dont_know"]}, TODAY).position.key == "some"


def test_days_are_counted_from_the_given_day() -> None:
    walked = flow(
        {"d": question("date", [{"when": "days_until(d) <= 14", "to": "soon"}, {"otherwise": "later"}])},
        ("soon", "later"),
    )
    answer = {"d": [(TODAY + timedelta(days=20)).isoformat()]}
    assert replay(walked, answer, TODAY).position.key == "later"
    assert replay(walked, answer, TODAY + timedelta(days=6)).position.key == "soon"


def test_a_path_in_a_circle_stops_and_says_so() -> None:
    walked = flow(
        {
            "a": question("yes_no", "b"),
            "b": question("yes_no", [{"when": "b", "to": "a"}, {"otherwise": "out"}]),
        }
    )
    visit = replay(walked, {"a": ["yes"], "b": ["yes"]}, TODAY)
    assert visit.stuck == "endless"
    assert not visit.is_finished
    assert longest_walk(walked) == 2


def test_the_walks_of_a_path_can_be_listed_up_to_a_limit() -> None:
    assert set(walks(TOOTH, 100)) == {
        ("who", "age", "how", "out"), ("who", "age", "how", "adult"), ("who", "age", "adult"),
        ("who", "how", "out"), ("who", "how", "adult"),
    }  # fmt: skip
    assert len(list(walks(TOOTH, 2))) == 2


nonsense = st.dictionaries(
    st.one_of(st.sampled_from(["q0", "q1", "q2"]), st.text(max_size=5)),
    st.one_of(
        st.text(max_size=6),
        st.lists(
            st.one_of(
                st.sampled_from(
                    ["a", "b", "yes", "no", "none", "dont_know", "1", "-0", "٣", "2026-11-24", "091", ""]
                ),
                st.text(max_size=8),
            ),
            max_size=3,
        ),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(random_documents(), nonsense)
def test_no_answers_whatever_make_the_walk_fail(values: dict[str, Any], answers: Any) -> None:
    walked = link(PathDocument.model_validate(values), {})
    visit = replay(walked, answers, TODAY)
    told = {each.question for each in (*visit.given, *visit.kept, *visit.rejected)}
    assert told == {str(key) for key in answers}
    again = replay(walked, {each.question: each.values for each in (*visit.given, *visit.kept)}, TODAY)
    assert (again.given, again.position.key, again.kept) == (visit.given, visit.position.key, visit.kept)


@settings(max_examples=60, deadline=None)
@given(random_documents(circles=False), st.data())
def test_questions_left_never_grow_and_are_never_too_few(values: dict[str, Any], data: st.DataObject) -> None:
    walked = link(PathDocument.model_validate(values), {})
    answers: dict[str, Any] = {}
    visit = replay(walked, answers, TODAY)
    while not visit.is_finished and not visit.stuck:
        before = visit.questions_left_at_most
        answers[visit.position.key] = data.draw(st.sampled_from(list(all_answers(visit.position))))  # type: ignore[arg-type]
        visit = replay(walked, answers, TODAY)
        assert visit.questions_left_at_most < before


def test_the_date_of_an_answer_must_be_written_in_full() -> None:
    walked = flow({"d": question("date", "out")})
    for wrong in ("2026-W01-1", "20261124", "2026-13-01", "24.11.2026"):
        assert replay(walked, {"d": [wrong]}, TODAY).rejected[0].why == "bad_value"
