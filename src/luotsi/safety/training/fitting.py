"""Fits the emergency classifier to the training messages and writes its file.

Needs scipy, which the running software does not. The same messages and rules give the same bytes. If asked,
it tells how many messages that the weights did not see are alarmed: four parts, each judged by the others.
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
from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped,unused-ignore]

from luotsi.safety.classifier import (
    BUCKETS,
    CLASSES,
    EMERGENCY,
    FILE,
    HEADER,
    KIND_SHARE,
    MAGIC,
    SIGNAL,
    SOFT,
    Sheet,
)
from luotsi.safety.matching import Book, Reading, Span
from luotsi.safety.rulebook import read_book
from luotsi.safety.signs import read_signs
from luotsi.safety.training.messages import (
    KINDS,
    LANGUAGES,
    LIBRARY_LABEL,
    NEAR_MISS,
    ORDINARY,
    Message,
    digest,
    joined,
    messages,
    mistyped,
)
from luotsi.safety.training.regression import Flags, Floats, fit

SIGNALLED = len(CLASSES)
"""The column of scores after those of the classes."""
PARTS = 4
SEED = 112
BAGS = 3
"""Fits whose weights are averaged, each with other typing errors and other texts joined. On unseen sets one
or two more emergencies of a hundred were found than by a single one, with as many false alarms."""
STRENGTH = 4.0
"""Inverse of the regularisation; the result hardly changes between half and twice of it."""

CALM_STRENGTH = 8.0
"""The same for ordinary messages, of which a day has far more than the training shows. Where two of a hundred
everyday needs may be alarmed, more emergencies were found than with 8."""

RARITY = 1.5
"""How much more a rare feature counts: the power of the logarithm of its inverse frequency. With 1 more calm
messages of the second to fourth set of `evaluation/` were alarmed for as many emergencies found."""

THRESHOLDS = {EMERGENCY: 1.65, SIGNAL: -4.5, SOFT: -2.0}
"""From which score the classifier alarms by itself, from which where a rule signals, and from which it finds
distress. Chosen on sets of `evaluation/` for development: training messages are harder than what people
write."""


Text = tuple[Message, int, bool]
"""A text, the part it belongs to, and whether somebody wrote it so."""


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=FILE, help="Where the file is written.")
@click.option("--tell", is_flag=True, help="Also how many unseen messages are alarmed: twice the time.")
def main(out: Path, *, tell: bool) -> None:
    """Fit the emergency classifier and write its file."""
    known, book = messages(), read_book()
    if tell:
        lesson = _lesson(known, book, SEED)
        _tell(lesson, _unseen_scores(lesson))
    fits = [_fitted(_lesson(known, book, SEED + bag)) for bag in range(BAGS)]
    _write(
        out,
        np.mean([weights for weights, _ in fits], axis=0),
        np.mean([biases for _, biases in fits], axis=0),
    )
    click.echo(f"{out}: {out.stat().st_size} bytes")


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
    """Whether a rule alarms alone; `signals`: whether one signals."""
    signals: Flags
    parts: npt.NDArray[np.int64]
    is_written: Flags
    rows: csr_matrix
    signalled: csr_matrix
    """The sentences in which a rule signals, read alone; `owners`: the row of the whole text of each."""
    owners: npt.NDArray[np.int64]


def _lesson(known: list[Message], book: Book, seed: int) -> Lesson:
    """All texts but those of the library and of distress in which a rule alarms or signals: some are an
    emergency ("I was raped")."""
    dice = random.Random(seed)  # noqa: S311 - no secret, and the same every time
    texts = [(one, dice.randrange(PARTS), True) for one in known]
    own = [text for text in texts if text[0].label != LIBRARY_LABEL]
    calm = [text for text in texts if text[0].label in (ORDINARY, LIBRARY_LABEL)]
    texts += [(replace(one, text=mistyped(one.text, dice)), part, False) for one, part, _ in own]
    uttered = [text for text in texts if text[0].label == LIBRARY_LABEL][:: len(LANGUAGES)]
    texts += list(_joined(own + uttered, calm, dice))
    readings = [book.read(one.text) for one, _, _ in texts]
    told = [[rule for rule in reading.matched if rule.kind != SOFT] for reading in readings]
    kept = [
        place
        for place, (one, _, _) in enumerate(texts)
        if one.label in (*KINDS, NEAR_MISS, ORDINARY) or not told[place]
    ]
    signals = [(row, span) for row, place in enumerate(kept) for span in readings[place].signals]
    return Lesson(
        labels=np.array([texts[place][0].label for place in kept]),
        languages=np.array([texts[place][0].language for place in kept]),
        alarms=np.array([not all(rule.is_signal for rule in told[place]) for place in kept]),
        signals=np.array([any(rule.is_signal for rule in told[place]) for place in kept]),
        parts=np.array([texts[place][1] for place in kept]),
        is_written=np.array([texts[place][2] for place in kept]),
        rows=_rows([(readings[place], (0, len(readings[place].words.words))) for place in kept], book),
        signalled=_rows([(readings[kept[owner]], span) for owner, span in signals], book),
        owners=np.array([owner for owner, _ in signals], np.int64),
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


def _rows(pieces: list[tuple[Reading, Span]], book: Book) -> csr_matrix:
    """One row of features for each text, from one of its words to before another."""
    signs = read_signs()
    values, buckets, ends = [], [], [0]
    for reading, span in pieces:
        size = 0
        for found, weight in Sheet(reading, book.names, signs).groups(*span):
            size += found.size
            buckets.append(found)
            values.append(np.full(found.size, weight * max(1, found.size) ** -0.5, np.float32))
        ends.append(ends[-1] + size)
    shape = (len(pieces), BUCKETS)
    if not pieces:
        return csr_matrix(shape)
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
    """Scores of each text and class, then those of its signals, by weights that saw no text made of the same
    messages."""
    found = np.full((len(lesson.labels), len(CLASSES) + 1), -np.inf)
    for number in range(PARTS):
        is_unseen = lesson.parts == number
        weights, biases = _fitted(lesson, ~is_unseen)
        found[is_unseen, :SIGNALLED] = _scores(lesson.rows[is_unseen], weights, biases)
        is_theirs = is_unseen[lesson.owners]
        alone = _scores(lesson.signalled[is_theirs], weights, biases)[:, 0]
        np.maximum.at(found[:, SIGNALLED], lesson.owners[is_theirs], alone)
    found[:, SIGNALLED] = np.where(lesson.signals, np.maximum(found[:, 0], found[:, SIGNALLED]), -np.inf)
    return found


def _scores(rows: csr_matrix, weights: Floats, biases: Floats) -> Floats:
    """What the classifier gives each class."""
    odds: Floats = rows @ weights + biases
    odds[:, 0] += KIND_SHARE * odds[:, 1:-1].max(axis=1)
    return odds


def _fitted(lesson: Lesson, is_seen: Flags | None = None) -> tuple[Floats, Floats]:
    """Weights and biases learnt from all texts, or from some.

    A feature counts the more the rarer it is; that is folded into its weights, so the running software need
    not know how rare it was.
    """
    if is_seen is None:
        is_seen = np.ones(len(lesson.labels), dtype=np.bool_)
    rows = lesson.rows[is_seen]
    frequency = np.bincount(rows.indices, minlength=BUCKETS)
    rarity = (np.log((1 + rows.shape[0]) / (1 + frequency)) + 1) ** RARITY
    rarity /= np.sqrt((rarity**2 * frequency).sum() / frequency.sum())
    scaled = (rows @ diags(rarity)).tocsr().astype(np.float32)
    weights, biases = fit(scaled, _classes(lesson)[is_seen], _strengths(lesson)[is_seen])
    return weights * rarity[:, None], biases


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


def _write(out: Path, weights: Floats, biases: Floats) -> None:
    scales = np.abs(weights).max(axis=0) / 127
    about = {
        "classes": CLASSES,
        "scales": [float(f"{scale:.6g}") for scale in scales],
        "biases": [float(f"{bias:.6g}") for bias in biases],
        "thresholds": THRESHOLDS,
        "digest": digest(),
    }
    head = MAGIC + json.dumps(about).encode()
    whole = np.rint(weights / scales).astype(np.int8)
    out.write_bytes(head.ljust(HEADER) + np.ascontiguousarray(whole).tobytes())


if __name__ == "__main__":
    main()
