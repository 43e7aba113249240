"""What the room offers to the search: every published story in each language it is written in."""

from __future__ import annotations

from collections.abc import Iterator

from luotsi.content import queries, rules
from luotsi.understanding.types import SearchDocument

KIND = "story"
WEIGHT = 0.6
"""Whoever asks for help wants help first; of equally good hits a story comes last."""


def documents() -> Iterator[SearchDocument]:
    """One search document for each story and language."""
    for story in queries.stories():
        for language, title in story.titles.items():
            body = story.bodies.get(language, "")
            yield SearchDocument(
                kind=KIND,
                key=story.code,
                language=language,
                title=title,
                summary=rules.opening(body, story.quotes.get(language, "")),
                body=body,
                themes=story.themes,
                weight=WEIGHT,
            )
