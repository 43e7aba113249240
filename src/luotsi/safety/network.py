"""A small convolutional network that reads a message word by word.

It sees what the linear part cannot: in which order things are told, and which of them only together mean
something. Each word is the sum of its pieces, so an unseen form of a word resembles the seen ones, and of the
concepts and signs that begin at it. Two layers look at each word with two words before and two after it; the
strongest and the mean of what they find decide. It was learnt from the training messages alone.

Only numpy is needed. `training/network.py` fits the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from luotsi.safety.features import MARK_BUCKETS, PIECE_BUCKETS, Passage

try:
    import numpy as np
except ImportError:  # The rules must work without it.
    np = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Array = npt.NDArray[np.float32 | np.int8]

DEPTH = 64
"""Numbers that stand for a word."""
HIDDEN = 64
REACH = 5
"""Words that a layer looks at together."""


def shapes(classes: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The arrays of a network by name, in the order of their file: type and shape."""
    return {
        "pieces": ("int8", (PIECE_BUCKETS, DEPTH)),
        "marks": ("int8", (MARK_BUCKETS, DEPTH)),
        "piece_scales": ("float32", (DEPTH,)),
        "mark_scales": ("float32", (DEPTH,)),
        "first": ("float32", (REACH * DEPTH, DEPTH)),
        "first_bias": ("float32", (DEPTH,)),
        "second": ("float32", (REACH * DEPTH, DEPTH)),
        "second_bias": ("float32", (DEPTH,)),
        "hidden": ("float32", (2 * DEPTH, HIDDEN)),
        "hidden_bias": ("float32", (HIDDEN,)),
        "out": ("float32", (HIDDEN, classes)),
        "out_bias": ("float32", (classes,)),
    }


class Network:
    """Weights, read only. Threads may share it."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """`arrays` as `shapes` names them; the pieces and marks are in units of their scales."""
        self._arrays = dict(arrays)

    def odds(self, passage: Passage) -> Floats:
        """The log-odds of each class for the words of a passage, of which there is one at least."""
        arrays = self._arrays
        sums = np.add.reduceat(arrays["pieces"].take(passage.pieces, axis=0), passage.starts, dtype=np.int32)
        lengths = np.sqrt(passage.counts()).astype(np.float32)
        words: Floats = sums.astype(np.float32) * arrays["piece_scales"] / lengths[:, None]
        marks = arrays["marks"].take(passage.marks, axis=0) * arrays["mark_scales"]
        np.add.at(words, passage.places, marks)
        for layer in ("first", "second"):
            words += np.maximum(_neighbours(words) @ arrays[layer] + arrays[f"{layer}_bias"], 0)
        told = np.concatenate([words.max(axis=0), words.sum(axis=0) / np.float32(len(words) ** 0.5)])
        found: Floats = np.maximum(told @ arrays["hidden"] + arrays["hidden_bias"], 0) @ arrays["out"]
        return found + arrays["out_bias"]


def _neighbours(words: Floats) -> Floats:
    """Each word with those before and after it, side by side; zeros where there are none."""
    padded = np.zeros((len(words) + REACH - 1, words.shape[1]), np.float32)
    padded[REACH // 2 : REACH // 2 + len(words)] = words
    return np.concatenate([padded[shift : shift + len(words)] for shift in range(REACH)], axis=1)
