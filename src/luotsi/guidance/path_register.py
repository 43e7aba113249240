"""The register of paths: who answers for each, until when, on what it leans, what of that nobody has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luotsi.flows.document import PathDocument
from luotsi.flows.references import fact_references, source_references
from luotsi.foundation.languages import pick
from luotsi.guidance.holdings import Holdings


@dataclass(frozen=True, slots=True)
class Entry:
    """One path or sub-path of the register."""

    code: str
    kind: str
    title: str
    owner_role: str
    review_by: date
    approval: str
    sources: tuple[str, ...]
    unverified_sources: int
    """Sources that nobody has opened and compared, those of the facts included."""
    facts: tuple[str, ...]
    unverified_facts: int


def entries(held: Holdings, language: str = "fi") -> tuple[Entry, ...]:
    """One entry a path, by code, titles and roles in `language`."""
    return tuple(_entry(held.documents[code], held, language) for code in sorted(held.documents))


def _entry(document: PathDocument, held: Holdings, language: str) -> Entry:
    facts = tuple(sorted(fact_references(document)))
    behind_facts = {held.facts[code].source for code in facts if code in held.facts}
    leaning = source_references(document) | behind_facts
    return Entry(
        code=document.code,
        kind=document.kind,
        title=pick(document.title, language).text,
        owner_role=pick(document.owner_role, language).text,
        review_by=document.review_by,
        approval=document.approval,
        sources=tuple(sorted(leaning)),
        unverified_sources=sum(
            key not in held.sources or not held.sources[key].is_verified for key in leaning
        ),
        facts=facts,
        unverified_facts=sum(code not in held.facts or not held.facts[code].is_verified for code in facts),
    )
