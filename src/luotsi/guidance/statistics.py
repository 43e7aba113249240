"""Figures of a library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from luotsi.flows.document import PathDocument
from luotsi.flows.linking import Flow, link
from luotsi.flows.references import missing_texts
from luotsi.flows.replaying import longest_walk
from luotsi.flows.types import LinkError
from luotsi.foundation import clock
from luotsi.guidance import gate, likeness
from luotsi.guidance.holdings import Holdings
from luotsi.guidance.types import LibraryStats
from luotsi.organisation import taxonomy


def count(held: Holdings) -> LibraryStats:
    """Count a library; of published ones a path that waits as a draft only is not counted."""
    everything = list(held.documents.values())
    paths = [document for document in everything if document.kind == "path"]
    flows = [flow for path in paths if (flow := _flow(path, held.documents)) is not None]
    reasons = {code for document in paths for code in document.contact_reasons}
    questions = sum(len(document.questions) for document in everything)
    outcomes = sum(len(document.outcomes) for document in everything)
    return LibraryStats(
        paths=len(paths),
        subpaths=len(everything) - len(paths),
        themes=len({code for document in paths for code in document.themes}),
        contact_reasons_covered=len(reasons & set(taxonomy.CONTACT_REASONS)),
        contact_reasons=len(taxonomy.CONTACT_REASONS),
        nodes=questions + outcomes + sum(len(document.calls) for document in everything),
        questions=questions,
        outcomes=outcomes,
        longest_walk=max(map(longest_walk, flows), default=0),
        incomplete_translations=sum(map(_is_incomplete, everything)),
        translations_behind=held.translations_behind,
        awaiting_approval=sum(document.approval == "awaiting" for document in paths),
        sensitive=sum(document.sensitive for document in paths),
        overdue=sum(document.review_by < clock.today() for document in paths),
        outcome_depends_on_answers=_share(sum(map(depends_on_answers, flows)), len(paths)),
        median_shared_outcome_text=round(likeness.median_share(held.documents), 3),
        outcome_kinds=dict(Counter(o.kind for document in paths for o in document.outcomes.values())),
        utterances=_utterances(held),
        lexicon=len(held.lexicon),
        lexicon_expressions=len({(term.language, said) for term in held.lexicon for said in term.say}),
        sources=len(held.sources),
        sources_unverified=sum(not source.is_verified for source in held.sources.values()),
        facts=len(held.facts),
        facts_unverified=sum(not fact.is_verified for fact in held.facts.values()),
    )


def depends_on_answers(flow: Flow) -> bool:
    """Whether different answers lead to different outcomes; of a proved path every outcome is reached."""
    return len(flow.outcomes) > 1


def _flow(document: PathDocument, library: Mapping[str, PathDocument]) -> Flow | None:
    """A path with its sub-paths; None for one in a folder that does not link yet."""
    try:
        return link(document, library)
    except LinkError:
        return None


def _is_incomplete(document: PathDocument) -> bool:
    return any(missing_texts(document, gate.ALL_LANGUAGES).values())


def _utterances(held: Holdings) -> dict[str, int]:
    """How many there are by language, in order of the language."""
    counts: Counter[str] = Counter()
    for said in held.utterances.values():
        counts.update({language: len(lines) for language, lines in said.items()})
    return dict(sorted(counts.items()))


def _share(some: int, of_all: int) -> float:
    return round(some / of_all, 3) if of_all else 0.0
