"""Machines learn the same alone and in several processes."""

from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool

import joblib
import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from luotsi.understanding import machines
from luotsi.understanding.machines import Lesson, learn_each

CLASSES, EACH = 9, 20


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    """Examples of nine classes; those of a class share a feature."""
    source = np.random.default_rng(5)
    labels = np.repeat(np.arange(CLASSES), EACH)
    noise = random_array((len(labels), 60), density=0.2, rng=source)
    own = csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), labels)), noise.shape)
    return Lesson(csr_matrix(noise + own), labels, np.ones(len(labels)), 1.0)


@pytest.fixture
def chosen(lesson: Lesson) -> list[np.ndarray]:
    return [np.arange(len(lesson.labels))] * CLASSES


def learnt(lesson: Lesson, chosen: list[np.ndarray]) -> list[tuple[list[int], list[float], float]]:
    return [
        (machine.features.tolist(), machine.weights.tolist(), machine.bias)
        for machine in learn_each(lesson, chosen)
    ]


def test_several_processes_learn_what_one_learns(
    lesson: Lesson, chosen: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = learnt(lesson, chosen)
    assert all(number in features for number, (features, _, _) in enumerate(alone))
    monkeypatch.setattr(machines, "ALONE_UP_TO", 0)
    monkeypatch.setattr(joblib, "cpu_count", lambda: 2)
    assert learnt(lesson, chosen) == alone


def test_where_no_other_process_can_be_had_one_does_it_all(
    lesson: Lesson,
    chosen: list[np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    alone = learnt(lesson, chosen)
    monkeypatch.setattr(machines, "ALONE_UP_TO", 0)
    monkeypatch.setattr(joblib, "cpu_count", lambda: 2)

    def killed(*_: object, **__: object) -> None:
        raise BrokenProcessPool("killed for want of memory")

    monkeypatch.setattr(joblib.Parallel, "__call__", killed)
    assert learnt(lesson, chosen) == alone
    assert "one process" in caplog.text


def test_where_a_process_may_not_give_way_it_learns_all_the_same(
    lesson: Lesson, chosen: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("a service manager forbids it")

    monkeypatch.setattr(os, "setpriority", refused)
    assert len(machines._learn_beside(lesson, 0, chosen)) == CLASSES


def test_a_class_without_examples_says_no_to_everything(lesson: Lesson, chosen: list[np.ndarray]) -> None:
    *_, nothing = learn_each(lesson, [*chosen, chosen[0]])
    assert (len(nothing.features), nothing.bias) == (0, -1.0)
