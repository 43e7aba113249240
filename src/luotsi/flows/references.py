"""What a document refers to, and which of its texts are missing in a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from luotsi.flows.document import GuideStep, PathDocument, ReadStep, Slot

Texts = dict[str, str]

_fact = re.compile(r"\{fact:([^{}]*)\}")


def text_maps(document: PathDocument) -> Iterator[tuple[str, Texts]]:
    """Every text of the document with its place, such as `questions.who.ask`, in document order."""
    for name in PathDocument.model_fields:
        if name not in {"facets", "computed"}:
            yield from _maps_under(getattr(document, name), name)


def text_maps_in(part: BaseModel) -> Iterator[tuple[str, Texts]]:
    """Every text of a part of a document, such as an outcome, with its place in that part."""
    return ((place.removeprefix("."), texts) for place, texts in _maps_under(part, ""))


def _maps_under(value: object, place: str) -> Iterator[tuple[str, Texts]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            step = "" if type(value).__name__ == "Option" and name == "label" else f".{name}"
            yield from _maps_under(getattr(value, name), place + step)
    elif isinstance(value, dict):
        if value and all(isinstance(text, str) for text in value.values()) and not place.endswith(".returns"):
            yield place, value
            return
        for name, inner in value.items():
            yield from _maps_under(inner, f"{place}.{name}")
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            yield from _maps_under(inner, f"{place}[{position}]")


def missing_texts(document: PathDocument, languages: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By language, the places whose text is missing in it; a language that lacks nothing has ()."""
    places = list(text_maps(document))
    return {
        language: tuple(place for place, texts in places if not texts.get(language)) for language in languages
    }


def fact_references(document: PathDocument) -> frozenset[str]:
    """The codes of the facts that texts refer to as `{fact:CODE}`."""
    texts = (text for _, by_language in text_maps(document) for text in by_language.values())
    return frozenset(code.strip() for text in texts for code in _fact.findall(text))


def source_references(document: PathDocument) -> frozenset[str]:
    """The keys of the sources that the document leans on or gives to read."""
    read = {
        step.read
        for outcome in document.outcomes.values()
        for step in outcome.steps
        if isinstance(step, ReadStep)
    }
    return frozenset(read.union(document.sources))


def guide_references(document: PathDocument) -> frozenset[str]:
    """The codes of the paths to which outcomes lead on."""
    return frozenset(
        step.guide
        for outcome in document.outcomes.values()
        for step in outcome.steps
        if isinstance(step, GuideStep)
    )


def slots(document: PathDocument) -> dict[str, Slot]:
    """The services that the document names, by slot name."""
    return dict(document.slots)
