"""From likely paths to candidates: what a reply says of each path, and how many are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luotsi.assistant.deciding import PATH
from luotsi.assistant.shelf import Documents
from luotsi.assistant.types import Candidate
from luotsi.flows.document import PathDocument
from luotsi.understanding import queries as understanding
from luotsi.understanding.types import Understood

MOST = 10
SHOWN = 3
BESIDE_BEST = 0.2
"""How likely a path must be, beside the likeliest, to be offered with it."""
THEMES = 3


def candidates(
    likely: Mapping[str, float], documents: Documents, understood: Understood
) -> tuple[Candidate, ...]:
    """The likeliest published paths, best first, each with the client's words that spoke for it."""
    best = [path for path in in_order(likely) if path in documents][:MOST]
    because = understanding.because(understood, PATH, best[:SHOWN])
    return tuple(_candidate(documents[path], likely[path], because.get(path, ())) for path in best)


def offered(found: Sequence[Candidate]) -> int:
    """How many of the candidates are worth showing: those not far behind the first."""
    if not found:
        return 0
    return sum(one.score >= BESIDE_BEST * found[0].score for one in found[:SHOWN])


def nearest_themes(likely: Mapping[str, float], documents: Documents) -> tuple[str, ...]:
    """The subjects that the likely paths are about, for a reply without an offer."""
    return tuple(in_order(theme_shares(likely, documents))[:THEMES])


def theme_shares(likely: Mapping[str, float], documents: Documents) -> dict[str, float]:
    """How likely each subject is: paths of one subject share what is likely among them."""
    shares: dict[str, float] = {}
    for path, share in likely.items():
        if path in documents and documents[path].themes:
            theme = documents[path].themes[0]
            shares[theme] = shares.get(theme, 0.0) + share
    return shares


def in_order(likely: Mapping[str, float]) -> list[str]:
    """Keys, the likeliest first; equal ones by name."""
    return sorted(likely, key=lambda key: (-likely[key], key))


def _candidate(document: PathDocument, score: float, because: tuple[str, ...]) -> Candidate:
    return Candidate(
        path=document.code,
        title=document.title,
        summary=document.summary or {},
        contact_reasons=document.contact_reasons,
        themes=document.themes,
        service_classes=document.service_classes,
        is_sensitive=document.sensitive,
        score=round(score, 4),
        because=because,
    )
