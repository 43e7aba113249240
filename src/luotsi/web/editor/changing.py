"""What publishing a text would change, beside the proof: shown with links to both walks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from luotsi.content.preview import MODES
from luotsi.flows.types import LinkError
from luotsi.guidance import gate, queries
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.models import GuidancePath
from luotsi.guidance.types import Answers, ToldChange

WORDS_ONLY = "wording"


def publishing_context(path: GuidancePath, walk_url: str) -> dict[str, Any]:
    """What the section shows of a text, saved or not; `walk_url` is where the saved draft is walked.

    Empty where nothing can be said: the text cannot be read, or does not fit its sub-paths.
    """
    reading = gate.read(path.text, path.code)
    language = get_language() or "fi"
    language = language if language in MODES else "fi"
    if reading.document is None:
        return {}
    try:
        told = queries.changes_since_published(path.code, reading.document, language)
    except LinkError:
        return {}
    rows = [(each, *_addresses(path, each, walk_url, language)) for each in told.changes]
    return {
        "told": told,
        "moved": [row for row in rows if row[0].change.kind != WORDS_ONLY],
        "reworded": [row for row in rows if row[0].change.kind == WORDS_ONLY],
        "questions": [each for each in told.questions if each.change.kind != "reworded"],
        "questions_reworded": [each for each in told.questions if each.change.kind == "reworded"],
    }


def _addresses(path: GuidancePath, told: ToldChange, walk_url: str, language: str) -> tuple[str, str]:
    """Where residents meet these answers now, and where the draft does. A sub-path has no page."""
    answers = told.change.answers
    new = f"{walk_url}?{urlencode({**answers, '_language': language}, doseq=True)}" if walk_url else ""
    return _published_address(path.code, answers), new


def _published_address(code: str, answers: Answers) -> str:
    """A resident's address; that of a sensitive path holds no answers, so it leads to the beginning."""
    try:
        published = queries.path(code)
    except NoSuchPath:
        return ""
    page = reverse("pages:guide", args=[code])
    return page if published.is_sensitive else f"{page}?{urlencode(answers, doseq=True)}"
