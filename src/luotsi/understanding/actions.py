"""Builds the index and asks for builds. The worker builds; any process may ask."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F

from luotsi.foundation import clock
from luotsi.understanding import artefact, learning, loading, registry
from luotsi.understanding.building import Analyser, arrays_of
from luotsi.understanding.lexicon import Term
from luotsi.understanding.model import Model
from luotsi.understanding.models import IndexState
from luotsi.understanding.types import Meaning

RETRY_AFTER = 30.0
"""Seconds a worker waits after a failed build before it tries again."""

logger = logging.getLogger(__name__)

_analyser = Analyser()
_not_before = 0.0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built: how many documents (languages counted apart), the artefact's name, seconds."""

    documents: int
    artefact: str
    seconds: float


def build_index() -> BuildReport:
    """Build index and classifier from everything registered and put them in use.

    What can be found is put in use at once, with the classifier of before; then the classifier learns, if
    anything that it reads has changed, and follows. Raises `registry.SourceError` when a source fails; then
    what is in use stays as it is.
    """
    started = time.monotonic()
    asked = _state().requested  # read before the documents, so that a change during the build is not lost
    meanings, terms = registry.meanings(), registry.terms()
    analysed = _analyser.analyse(registry.documents())
    arrays = arrays_of(analysed, _analyser.vocabulary)
    learnt = _learnt_before()
    if _is_learnt(learnt, meanings, terms):
        name = _put_in_use({**arrays, **learnt})
    else:
        if learnt:
            _put_in_use({**arrays, **learnt})
        name = _put_in_use({**arrays, **learning.learn(meanings, terms)})
    count = len(arrays["documents/weights"])
    IndexState.objects.filter(pk=1).update(built=asked, built_at=clock.now(), documents=count, artefact=name)
    report = BuildReport(count, name, time.monotonic() - started)
    logger.info("Search index built: %d documents in %.2f s", report.documents, report.seconds)
    return report


def _put_in_use(arrays: artefact.Arrays) -> str:
    name = artefact.write(Path(settings.INDEX_DIR), arrays)
    loading.look_again()
    return name


def _learnt_before() -> dict[str, np.ndarray]:
    """The arrays of the classifier in use; none where there is none that this version can read."""
    try:
        arrays = artefact.read(Path(settings.INDEX_DIR))
        Model(arrays)
    except (artefact.ArtefactError, KeyError, ValueError):
        return {}
    return {name: array for name, array in arrays.items() if name.startswith(learning.PREFIX)}


def _is_learnt(arrays: artefact.Arrays, meanings: Sequence[Meaning], terms: Sequence[Term]) -> bool:
    """Whether the classifier in use has learnt exactly this."""
    try:
        return Model(arrays).fingerprint == learning.fingerprint(meanings, terms)
    except (KeyError, ValueError):
        return False


def request_rebuild() -> None:
    """Ask the worker for a new index. Inside a transaction the request counts when that commits."""
    with transaction.atomic():
        _state()
        IndexState.objects.filter(pk=1).update(requested=F("requested") + 1)


def request_rebuild_if_possible() -> None:
    """The same from a reader that must not fail, even without a database."""
    try:
        request_rebuild()
    except DatabaseError:
        logger.exception("A new search index could not be asked for")


def worker_tick() -> BuildReport | None:
    """Build if someone asked or if there is no index to read; called by the worker about every second.

    A failed build is logged and tried again after half a minute.
    """
    global _not_before  # noqa: PLW0603 - one worker, one waiting time
    if time.monotonic() < _not_before or not _is_due():
        return None
    # Before the attempt, so that a failure nobody thought of is not repeated every second either.
    _not_before = time.monotonic() + RETRY_AFTER
    try:
        report = build_index()
    except (registry.SourceError, OSError):
        logger.exception("The search index could not be built; the one in use stays")
        return None
    _not_before = 0.0
    return report


def _is_due() -> bool:
    state = _state()
    return state.requested > state.built or artefact.signature(Path(settings.INDEX_DIR)) is None


def _state() -> IndexState:
    return IndexState.objects.get_or_create(pk=1)[0]
