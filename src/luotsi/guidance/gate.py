"""The gate: whether a path's text may go to residents, and if not, every reason why.

Pure: what the text is checked against comes in as a `Shelf`, so that the same gate serves publishing (the
shelf is the database), `luotsi paths check` (the shelf is a folder) and the editor's panel.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from luotsi.flows.document import PathDocument
from luotsi.flows.linking import Flow, link
from luotsi.flows.proving import prove
from luotsi.flows.reading import read_document
from luotsi.flows.references import (
    fact_references,
    guide_references,
    missing_texts,
    slots,
    source_references,
)
from luotsi.flows.replaying import longest_walk
from luotsi.flows.types import DocumentErrors, LinkError
from luotsi.flows.words import check_words
from luotsi.flows.yaml_tree import line_of
from luotsi.foundation.languages import DEFAULT_ORDER, LANGUAGES_BY_LAW
from luotsi.guidance import facets
from luotsi.guidance.types import Checked, Flaw
from luotsi.organisation import taxonomy

ALL_LANGUAGES = DEFAULT_ORDER
NOWHERE = frozenset({"caller", "unproved"})
"""Kinds of flaw that are not at one line of the text: another path has them, or the whole."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read: its document, or the flaws for which it could not be read."""

    document: PathDocument | None
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a path stands among: other documents, the registers' keys, the languages every text must have."""

    documents: Mapping[str, PathDocument] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    required_languages: tuple[str, ...] = LANGUAGES_BY_LAW

    def callers_of(self, code: str) -> tuple[str, ...]:
        """Codes of the documents that call the sub-path `code`, themselves or through another."""
        found: dict[str, None] = {}
        waiting = [code]
        while waiting:
            called = waiting.pop()
            for name, document in self.documents.items():
                if name not in found and any(call.path == called for call in document.calls.values()):
                    found[name] = None
                    waiting.append(name)
        return tuple(sorted(found))


_companions: ContextVar[Mapping[str, PathDocument]] = ContextVar(
    "luotsi_companions", default=MappingProxyType({})
)


@contextmanager
def together(documents: Mapping[str, PathDocument]) -> Iterator[None]:
    """Inside the block these documents count as published: a path and its new sub-path come as one change."""
    token = _companions.set(documents)
    try:
        yield
    finally:
        _companions.reset(token)


def companions() -> Mapping[str, PathDocument]:
    """The documents that are being published together now."""
    return _companions.get()


@functools.lru_cache(maxsize=32)
def read(text: str, code: str) -> Reading:
    """Read a text; each fault of reading becomes a flaw with its line.

    Remembered for a while: saving, counting and publishing each ask, and what they get is frozen.
    """
    try:
        document = read_document(text, f"{code}.yaml")
    except DocumentErrors as error:
        return Reading(
            None,
            tuple(
                Flaw("document", fault.where, fault.message, fault.advice, fault.line)
                for fault in error.faults
            ),
        )
    return Reading(document)


def check(document: PathDocument, code: str, shelf: Shelf) -> Checked:
    """Everything that keeps a document from being published as `code`, and what the proof counted."""
    flaws = [*_its_code(document, code), *_codes(document), *_references(document, shelf)]
    flaws += [
        Flaw("words", fault.where, fault.message, fault.advice, fault.line or None)
        for fault in check_words(document)
    ]
    missing = missing_texts(document, ALL_LANGUAGES)
    for language in shelf.required_languages:
        flaws += [
            Flaw(
                "language",
                where,
                f"The text is missing in {language}.",
                "This county requires it of every text.",
            )
            for where in missing.get(language, ())
        ]
    checked = _proved(document, shelf)
    flaws += [*checked.flaws, *_callers(document, shelf)]
    return replace(
        checked,
        flaws=tuple(flaws),
        missing_translations={language: places for language, places in missing.items() if places},
    )


def with_lines(checked: Checked, document: PathDocument, text: str) -> Checked:
    """The same, each flaw with the line of `text` where it can be mended."""
    flaws = [
        flaw if flaw.line or flaw.kind in NOWHERE else replace(flaw, line=_line(flaw, document, text))
        for flaw in checked.flaws
    ]
    return replace(checked, flaws=tuple(flaws))


def _line(flaw: Flaw, document: PathDocument, text: str) -> int | None:
    """The line of a place or node of the document, or of the first mention of a source or fact."""
    if flaw.kind in {"source", "fact", "guide"}:
        lines = (number for number, line in enumerate(text.split("\n"), 1) if flaw.where in line)
        return next(lines, None)
    first = flaw.where.split(".")[0].split("[")[0]
    for group in ("questions", "outcomes", "calls"):
        if first in getattr(document, group):
            return line_of(text, f"{group}.{flaw.where}")
    return line_of(text, flaw.where) if first in PathDocument.model_fields else None


def called(document: PathDocument) -> list[str]:
    """The sub-paths that a document calls itself."""
    return [call.path for call in document.calls.values()]


def linked(document: PathDocument, shelf: Shelf) -> Flow:
    """The document as a flow, with its sub-paths taken from the shelf. Raises `LinkError`."""
    return link(document, {**shelf.documents, document.code: document})


def terms(document: PathDocument) -> dict[str, list[str]]:
    """The codes under which a published document is found, by kind; the primary one first."""
    return {
        "theme": list(document.themes),
        "contact_reason": list(document.contact_reasons),
        "life_situation": list(document.life_situations),
        "service_class": list(document.service_classes),
        "outcome_kind": [outcome.kind for outcome in document.outcomes.values()],
        "source": sorted(source_references(document)),
        "fact": sorted(fact_references(document)),
        "subpath": called(document),
    }


def _proved(document: PathDocument, shelf: Shelf) -> Checked:
    try:
        flow = linked(document, shelf)
    except LinkError as error:
        flaws = [Flaw("link", fault.where, fault.message, fault.advice, fault.line) for fault in error.faults]
        return Checked(tuple(flaws), len(document.questions), len(document.outcomes))
    proof = prove(flow)
    flaws = [Flaw(fault.kind, fault.where, fault.message, answers=fault.witness) for fault in proof.faults]
    if not flaws and not proof.holds:
        # What could not be proved does not go to residents either.
        flaws = [Flaw("unproved", "", sentence) for sentence in proof.not_covered]
    return Checked(
        flaws=tuple(flaws),
        questions=len(flow.questions),
        outcomes=len(flow.outcomes),
        longest_walk=longest_walk(flow),
        slots=tuple(slots(document)),
        not_covered=proof.not_covered,
    )


def _its_code(document: PathDocument, code: str) -> Iterator[Flaw]:
    if document.code != code:
        yield Flaw(
            "document",
            "code",
            f"The text says code: {document.code}, but this is the path {code}.",
            f"Write code: {code}. A path keeps its code for life, because links and figures use it.",
        )


def _codes(document: PathDocument) -> Iterator[Flaw]:
    """Codes of the national list must be in it."""
    lists = (
        ("themes", document.themes, taxonomy.PATH_THEMES),
        ("contact_reasons", document.contact_reasons, taxonomy.CONTACT_REASONS),
        ("life_situations", document.life_situations, taxonomy.LIFE_SITUATIONS),
    )
    for where, used, known in lists:
        for code in used:
            if code not in known:
                yield Flaw("taxonomy", where, f"There is no {code!r} in the list.", _nearest(code, known))
    for code, option in facets.unknown(document.facets):
        where = f"facets.{code}" if option else "facets"
        offered = facets.facets()[code].options if option else [*facets.facets(), facets.MUNICIPALITY]
        wrong = option or code
        yield Flaw("taxonomy", where, f"There is no {wrong!r} in the list.", _nearest(wrong, offered))


def _references(document: PathDocument, shelf: Shelf) -> Iterator[Flaw]:
    for key in sorted(source_references(document) - shelf.sources):
        yield Flaw("source", key, f"The source {key!r} is not in the register.", "Add it to sources.yaml.")
    for code in sorted(fact_references(document) - shelf.facts):
        yield Flaw("fact", code, f"The fact {code!r} is not in the register.", "Add it to facts.yaml.")


def guides_to_nowhere(document: PathDocument, paths: Container[str]) -> Iterator[Flaw]:
    """Paths to which outcomes lead on and which are none of `paths`.

    It keeps nothing from being published, because two paths may lead to each other and one comes first.
    """
    for code in sorted(guide_references(document)):
        if code == document.code or code not in paths:
            yield Flaw(
                "guide",
                code,
                f"There is no other path {code!r} to lead on to.",
                "Until there is one, residents are not shown this step.",
            )


def _callers(document: PathDocument, shelf: Shelf) -> Iterator[Flaw]:
    """A sub-path changes every path that calls it, so each of them must still hold."""
    if document.kind != "subpath":
        return
    changed = replace(shelf, documents={**shelf.documents, document.code: document})
    for code in changed.callers_of(document.code):
        for flaw in _proved(changed.documents[code], changed).flaws:
            yield replace(flaw, kind="caller", where=f"{code}: {flaw.where}")


def _nearest(code: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(code, list(known), n=3)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return "The codes stand in organisation/data/taxonomy.yaml."
