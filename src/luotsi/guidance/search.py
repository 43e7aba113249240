"""What guidance offers to the search: every published path in each of its languages, never a sub-path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luotsi.flows.document import ChoiceQuestion, PathDocument, SeveralQuestion
from luotsi.foundation.languages import pick
from luotsi.guidance import queries, snapshot
from luotsi.guidance.gate import ALL_LANGUAGES
from luotsi.organisation import taxonomy
from luotsi.understanding.types import SearchDocument

KIND = "path"
WEIGHT = 1.3
"""A path leads to help step by step; of equally good hits it comes before a bare service."""


def documents() -> Iterator[SearchDocument]:
    """One search document for each path and language that the path's title is written in."""
    held = snapshot.now()
    for document in held.documents.values():
        if document.kind != "path":
            continue
        said = queries.utterances(document.code)
        for language in ALL_LANGUAGES:
            if language in document.title:
                yield _document(document, language, said.get(language, ()))


def _document(document: PathDocument, language: str, said: Iterable[str]) -> SearchDocument:
    names = [pick(taxonomy.reason(code).names, language).text for code in document.contact_reasons]
    return SearchDocument(
        kind=KIND,
        key=document.code,
        language=language,
        title=document.title[language],
        summary=queries.render(document.summary, language).text,
        body="\n".join(_body(document, language)),
        keywords=tuple(names),
        utterances=tuple(said),
        themes=document.themes,
        weight=WEIGHT,
    )


def _body(document: PathDocument, language: str) -> Iterator[str]:
    """Options and outcomes' headings: what the path can be about."""
    yield pick(document.for_whom or {}, language).text
    for question in document.questions.values():
        if isinstance(question, ChoiceQuestion | SeveralQuestion):
            yield from (pick(option.label, language).text for option in question.options.values())
    for outcome in document.outcomes.values():
        yield pick(outcome.title, language).text
        yield queries.render(outcome.lead, language).text
