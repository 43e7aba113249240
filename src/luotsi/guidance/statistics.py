"""Figures of the published library, from a snapshot."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count

from luotsi.flows.document import PathDocument
from luotsi.flows.linking import link
from luotsi.flows.references import missing_texts
from luotsi.flows.replaying import longest_walk
from luotsi.foundation import clock
from luotsi.guidance import gate, translations
from luotsi.guidance.models import GuidancePath, Utterance
from luotsi.guidance.types import LibraryStats
from luotsi.organisation import taxonomy

if TYPE_CHECKING:
    from luotsi.guidance.snapshot import Snapshot


def count(snapshot: Snapshot) -> LibraryStats:
    """Count what is published; a path that waits as a draft only is not counted."""
    everything = list(snapshot.documents.values())
    paths = [document for document in everything if document.kind == "path"]
    reasons = {code for document in paths for code in document.contact_reasons}
    return LibraryStats(
        paths=len(paths),
        subpaths=len(everything) - len(paths),
        themes=len({code for document in paths for code in document.themes}),
        contact_reasons_covered=len(reasons & set(taxonomy.CONTACT_REASONS)),
        contact_reasons=len(taxonomy.CONTACT_REASONS),
        questions=sum(len(document.questions) for document in everything),
        outcomes=sum(len(document.outcomes) for document in everything),
        longest_walk=max((longest_walk(link(path, snapshot.documents)) for path in paths), default=0),
        incomplete_translations=sum(map(_is_incomplete, everything)),
        translations_behind=_behind(),
        awaiting_approval=sum(document.approval == "awaiting" for document in paths),
        sensitive=sum(document.sensitive for document in paths),
        overdue=sum(document.review_by < clock.today() for document in paths),
        outcome_kinds=dict(Counter(o.kind for document in paths for o in document.outcomes.values())),
        utterances=_utterances(),
    )


def _is_incomplete(document: PathDocument) -> bool:
    return any(missing_texts(document, gate.ALL_LANGUAGES).values())


def _behind() -> int:
    rows = GuidancePath.objects.filter(live=True).values_list("document", "translation_marks")
    return sum(bool(translations.behind(document, marks)) for document, marks in rows)


def _utterances() -> dict[str, int]:
    rows = Utterance.objects.filter(is_dropped=False, path__live=True).values_list("language")
    return dict(rows.annotate(Count("pk")).order_by("language"))
