"""What features say of classes is the same whether a row is kept whole or sparse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from luotsi.understanding import weights
from luotsi.understanding.weights import CENTRE_STEP, WEIGHT_STEP, Weights

FEATURES, CLASSES = 12, 8
cells = st.integers(-127, 127)


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Weights and centres as whole steps (features × classes), some rows empty, some full."""
    shape = (FEATURES, CLASSES)
    is_there = np.array(
        draw(st.lists(st.booleans(), min_size=FEATURES * CLASSES, max_size=FEATURES * CLASSES))
    )
    said = draw(st.lists(cells, min_size=FEATURES * CLASSES, max_size=FEATURES * CLASSES))
    table = (np.array(said) * is_there).reshape(shape)
    table[draw(st.integers(0, FEATURES - 1))] = 0
    return table, np.abs(table[:, ::-1])


@given(tables(), st.sets(st.integers(0, FEATURES - 1)), st.floats(0, 2), st.sampled_from([0.0, 0.3, 1.0]))
def test_a_table_says_what_was_learnt(
    learnt: tuple[np.ndarray, np.ndarray], asked: set[int], share: float, full: float
) -> None:
    said, centres = learnt
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "FULL", full)
        arrays = weights.arrays_of(csr_matrix(said * WEIGHT_STEP), csr_matrix(centres * CENTRE_STEP))
    rows = np.array(sorted(asked), dtype=np.int64)
    table = Weights(arrays, CLASSES).table(rows)
    values = np.linspace(0.1, 1, len(rows), dtype=np.float32)
    each = values[:, None] * said[rows] * WEIGHT_STEP + share * centres[rows] * CENTRE_STEP
    texts, shares = np.stack([values, np.zeros_like(values)]), np.full(2, share, dtype=np.float32)
    assert table.scores(texts, shares) == pytest.approx(
        np.stack([each.sum(axis=0), np.zeros(CLASSES)]), abs=1e-3
    )
    numbers = [CLASSES - 1, 0]
    assert table.towards(values, share, numbers) == pytest.approx(each[:, numbers], abs=1e-3)
