"""What guidance offers to understanding: each path with what people say, and what it says itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luotsi.flows.document import ChoiceQuestion, PathDocument, SeveralQuestion
from luotsi.guidance import queries, registers, snapshot
from luotsi.guidance.gate import ALL_LANGUAGES
from luotsi.guidance.types import Fact
from luotsi.organisation import taxonomy
from luotsi.understanding.types import Meaning

KIND = "path"
TITLE, REASON, SUMMARY, OUTCOME, OPTION, STEP = 1.0, 0.8, 0.7, 0.5, 0.4, 0.3
"""How much a text of each place in a path says of what people mean, beside an utterance's 1."""


def meanings() -> Iterator[Meaning]:
    """One meaning for each path that residents can choose."""
    now = snapshot.now()
    for document in now.documents.values():
        if document.kind == KIND:
            yield meaning_of(document, queries.utterances(document.code), now.facts)


def meaning_of(
    document: PathDocument, said: Mapping[str, tuple[str, ...]], facts: Mapping[str, Fact]
) -> Meaning:
    """The meaning of one path. `said`: utterances by language; `facts`: what its texts may refer to."""
    texts = {language: tuple(_texts(document, language, facts)) for language in ALL_LANGUAGES}
    return Meaning(kind=KIND, key=document.code, said=said, texts=texts)


def _texts(document: PathDocument, language: str, facts: Mapping[str, Fact]) -> Iterator[tuple[str, float]]:
    """Texts of the same weight as one: a path has many short ones, and each example costs time to learn."""
    together: dict[float, list[str]] = {}
    for text, weight in _weighed(document, language, facts):
        if text:
            together.setdefault(weight, []).append(text)
    for weight, texts in together.items():
        yield "\n".join(texts), weight


def _weighed(document: PathDocument, language: str, facts: Mapping[str, Fact]) -> Iterator[tuple[str, float]]:
    yield document.title.get(language, ""), TITLE
    for text in (document.summary, document.for_whom):
        yield (registers.fill(text[language], language, facts) if text and language in text else ""), SUMMARY
    for code in document.contact_reasons:
        yield taxonomy.reason(code).names.get(language, ""), REASON
    for question in document.questions.values():
        if isinstance(question, ChoiceQuestion | SeveralQuestion):
            yield " / ".join(option.label.get(language, "") for option in question.options.values()), OPTION
    for outcome in document.outcomes.values():
        yield outcome.title.get(language, ""), OUTCOME
        yield (outcome.lead or {}).get(language, ""), OPTION
        for step in outcome.steps:
            for text in (getattr(step, "do", None), getattr(step, "say", None)):
                yield (text or {}).get(language, ""), STEP
