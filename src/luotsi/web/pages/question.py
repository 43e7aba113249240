"""The page of one question."""

from __future__ import annotations

from luotsi.guidance.types import PublishedPath
from luotsi.web.pages import campaigns
from luotsi.web.pages.moves import Moves
from luotsi.web.pages.walk import Walk, given_answers, step
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.types import Problem


def question_page(here: Walk, moves: Moves, language: str) -> dict[str, object]:
    """What the template needs (`pages/question.html`)."""
    shown = step(here, language)
    answered = given_answers(here, language)
    document = here.path.document
    previous = answered[-1][0].question if answered else ""
    return {
        "path_title": plain(document.title, language),
        "path_summary": plain(document.summary, language),
        "is_first": not answered,
        "words_lang": other_language(document.title, language),
        "step": shown,
        "problems": [Problem(shown.key, shown.error)] if shown.error else [],
        "has_errors": bool(shown.error),
        "answered": [moves.change(each.question, asked, words) for each, asked, words in answered],
        "hidden": moves.hidden(without=shown.key),
        "method": moves.method,
        "action": moves.action,
        "back": moves.back(previous),
        "emergency": emergency_box(here.path, language),
        "sensitive": here.path.is_sensitive,
        "visit": here.sent.visit,
        "invitation": campaigns.name_of_invitation(here.sent.campaign, language) if not shown.error else "",
    }


def emergency_box(path: PublishedPath, language: str) -> dict[str, object] | None:
    """The static box of a path, the same for everybody; None when its content has none."""
    box = path.document.emergency
    if box is None:
        return None
    return {
        "title": plain(box.title, language),
        "signs": [plain(sign, language) for sign in box.signs],
        "call": box.call,
    }
