"""Measures against examples worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.assistant import measures
from luotsi.assistant.measures import Difference, Expected, Given, Ranked, outcomes

TEETH = Expected("guide", "dental_acute", also=("dental_checkup",), theme="oral_health", emergency=False)


def ranked(*reasons: str, theme: str = "fees") -> tuple[Ranked, ...]:
    """Candidates whose primary reasons these are; one with a + is a second reason of the one before it."""
    return tuple(Ranked(tuple(one.split("+")), (theme,)) for one in reasons)


def test_a_path_is_right_by_its_primary_reason() -> None:
    found = outcomes(TEETH, Given("guide", ranked("fee_bill", "dental_checkup+dental_acute", "dental_acute")))
    assert (found["reason_at_1"], found["reason_at_3"]) == (0, 1)
    assert (found["any_reason_at_1"], found["any_reason_at_3"]) == (0, 1)
    only_beside = outcomes(TEETH, Given("guide", ranked("dental_checkup+dental_acute")))
    assert (only_beside["reason_at_3"], only_beside["any_reason_at_1"]) == (0, 1)


def test_the_fourth_is_not_among_the_first_three() -> None:
    given = Given("guide", ranked("a", "b", "c", "dental_acute", theme="oral_health"))
    found = outcomes(TEETH, given)
    assert (found["reason_at_3"], found["theme_at_1"], found["theme_at_3"]) == (0, 1, 1)


def test_only_what_the_client_sees_is_offered() -> None:
    candidates = ranked("fee_bill", "dental_checkup")
    assert outcomes(TEETH, Given("guide", candidates, offered=1))["offered"] == 0
    assert outcomes(TEETH, Given("guide", candidates, offered=2))["offered"] == 1
    where = Expected("guide", "opening_contact")
    assert outcomes(where, Given("guide", has_place=True))["offered"] == 1


def test_ndcg_by_hand() -> None:
    assert measures.ndcg(["a"], "a") == 1.0
    assert measures.ndcg(["x", "a"], "a") == pytest.approx(1 / math.log2(3))
    assert measures.ndcg(["x"], "a") == 0.0
    # 0.5 first and 1 second, of 1 first and 0.5 second.
    best = 1 + 0.5 / math.log2(3)
    assert measures.ndcg(["b", "a"], "a", ["b"]) == pytest.approx((0.5 + 1 / math.log2(3)) / best)
    assert measures.ndcg(["a", "b"], "a", ["b"]) == pytest.approx(1.0)
    assert measures.ndcg(["a", "a", "b"], "a", ["b"]) == pytest.approx((1 + 0.5 / 2) / best)
    assert measures.ndcg([*"0123456789", "a"], "a") == 0.0


def test_wilson_by_hand() -> None:
    """Ten of twenty, and the known bounds of none and all of ten."""
    assert measures.wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert measures.wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert measures.wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert measures.wilson(0, 0) == (0.0, 1.0)


@settings(max_examples=30)
@given(st.integers(1, 400), st.data())
def test_an_interval_holds_its_share(count: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, count))
    low, high = measures.wilson(hits, count)
    assert 0.0 <= low <= hits / count <= high <= 1.0


def test_the_bootstrap_is_repeatable_and_near_theory() -> None:
    values = [0.0, 1.0] * 50
    low, high = measures.bootstrap(values)
    assert (low, high) == measures.bootstrap(values)
    assert (low, high) == pytest.approx((0.402, 0.598), abs=0.02)
    assert measures.bootstrap([0.3] * 9) == pytest.approx((0.3, 0.3))


def test_the_sign_test_by_hand() -> None:
    assert measures.sign_test(0, 0) == 1.0
    assert measures.sign_test(3, 3) == 1.0
    assert measures.sign_test(0, 5) == pytest.approx(2 / 32)
    assert measures.sign_test(1, 9) == pytest.approx(2 * 11 / 1024)


def test_quantiles_are_values_that_occurred() -> None:
    times = [float(one) for one in range(1, 101)]
    assert (measures.quantile(times, 0.5), measures.quantile(times, 0.99)) == (50.0, 99.0)
    assert (measures.quantile([7.0], 0.99), measures.quantile([], 0.5)) == (7.0, 0.0)


def test_asking_is_judged_from_both_sides() -> None:
    vague, clear = Expected("clarify", "fee_bill"), Expected("guide", "fee_bill")
    replies = [Given("clarify"), Given("guide"), Given("clarify"), Given("guide"), Given("guide")]
    cases = [vague, vague, clear, clear, clear]
    means = measures.summary_of(cases, replies)
    assert (means["clarify_recall"], means["clarify_precision"]) == (0.5, 0.5)
    assert means["clarify_needless"] == pytest.approx(1 / 3)


def test_where_help_ends() -> None:
    kela = Expected("out_of_scope", authority="kela")
    cases = [kela, kela, TEETH, Expected("clarify", "fee_bill"), Expected("person", "human_request")]
    replies = [
        Given("out_of_scope", authorities=("kela",)),
        Given("guide"),
        Given("out_of_scope"),
        Given("none"),
        Given("person"),
    ]
    means = measures.summary_of(cases, replies)
    assert (means["out_of_scope_recall"], means["authority"]) == (0.5, 0.5)
    assert (means["out_of_scope_false"], means["unanswered"], means["person_recall"]) == (0.5, 0.5, 1.0)
    assert "reason_at_1" not in outcomes(cases[-1], replies[-1]), "a person is no path"


def test_alarms_are_told_apart() -> None:
    near = Expected("guide", "fee_bill", emergency=False, is_near_miss=True)
    assert outcomes(near, Given("guide"))["alarm_near_miss"] == 0
    assert outcomes(TEETH, Given("emergency", emergency=True))["alarm_ordinary"] == 1
    assert "alarm_ordinary" not in outcomes(near, Given("guide"))
    assert "alarm_ordinary" not in outcomes(Expected("guide", "fee_bill"), Given("guide"))


def test_an_emergency_its_kind_and_its_errand() -> None:
    case = Expected("emergency", "fee_bill", emergency=True, emergency_kinds=("medical", "child"))
    found = outcomes(case, Given("emergency", ranked("fee_bill"), emergency=True, emergency_kinds=("child",)))
    assert (found["emergency_recall"], found["emergency_kind"], found["errand_at_3"]) == (1, 1, 1)
    missed = outcomes(case, Given("guide"))
    assert missed["emergency_recall"] == 0
    assert "emergency_kind" not in missed


def test_distress_and_masking() -> None:
    case = Expected("guide", "fee_bill", soft=True, personal=("131052-308T", "Aino"))
    assert outcomes(case, Given("guide", soft=True, masked_text="[x] soittaa"))["soft_recall"] == 1
    assert outcomes(case, Given("guide", masked_text="[x] Aino"))["masked"] == 0
    assert outcomes(case, Given("guide", masked_text="[x] [y]"))["masked"] == 1
    assert outcomes(Expected("guide", soft=False), Given("guide", soft=True))["soft_false"] == 1


def test_several_needs_are_all_wanted() -> None:
    case = Expected("guide", "fee_bill", needs=("fee_bill", "dental_acute"))
    both = outcomes(case, Given("guide", ranked("dental_acute", "x", "fee_bill"), needs=2))
    assert (both["needs_at_3"], both["needs_told"]) == (1, 1)
    assert outcomes(case, Given("guide", ranked("fee_bill")))["needs_at_3"] == 0
    assert outcomes(TEETH, Given("guide", needs=2))["needs_false"] == 1


def test_the_constant_answer_is_the_most_frequent_one() -> None:
    cases = [Expected("guide", code, theme="t") for code in "aaabbcd"]
    floor = measures.constant_floor([*cases, Expected("emergency", emergency=True)])
    assert floor["reason_at_1"] == pytest.approx(3 / 7)
    assert floor["reason_at_3"] == pytest.approx(6 / 7)
    assert floor["theme_at_1"] == 1.0
    assert "clarify_recall" not in floor


def test_shuffled_labels_lose_what_was_known() -> None:
    codes = [f"r{number}" for number in range(20)]
    cases = [Expected("guide", code) for code in codes]
    replies = [Given("guide", ranked(code)) for code in codes]
    assert measures.summary_of(cases, replies)["reason_at_1"] == 1.0
    floor = measures.shuffled_floor(cases, replies)
    assert floor == measures.shuffled_floor(cases, replies)
    assert floor["reason_at_1"] < 0.15


def test_a_summary_keeps_order_and_leaves_out_what_concerns_nobody() -> None:
    found = measures.summary([{"masked": 1.0}, {"reason_at_1": 1.0}, {"reason_at_1": 0.0}])
    assert list(found) == ["reason_at_1", "masked"]
    assert (found["reason_at_1"].value, found["reason_at_1"].count) == (0.5, 2)


def test_what_got_better_and_worse_is_named() -> None:
    before = {"a": {"reason_at_1": 1.0}, "b": {"reason_at_1": 0.0}, "gone": {"reason_at_1": 0.0}}
    after = {"a": {"reason_at_1": 0.0}, "b": {"reason_at_1": 1.0}, "new": {"reason_at_1": 0.0}}
    (found,) = measures.differences(before, after)
    assert (found.better, found.worse, found.count, found.gain) == (("b",), ("a",), 2, 0.0)
    assert not found.is_regression(0.0)


def test_fewer_false_alarms_are_better() -> None:
    (found,) = measures.differences({"a": {"alarm_ordinary": 1.0}}, {"a": {"alarm_ordinary": 0.0}})
    assert (found.better, found.gain) == (("a",), 1.0)


def test_a_regression_is_more_than_chance_or_than_is_tolerated() -> None:
    small = Difference("reason_at_1", 0.50, 0.49, 1000, p=0.4)
    assert not small.is_regression(0.02)
    assert small.is_regression(0.005)
    assert Difference("reason_at_1", 0.50, 0.49, 1000, p=0.01).is_regression(0.02)
    assert not Difference("reason_at_1", 0.49, 0.50, 1000, p=0.01).is_regression(0.0)


def test_one_emergency_lost_is_too_many() -> None:
    lost = Difference("emergency_recall", 0.9, 0.95, 500, better=("a", "b"), worse=("c",))
    assert lost.is_regression(0.5)
