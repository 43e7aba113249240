"""What the classifier learns from: the training messages as texts, and what it sees of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]

from luotsi.safety.classifier import SOFT
from luotsi.safety.features import BUCKETS, Passage, Sheet
from luotsi.safety.matching import Book, Span
from luotsi.safety.signs import read_signs
from luotsi.safety.training.messages import (
    KINDS,
    LANGUAGES,
    LIBRARY_LABEL,
    NEAR_MISS,
    ORDINARY,
    Message,
    joined,
    mistyped,
)
from luotsi.safety.training.regression import Flags

PARTS = 4

Text = tuple[Message, int, bool]
"""A text, the part it belongs to, and whether somebody wrote it so."""


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
    """The features of the linear part; `passages`: what the network sees."""
    passages: list[Passage]
    signalled: csr_matrix
    """The same of the sentences in which a rule signals, read alone; `owners`: the row of each one's whole
    text."""
    signalled_passages: list[Passage]
    owners: npt.NDArray[np.int64]


def lesson(known: list[Message], book: Book, seed: int) -> Lesson:
    """All texts but those of the library and of distress in which a rule alarms or signals: some are an
    emergency ("I was raped")."""
    dice = random.Random(seed)  # noqa: S311 - no secret, and the same every time
    parting = random.Random(PARTS)  # noqa: S311 - of every lesson the same messages are in a part
    texts = [(one, parting.randrange(PARTS), True) for one in known]
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
    signs = read_signs()
    sheets = [Sheet(readings[place], book.names, signs) for place in kept]
    whole = [(row, (0, len(readings[place].words.words))) for row, place in enumerate(kept)]
    rows, passages = _seen(sheets, whole)
    signalled, signalled_passages = _seen(sheets, signals)
    return Lesson(
        labels=np.array([texts[place][0].label for place in kept]),
        languages=np.array([texts[place][0].language for place in kept]),
        alarms=np.array([not all(rule.is_signal for rule in told[place]) for place in kept]),
        signals=np.array([any(rule.is_signal for rule in told[place]) for place in kept]),
        parts=np.array([texts[place][1] for place in kept]),
        is_written=np.array([texts[place][2] for place in kept]),
        rows=rows,
        passages=passages,
        signalled=signalled,
        signalled_passages=signalled_passages,
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


def _seen(sheets: list[Sheet], spans: list[tuple[int, Span]]) -> tuple[csr_matrix, list[Passage]]:
    """What the two parts see of each span, the words of a sheet from one to before another."""
    values, buckets, ends, passages = [], [], [0], []
    for number, span in spans:
        size = 0
        for found, weight in sheets[number].groups(*span):
            size += found.size
            buckets.append(found.astype(np.int32))
            values.append(np.full(found.size, weight * max(1, found.size) ** -0.5, np.float32))
        ends.append(ends[-1] + size)
        passages.append(_small(sheets[number].passage(*span)))
    shape = (len(spans), BUCKETS)
    if not spans:
        return csr_matrix(shape), passages
    return csr_matrix((np.concatenate(values), np.concatenate(buckets), ends), shape=shape), passages


def _small(passage: Passage) -> Passage:
    """The same in less memory: of hundreds of thousands of texts all are kept."""
    return Passage(
        pieces=passage.pieces.astype(np.uint16),
        starts=passage.starts.astype(np.int32),
        marks=passage.marks.astype(np.uint16),
        places=passage.places.astype(np.uint16),
    )
