"""A whole library at one moment, published or in a folder, for figures and reports about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luotsi.content import lexicon
from luotsi.flows.document import PathDocument
from luotsi.guidance import registers, snapshot, translations
from luotsi.guidance.folder import Folder
from luotsi.guidance.models import GuidancePath, Utterance
from luotsi.guidance.types import Fact, Source
from luotsi.understanding.lexicon import Term


@dataclass(frozen=True, slots=True)
class Holdings:
    """Paths and sub-paths by code, the registers, utterances by path and language, the lexicon."""

    documents: Mapping[str, PathDocument]
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    utterances: Mapping[str, Mapping[str, Sequence[str]]]
    lexicon: tuple[Term, ...] = ()
    translations_behind: int = 0
    """Paths with a translation that is older than its Finnish text; a folder does not know it."""


def published() -> Holdings:
    """What residents have now."""
    now = snapshot.now()
    return Holdings(
        now.documents, now.sources, now.facts, _utterances(), tuple(lexicon.terms()), _translations_behind()
    )


def of_folder(folder: Folder) -> Holdings:
    """What a library folder holds, with the lexicon that comes with Luotsi. Asks no database."""
    return Holdings(
        folder.documents,
        {key: registers.source_of(key, entry) for key, entry in folder.sources.items()},
        {code: registers.fact_of(code, entry) for code, entry in folder.facts.items()},
        {code: said for code, said in folder.utterances.items() if code in folder.paths},
        lexicon.packaged(),
    )


def _utterances() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    rows = Utterance.objects.filter(is_dropped=False, path__live=True).order_by("pk")
    for code, language, text in rows.values_list("path__code", "language", "text"):
        found.setdefault(code, {}).setdefault(language, []).append(text)
    return found


def _translations_behind() -> int:
    rows = GuidancePath.objects.filter(live=True).values_list("document", "translation_marks")
    return sum(bool(translations.behind(document, marks)) for document, marks in rows)
