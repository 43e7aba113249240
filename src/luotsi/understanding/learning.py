"""Trains the classifier: from meanings and how people say them to the arrays that `Model` reads.

One linear support vector machine for each class against the others (scikit-learn's liblinear), over all
three languages at once, because people mix them and names and loan words are shared. Of very many examples a
class is set against those of its nearest classes and a sample of the rest. Small weights are left out: a
hundredth of them decides.

The same meanings give the same arrays, to the last bit on one kind of processor.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from luotsi.understanding import lemmas
from luotsi.understanding.features import CENTRE_SHARE, LETTERS, Features, Text, features, weigh
from luotsi.understanding.lexicon import Lexicon, Term
from luotsi.understanding.machines import Lesson, learn_each
from luotsi.understanding.reading import enrich
from luotsi.understanding.slips import slip
from luotsi.understanding.types import Meaning
from luotsi.understanding.weights import arrays_of, in_steps

PREFIX = "model/"
"""How the names of a classifier's arrays begin."""
VERSION = 5
"""Counts up when the same meanings would give other arrays."""
SLIP_WEIGHT, SLIP_EVERY = 0.3, 3
"""How much an utterance with typing errors counts beside the same without, and which get such a copy."""
ALL_UP_TO = 1_400_000
"""Examples times classes up to which every class is set against all others."""
OPPONENTS, FEW_OPPONENTS = 1_300_000, 100_000
"""Examples that all classes together are set against beyond that, shared among them: half of each class's
are of its nearest classes, half of all others. The few are for finding the sharpness."""
LEAST_OPPONENTS, MOST_OPPONENTS = 240, 8_000
"""Of one class."""
LEAST_CENTRE = 0.35
"""Centres say nothing of features that nearly every class has."""
FEW_EXAMPLES = 300
"""Examples a class, on average, below which a machine is gentle (C), not to learn words by heart."""
GENTLE, USUAL = 0.5, 1.0
CENTRE_SATURATION, CENTRE_LENGTH = 0.3, 0.7
"""BM25's k1 and b of a class's centre: what all its examples say together."""
MOST_OF_AN_EXAMPLE = 3
"""How often one feature counts in one example of a centre."""
HELD_OUT = 5
"""Every fifth utterance is kept apart to find how sharp the probabilities should be."""
USUAL_SHARPNESS = 4.0
_MOST_FOR_LANGUAGE = 12_000
_AT_ONCE = 500
"""Examples whose features are found together."""
_SEED = 20_261_125
_FOLDED = 4_096
"""Columns into which features are folded to see which classes are near each other."""

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Example:
    """A text to learn from: the number of its class, its language, how much it counts."""

    text: Text
    label: int
    language: str
    weight: float
    is_said: bool
    """An utterance as written; what the sharpness is found with."""


@dataclass(slots=True)
class Matrix:
    """Examples as rows of features. `rows` is a scipy CSR matrix over `buckets` (sorted)."""

    rows: object
    counts: object
    """The same rows, with how often each feature stands in the example."""
    labels: np.ndarray
    weights: np.ndarray
    buckets: np.ndarray
    idf: np.ndarray
    unknown_idf: float


def fingerprint(meanings: Sequence[Meaning], terms: Sequence[Term]) -> str:
    """Changes with anything that training reads."""
    told = [
        [meaning.kind, meaning.key, sorted(meaning.said.items()), sorted(meaning.texts.items())]
        for meaning in meanings
    ]
    lexicon = sorted([term.language, *term.say, *term.means] for term in terms)
    whole = json.dumps([VERSION, lemmas.is_available(), told, lexicon], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def learn(meanings: Sequence[Meaning], terms: Sequence[Term]) -> Arrays:
    """Train on everything; the arrays of a model, their names beginning with "model/".

    A single class has nothing to be told apart from and is always guessed; nothing to learn from gives no
    arrays at all.
    """
    lexicon = Lexicon.of(terms)
    examples = examples_of(meanings, lexicon)
    if not examples:
        return {}
    labels = [(meaning.kind, meaning.key) for meaning in meanings]
    languages = sorted({example.language for example in examples})
    matrix = matrix_of(examples)
    weights, bias = _train(matrix, len(labels))
    centres = centres_of(matrix, len(labels))
    language_weights, language_bias = _train_language(matrix, examples, languages)
    about = {
        "fingerprint": fingerprint(meanings, terms),
        "labels": labels,
        "languages": languages,
        "sharpness": _sharpness(matrix, examples, len(labels)),
        "unknown_idf": matrix.unknown_idf,
        "lexicon": lexicon.as_json(),
        "with_lemmas": lemmas.is_available(),
    }
    return {
        "model/about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8),
        "model/buckets": matrix.buckets.astype(np.uint32),
        "model/idf": matrix.idf.astype(np.float16),
        "model/bias": bias.astype(np.float32),
        "model/language_weights": in_steps(language_weights),
        "model/language_bias": language_bias.astype(np.float32),
        "model/rarity": centres.rarity.astype(np.float16),
        **{f"{PREFIX}{name}": array for name, array in arrays_of(weights, _telling(centres)).items()},
    }


def examples_of(meanings: Sequence[Meaning], lexicon: Lexicon) -> list[Example]:
    """Every utterance, a copy of each with typing errors, and the content's texts."""
    source = random.Random(_SEED)  # noqa: S311 - typing errors, not secrets
    with_lemmas = lemmas.is_available()

    # Content speaks the words that lay terms mean, so the lexicon adds nothing to it.
    official = Lexicon()

    def read(text: str, language: str, words: Lexicon = lexicon) -> Text:
        return enrich(text, language, words, with_lemmas=with_lemmas)

    examples = []
    for label, meaning in enumerate(meanings):
        for language, said in sorted(meaning.said.items()):
            for text in said:
                examples.append(Example(read(text, language), label, language, 1.0, is_said=True))
                if len(examples) % SLIP_EVERY == 0:
                    wrong = read(slip(text, source), language)
                    examples.append(Example(wrong, label, language, SLIP_WEIGHT, is_said=False))
        for language, texts in sorted(meaning.texts.items()):
            for text, weight in texts:
                told = read(text, language, official)
                examples.append(Example(told, label, language, weight, is_said=False))
    return [example for example in examples if example.text.words]


def matrix_of(examples: Sequence[Example]) -> Matrix:
    """The features of all examples, found once."""
    from scipy.sparse import csr_matrix

    found = _features(examples)
    frequency = np.bincount(found.buckets, minlength=2 * LETTERS)
    known = np.flatnonzero(frequency)
    # Which column a bucket is: a table is many times faster here than sorting millions of buckets.
    columns = (np.cumsum(frequency > 0) - 1)[found.buckets]
    frequency = frequency[known]
    idf = np.log((1 + len(examples)) / (1 + frequency)) + 1
    values = weigh(found, idf[columns].astype(np.float32), len(examples)).astype(np.float64)
    return Matrix(
        rows=csr_matrix((values, (found.texts, columns)), shape=(len(examples), len(known))),
        counts=csr_matrix((found.counts, (found.texts, columns)), shape=(len(examples), len(known))),
        labels=np.array([example.label for example in examples], dtype=np.int64),
        weights=np.array([example.weight for example in examples]),
        buckets=known,
        idf=idf,
        unknown_idf=float(np.log(1 + len(examples)) + 1),
    )


def _features(examples: Sequence[Example]) -> Features:
    """The features of all examples, found a block at a time: small sorts are faster than a large one."""
    texts = [example.text for example in examples]
    blocks = [
        (start, features(texts[start : start + _AT_ONCE])) for start in range(0, max(len(texts), 1), _AT_ONCE)
    ]
    return Features(
        texts=np.concatenate([found.texts + start for start, found in blocks]),
        buckets=np.concatenate([found.buckets for _, found in blocks]),
        counts=np.concatenate([found.counts for _, found in blocks]),
        owners=np.empty((0, 2), dtype=np.int64),
    )


def _train(matrix: Matrix, classes: int, against: int = OPPONENTS) -> tuple[object, np.ndarray]:
    """The weights (features × classes, scipy CSR, small ones left out) and the bias of each class.

    A class without examples says no to everything.
    """
    from scipy.sparse import csc_matrix

    if classes < 2:
        return csc_matrix((len(matrix.buckets), classes)).tocsr(), np.full(classes, -1.0)
    opponents = _opponents(matrix, classes, against)
    trust = GENTLE if len(matrix.labels) < FEW_EXAMPLES * classes else USUAL
    lesson = Lesson(matrix.rows, matrix.labels, matrix.weights, trust)
    machines = learn_each(lesson, [opponents(number) for number in range(classes)])
    ends = np.concatenate([[0], np.cumsum([len(machine.features) for machine in machines])])
    places = np.concatenate([machine.features for machine in machines])
    weights = np.concatenate([machine.weights for machine in machines])
    bias = np.array([machine.bias for machine in machines])
    return csc_matrix((weights, places, ends), (len(matrix.buckets), classes)).tocsr(), bias


def _opponents(matrix: Matrix, classes: int, against: int) -> Callable[[int], np.ndarray]:
    """A function from a class to the examples it is trained with, its own among them."""
    everything = np.arange(len(matrix.labels))
    if against == OPPONENTS and len(everything) * classes <= ALL_UP_TO:
        return lambda _number: everything
    from scipy.sparse import csr_matrix

    half = int(np.clip(against // max(classes, 1), LEAST_OPPONENTS, MOST_OPPONENTS)) // 2
    members = csr_matrix((np.ones(len(everything)), (matrix.labels, everything)), (classes, len(everything)))
    alike = _likeness(members @ matrix.rows)
    norms = np.sqrt(np.maximum(np.diag(alike), 1e-9))
    alike = alike / norms / norms[:, None]
    shuffled = np.random.default_rng(_SEED).permutation(everything)

    def chosen(number: int) -> np.ndarray:
        order = np.argsort(-alike[number], kind="stable")
        sizes = np.cumsum(np.bincount(matrix.labels, minlength=classes)[order])
        near = order[: int(np.searchsorted(sizes, half)) + 1]
        is_near = np.isin(matrix.labels, [*near.tolist(), number])
        others = shuffled[~is_near[shuffled]][:half]
        return np.sort(np.concatenate([np.flatnonzero(is_near), others]))

    return chosen


def _likeness(centres: object) -> np.ndarray:
    """Products of classes' centres with each other, near enough: of many features folded into few columns."""
    from scipy.sparse import csr_matrix

    found = centres.tocoo()  # type: ignore[attr-defined]
    folded = csr_matrix((found.data, (found.row, found.col % _FOLDED)), (found.shape[0], _FOLDED)).toarray()
    return np.asarray(folded @ folded.T)


def _train_language(
    matrix: Matrix, examples: Sequence[Example], languages: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features × languages) that tell the languages of the content apart."""
    from sklearn.svm import LinearSVC

    features_count = matrix.rows.shape[1]  # type: ignore[attr-defined]
    weights, bias = np.zeros((features_count, len(languages))), np.zeros(len(languages))
    if len(languages) < 2:
        return weights, bias
    chosen = np.random.default_rng(_SEED).permutation(len(examples))[:_MOST_FOR_LANGUAGE]
    chosen.sort()
    spoken = np.array([examples[place].language for place in chosen])
    for number, language in enumerate(languages):
        is_spoken = spoken == language
        if not is_spoken.any() or is_spoken.all():
            bias[number] = 1.0 if is_spoken.all() else -1.0
            continue
        machine = LinearSVC(C=1.0, random_state=0).fit(matrix.rows[chosen], is_spoken)  # type: ignore[index]
        weights[:, number], bias[number] = machine.coef_[0], machine.intercept_[0]
    return weights, bias


def _sharpness(matrix: Matrix, examples: Sequence[Example], classes: int) -> float:
    """The factor that makes probabilities honest: of 100 things said with 0.7, about 70 are right.

    Found with utterances that a classifier of the others has not seen.
    """
    seen: dict[int, int] = {}
    is_out = np.zeros(len(examples), dtype=bool)
    for place, example in enumerate(examples):
        if example.is_said:
            seen[example.label] = seen.get(example.label, 0) + 1
            is_out[place] = seen[example.label] % HELD_OUT == 0
    if is_out.sum() < 20:
        return USUAL_SHARPNESS
    # A copy with typing errors follows its utterance and would tell.
    is_copy = np.concatenate([[False], is_out[:-1]]) & ~np.array([example.is_said for example in examples])
    asked = part(matrix, is_out)
    scores = scored(part(matrix, ~(is_out | is_copy)), asked, classes, FEW_OPPONENTS)
    factors = np.linspace(0.5, 12, 47)
    return float(factors[int(np.argmin([_surprise(scores * factor, asked.labels) for factor in factors]))])


def scored(learnt: Matrix, asked: Matrix, classes: int, against: int) -> np.ndarray:
    """Learn from some examples and score others (asked × classes), as a model does but for its rounding.

    `against` is what `OPPONENTS` is: fewer make it faster.
    """
    weights, bias = _train(learnt, classes, against)
    is_there = asked.rows.astype(bool).astype(np.float64)  # type: ignore[attr-defined]
    centres = centres_of(learnt, classes)
    told = (is_there @ centres.strengths).toarray() / np.maximum(is_there @ centres.rarity, 1e-6)[:, None]
    return (asked.rows @ weights).toarray() + bias + CENTRE_SHARE * told  # type: ignore[operator,no-any-return]


def part(matrix: Matrix, is_in: np.ndarray) -> Matrix:
    """Some of the examples; `is_in` has a truth for each."""
    return replace(
        matrix,
        rows=matrix.rows[is_in],  # type: ignore[index]
        counts=matrix.counts[is_in],  # type: ignore[index]
        labels=matrix.labels[is_in],
        weights=matrix.weights[is_in],
    )


def _surprise(scores: np.ndarray, right: np.ndarray) -> float:
    """Mean negative log probability of what was right."""
    top = scores.max(axis=1, keepdims=True)
    whole = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    return float((whole - scores[np.arange(len(right)), right]).mean())


@dataclass(frozen=True, slots=True)
class Centres:
    """What all examples of a class say together: BM25 over classes, features × classes (scipy CSC).

    `rarity` tells for each feature how few classes have it.
    """

    strengths: object
    rarity: np.ndarray


def centres_of(matrix: Matrix, classes: int) -> Centres:
    """Read each class as one document made of its examples, the weightier ones counting more."""
    from scipy.sparse import csr_matrix

    counts = matrix.counts.tocoo()  # type: ignore[attr-defined]
    times = np.minimum(counts.data, MOST_OF_AN_EXAMPLE) * matrix.weights[counts.row]
    whole = csr_matrix(
        (times, (counts.col, matrix.labels[counts.row])), (len(matrix.buckets), classes)
    ).tocoo()
    lengths = np.bincount(whole.col, weights=whole.data, minlength=classes)
    norms = 1 - CENTRE_LENGTH + CENTRE_LENGTH * lengths / max(lengths.mean(), 1e-9)
    frequency = np.bincount(whole.row, minlength=len(matrix.buckets))
    rarity = np.log1p((classes - frequency + 0.5) / (frequency + 0.5))
    strengths = whole.data / (whole.data + CENTRE_SATURATION * norms[whole.col]) * rarity[whole.row]
    return Centres(csr_matrix((strengths, (whole.row, whole.col)), whole.shape), rarity)


def _telling(centres: Centres) -> object:
    """The strengths without the small ones."""
    said = centres.strengths.copy()  # type: ignore[attr-defined]
    said.data[said.data < LEAST_CENTRE] = 0
    said.eliminate_zeros()
    return said
