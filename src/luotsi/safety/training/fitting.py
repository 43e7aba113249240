"""Fits the emergency classifier to the training messages, chooses its thresholds and writes its file.

Needs scipy, which the running software does not. The same messages and rules give the same bytes.
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

from luotsi.safety.classifier import BUCKETS, FILE, HEADER, KIND_SHARE, MAGIC, Sheet
from luotsi.safety.matching import Book, Reading
from luotsi.safety.rulebook import read_book
from luotsi.safety.signs import read_signs
from luotsi.safety.training.messages import (
    KINDS,
    LANGUAGES,
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
from luotsi.safety.training.regression import Flags, Floats, fit

EMERGENCY = "emergency"
CLASSES = (EMERGENCY, *KINDS, SOFT)
PARTS = 4
SEED = 112
STRENGTH = 4.0
"""Inverse of the regularisation; the cross-validated result hardly changes between 4 and 10."""

CALM_STRENGTH = 8.0
"""The same for ordinary messages, of which a day has far more than the training shows. On the development
cases fewer of them were alarmed; on unseen training messages it cost a little of what is found."""

MOST_NEAR_MISSES = 0.035
MOST_ORDINARY = 0.025
"""Largest shares of near misses and of ordinary messages that the classifier may add to the rules' alarms.
Those of the training messages sound more dangerous than what people write."""
HIGHEST = 5.0
"""The threshold from which one is sought downwards."""
MOST_SOFT = 0.03
"""Largest share of messages without distress that may get the softer text."""


Text = tuple[Message, int, bool]
"""A text, the part it belongs to, and whether somebody wrote it so."""


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=FILE, help="Where the file is written.")
def main(out: Path) -> None:
    """Fit the emergency classifier and write its file."""
    book = read_book()
    lesson = _lesson(messages(), book)
    unseen = _unseen_scores(lesson)
    emergency = unseen[:, 0] + KIND_SHARE * unseen[:, 1:-1].max(axis=1)
    thresholds = {
        EMERGENCY: _emergency_threshold(lesson, emergency),
        SOFT: _soft_threshold(lesson, unseen[:, -1]),
    }
    _write(out, *fit(lesson.rows, _classes(lesson), _strengths(lesson)), thresholds)
    click.echo(f"{out}: {out.stat().st_size} bytes, thresholds {thresholds}")


@dataclass(frozen=True)
class Lesson:
    """What to learn from, a row for each text. `parts` tells which quarter of the messages a row was made of.

    Texts are the messages as written, as mistyped, and joined to others: people tell much at once, and a
    long message without danger must not seem dangerous because it is long. The library's utterances are
    there as written, every third of them joined, and among what messages are joined to.
    """

    labels: npt.NDArray[np.str_]
    languages: npt.NDArray[np.str_]
    alarms: Flags
    parts: npt.NDArray[np.int64]
    is_written: Flags
    rows: csr_matrix


def _lesson(known: list[Message], book: Book) -> Lesson:
    """All texts, without the library's utterances that are an emergency ("I was raped")."""
    dice = random.Random(SEED)  # noqa: S311 - no secret, and the same every time
    texts = [(one, dice.randrange(PARTS), True) for one in known]
    own = [text for text in texts if text[0].label != LIBRARY_LABEL]
    calm = [text for text in texts if text[0].label in (ORDINARY, LIBRARY_LABEL)]
    texts += [(replace(one, text=mistyped(one.text, dice)), part, False) for one, part, _ in own]
    uttered = [text for text in texts if text[0].label == LIBRARY_LABEL][:: len(LANGUAGES)]
    texts += list(_joined(own + uttered, calm, dice))
    readings = [book.read(one.text) for one, _, _ in texts]
    alarms = [any(rule.kind != SOFT for rule in reading.matched) for reading in readings]
    kept = [
        place
        for place, (one, _, _) in enumerate(texts)
        if one.label in (*KINDS, NEAR_MISS) or not alarms[place]
    ]
    return Lesson(
        labels=np.array([texts[place][0].label for place in kept]),
        languages=np.array([texts[place][0].language for place in kept]),
        alarms=np.array([alarms[place] for place in kept]),
        parts=np.array([texts[place][1] for place in kept]),
        is_written=np.array([texts[place][2] for place in kept]),
        rows=_rows([readings[place] for place in kept], book),
    )


def _joined(texts: list[Text], calm: list[Text], dice: random.Random) -> Iterator[Text]:
    """Each message among one to four calm ones of its language and part."""
    fitting: dict[tuple[str, int], list[str]] = {}
    for one, part, _ in calm:
        fitting.setdefault((one.language, part), []).append(one.text)
    for one, part, _ in texts:
        most = 2 if one.label in KINDS else 4
        pieces = [one.text, *dice.sample(fitting[one.language, part], dice.randint(1, most))]
        dice.shuffle(pieces)
        yield replace(one, text=joined(pieces, dice)), part, False


def _rows(readings: list[Reading], book: Book) -> csr_matrix:
    """One row of features for each whole text."""
    signs = read_signs()
    values, buckets, ends = [], [], [0]
    for reading in readings:
        size = 0
        for found, weight in Sheet(reading, book.names, signs).groups(0, len(reading.words.words)):
            size += found.size
            buckets.append(found)
            values.append(np.full(found.size, weight * max(1, found.size) ** -0.5, np.float32))
        ends.append(ends[-1] + size)
    shape = (len(readings), BUCKETS)
    return csr_matrix((np.concatenate(values), np.concatenate(buckets), ends), shape=shape)


def _classes(lesson: Lesson) -> Flags:
    """Which classes each text has."""
    flags = [
        np.isin(lesson.labels, KINDS) if name == EMERGENCY else lesson.labels == name for name in CLASSES
    ]
    return np.stack(flags, axis=1)


def _strengths(lesson: Lesson) -> Floats:
    """How much each text counts."""
    return np.where(np.isin(lesson.labels, (ORDINARY, LIBRARY_LABEL)), CALM_STRENGTH, STRENGTH)


def _unseen_scores(lesson: Lesson) -> Floats:
    """Log-odds of each text and class, by weights that saw no text made of the same messages."""
    flags = _classes(lesson)
    found = np.zeros(flags.shape)
    for number in range(PARTS):
        seen = lesson.parts != number
        weights, biases = fit(lesson.rows[seen], flags[seen], _strengths(lesson)[seen])
        found[~seen] = lesson.rows[~seen] @ weights + biases
    return found


def _emergency_threshold(lesson: Lesson, scores: Floats) -> float:
    """The lowest with which the classifier adds few false alarms to those of the rules."""
    near = (lesson.labels == NEAR_MISS) & lesson.is_written
    ordinary = (lesson.labels == ORDINARY) & lesson.is_written
    chosen = HIGHEST
    for threshold in np.arange(HIGHEST, -2.0, -0.05):
        added = ~lesson.alarms & (scores >= threshold)
        if added[near].mean() > MOST_NEAR_MISSES or added[ordinary].mean() > MOST_ORDINARY:
            break
        chosen = round(float(threshold), 2)
    _tell(lesson, lesson.alarms | (scores >= chosen))
    return chosen


def _tell(lesson: Lesson, found: Flags) -> None:
    """Says how many unseen messages are alarmed, by label: as written in each language, and otherwise."""
    for label in sorted(set(lesson.labels.tolist())):
        here = lesson.labels == label
        written = here & lesson.is_written
        shares = [
            f"{language} {found[written & (lesson.languages == language)].mean():.3f}"
            for language in LANGUAGES
        ]
        click.echo(f"{label}: {found[written].mean():.3f} alarmed ({', '.join(shares)})")


def _soft_threshold(lesson: Lesson, scores: Floats) -> float:
    """The lowest with which few ordinary messages get the softer text."""
    ordinary = np.isin(lesson.labels, (ORDINARY, LIBRARY_LABEL, NEAR_MISS))
    return round(float(np.quantile(scores[ordinary], 1 - MOST_SOFT)), 2)


def _write(out: Path, weights: Floats, biases: Floats, thresholds: dict[str, float]) -> None:
    scales = np.abs(weights).max(axis=0) / 127
    about = {
        "classes": CLASSES,
        "scales": [float(f"{scale:.6g}") for scale in scales],
        "biases": [float(f"{bias:.6g}") for bias in biases],
        "thresholds": thresholds,
        "digest": digest(),
    }
    head = MAGIC + json.dumps(about).encode()
    whole = np.rint(weights / scales).astype(np.int8)
    out.write_bytes(head.ljust(HEADER) + np.ascontiguousarray(whole).tobytes())


if __name__ == "__main__":
    main()
