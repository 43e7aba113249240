"""A story as residents would read it, and what only the desk knows of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from luotsi.content.models import Story, offered_themes
from luotsi.content.preview import MODES
from luotsi.content.types import TOLD_BY
from luotsi.foundation.languages import pick


def draw_story(row: Story, request: HttpRequest, mode: str) -> HttpResponse:
    """The story in the language `mode`; a language that is not written falls back as on residents' pages."""
    language = mode if mode in MODES else "fi"
    with override(language):
        title = pick(row.titles, language)
        context = {
            "title": title,
            "lang": title.language if title.is_fallback else "",
            "quote": row.quotes.get(title.language, ""),
            "body": pick(row.bodies, language),
            "told_by": TOLD_BY.get(row.told_by, ""),
            "facts": list(_facts(row)),
            "draft_name": row.code or gettext("Story"),
        }
        return TemplateResponse(request, "editor/preview_story.html", context).render()


def _facts(row: Story) -> Iterator[tuple[str, str]]:
    names = dict(offered_themes())
    yield gettext("Themes"), ", ".join(names.get(code, code) for code in row.themes)
    yield gettext("Guidance paths"), ", ".join(row.paths)
    yield gettext("Review by"), date_format(row.review_by, "SHORT_DATE_FORMAT") if row.review_by else ""
