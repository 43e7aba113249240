"""“Did this help?”: one press is enough; a reason and words may follow."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luotsi.feedback import actions
from luotsi.feedback.types import (
    LONGEST_WORDS,
    REASONS,
    YES,
    AnswerRefusedError,
    ReceiptUnknownError,
    Subject,
)
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.safety.emergency import Assessment, assess
from luotsi.web.pages import counting, limits
from luotsi.web.pages.people import person_card
from luotsi.web.parts.security import same_origin_only
from luotsi.web.parts.types import Choice, Problem

FIELDS = ("kind", "key", "revision", "step", "verdict", "receipt", "reason", "sensitive", "campaign")
"""What the forms send besides words."""

LOOKS_LIKE_A_REVISION = re.compile(r"[0-9]{0,9}")


class NoSuchPlace(LookupError):
    """The answer is about nothing that is published."""


@same_origin_only
def give(request: HttpRequest) -> HttpResponse:
    """A verdict is kept at once and thanked for; the thanks page asks for more, which comes here too."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("pages:home"))
    if not limits.may_send(request):
        return _wait(request)
    return _explain(request) if request.POST.get("receipt") else _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    verdict = request.POST.get("verdict", "")
    try:
        receipt = actions.answer(*_place(request.POST), verdict, language=get_language() or "fi")
    except (AnswerRefusedError, NoSuchPlace):
        return _not_taken(request)
    counting.count_verdict(request.POST.get("key", ""), verdict, request.POST.get("campaign", ""))
    return _ask_more(request, receipt, verdict)


def _place(sent: QueryDict) -> tuple[Subject, str, str]:
    """Subject, revision and step of an answer. Raises NoSuchPlace for what no page of ours asks about.

    What a stranger makes up is not stored, and nor is where a sensitive path ended: it tells the answers.
    """
    revision, step = sent.get("revision", ""), sent.get("step", "")
    try:
        path = guidance.path(sent.get("key", ""))
    except NoSuchPath as error:
        raise NoSuchPlace from error
    is_step = not step or (step in path.flow.outcomes and not path.is_sensitive)
    if sent.get("kind") != "path" or not is_step or not LOOKS_LIKE_A_REVISION.fullmatch(revision):
        raise NoSuchPlace
    return Subject("path", path.code), revision, step


def _wait(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    fields = [(name, sent[name]) for name in FIELDS if name in sent]
    return limits.wait(request, fields, words=sent.get("words", ""), sensitive=sent.get("sensitive") == "yes")


def _explain(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    verdict = sent.get("verdict", "")
    try:
        actions.explain(sent.get("receipt", ""), sent.get("reason", ""), sent.get("words", ""))
    except ReceiptUnknownError:
        return _not_taken(request)
    except AnswerRefusedError as error:
        fields = {problem.field for problem in error.problems}
        too_long = _("The text is too long. Write at most %(most)d characters.") % {"most": LONGEST_WORDS}
        return _ask_more(
            request, sent.get("receipt", ""), verdict, problem=too_long if "words" in fields else ""
        )
    context = {"person": person_card(get_language(), clock.now()), "assessment": _assessed(request)}
    return _page(request, "pages/feedback_done.html", context)


def _assessed(request: HttpRequest) -> Assessment:
    """What the words tell of danger: also who complains of advice may need help at once."""
    return assess(request.POST.get("words", ""), get_language())


def _ask_more(request: HttpRequest, receipt: str, verdict: str, problem: str = "") -> HttpResponse:
    chosen = request.POST.get("reason", "")
    reasons = (
        []
        if verdict == YES
        else [Choice(code, str(words), "", code == chosen) for code, words in REASONS.items()]
    )
    context = {
        "receipt": receipt,
        "verdict": verdict,
        "helped": verdict == YES,
        "reasons": reasons,
        "words": request.POST.get("words", ""),
        "problem": problem,
        "problems": [Problem("words", problem)] if problem else [],
        "has_errors": bool(problem),
        "most": LONGEST_WORDS,
        "assessment": _assessed(request),
        "person": person_card(get_language(), clock.now()),
    }
    return _page(request, "pages/feedback_more.html", context, status=422 if problem else 200)


def _not_taken(request: HttpRequest) -> HttpResponse:
    context = {"person": person_card(get_language(), clock.now())}
    return _page(request, "pages/feedback_not_taken.html", context, status=400)


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """After a sensitive path the frame stays as it was: in place, with the quick way out."""
    context["sensitive"] = request.POST.get("sensitive") == "yes"
    return render(request, template, context, status=status)
