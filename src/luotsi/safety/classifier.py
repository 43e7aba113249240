"""A small classifier beside the rules: it recognises what they were not told of, and where a rule only
signals it tells calm messages from others.

It has two parts that err in different places, a linear one (see features.py) and a convolutional network (see
network.py); the mean of what they say counts. Most weights are whole numbers of one byte, read from a file
of the package by memory map. If numpy or a file is missing or damaged there is no classifier and the rules
work alone.
"""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from luotsi.safety.features import BUCKETS, Sheet
from luotsi.safety.matching import Reading
from luotsi.safety.network import Network, shapes
from luotsi.safety.signs import Signs, read_signs

try:
    import numpy as np
except ImportError:  # The rules must work without it.
    np = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import numpy.typing as npt

    from luotsi.safety.features import Buckets
    from luotsi.safety.network import Array

FILE = Path(__file__).with_name("classifier.bin")
MAGIC = b"LUOTSI-SAFETY-4\n"
HEADER = 2048
"""Bytes before the weights: magic, then JSON padded with spaces."""

EMERGENCY, SOFT = "emergency", "soft"
CLASSES = (EMERGENCY, "medical", "suicide", "violence", "child", "poisoning", "psychosis", SOFT)
"""Any emergency, its kinds, distress."""

SIGNAL = "signal"
"""The name of the score and of the threshold where a rule signals."""

KIND_SHARE = 0.5
"""How much the likeliest kind of emergency adds to the odds of any: a message that is surely of one kind
may look like none in general."""

WINDOW = 160
OVERLAP = 40
"""Words looked at together; a longer text is read in windows that overlap."""


class Classifier:
    """Weights and thresholds, read only. Threads may share it."""

    def __init__(self, file: Path, names: dict[int, str], signs: Signs) -> None:
        with file.open("rb") as opened:
            head = opened.read(HEADER)
        if not head.startswith(MAGIC):
            raise ValueError("not a classifier file")
        about = json.loads(head[len(MAGIC) :])
        self.classes: tuple[str, ...] = tuple(about["classes"])
        self.digest: str = about["digest"]
        self.thresholds: dict[str, float] = about["thresholds"]
        if self.classes != CLASSES or not self.thresholds.keys() >= {EMERGENCY, SIGNAL, SOFT}:
            raise ValueError("a classifier of other classes or without its thresholds")
        arrays = read_arrays(file, len(CLASSES))
        self._weights = arrays.pop("linear")
        self._network = Network(arrays)
        self._scales = np.asarray(about["scales"], dtype=np.float64)
        self._biases = np.asarray(about["biases"], dtype=np.float64)
        if not self._scales.size == self._biases.size == len(self.classes):
            raise ValueError("a classifier without its scales")
        self._names = names
        self._signs = signs

    def scores(self, reading: Reading) -> dict[str, float]:
        """A score of each class, each from the window where it is highest; none for a text of no words.

        The first class is any emergency, the last is distress, those between are the kinds. Scores are
        log-odds; that of any emergency has a share of the likeliest kind's added. Where a rule signals,
        `signal` is the highest of any emergency, the words of its own sentences read without those around
        them too: a calm story before them must not hide them.
        """
        sheet = Sheet(reading, self._names, self._signs)
        spans = windows(len(reading.words.words))
        if not spans:
            return {}
        rows = [self._odds(sheet, span) for span in spans]
        found = dict(zip(self.classes, np.max(rows, axis=0).tolist(), strict=True))
        if reading.signals:
            alone = [float(self._odds(sheet, span)[0]) for span in reading.signals if span not in spans]
            found[SIGNAL] = max([found[EMERGENCY], *alone])
        return found

    def _odds(self, sheet: Sheet, span: tuple[int, int]) -> npt.NDArray[np.float64]:
        odds: npt.NDArray[np.float64] = self._total(sheet.groups(*span)) * self._scales + self._biases
        odds += self._network.odds(sheet.passage(*span))
        odds /= 2
        odds[0] += KIND_SHARE * odds[1:-1].max()
        return odds

    def _total(self, groups: list[tuple[Buckets, float]]) -> npt.NDArray[np.float64]:
        """The weights of these features, by class; those of a group as if they were one of length 1."""
        some = [(buckets, weight) for buckets, weight in groups if buckets.size]
        total = np.zeros(len(self.classes))
        if not some:
            return total
        sizes = [buckets.size for buckets, _ in some]
        starts = np.cumsum([0, *sizes[:-1]])
        rows = self._weights.take(np.concatenate([buckets for buckets, _ in some]), axis=0)
        sums = np.add.reduceat(rows, starts, axis=0, dtype=np.int32)
        for row, size, (_, weight) in zip(sums, sizes, some, strict=True):
            total += weight * (row / float(size) ** 0.5)
        return total


def layout(classes: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The arrays that follow the header, in their order: type and shape."""
    return {"linear": ("int8", (BUCKETS, classes)), **shapes(classes)}


def read_arrays(file: Path, classes: int) -> dict[str, Array]:
    """The arrays of a file by name. OSError or ValueError if it has not just those."""
    found: dict[str, Array] = {}
    place = HEADER
    for name, (kind, shape) in layout(classes).items():
        mapped = np.memmap(file, dtype=kind, mode="r", offset=place, shape=shape)
        found[name] = np.asarray(mapped)  # A plain view: the subclass for memory maps is slow to index.
        place += prod(shape) * mapped.itemsize
    if file.stat().st_size != place:
        raise ValueError("a classifier file of the wrong size")
    return found


def load(names: dict[int, str], file: Path = FILE) -> Classifier | None:
    """The classifier of the package, or None if it cannot be used."""
    if np is None:
        return None
    try:
        return Classifier(file, names, read_signs())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def windows(size: int) -> list[tuple[int, int]]:
    """First and one past the last word of each window; none if there are no words."""
    if size <= WINDOW:
        return [(0, size)] if size else []
    return [(first, min(first + WINDOW, size)) for first in range(0, size - OVERLAP, WINDOW - OVERLAP)]
