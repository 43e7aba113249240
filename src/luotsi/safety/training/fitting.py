"""Fits the emergency classifier to the training messages, chooses its thresholds and writes its file.

Needs scikit-learn, which the running software does not. The same messages and rules give the same bytes.
Thresholds are chosen on messages that the weights did not see (four parts, each judged by the other three).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,unused-ignore]

from luotsi.safety.classifier import BUCKETS, EVIDENCE_WEIGHT, FILE, HEADER, KIND_SHARE, MAGIC, Sheet
from luotsi.safety.matching import Book, Reading
from luotsi.safety.rulebook import read_book
from luotsi.safety.training.messages import (
    KINDS,
    LIBRARY_LABEL,
    NEAR_MISS,
    ORDINARY,
    SOFT,
    Message,
    digest,
    joined,
    messages,
    mistyped,
)

EMERGENCY = "emergency"
CLASSES = (EMERGENCY, *KINDS, SOFT)
PARTS = 4
SEED = 112
STRENGTH = 10.0
"""Inverse of the regularisation; the cross-validated result hardly changes between 10 and 30."""

MOST_NEAR_MISSES = 0.075
"""Largest share of the near misses on which rules and classifier together may alarm. Those of the training
messages sound more dangerous than what people write: of the development cases fewer are alarmed."""
MOST_ORDINARY = 0.008
"""Largest share of ordinary messages on which the classifier may alarm beside the rules."""
MOST_SOFT = 0.03
"""Largest share of messages without distress that may get the softer text."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=FILE, help="Where the file is written.")
def main(out: Path) -> None:
    """Fit the emergency classifier and write its file."""
    book = read_book()
    lesson = _lesson(messages(), book)
    thresholds = {
        EMERGENCY: _emergency_threshold(lesson, _unseen_emergency(lesson)),
        SOFT: _soft_threshold(lesson, _unseen_scores(lesson, SOFT)),
    }
    _write(out, [_fit(lesson.rows, _is_class(lesson, name)) for name in CLASSES], thresholds)
    click.echo(f"{out}: {out.stat().st_size} bytes, thresholds {thresholds}")


@dataclass(frozen=True)
class Lesson:
    """What to learn from, a row for each text. `parts` tells which quarter of the messages a row was made of.

    Texts are the messages as written, as mistyped, and joined to others: people tell much at once, and a
    long message without danger must not seem dangerous because it is long.
    """

    labels: npt.NDArray[np.str_]
    alarms: Flags
    parts: npt.NDArray[np.int64]
    is_written: Flags
    rows: csr_matrix


def _lesson(known: list[Message], book: Book) -> Lesson:
    """All texts, without the library's utterances that are an emergency ("I was raped")."""
    dice = random.Random(SEED)  # noqa: S311 - no secret, and the same every time
    texts = [(one, dice.randrange(PARTS), True) for one in known]
    texts += [(replace(one, text=mistyped(one.text, dice)), part, False) for one, part, _ in texts]
    texts += list(_joined(texts[: len(known)], dice))
    readings = [book.read(one.text) for one, _, _ in texts]
    alarms = [any(rule.kind != SOFT for rule in reading.matched) for reading in readings]
    kept = [
        place
        for place, (one, _, _) in enumerate(texts)
        if one.label in (*KINDS, NEAR_MISS) or not alarms[place]
    ]
    return Lesson(
        labels=np.array([texts[place][0].label for place in kept]),
        alarms=np.array([alarms[place] for place in kept]),
        parts=np.array([texts[place][1] for place in kept]),
        is_written=np.array([texts[place][2] for place in kept]),
        rows=_rows([readings[place] for place in kept], book),
    )


def _joined(
    texts: list[tuple[Message, int, bool]], dice: random.Random
) -> Iterator[tuple[Message, int, bool]]:
    """Each message among one to four ordinary ones of its language and part."""
    calm: dict[tuple[str, int], list[str]] = {}
    for one, part, _ in texts:
        if one.label in (ORDINARY, LIBRARY_LABEL):
            calm.setdefault((one.language, part), []).append(one.text)
    for one, part, _ in texts:
        most = 2 if one.label in KINDS else 4
        pieces = [one.text, *dice.sample(calm[one.language, part], dice.randint(1, most))]
        dice.shuffle(pieces)
        yield replace(one, text=joined(pieces, dice)), part, False


def _rows(readings: list[Reading], book: Book) -> csr_matrix:
    """One row of features for each whole text."""
    values, buckets, ends = [], [], [0]
    for reading in readings:
        sheet, size = Sheet(reading, book.names), len(reading.words.words)
        for found, weight in ((sheet.text(0, size), 1.0), (sheet.evidence(0, size), EVIDENCE_WEIGHT)):
            buckets.append(found)
            values.append(np.full(found.size, weight * max(1, found.size) ** -0.5))
        ends.append(ends[-1] + buckets[-1].size + buckets[-2].size)
    shape = (len(readings), BUCKETS)
    return csr_matrix((np.concatenate(values), np.concatenate(buckets), ends), shape=shape)


def _is_class(lesson: Lesson, name: str) -> Flags:
    return np.isin(lesson.labels, KINDS) if name == EMERGENCY else lesson.labels == name


def _fit(rows: csr_matrix, flags: Flags) -> tuple[Floats, float]:
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=SEED)
    model.fit(rows, flags)
    return model.coef_[0], float(model.intercept_[0])


def _unseen_scores(lesson: Lesson, name: str) -> Floats:
    """Log-odds of each text by weights that saw no text made of the same messages."""
    flags = _is_class(lesson, name)
    found = np.zeros(len(flags))
    for number in range(PARTS):
        seen = lesson.parts != number
        weights, bias = _fit(lesson.rows[seen], flags[seen])
        found[~seen] = lesson.rows[~seen] @ weights + bias
    return found


def _unseen_emergency(lesson: Lesson) -> Floats:
    """The score of any emergency, as `Classifier.scores` adds it up."""
    kinds = np.stack([_unseen_scores(lesson, kind) for kind in KINDS])
    total: Floats = _unseen_scores(lesson, EMERGENCY) + KIND_SHARE * kinds.max(axis=0)
    return total


def _emergency_threshold(lesson: Lesson, scores: Floats) -> float:
    """The lowest with which the classifier adds few false alarms to those of the rules."""
    near = (lesson.labels == NEAR_MISS) & lesson.is_written
    ordinary = np.isin(lesson.labels, (ORDINARY, LIBRARY_LABEL))
    chosen = 3.0
    for threshold in np.arange(3.0, -2.0, -0.05):
        added = ~lesson.alarms & (scores >= threshold)
        if (lesson.alarms | added)[near].mean() > MOST_NEAR_MISSES or added[ordinary].mean() > MOST_ORDINARY:
            break
        chosen = round(float(threshold), 2)
    found = lesson.alarms | (scores >= chosen)
    for label in sorted(set(lesson.labels.tolist())):
        alone, more = (
            found[(lesson.labels == label) & which].mean()
            for which in (lesson.is_written, ~lesson.is_written)
        )
        click.echo(f"{label}: {alone:.3f} alarmed as written, {more:.3f} mistyped or joined")
    return chosen


def _soft_threshold(lesson: Lesson, scores: Floats) -> float:
    """The lowest with which few ordinary messages get the softer text."""
    ordinary = np.isin(lesson.labels, (ORDINARY, LIBRARY_LABEL, NEAR_MISS))
    return round(float(np.quantile(scores[ordinary], 1 - MOST_SOFT)), 2)


def _write(out: Path, fitted: list[tuple[Floats, float]], thresholds: dict[str, float]) -> None:
    weights = np.stack([weights for weights, _ in fitted], axis=1)
    scales = np.abs(weights).max(axis=0) / 127
    about = {
        "classes": CLASSES,
        "scales": [float(f"{scale:.6g}") for scale in scales],
        "biases": [float(f"{bias:.6g}") for _, bias in fitted],
        "thresholds": thresholds,
        "digest": digest(),
    }
    head = MAGIC + json.dumps(about).encode()
    whole = np.rint(weights / scales).astype(np.int8)
    out.write_bytes(head.ljust(HEADER) + np.ascontiguousarray(whole).tobytes())


if __name__ == "__main__":
    main()
