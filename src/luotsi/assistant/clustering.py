"""Groups messages that mean about the same: average linkage over the classifier's features. Pure.

Two messages are alike when they share rare words or parts of words, so that endings, compounds and typing
errors do not part them. Messages in different languages stay apart. The same messages give the same groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from luotsi.understanding.features import LETTERS, Text, features, weigh
from luotsi.understanding.words import query_words

APART = 0.76
"""Mean distance (1 less the cosine) up to which two groups become one."""
NEAR = 0.26
"""Cosine from which a message joins a group that was made of others."""
AT_ONCE = 2_500
"""Messages compared each with each; the commonest first, the others join them or wait for the next round."""
ROUNDS = 6
ALONE = 3
"""People from which a message that is like no other is a group by itself."""
_BLOCK = 4_000


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that belong together: their places, the most typical first."""

    members: tuple[int, ...]
    people: int


def groups(texts: Sequence[str], people: Sequence[int]) -> tuple[list[Group], list[int]]:
    """Groups, those of most people first, and the places of messages that belong nowhere.

    `people` says how many wrote each message.
    """
    if not texts:
        return [], []
    rows = _rows(texts)
    weights = np.asarray(people, dtype=np.float64)
    left = np.array(sorted(range(len(texts)), key=lambda place: (-people[place], texts[place])))
    left = left[np.diff(rows.indptr)[left] > 0]
    found: list[np.ndarray] = []
    for _ in range(ROUNDS):
        if not len(left):
            break
        made = _linked(rows, left[:AT_ONCE], weights)
        if not made:
            break
        found, left = _joined(rows, left, made, found, weights)
    result = [_group(rows, members, weights) for members in found]
    alone = [Group((int(place),), int(people[place])) for place in left if people[place] >= ALONE]
    grouped = {member for group in [*result, *alone] for member in group.members}
    rest = [place for place in range(len(texts)) if place not in grouped]
    return sorted([*result, *alone], key=lambda one: (-one.people, texts[one.members[0]])), rest


def _rows(texts: Sequence[str]) -> Any:
    """One row of length 1 a message (scipy CSR); empty for a message without a telling word."""
    from scipy.sparse import csr_matrix, vstack

    counted = []
    frequency = np.zeros(2 * LETTERS, dtype=np.int64)
    for start in range(0, len(texts), _BLOCK):
        block = [Text(query_words(text)) for text in texts[start : start + _BLOCK]]
        found = features(block)
        frequency += np.bincount(found.buckets, minlength=2 * LETTERS)
        counted.append((found, len(block)))
    idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
    parts = []
    for found, size in counted:
        values = weigh(found, idf[found.buckets], size)
        parts.append(csr_matrix((values, (found.texts, found.buckets)), shape=(size, 2 * LETTERS)))
    return vstack(parts, format="csr")


def _linked(rows: Any, places: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Groups of at least two among some messages."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(places) < 2:
        return []
    part = rows[places]
    alike = (part @ part.T).toarray()
    upper = np.triu_indices(len(places), k=1)
    distances = np.maximum(0.0, 1.0 - alike[upper].astype(np.float64))
    numbers = fcluster(linkage(distances, "average"), APART, "distance")
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers)[1:])
    return [places[members] for members in np.split(order, ends[:-1]) if len(members) > 1]


def _joined(
    rows: Any, left: np.ndarray, made: list[np.ndarray], found: list[np.ndarray], weights: np.ndarray
) -> tuple[list[np.ndarray], np.ndarray]:
    """Every group so far with the messages that are near it, and what is left."""
    everything = [*found, *made]
    rest = np.setdiff1d(left, np.concatenate(made), assume_unique=True)
    rest = left[np.isin(left, rest)]
    if not len(rest):
        return everything, rest
    centres = _centres(rows, everything, weights)
    joins: list[list[int]] = [[] for _ in everything]
    stay = []
    for start in range(0, len(rest), _BLOCK):
        block = rest[start : start + _BLOCK]
        alike = (rows[block] @ centres.T).toarray()
        best = alike.argmax(axis=1)
        for place, group, likeness in zip(
            block.tolist(), best.tolist(), alike.max(axis=1).tolist(), strict=True
        ):
            (joins[group] if likeness >= NEAR else stay).append(place)
    grown = [
        np.concatenate([members, np.array(new, dtype=members.dtype)])
        for members, new in zip(everything, joins, strict=True)
    ]
    return grown, np.array(stay, dtype=left.dtype)


def _centres(rows: Any, groups_found: Sequence[np.ndarray], weights: np.ndarray) -> Any:
    """The direction of each group (sparse rows), in which what many wrote counts more, not in proportion."""
    from scipy.sparse import csr_matrix, diags

    numbers = np.repeat(np.arange(len(groups_found)), [len(members) for members in groups_found])
    members = np.concatenate(groups_found)
    whole = (
        csr_matrix((np.sqrt(weights[members]), (numbers, members)), (len(groups_found), len(weights))) @ rows
    )
    lengths = np.sqrt(np.asarray(whole.multiply(whole).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-9)) @ whole).tocsr()


def _group(rows: Any, members: np.ndarray, weights: np.ndarray) -> Group:
    near = (rows[members] @ _centres(rows, [members], weights).T).toarray().ravel()
    rank = near * (1 + 0.1 * np.log(weights[members]))
    order = np.lexsort((members, -np.round(rank, 6)))
    return Group(tuple(members[order].tolist()), int(weights[members].sum()))
