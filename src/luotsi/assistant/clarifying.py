"""Which question to ask, if any: the one whose answer is expected to tell most about which path helps.

Pure. A path fills in facets (whom it is for, which area of life …); an empty facet fits every answer. People
answer wrongly now and then, so an answer makes paths more or less likely and rules none out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SLIP = 0.1
"""How often somebody chooses an option that does not fit their need."""
LEAST_GAIN = 0.2
"""Bits that a question must bring beyond its burden; less is not worth a person's trouble."""
MOST_IN_A_ROW = 3
MOST_OPTIONS = 7
"""Options shown of a long list; the others hold hardly anything that fits."""
LEAST_OPTION = 0.02
OFFERED = 3
"""Paths that an offer shows; a question whose answers would all lead to the same ones is not asked."""
DONT_KNOW = "dont_know"

Likely = Mapping[str, float]
"""Path -> probability; adds up to 1."""


@dataclass(frozen=True, slots=True)
class FacetView:
    """What clarifying needs of a facet: its options in order, and its burden in bits."""

    code: str
    options: tuple[str, ...]
    burden: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The question chosen: its facet, the options worth showing in order, and the bits it brings."""

    facet: str
    options: tuple[str, ...]
    gain: float


def after(
    likely: Likely,
    answers: Mapping[str, str],
    filled: Mapping[str, Mapping[str, tuple[str, ...]]],
    options: Mapping[str, tuple[str, ...]],
) -> dict[str, float]:
    """What is likely once the answers are known. `filled`: path -> facet -> options that fit."""
    weighed = dict(likely)
    for facet, answer in answers.items():
        known = options.get(facet)
        if known is None or answer not in known:
            continue
        for path in weighed:
            weighed[path] *= _chance(answer, filled.get(path, {}).get(facet, ()), known)
    return _normalised(weighed)


def choose(
    likely: Likely,
    facets: tuple[FacetView, ...],
    answers: Mapping[str, str],
    filled: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Choice | None:
    """The question worth asking next, or None. What was answered, "dont_know" too, is not asked again."""
    if len(answers) >= MOST_IN_A_ROW:
        return None
    whole = _normalised(likely)
    choices = [
        choice
        for facet in facets
        if facet.code not in answers and (choice := _judged(whole, facet, filled)) is not None
    ]
    best = max(choices, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= LEAST_GAIN else None


def _judged(
    likely: Likely, facet: FacetView, filled: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[float, Choice] | None:
    """A facet's gain less its burden; None where all answers shown lead to the same offer."""
    paths = sorted(likely)
    shares = np.array([likely[path] for path in paths])
    split = shares * _chances([filled.get(path, {}).get(facet.code, ()) for path in paths], facet.options)
    of_options = split.sum(axis=1)
    # What is left unknown after an answer: that of paths and answers together less that of the answers.
    gain = _bits(shares) - (_bits(split) - _bits(of_options))
    likeliest = np.argsort(-of_options, kind="stable")
    kept = [number for number in likeliest.tolist() if of_options[number] >= LEAST_OPTION][:MOST_OPTIONS]
    # Paths are in order of their names, so equally likely ones are offered by name.
    offers = np.argsort(-split[kept], axis=1, kind="stable")[:, :OFFERED]
    if len({frozenset(offer) for offer in offers.tolist()}) < 2:
        return None
    return gain - facet.burden, Choice(facet.code, tuple(facet.options[at] for at in sorted(kept)), gain)


def _chances(fits: Sequence[tuple[str, ...]], options: tuple[str, ...]) -> np.ndarray:
    """Options × paths: how probable each answer is from somebody whom each path would help."""
    kinds = {fitting: number for number, fitting in enumerate(dict.fromkeys(fits))}
    chances = np.array([[_chance(option, fitting, options) for fitting in kinds] for option in options])
    return chances.reshape(len(options), len(kinds))[:, [kinds[fitting] for fitting in fits]]


def _chance(answer: str, fitting: tuple[str, ...], options: tuple[str, ...]) -> float:
    """How probable an answer is from somebody whom a path would help."""
    if not fitting:
        return 1 / len(options)
    base = SLIP / len(options)
    return base + (1 - SLIP) / len(fitting) if answer in fitting else base


def _bits(shares: np.ndarray) -> float:
    """The entropy of shares that add up to 1: -Σ p·log₂ p; what is 0 adds nothing."""
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    if whole <= 0:
        return {path: 1 / len(weights) for path in weights} if weights else {}
    return {path: weight / whole for path, weight in weights.items()}
