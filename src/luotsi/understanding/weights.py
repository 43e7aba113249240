"""What each feature says of each class: sparse rows, of which the fuller ones are kept whole.

Most features speak of a few classes, but those that a message is full of speak of hundreds. The former
are an inverted file (a row's classes, one after the other), the latter plain rows, which are read
many times faster. Everything is in eight bits: a multiple of a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

WEIGHT_STEP, CENTRE_STEP = 0.025, 0.03
"""What one step of a machine's weight, and of what a class's centre says, is worth."""
FULL = 0.25
"""Share of the classes from which on a row is kept whole: as large as twice the sparse row."""

Arrays = dict[str, np.ndarray]


def arrays_of(weights: object, centres: object) -> Arrays:
    """The arrays that `Weights` reads, from two scipy matrices (features × classes)."""
    from scipy.sparse import csr_matrix

    # As the two parts of complex numbers they are joined cell by cell in one addition.
    both = (weights + 1j * centres).tocsr()  # type: ignore[operator]
    both.sort_indices()
    lengths = np.diff(both.indptr)
    is_full = lengths > FULL * both.shape[1]
    is_sparse = np.repeat(~is_full, lengths)
    said, centred = (
        csr_matrix((steps, both.indices, both.indptr), both.shape)
        for steps in (in_steps(both.data.real), _centres(both.data.imag))
    )
    return {
        "starts": np.concatenate([[0], np.cumsum(np.where(is_full, 0, lengths))]).astype(np.uint32),
        "classes": both.indices[is_sparse].astype(np.uint16),
        "weights": said.data[is_sparse],
        "centres": centred.data[is_sparse],
        "full": np.flatnonzero(is_full).astype(np.uint32),
        "full_weights": said[is_full].toarray(),
        "full_centres": centred[is_full].toarray(),
    }


def in_steps(weights: np.ndarray) -> np.ndarray:
    """A machine's weights as multiples of `WEIGHT_STEP`."""
    return np.clip(np.rint(weights / WEIGHT_STEP), -127, 127).astype(np.int8)


def _centres(strengths: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(strengths / CENTRE_STEP), 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Table:
    """What some features say of every class: `told` by the machines and `centred` by the centres (rows ×
    classes, float32), for features with the numbers `rows`, in order."""

    rows: np.ndarray
    told: np.ndarray
    centred: np.ndarray

    def scores(self, values: np.ndarray, shares: np.ndarray) -> np.ndarray:
        """The scores of several texts (texts × classes). `values`: what each row counts for in each text, 0
        where the text has it not; `shares`: what the centres count for in each text."""
        is_there = (values != 0).astype(np.float32)
        return values @ self.told + shares[:, None] * (is_there @ self.centred)  # type: ignore[no-any-return]

    def towards(self, values: np.ndarray, share: float, numbers: Sequence[int]) -> np.ndarray:
        """What each row of one text says of each of a few classes (rows × numbers)."""
        return values[:, None] * self.told[:, numbers] + share * self.centred[:, numbers]  # type: ignore[no-any-return]


class Weights:
    """Immutable; from the arrays that `arrays_of` made."""

    def __init__(self, part: Mapping[str, np.ndarray], classes: int) -> None:
        self._size = classes
        self._starts, self._classes = part["starts"], part["classes"]
        self._weights, self._centres = part["weights"], part["centres"]
        self._full = part["full"]
        self._full_weights, self._full_centres = part["full_weights"], part["full_centres"]

    def table(self, rows: np.ndarray) -> Table:
        """What these features say; each number once, in order."""
        told = np.zeros((len(rows), self._size), dtype=np.float32)
        centred = np.zeros_like(told)
        at, is_full = places_in(self._full, rows.astype(np.uint32))
        told[is_full] = self._full_weights[at[is_full]]
        centred[is_full] = self._full_centres[at[is_full]]
        places, owners = self._sparse(rows)
        cells = owners * self._size + self._classes[places]
        told.reshape(-1)[cells] = self._weights[places]
        centred.reshape(-1)[cells] = self._centres[places]
        told *= WEIGHT_STEP
        centred *= CENTRE_STEP
        return Table(rows, told, centred)

    def _sparse(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where what sparse rows say stands, one row after the other, and which of the rows says it."""
        starts = self._starts[rows].astype(np.int64)
        lengths = self._starts[rows + 1].astype(np.int64) - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        return places, np.repeat(np.arange(len(rows)), lengths)


def places_in(known: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the asked numbers stand among the known ones (sorted), and which of them stand there at all."""
    if not len(known):
        return np.zeros(len(asked), dtype=np.int64), np.zeros(len(asked), dtype=bool)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return at, known[at] == asked
