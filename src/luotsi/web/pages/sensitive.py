"""A sensitive guidance path: answers stay on the server, and nothing of them is in address or history.

The page always has the same address. Forms are posted to it with the key of the visit; the first answer
begins a visit. Every page is `no-store`, so that neither the back button nor a shared computer shows it.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import get_language

from luotsi.guidance import actions
from luotsi.guidance.faults import NoSuchVisit
from luotsi.guidance.types import PublishedPath
from luotsi.web.pages import answers, counting, limits
from luotsi.web.pages.answers import Sent
from luotsi.web.pages.moves import VisitMoves
from luotsi.web.pages.outcome import outcome_page
from luotsi.web.pages.question import question_page
from luotsi.web.pages.walk import walk
from luotsi.web.parts.shell import NEUTRAL_SITE


def guide(request: HttpRequest, path: PublishedPath) -> HttpResponse:
    """The first question on GET; on POST what follows from the answer sent, or the way out."""
    if request.method in {"GET", "HEAD"}:
        # Of an address nothing is taken but by which campaign one came.
        came_by = answers.read(request.GET).campaign
        return _page(request, path, Sent({}, campaign=came_by), is_over=False)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    sent = answers.read(request.POST)
    if "_exit" in request.POST:
        actions.end_visit(sent.visit)
        return _gone(request)
    if not limits.may_send(request):
        return limits.wait(request, answers.fields_of(sent), sensitive=True, visit=sent.visit)
    try:
        sent = _kept(path, sent)
    except NoSuchVisit:
        return _page(request, path, Sent({}), is_over=True)
    return _page(request, path, sent, is_over=False)


def _gone(request: HttpRequest) -> HttpResponse:
    """An empty page that goes on to a neutral site by itself: the policy lets no form lead elsewhere."""
    response = render(request, "pages/gone.html", {"url": NEUTRAL_SITE})
    response["Cache-Control"] = "no-store"
    return response


def _kept(path: PublishedPath, sent: Sent) -> Sent:
    """The visit's answers with the new one among them, stored. Raises `NoSuchVisit`."""
    key = sent.visit or actions.start_visit(path.code)
    before = actions.read_visit(key)
    if before.path != path.code:
        raise NoSuchVisit
    merged = {**before.answers, **sent.answers}
    if sent.step and sent.step not in sent.answers:
        merged.pop(sent.step, None)
    municipality = sent.municipality or before.municipality or ""
    after = walk(path, replace(sent, answers=merged, municipality=municipality))
    kept = after.all_answers
    actions.save_visit(key, kept, municipality or None)
    shown = {**kept, sent.step: sent.answers.get(sent.step, ())} if sent.step else kept
    return replace(sent, answers=shown, municipality=municipality, visit=key)


def _page(request: HttpRequest, path: PublishedPath, sent: Sent, *, is_over: bool) -> HttpResponse:
    language = get_language()
    here = walk(path, sent)
    moves = VisitMoves(here)
    counting.count_walk(request, here)
    if here.is_finished:
        context = outcome_page(here, moves, language, request.build_absolute_uri)
        response = render(request, "pages/outcome.html", context)
    else:
        context = question_page(here, moves, language) | {"visit_is_over": is_over}
        response = render(request, "pages/question.html", context)
    response["Cache-Control"] = "no-store"
    return response
