"""Fits the network to passages. Needs jax and optax, which the running software does not.

While it learns, some words are covered, some marks are, and some numbers of each word and of the whole: it
must not hang on one of them. The same passages give the same weights on one kind of processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax  # type: ignore[import-not-found,import-untyped,unused-ignore]

from luotsi.safety.features import MARK_BUCKETS, PIECE_BUCKETS, Passage
from luotsi.safety.network import DEPTH, HIDDEN, REACH
from luotsi.safety.training.regression import Flags, Floats

BATCH = 64
RATE = 0.002
"""Step of learning at its highest: it rises over the first steps, then falls to nothing at the end."""
WARMING = 200
LENGTHS = (12, 24, 40, 64, 100, 160)
"""Words to which passages of a batch are filled up; of longer ones the rest is left out."""

COVERED_WORDS, COVERED_MARKS, COVERED_DEPTH, COVERED_TOLD = 0.15, 0.15, 0.2, 0.3
"""Shares that are covered: letters of a word, marks of a word, numbers of a word, numbers that decide."""

Weights = dict[str, jax.Array]
Batch = dict[str, npt.NDArray[np.generic]]


def fit_network(
    lessons: Sequence[tuple[Sequence[Passage], Flags, Floats]], seed: int
) -> dict[str, npt.NDArray[np.float32]]:
    """Weights by the names of `network.shapes`, pieces and marks as plain numbers, without their scales.

    Each lesson is gone through once: passages, which classes each has (passages × classes), and how much
    each counts.
    """
    dice = np.random.default_rng(seed)
    weights = _beginning(dice, lessons[0][1].shape[1])
    orders = [list(_batches(passages, dice)) for passages, _, _ in lessons]
    steps = sum(len(order) for order in orders)
    rate = optax.warmup_cosine_decay_schedule(0.0, RATE, min(WARMING, steps // 2), steps)
    optimiser = optax.adam(rate)
    state = optimiser.init(weights)
    key = jax.random.PRNGKey(seed)

    @jax.jit
    def step(weights: Weights, state: optax.OptState, batch: Batch, key: jax.Array):  # type: ignore[no-untyped-def]
        slopes = jax.grad(_loss)(weights, batch, key)
        changes, state = optimiser.update(slopes, state, weights)
        return optax.apply_updates(weights, changes), state

    for (passages, flags, strengths), order in zip(lessons, orders, strict=True):
        counts = strengths / strengths.mean()
        for length, chosen in order:
            batch = _batch([passages[number] for number in chosen], length)
            batch["flags"] = np.zeros((BATCH, flags.shape[1]), np.float32)
            batch["counts"] = np.zeros(BATCH, np.float32)
            batch["flags"][: chosen.size] = flags[chosen]
            batch["counts"][: chosen.size] = counts[chosen]
            key, now = jax.random.split(key)
            weights, state = step(weights, state, batch, now)
    return {name: np.asarray(array) for name, array in weights.items()}


def _beginning(dice: np.random.Generator, classes: int) -> Weights:
    """Random weights to begin with."""

    def some(scale: float, *shape: int) -> jax.Array:
        return jnp.asarray(dice.standard_normal(shape) * scale, jnp.float32)

    return {
        "pieces": some(0.3, PIECE_BUCKETS, DEPTH),
        "marks": some(0.3, MARK_BUCKETS, DEPTH),
        "first": some((REACH * DEPTH) ** -0.5, REACH * DEPTH, DEPTH),
        "first_bias": jnp.zeros(DEPTH),
        "second": some((REACH * DEPTH) ** -0.5, REACH * DEPTH, DEPTH),
        "second_bias": jnp.zeros(DEPTH),
        "hidden": some(DEPTH**-0.5, 2 * DEPTH, HIDDEN),
        "hidden_bias": jnp.zeros(HIDDEN),
        "out": some(HIDDEN**-0.5, HIDDEN, classes),
        "out_bias": jnp.full(classes, -2.0),
    }


def _batches(
    passages: Sequence[Passage], dice: np.random.Generator
) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Passages of like length together, in random order: the length, and their numbers."""
    sizes = np.array([passage.starts.size for passage in passages])
    lengths = np.array(LENGTHS)[np.minimum(np.searchsorted(LENGTHS, sizes), len(LENGTHS) - 1)]
    order = dice.permutation(np.flatnonzero(sizes))
    found = []
    for length in LENGTHS:
        theirs = order[lengths[order] == length]
        found += [(length, theirs[start : start + BATCH]) for start in range(0, theirs.size, BATCH)]
    yield from (found[place] for place in dice.permutation(len(found)))


def _batch(passages: Sequence[Passage], length: int) -> Batch:
    """Passages as arrays of few sizes, so that the step is compiled for few: the rest is filled up."""
    pieces, owners, shares, marks, places = [], [], [], [], []
    is_word = np.zeros((BATCH, length), np.bool_)
    for row, passage in enumerate(passages):
        words = min(passage.starts.size, length)
        counts = passage.counts()[:words]
        is_word[row, :words] = True
        pieces.append(passage.pieces[: counts.sum()])
        owners.append(np.repeat(np.arange(words) + row * length, counts))
        shares.append(np.repeat(counts**-0.5, counts))
        is_near = passage.places < length
        marks.append(passage.marks[is_near])
        places.append(passage.places[is_near].astype(np.int64) + row * length)
    return {
        "is_word": is_word,
        "pieces": _filled(pieces, np.int32),
        "owners": _filled(owners, np.int32),
        "shares": _filled(shares, np.float32),
        "marks": _filled(marks, np.int32),
        "places": _filled(places, np.int32),
        "seen": _filled([np.ones(sum(map(len, marks)))], np.float32),
    }


def _filled(parts: Sequence[npt.NDArray[np.generic]], kind: type) -> npt.NDArray[np.generic]:
    """All parts as one, filled up with zeros to a power of two."""
    whole = np.concatenate(parts)
    filled: npt.NDArray[np.generic] = np.zeros(max(256, 1 << int(whole.size - 1).bit_length()), kind)
    filled[: whole.size] = whole
    return filled


def _loss(weights: Weights, batch: dict[str, jax.Array], key: jax.Array) -> jax.Array:
    """Mean logistic loss of a batch, each passage as much as it counts."""
    keys = jax.random.split(key, 4)
    is_word = batch["is_word"][..., None]
    size, length = batch["is_word"].shape
    letters = _summed(weights["pieces"], batch["pieces"], batch["shares"], batch["owners"], size * length)
    marks = _summed(weights["marks"], batch["marks"], batch["seen"], batch["places"], size * length)
    words = _covered(letters.reshape(size, length, DEPTH), COVERED_WORDS, keys[0], each=True)
    words += _covered(marks.reshape(size, length, DEPTH), COVERED_MARKS, keys[1], each=True)
    words = _covered(words, COVERED_DEPTH, keys[2]) * is_word
    for layer in ("first", "second"):
        seen = _neighbours(words) @ weights[layer] + weights[f"{layer}_bias"]
        words = (words + jax.nn.relu(seen)) * is_word
    strongest = jnp.where(is_word, words, -1e9).max(axis=1) * is_word.any(axis=1)
    count = jnp.maximum(is_word.sum(axis=1), 1)
    told = jnp.concatenate([strongest, words.sum(axis=1) / jnp.sqrt(count)], axis=1)
    told = _covered(told, COVERED_TOLD, keys[3])
    odds = (
        jax.nn.relu(told @ weights["hidden"] + weights["hidden_bias"]) @ weights["out"] + weights["out_bias"]
    )
    losses = jnp.logaddexp(0, odds) - batch["flags"] * odds
    return (losses * batch["counts"][:, None]).sum() / batch["flags"].shape[0]


def _summed(table: jax.Array, rows: jax.Array, shares: jax.Array, owners: jax.Array, size: int) -> jax.Array:
    """For each word the sum of its rows of a table."""
    return jax.ops.segment_sum(table[rows] * shares[:, None], owners, num_segments=size)


def _covered(values: jax.Array, share: float, key: jax.Array, *, each: bool = False) -> jax.Array:
    """Zeros in place of a share of the values, which the others make up for; of whole words if `each`, for
    which nothing makes up."""
    shape = (*values.shape[:-1], 1) if each else values.shape
    kept = jax.random.bernoulli(key, 1 - share, shape)
    return values * kept if each else values * kept / (1 - share)


def _neighbours(words: jax.Array) -> jax.Array:
    """Each word of each passage with those before and after it, side by side."""
    half = REACH // 2
    padded = jnp.pad(words, ((0, 0), (half, half), (0, 0)))
    length = words.shape[1]
    return jnp.concatenate([padded[:, shift : shift + length] for shift in range(REACH)], axis=-1)
