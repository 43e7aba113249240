"""The same classifier on public intent data (MASSIVE), to compare it with what others have published.

MASSIVE (FitzGerald and others 2022, CC BY 4.0) has 60 intents of a voice assistant in 51 languages. We learn
from the train partition and from nothing else, no downloaded weights, and ask the dev partition: the test
partition is not used. Dev has not been trained on, but constants of `learning` have been chosen with it in
sight, so a figure on test may be a little lower.
"""

from __future__ import annotations

import csv
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from luotsi.understanding import learning
from luotsi.understanding.model import Model
from luotsi.understanding.slips import slip
from luotsi.understanding.types import Meaning

INTENT = "intent"
TRAIN, ASKED = "train", "dev"
FILES: Mapping[str, str] = {"fi": "fi-FI.tsv", "sv": "sv-SE.tsv", "en": "en-US.tsv"}
COLUMNS = ("partition", "intent", "utt")
LONGEST_SLIP = 4
"""Letters of the shortest word that gets a typing error."""
_SEED = 20_261_125
_NO_UMLAUTS = str.maketrans("åäöÅÄÖ", "aaoAAO")


@dataclass(frozen=True, slots=True)
class Published:
    """A figure from the literature: the share of right intents on another part of the same data."""

    name: str
    language: str
    accuracy: float
    measured_on: str
    source: str


PUBLISHED = (
    Published(
        "XLM-R base, pretrained on 2.5 TB of text, fine-tuned",
        "fi",
        0.855,
        "test",
        "FitzGerald and others 2022, arXiv:2204.08582",
    ),
)


class NotMassive(Exception):
    """The folder does not hold MASSIVE as expected; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The utterances of one language, each with its intent."""

    train: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came out in one language. Shares of right intents 0–1; `interval` is the 95 % one of `clean`."""

    language: str
    intents: int
    trained_on: int
    asked: int
    clean: float
    interval: tuple[float, float]
    one_typo: float
    no_umlauts: float
    always_commonest: float
    """What always saying the commonest intent would get."""
    train_seconds: float
    median_ms: float
    p99_ms: float
    size_mb: float


def languages_in(folder: Path) -> tuple[str, ...]:
    """The languages whose file is in the folder; raises `NotMassive` when there is none."""
    found = tuple(language for language, name in FILES.items() if (folder / name).is_file())
    if not found:
        raise NotMassive(f"{folder} holds none of {', '.join(FILES.values())}.")
    return found


def rows(folder: Path, language: str) -> Rows:
    """Read one language's file; raises `NotMassive`."""
    path = folder / FILES[language]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
            if missing:
                raise NotMassive(f"{path} has no column {missing[0]!r}.")
            parts: dict[str, list[tuple[str, str]]] = {TRAIN: [], ASKED: []}
            for row in table:
                if row["partition"] in parts:
                    parts[row["partition"]].append((row["utt"] or "", row["intent"] or ""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotMassive(f"{path} cannot be read: {error}.") from error
    for name, part in parts.items():
        if not part:
            raise NotMassive(f"{path} has no row of the partition {name!r}.")
    return Rows(tuple(parts[TRAIN]), tuple(parts[ASKED]))


def measure(language: str, read: Rows) -> Result:
    """Learn from the train partition and ask the other one in three forms."""
    said: dict[str, list[str]] = {}
    for text, intent in read.train:
        said.setdefault(intent, []).append(text)
    meanings = [Meaning(INTENT, intent, {language: tuple(said[intent])}) for intent in sorted(said)]
    started = time.perf_counter()
    arrays = learning.learn(meanings, ())
    seconds = time.perf_counter() - started
    model = Model(arrays)
    source = random.Random(_SEED)  # noqa: S311 - typing errors, not secrets
    times: list[float] = []
    clean = _share(model, language, read.asked, str, times)
    quantiles = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
    return Result(
        language=language,
        intents=len(meanings),
        trained_on=len(read.train),
        asked=len(read.asked),
        clean=clean,
        interval=wilson(clean, len(read.asked)),
        one_typo=_share(model, language, read.asked, lambda text: one_typo(text, source), []),
        no_umlauts=_share(model, language, read.asked, without_umlauts, []),
        always_commonest=_commonest(read, said),
        train_seconds=round(seconds, 1),
        median_ms=round(quantiles[49], 2),
        p99_ms=round(quantiles[98], 2),
        size_mb=round(sum(array.nbytes for array in arrays.values()) / 1e6, 1),
    )


def one_typo(text: str, source: random.Random) -> str:
    """The text with one typing error in one of its longer words, or in none if it has none."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= LONGEST_SLIP]
    if long:
        place = source.choice(long)
        words[place] = slip(words[place], source)
    return " ".join(words)


def without_umlauts(text: str) -> str:
    """The text as somebody writes it whose keyboard has no å, ä and ö."""
    return text.translate(_NO_UMLAUTS)


def wilson(share: float, size: int) -> tuple[float, float]:
    """The 95 % interval of a share among `size` cases (Wilson's)."""
    if not size:
        return (0.0, 1.0)
    z = 1.96
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * (share * (1 - share) / size + z * z / (4 * size * size)) ** 0.5
    return (max(0.0, middle - half), min(1.0, middle + half))


def told(results: Sequence[Result]) -> Iterator[str]:
    """A report for a terminal, line by line."""
    columns = (("clean", 8), ("95 %", 16), ("1 typo", 9), ("no umlauts", 12), ("constant", 10))
    yield " " * 10 + "".join(f"{name:>{width}}" for name, width in (*columns, ("ms", 7), ("train s", 9)))
    for one in results:
        low, high = one.interval
        between = f"{low:.1%}–{high:.1%}"
        yield (
            f"{one.language:<10}{one.clean:>8.1%}{between:>16}{one.one_typo:>9.1%}{one.no_umlauts:>12.1%}"
            f"{one.always_commonest:>10.1%}{one.median_ms:>7.2f}{one.train_seconds:>9.1f}"
        )
    yield ""
    for published in PUBLISHED:
        yield f"Published ({published.language}): {published.accuracy:.1%} {published.name};"
        yield f"  on the {published.measured_on} partition. {published.source}."
    yield "Ours: the dev partition, learnt from the train partition alone, no pretrained weights. The two"
    yield "partitions are of one kind but not the same sentences, so compare with the interval in mind."


def as_json(results: Sequence[Result]) -> str:
    """The same for machines."""
    whole = {
        "data": "MASSIVE 1.1",
        "trained_on": TRAIN,
        "asked": ASKED,
        "results": [_named(one) for one in results],
        "published": [_named(one) for one in PUBLISHED],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _named(value: Result | Published) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}


def _share(
    model: Model,
    language: str,
    asked: Sequence[tuple[str, str]],
    form: Callable[[str], str],
    times: list[float],
) -> float:
    """The share of right intents; each question's milliseconds are added to `times`."""
    right = 0
    for text, intent in asked:
        written = form(text)
        started = time.perf_counter()
        reading = model.understand(written, language)
        times.append((time.perf_counter() - started) * 1000)
        right += model.guesses(reading, 1)[0].key == intent
    return right / max(len(asked), 1)


def _commonest(read: Rows, said: Mapping[str, Sequence[str]]) -> float:
    best = max(said, key=lambda intent: len(said[intent]))
    return sum(intent == best for _, intent in read.asked) / max(len(read.asked), 1)
