"""A guidance path: every step of an ordinary one has an address, and the answers are in it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import get_language

from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.types import PublishedPath
from luotsi.web.pages import answers, counting, sensitive
from luotsi.web.pages.moves import AddressMoves
from luotsi.web.pages.outcome import outcome_page
from luotsi.web.pages.question import question_page
from luotsi.web.pages.walk import walk
from luotsi.web.parts.security import same_origin_only


@same_origin_only
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The question to answer next, or the outcome."""
    try:
        path = guidance.path(code)
    except NoSuchPath as error:
        raise Http404(f"No published path {code}") from error
    return sensitive.guide(request, path) if path.is_sensitive else _ordinary(request, path)


def _ordinary(request: HttpRequest, path: PublishedPath) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    here = walk(path, answers.read(request.GET))
    language = get_language()
    moves = AddressMoves(here)
    counting.count_walk(request, here)
    if here.is_finished:
        return render(
            request, "pages/outcome.html", outcome_page(here, moves, language, request.build_absolute_uri)
        )
    return render(request, "pages/question.html", question_page(here, moves, language))
