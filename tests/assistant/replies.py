"""Replies as a turn gives them."""

from __future__ import annotations

from typing import Any

from luotsi.assistant.types import Candidate, Need, Option, Question, Reply
from luotsi.safety.emergency import Assessment
from luotsi.safety.masking import mask

CALM = Assessment(is_emergency=False)


def candidate(path: str, score: float = 0.8, *, is_sensitive: bool = False) -> Candidate:
    """A path that may help."""
    return Candidate(path, {"fi": path}, {}, (), (), (), is_sensitive, score)


def reply(kind: str, text: str, **changes: Any) -> Reply:
    """A reply to `text`, masked as a turn masks it."""
    values: dict[str, Any] = {"language": "fi", "masked": mask(text), "assessment": CALM, **changes}
    return Reply(kind=kind, **values)


def offer(text: str, *paths: str, **changes: Any) -> Reply:
    """Paths are offered."""
    found = tuple(candidate(path, 0.8 - number / 10) for number, path in enumerate(paths))
    return reply("guide", text, **{"candidates": found, "offered": len(found), **changes})


def nothing_found(text: str, **changes: Any) -> Reply:
    """Nothing was near."""
    return reply("none", text, **{"miss": "no_candidate", **changes})


def question(facet: str = "who") -> Question:
    """A clarifying question."""
    return Question(facet, {"fi": "Ketä asia koskee?"}, (Option("self", {"fi": "Minua"}),))


def need(words: str, *paths: str) -> Need:
    """One of several needs."""
    return Need(words, tuple(map(candidate, paths)))
