"""The map of a document: questions, outcomes and calls as places in layers, and the ways between them.

Sub-paths stay collapsed: a call is one place whose ways out are its returns. A way that spans several
layers bends in each of them, so that it never runs behind a place. Positions are layers and ranks;
sizes in pixels belong to whoever draws.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from luotsi.flows.document import PathDocument

PlaceKind = Literal["question", "outcome", "call", "return", "missing"]

SWEEPS = 8
"""How often the order inside layers is improved, forth and back."""


@dataclass(frozen=True, slots=True)
class Way:
    """From a place to the next. `position` is the rule's or return's, counted from 0, at its origin."""

    origin: str
    to: str
    position: int
    when: str | None = None
    """The condition as written; None for `otherwise`."""
    returned: str = ""
    """For the way out of a call: the name of the return."""


@dataclass(frozen=True, slots=True)
class Bend:
    """Where a long way passes through a layer."""

    way: Way
    layer: int


@dataclass(frozen=True)
class PathMap:
    """Places by key with their kind, ways, and each layer's places and bends from top to bottom."""

    start: str
    kinds: Mapping[str, PlaceKind]
    ways: tuple[Way, ...]
    layers: tuple[tuple[str | Bend, ...], ...]
    layer_of: Mapping[str, int] = field(repr=False)
    backward: frozenset[Way] = frozenset()
    """Ways that lead back, which only an unfinished draft has; they take no part in the layers."""


def map_of(document: PathDocument) -> PathMap:
    """The map of a document, finished or not: a place that is named but not written is "missing"."""
    ways = tuple(_ways(document))
    kinds = _kinds(document, ways)
    backward = _leading_back(document.start, kinds, ways)
    forward = [way for way in ways if way not in backward]
    layer_of = _layers(kinds, forward)
    layers = _ordered(_filled(kinds, forward, layer_of), forward)
    return PathMap(document.start, kinds, ways, layers, layer_of, backward)


def _ways(document: PathDocument) -> Iterable[Way]:
    for name, question in document.questions.items():
        for position, rule in enumerate(question.next):
            yield Way(name, rule.to, position, rule.when)
    for name, call in document.calls.items():
        for position, (returned, to) in enumerate(call.returns.items()):
            yield Way(name, to, position, None, returned)


def _kinds(document: PathDocument, ways: Iterable[Way]) -> dict[str, PlaceKind]:
    kinds: dict[str, PlaceKind] = dict.fromkeys(document.questions, "question")
    kinds |= dict.fromkeys(document.calls, "call")
    kinds |= dict.fromkeys(document.outcomes, "outcome")
    kinds |= dict.fromkeys(document.returns, "return")
    for key in (document.start, *(way.to for way in ways)):
        kinds.setdefault(key, "missing")
    return kinds


def _leading_back(start: str, kinds: Iterable[str], ways: Iterable[Way]) -> frozenset[Way]:
    """The ways that close a circle, found by walking deep from the start first and then from every place."""
    out: dict[str, list[Way]] = {}
    for way in ways:
        out.setdefault(way.origin, []).append(way)
    back: set[Way] = set()
    done: set[str] = set()
    for first in (start, *kinds):
        on_the_way: dict[str, list[Way]] = {} if first in done else {first: list(out.get(first, ()))}
        while on_the_way:
            here = next(reversed(on_the_way))
            if not on_the_way[here]:
                done.add(here)
                del on_the_way[here]
                continue
            way = on_the_way[here].pop(0)
            if way.to in on_the_way:
                back.add(way)
            elif way.to not in done:
                on_the_way[way.to] = list(out.get(way.to, ()))
    return frozenset(back)


def _layers(kinds: Iterable[str], forward: Iterable[Way]) -> dict[str, int]:
    """The longest way to each place from one that none leads to, which in a finished path is the start."""
    into: dict[str, list[str]] = {}
    for way in forward:
        into.setdefault(way.to, []).append(way.origin)
    layer_of: dict[str, int] = {}
    waiting = list(kinds)
    while waiting:
        settled = [key for key in waiting if all(one in layer_of for one in into.get(key, ()))]
        for key in settled:
            layer_of[key] = max((layer_of[one] + 1 for one in into.get(key, ())), default=0)
        waiting = [key for key in waiting if key not in layer_of]
    return layer_of


def _filled(
    kinds: Iterable[str], forward: Iterable[Way], layer_of: Mapping[str, int]
) -> list[list[str | Bend]]:
    layers: list[list[str | Bend]] = [[] for _ in range(max(layer_of.values(), default=0) + 1)]
    for key in kinds:
        layers[layer_of[key]].append(key)
    for way in forward:
        for layer in range(layer_of[way.origin] + 1, layer_of[way.to]):
            layers[layer].append(Bend(way, layer))
    return layers


def _ordered(layers: list[list[str | Bend]], forward: Iterable[Way]) -> tuple[tuple[str | Bend, ...], ...]:
    """Layers in an order with few crossings: the best of some sweeps by the neighbours' median."""
    before, after = _neighbours(forward, layers)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, after)
    for sweep in range(SWEEPS):
        is_forth = sweep % 2 == 0
        order = range(1, len(layers)) if is_forth else range(len(layers) - 2, -1, -1)
        for number in order:
            fixed = layers[number - 1 if is_forth else number + 1]
            rank = {one: place for place, one in enumerate(fixed)}
            near = before if is_forth else after
            _sort(layers[number], near, rank)
        crossed = _crossings(layers, after)
        if crossed < fewest:
            best, fewest = [list(layer) for layer in layers], crossed
    return tuple(tuple(layer) for layer in best)


def _crossings(
    layers: list[list[str | Bend]], after: Mapping[str | Bend, list[tuple[str | Bend, int]]]
) -> int:
    """How often two ways cross between neighbouring layers."""
    crossed = 0
    for layer, following in itertools.pairwise(layers):
        rank = {one: place for place, one in enumerate(following)}
        ends = [
            rank[other]
            for one in layer
            for other, _position in sorted(after.get(one, ()), key=lambda each: each[1])
            if other in rank
        ]
        crossed += sum(one > other for one, other in itertools.combinations(ends, 2))
    return crossed


def _sort(
    layer: list[str | Bend],
    near: Mapping[str | Bend, list[tuple[str | Bend, int]]],
    rank: Mapping[str | Bend, int],
) -> None:
    """Sort one layer by where its neighbours in the fixed layer stand; who has none keeps its place."""
    weight = {}
    for place, one in enumerate(layer):
        ranks = [rank[other] + position / 100 for other, position in near.get(one, ()) if other in rank]
        weight[one] = median(ranks) if ranks else float(place)
    layer.sort(key=weight.__getitem__)


def _neighbours(
    forward: Iterable[Way], layers: list[list[str | Bend]]
) -> tuple[dict[str | Bend, list[tuple[str | Bend, int]]], dict[str | Bend, list[tuple[str | Bend, int]]]]:
    """Of each place and bend those beside it, before and after, with the position of the way."""
    bends: dict[Way, list[Bend]] = {}
    for layer in layers:
        for one in layer:
            if isinstance(one, Bend):
                bends.setdefault(one.way, []).append(one)
    before: dict[str | Bend, list[tuple[str | Bend, int]]] = {}
    after: dict[str | Bend, list[tuple[str | Bend, int]]] = {}
    for way in forward:
        line = [way.origin, *bends.get(way, ()), way.to]
        for one, other in itertools.pairwise(line):
            after.setdefault(one, []).append((other, way.position))
            before.setdefault(other, []).append((one, way.position))
    return before, after
