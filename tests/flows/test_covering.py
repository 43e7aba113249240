"""Walks kept beside a path meet everything in it, and a changed rule cannot hide from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings

from luotsi.flows import Flow, PathDocument, link, prove, replay
from luotsi.flows.covering import FEW, Walk, covering_walks, not_met
from tests.flows.making import flow, question, random_documents

DAY = date(2026, 1, 1)


def ends(walks: tuple[Walk, ...]) -> dict[str, str]:
    """By answers, where each walk ends."""
    return {" ".join(f"{key}={','.join(values)}" for key, values in walk.answers): walk.end for walk in walks}


def answers(walk: Walk) -> dict[str, tuple[str, ...]]:
    return dict(walk.answers)


def many(count: int = 5) -> Flow:
    """More walks than are written out: questions of four answers each, one after the other."""
    asked = {f"q{n}": question("choice", f"q{n + 1}" if n + 1 < count else "out") for n in range(count)}
    asked[f"q{count - 1}"]["next"] = [
        {"when": "q0 == self and q1 == child", "to": "rare"},
        {"otherwise": "out"},
    ]
    return flow(asked, ("rare", "out"))


def test_every_option_and_not_knowing_is_walked() -> None:
    path = flow(
        {"who": question("choice", [{"when": "who == self", "to": "own"}, {"otherwise": "out"}])},
        ("own", "out"),
    )
    assert ends(covering_walks(path, DAY)) == {
        "who=self": "own",
        "who=child": "out",
        "who=other": "out",
        "who=dont_know": "out",
    }


def test_a_number_is_walked_on_both_sides_of_where_it_matters() -> None:
    path = flow(
        {"age": question("number", [{"when": "age < 18", "to": "young"}, {"otherwise": "out"}])},
        ("young", "out"),
    )
    found = {walk.answers[0][1][0]: walk.end for walk in covering_walks(path, DAY)}
    assert set(found.values()) == {"young", "out"}
    assert found.pop("dont_know") == "out"
    assert all((int(age) < 18) == (end == "young") for age, end in found.items())


def test_several_are_walked_none_each_together_and_unknown() -> None:
    rules = [{"when": "self in needs and child in needs", "to": "both"}, {"otherwise": "out"}]
    path = flow({"needs": question("several", rules)}, ("both", "out"))
    found = ends(covering_walks(path, DAY))
    assert found["needs=self,child"] == "both"
    assert found["needs=none"] == found["needs=self"] == found["needs=other"] == "out"


def test_of_very_many_walks_a_few_cover_all_rules_and_answers() -> None:
    walks = covering_walks(many(), DAY)
    assert 0 < len(walks) <= FEW
    assert not not_met(many(), DAY, map(answers, walks))
    assert {"rare", "out"} == {walk.end for walk in walks}


def test_what_was_kept_stays_so_that_a_review_sees_only_the_change() -> None:
    first = covering_walks(many(), DAY)
    kept = [answers(walk) for walk in reversed(first)]
    assert covering_walks(many(), DAY, kept) == first


def test_what_no_longer_fits_goes() -> None:
    unknown = {"q0": ("nobody",)}
    assert covering_walks(many(), DAY, [unknown]) == covering_walks(many(), DAY)


def test_walks_that_leave_something_out_are_told() -> None:
    few = [answers(walk) for walk in covering_walks(many(), DAY) if walk.end == "out"]
    assert ("node", "rare") in not_met(many(), DAY, few)


@settings(max_examples=25)
@given(random_documents(circles=False))
def test_walks_end_where_a_visit_ends_and_reach_every_node_that_a_proof_reaches(
    values: dict[str, Any],
) -> None:
    path = link(PathDocument.model_validate(values), {})
    walks = covering_walks(path, DAY)
    for walk in walks:
        visit = replay(path, answers(walk), DAY)
        assert (visit.position.key, visit.rejected) == (walk.end, ())
    if prove(path, DAY).holds:
        met = {walk.end for walk in walks} | {key for walk in walks for key, _ in walk.answers}
        assert met == set(path.nodes)
