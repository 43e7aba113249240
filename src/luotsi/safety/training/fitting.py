"""Fits the emergency classifier to the training messages and writes its file.

Needs scipy, jax and optax. The same messages and rules give the same bytes on one kind of processor. If
asked, it tells how many messages that the weights did not see are alarmed: four parts, each judged by the
others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped,unused-ignore]

from luotsi.safety.classifier import (
    CLASSES,
    EMERGENCY,
    FILE,
    HEADER,
    KIND_SHARE,
    MAGIC,
    SIGNAL,
    SOFT,
    layout,
)
from luotsi.safety.features import BUCKETS, Passage
from luotsi.safety.network import Network
from luotsi.safety.rulebook import read_book
from luotsi.safety.training.lesson import PARTS, Lesson, lesson
from luotsi.safety.training.messages import KINDS, LANGUAGES, LIBRARY_LABEL, ORDINARY, digest, messages
from luotsi.safety.training.network import fit_network
from luotsi.safety.training.regression import Flags, Floats, fit

SIGNALLED = len(CLASSES)
"""The column of scores after those of the classes."""
SEED = 112
BAGS = 3
"""Fits whose weights are averaged, each with other typing errors and other texts joined. On unseen sets one
or two more emergencies of a hundred were found than by a single one, with as many false alarms."""
STRENGTH = 4.0
"""Inverse of the regularisation; the result hardly changes between half and twice of it."""

CALM_STRENGTH = 8.0
"""The same for ordinary messages, of which a day has far more than the training shows; three times as much
found no more emergencies where two of a hundred everyday needs may be alarmed."""

RARITY = 1.5
"""How much more a rare feature counts: the power of the logarithm of its inverse frequency. With 1 more calm
messages of the second to fourth set of `evaluation/` were alarmed for as many emergencies found."""

THRESHOLDS = {EMERGENCY: 1.5, SIGNAL: -4.0, SOFT: -2.0}
"""From which score the classifier alarms by itself, from which where a rule signals, and from which it finds
distress. Chosen on sets of `evaluation/` for development: training messages are harder than what people
write."""


Part = tuple[Floats, Floats, dict[str, npt.NDArray[np.float32]]]
"""Weights and biases of the linear part, and the arrays of the network."""


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=FILE, help="Where the file is written.")
@click.option("--tell", is_flag=True, help="Also how many unseen messages are alarmed: five times the time.")
def main(out: Path, *, tell: bool) -> None:
    """Fit the emergency classifier and write its file."""
    known, book = messages(), read_book()
    lessons = [lesson(known, book, SEED + bag) for bag in range(BAGS)]
    if tell:
        _tell(lessons[0], _unseen_scores(lessons))
    everything = [np.ones(len(one.labels), dtype=np.bool_) for one in lessons]
    _write(out, *_fitted(lessons, everything))
    click.echo(f"{out}: {out.stat().st_size} bytes")


def _classes(lesson: Lesson) -> Flags:
    """Which classes each text has."""
    flags = [
        np.isin(lesson.labels, KINDS) if name == EMERGENCY else lesson.labels == name for name in CLASSES
    ]
    return np.stack(flags, axis=1)


def _strengths(lesson: Lesson) -> Floats:
    """How much each text counts."""
    return np.where(np.isin(lesson.labels, (ORDINARY, LIBRARY_LABEL)), CALM_STRENGTH, STRENGTH)


def _unseen_scores(lessons: Sequence[Lesson]) -> Floats:
    """Scores of each text of the first lesson and class, then those of its signals, by weights that saw no
    text made of the same messages."""
    first = lessons[0]
    found = np.full((len(first.labels), len(CLASSES) + 1), -np.inf)
    for number in range(PARTS):
        is_unseen = first.parts == number
        fitted = _fitted(lessons, [one.parts != number for one in lessons])
        found[is_unseen, :SIGNALLED] = _scores(first.rows, first.passages, is_unseen, fitted)
        is_theirs = is_unseen[first.owners]
        alone = _scores(first.signalled, first.signalled_passages, is_theirs, fitted)[:, 0]
        np.maximum.at(found[:, SIGNALLED], first.owners[is_theirs], alone)
    found[:, SIGNALLED] = np.where(first.signals, np.maximum(found[:, 0], found[:, SIGNALLED]), -np.inf)
    return found


def _scores(rows: csr_matrix, passages: Sequence[Passage], chosen: Flags, fitted: Part) -> Floats:
    """What the classifier gives each class, for the chosen rows."""
    weights, biases, arrays = fitted
    network = Network(arrays)
    odds: Floats = rows[chosen] @ weights + biases
    odds += np.array([network.odds(passage) for passage in _chosen(passages, chosen)])
    odds /= 2
    odds[:, 0] += KIND_SHARE * odds[:, 1:-1].max(axis=1)
    return odds


def _chosen(passages: Sequence[Passage], flags: Flags) -> list[Passage]:
    return [passage for passage, is_chosen in zip(passages, flags, strict=True) if is_chosen]


def _fitted(lessons: Sequence[Lesson], seen: Sequence[Flags]) -> Part:
    """Both parts, learnt from the texts of each lesson that may be seen."""
    fits = [_fitted_line(one, flags) for one, flags in zip(lessons, seen, strict=True)]
    chosen = [
        (_chosen(one.passages, flags), _classes(one)[flags], _strengths(one)[flags])
        for one, flags in zip(lessons, seen, strict=True)
    ]
    return (
        np.mean([weights for weights, _ in fits], axis=0),
        np.mean([biases for _, biases in fits], axis=0),
        packed(fit_network(chosen, SEED)),
    )


def _fitted_line(lesson: Lesson, is_seen: Flags) -> tuple[Floats, Floats]:
    """Weights and biases of the linear part.

    A feature counts the more the rarer it is; that is folded into its weights, so the running software need
    not know how rare it was.
    """
    rows = lesson.rows[is_seen]
    frequency = np.bincount(rows.indices, minlength=BUCKETS)
    rarity = (np.log((1 + rows.shape[0]) / (1 + frequency)) + 1) ** RARITY
    rarity /= np.sqrt((rarity**2 * frequency).sum() / frequency.sum())
    scaled = (rows @ diags(rarity)).tocsr().astype(np.float32)
    weights, biases = fit(scaled, _classes(lesson)[is_seen], _strengths(lesson)[is_seen])
    return weights * rarity[:, None], biases


def packed(arrays: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, npt.NDArray[np.float32]]:
    """The network's arrays with pieces and marks in whole numbers of a byte, and their scales beside them."""
    packed = dict(arrays)
    for one in ("piece", "mark"):
        table = arrays[f"{one}s"]
        scales = np.abs(table).max(axis=0) / 127
        packed[f"{one}_scales"] = scales
        packed[f"{one}s"] = np.rint(table / scales).astype(np.int8)
    return packed


def _tell(lesson: Lesson, unseen: Floats) -> None:
    """Says how many unseen messages are alarmed, by label: as written in each language, and otherwise."""
    found = lesson.alarms | (unseen[:, 0] >= THRESHOLDS[EMERGENCY])
    found |= unseen[:, SIGNALLED] >= THRESHOLDS[SIGNAL]
    for label in sorted(set(lesson.labels.tolist())):
        here = lesson.labels == label
        written = here & lesson.is_written
        shares = [
            f"{language} {found[written & (lesson.languages == language)].mean():.3f}"
            for language in LANGUAGES
        ]
        click.echo(f"{label}: {found[written].mean():.3f} alarmed ({', '.join(shares)})")


def _write(out: Path, weights: Floats, biases: Floats, arrays: Mapping[str, npt.NDArray[np.float32]]) -> None:
    scales = np.abs(weights).max(axis=0) / 127
    about = {
        "classes": CLASSES,
        "scales": [float(f"{scale:.6g}") for scale in scales],
        "biases": [float(f"{bias:.6g}") for bias in biases],
        "thresholds": THRESHOLDS,
        "digest": digest(),
    }
    head = MAGIC + json.dumps(about).encode()
    whole = {"linear": np.rint(weights / scales), **arrays}
    with out.open("wb") as file:
        file.write(head.ljust(HEADER))
        for name, (kind, shape) in layout(len(CLASSES)).items():
            file.write(np.ascontiguousarray(whole[name].reshape(shape), kind).tobytes())


if __name__ == "__main__":
    main()
