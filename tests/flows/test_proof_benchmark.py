"""The benchmark of proofs finds what was seeded, and would say so if it did not."""

from __future__ import annotations

from bench.proof import KINDS, make_paths, prove_all


def test_every_seeded_fault_of_a_few_paths_is_found_and_shown() -> None:
    made = make_paths(8)
    assert all({kind for kind, _ in each.seeded} == set(KINDS) for each in made)
    _, wrong = prove_all(made)
    assert wrong == []


def test_generated_paths_are_as_large_as_promised() -> None:
    for each in make_paths(8, seed=5):
        questions = each.document.questions.values()
        kinds = [question.type for question in questions]
        assert len(questions) + len(each.document.outcomes) >= 30
        assert (kinds.count("several"), kinds.count("number")) == (2, 2)


def test_a_fault_that_is_missed_makes_the_benchmark_fail() -> None:
    (made,) = make_paths(1)
    made.seeded.add(("gap", "q0"))
    _, wrong = prove_all([made])
    assert wrong == [("path-0", "missed: gap at q0")]
