"""Logistic regression of several classes at once, each against all others.

One pass over the rows serves all classes, which makes it several times faster than a fit for each. The same
rows give the same weights as long as the arithmetic runs in one thread.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STEPS = 50
"""The fit ends here, near its best: a weight is rounded to one byte anyway."""


def fit(rows: csr_matrix, flags: Flags, strengths: Floats) -> tuple[Floats, Floats]:
    """Weights (features × classes) and biases (classes).

    `flags` (rows × classes) tells which classes a row has. `strengths` (rows) tells how much each
    counts against the regularisation.
    """
    used = np.unique(rows.indices)
    slim = rows[:, used].astype(np.float32)
    signs = np.where(flags, 1, -1).astype(np.float32)
    counts = strengths.astype(np.float32)[:, None]
    shape = (used.size, flags.shape[1])
    turned = slim.T.tocsr()

    def cost(values: Floats) -> tuple[float, Floats]:
        weights, biases = values[: -shape[1]].reshape(shape), values[-shape[1] :]
        margins = (slim @ weights.astype(np.float32) + biases.astype(np.float32)) * signs
        loss = (counts * np.logaddexp(0, -margins)).sum(dtype=np.float64)
        slopes = -counts * signs / (1 + np.exp(np.clip(margins, -30, 30)))
        slope = (turned @ slopes).astype(np.float64) + weights
        total = float(loss + 0.5 * (weights * weights).sum())
        return total, np.concatenate([slope.ravel(), slopes.sum(axis=0, dtype=np.float64)])

    start = np.zeros(shape[0] * shape[1] + shape[1])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    weights = np.zeros((rows.shape[1], shape[1]))
    weights[used] = found[: -shape[1]].reshape(shape)
    return weights, found[-shape[1] :]
