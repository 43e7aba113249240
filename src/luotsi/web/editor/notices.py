"""A disruption notice as residents would meet it on the home page, and when and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from luotsi.content.models import DisruptionNotice, offered_municipalities, offered_themes
from luotsi.content.preview import MODES
from luotsi.content.types import DISRUPTION
from luotsi.foundation.languages import pick


def draw_notice(row: DisruptionNotice, request: HttpRequest, mode: str) -> HttpResponse:
    """The notice in the language `mode`; a language that is not written falls back as on the home page."""
    language = mode if mode in MODES else "fi"
    with override(language):
        title, body = pick(row.titles, language), pick(row.bodies, language)
        context = {
            "title": title,
            "body": body,
            "kind": "soon" if row.severity == DISRUPTION else "info",
            "lang": title.language if title.is_fallback else "",
            "facts": list(_facts(row)),
            "draft_name": gettext("Disruption notice"),
        }
        return TemplateResponse(request, "editor/preview_notice.html", context).render()


def _facts(row: DisruptionNotice) -> Iterator[tuple[str, str]]:
    yield gettext("Shown from"), _moment(row.shown_from)
    yield gettext("Shown until"), _moment(row.shown_until) or gettext("you take it down")
    yield gettext("Municipalities"), _names(row.municipalities, offered_municipalities())
    yield gettext("Themes"), _names(row.themes, offered_themes())


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j.n.Y H:i") if moment else ""


def _names(codes: list[str], offered: list[tuple[str, str]]) -> str:
    names = dict(offered)
    return ", ".join(names.get(code, code) for code in codes) or gettext("all")
