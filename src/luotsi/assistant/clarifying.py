"""Which question to ask, if any: the one whose answer is expected to tell most about which path helps.

Pure. A path fills in facets (whom it is for, which area of life …); an empty facet fits every answer. People
answer wrongly now and then, so an answer makes paths more or less likely and rules none out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
    split = dict(_split(likely, facet, filled))
    shares = {option: sum(weights.values()) for option, weights in split.items()}
    left = sum(shares[option] * entropy(_normalised(weights)) for option, weights in split.items())
    gain = entropy(likely) - left
    shown = [option for option in facet.options if shares[option] >= LEAST_OPTION]
    kept = sorted(shown, key=lambda option: -shares[option])[:MOST_OPTIONS]
    if len({_offer(split[option]) for option in kept}) < 2:
        return None
    in_order = tuple(option for option in facet.options if option in kept)
    return gain - facet.burden, Choice(facet.code, in_order, gain)


def _split(
    likely: Likely, facet: FacetView, filled: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[tuple[str, dict[str, float]]]:
    """For each option, how likely each path is together with that answer."""
    fits = {path: filled.get(path, {}).get(facet.code, ()) for path in likely}
    for option in facet.options:
        yield (
            option,
            {path: share * _chance(option, fits[path], facet.options) for path, share in likely.items()},
        )


def _chance(answer: str, fitting: tuple[str, ...], options: tuple[str, ...]) -> float:
    """How probable an answer is from somebody whom a path would help."""
    if not fitting:
        return 1 / len(options)
    base = SLIP / len(options)
    return base + (1 - SLIP) / len(fitting) if answer in fitting else base


def _offer(weights: Mapping[str, float]) -> frozenset[str]:
    return frozenset(sorted(weights, key=lambda path: (-weights[path], path))[:OFFERED])


def entropy(likely: Likely) -> float:
    """Bits of not knowing."""
    return -sum(share * math.log2(share) for share in likely.values() if share > 0)


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    if whole <= 0:
        return {path: 1 / len(weights) for path in weights} if weights else {}
    return {path: weight / whole for path, weight in weights.items()}
