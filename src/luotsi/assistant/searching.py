"""The site's search: the same reading of words as a turn's, over everything that can be found.

Full-text hits come from the index; paths that understanding holds likely are lifted, or added where no word
of them was met ("I am worn out" finds the path about low mood).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from luotsi.assistant import queries
from luotsi.assistant.deciding import PATH
from luotsi.assistant.types import Asked, Candidate, Reply
from luotsi.foundation.languages import pick
from luotsi.understanding import queries as understanding
from luotsi.understanding.types import Hit, Match

LIFT = 1.5
"""How much a path's probability adds to its score beside full-text hits, whose best ones have about 1."""
LEAST_ADDED = 0.2
"""Probability from which a path is a hit although none of its words was met."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The hits, best first, and what a turn makes of the same words: emergency, authorities, misses."""

    reply: Reply
    hits: tuple[Hit, ...] = ()
    is_ready: bool = True
    """False while nothing can be searched; say so instead of "nothing found"."""


def search(text: str, language: str, limit: int) -> Searched:
    """What people may mean by `text`. Never raises, whatever they write."""
    reply = queries.turn(Asked(text, language))
    plain = queries.without_masks(reply.masked.text)
    found = understanding.search(plain, language, limit)
    hits = _lifted(found.hits, reply, language)[:limit]
    if hits and reply.miss:
        reply = replace(reply, miss=None)
    elif not hits and reply.kind in {"guide", "none"} and not reply.miss:
        reply = replace(reply, miss="no_candidate")
    return Searched(reply, tuple(hits), found.is_ready)


def _lifted(hits: Sequence[Hit], reply: Reply, language: str) -> list[Hit]:
    if reply.kind not in {"guide", "emergency", "clarify"}:
        return list(hits)
    likely = {one.path: one for one in reply.candidates if one.score >= LEAST_ADDED / 2}
    met = {hit.key for hit in hits if hit.kind == PATH}
    lifted = [
        replace(hit, score=hit.score + LIFT * likely[hit.key].score)
        if hit.kind == PATH and hit.key in likely
        else hit
        for hit in hits
    ]
    added = [
        _hit(one, language) for one in likely.values() if one.path not in met and one.score >= LEAST_ADDED
    ]
    return sorted([*lifted, *added], key=lambda hit: -hit.score)


def _hit(one: Candidate, language: str) -> Hit:
    title, summary = pick(one.title, language), pick(one.summary, language)
    return Hit(
        kind=PATH,
        key=one.path,
        language=title.language,
        title=title.text,
        summary=summary.text,
        snippet=summary.text,
        score=LIFT * one.score,
        why=(Match("utterances", one.because),) if one.because else (),
        themes=one.themes,
    )
