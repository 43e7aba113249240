"""Linear machines, one for each class against others. Where there is much to learn, several processes learn.

scikit-learn and joblib are imported where they are needed: they take 90 MB and a second, and only the worker
learns.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import numpy as np

TOLERANCE = 0.1
"""When a machine has learnt enough. A thousandth of it takes twice as long, and of the library's utterances
kept apart as many are right."""
LEAST_WEIGHT = 0.08
"""Smaller ones are left out: of the library's utterances kept apart as many are right, and a message is
read a third faster."""
ALONE_UP_TO = 500_000
"""Examples of all machines together up to which starting other processes takes longer than it saves."""
MOST_PROCESSES = 4
"""Each takes some 150 MB."""
GIVES_WAY = 10
"""Their niceness."""
_SHARES = 4
"""Pieces of work for each process, so that none waits long for the others."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Machine:
    """The features that a machine heeds, in order, their weights, and its bias."""

    features: np.ndarray
    weights: np.ndarray
    bias: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """What machines learn from: examples as rows of features (a scipy CSR matrix), the class of each, how
    much each counts, and how much the machines trust them (C of a support vector machine)."""

    rows: object
    labels: np.ndarray
    weights: np.ndarray
    trust: float


def learn_each(lesson: Lesson, chosen: Sequence[np.ndarray]) -> list[Machine]:
    """A machine for each class, that learns from the chosen examples; the same ones however many processes
    there are. A class without examples, or without others, gets one that says no to everything."""
    if sum(map(len, chosen)) <= ALONE_UP_TO:
        return _learn(lesson, 0, chosen)
    from joblib import Parallel, cpu_count, delayed

    processes = min(MOST_PROCESSES, cpu_count())
    if processes < 2:
        return _learn(lesson, 0, chosen)
    try:
        shares = _shares(chosen, processes * _SHARES)
        parts = Parallel(processes, idle_worker_timeout=10)(
            delayed(_learn_beside)(lesson, first, share) for first, share in shares
        )
    except (BrokenProcessPool, OSError) as error:
        # Where a machine allows no other processes, or has no memory for them, this one can do it all.
        logger.warning("Learning goes on in one process: %s", type(error).__name__)
        return _learn(lesson, 0, chosen)
    return [machine for part in parts for machine in part]


def _shares(chosen: Sequence[np.ndarray], count: int) -> Iterator[tuple[int, Sequence[np.ndarray]]]:
    """The number of the first class of each share, and what the classes of the share learn from."""
    size = -(-len(chosen) // count)
    for first in range(0, len(chosen), size):
        yield first, chosen[first : first + size]


def _learn_beside(lesson: Lesson, first: int, chosen: Sequence[np.ndarray]) -> list[Machine]:
    """`_learn` in a process that gives way to those that answer people."""
    # Some service managers forbid it; then they share alike.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, GIVES_WAY)
    return _learn(lesson, first, chosen)


def _learn(lesson: Lesson, first: int, chosen: Sequence[np.ndarray]) -> list[Machine]:
    """The machines of classes that follow each other, one after the other: liblinear's threads would share
    one source of chance, and not give the same twice."""
    return [_learn_one(lesson, number, examples) for number, examples in enumerate(chosen, first)]


def _learn_one(lesson: Lesson, number: int, examples: np.ndarray) -> Machine:
    from sklearn.svm import LinearSVC

    is_mine = lesson.labels[examples] == number
    if not is_mine.any() or is_mine.all():
        return Machine(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32), -1.0)
    machine = LinearSVC(C=lesson.trust, tol=TOLERANCE, random_state=0)
    machine.fit(lesson.rows[examples], is_mine, sample_weight=lesson.weights[examples])  # type: ignore[index]
    kept = np.flatnonzero(np.abs(machine.coef_[0]) >= LEAST_WEIGHT)
    return Machine(kept, machine.coef_[0][kept].astype(np.float32), float(machine.intercept_[0]))
