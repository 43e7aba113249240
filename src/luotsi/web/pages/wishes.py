"""The short survey of wishes about channels and hours, open only while the county asks."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luotsi.feedback import wish_actions, wish_queries
from luotsi.feedback.types import LONGEST_WORDS
from luotsi.feedback.wish_rules import CHOICES
from luotsi.feedback.wish_types import (
    ACTING_FOR,
    CHANNELS,
    HOURS,
    LANGUAGES,
    SurveyClosedError,
    Wish,
    WishRefusedError,
)
from luotsi.foundation import clock
from luotsi.organisation import taxonomy
from luotsi.safety.emergency import assess
from luotsi.web.pages import limits
from luotsi.web.pages.people import person_card
from luotsi.web.pages.wording import plain
from luotsi.web.parts.security import same_origin_only
from luotsi.web.parts.types import Choice, Problem


@same_origin_only
def wishes(request: HttpRequest) -> HttpResponse:
    """The survey on GET; on POST an answer is kept and thanked for."""
    if not is_open():
        if request.method == "POST":
            return _closed(request)
        raise Http404("Nobody is asked for wishes now")
    if request.method != "POST":
        return _form(request, Wish())
    wish = _sent(request.POST)
    if not limits.may_send(request):
        fields = [(question, code) for question, codes in wish.choices.items() for code in codes]
        return limits.wait(request, fields, words=wish.words)
    try:
        wish_actions.give_wish(wish, get_language() or "fi")
    except SurveyClosedError:
        return _closed(request)
    except WishRefusedError as error:
        return _form(request, wish, {problem.field for problem in error.problems})
    context = {
        "person": person_card(get_language(), clock.now()),
        "assessment": assess(wish.words, get_language()),
    }
    return render(request, "pages/wishes_done.html", context)


def is_open() -> bool:
    """Whether the county asks today; for the link on the home page."""
    return wish_queries.open_survey(clock.today()) is not None


def _sent(sent: QueryDict) -> Wish:
    """What was sent; a choice that is not on the list is left out."""
    chosen = {
        question: tuple(code for code in dict.fromkeys(sent.getlist(question)) if code in codes)
        for question, codes in CHOICES.items()
    }
    return Wish(**chosen, words=sent.get("words", ""))


def _form(request: HttpRequest, wish: Wish, faults: set[str] | None = None) -> HttpResponse:
    language = get_language() or "fi"
    problem = _problem(faults or set())
    context = {
        "channels": _choices(CHANNELS, wish.channels),
        "hours": _choices(HOURS, wish.hours),
        "languages": _choices(LANGUAGES, wish.languages),
        "acting_for": _choices(ACTING_FOR, wish.acting_for),
        "themes": sorted(
            _choices(
                {code: plain(theme.names, language) for code, theme in taxonomy.THEMES.items()}, wish.themes
            ),
            key=lambda choice: choice.label.casefold(),
        ),
        "words": wish.words,
        "assessment": assess(wish.words, language),
        "most": LONGEST_WORDS,
        "problems": [problem] if problem else [],
        "problem_of": {problem.field: problem.message} if problem else {},
        "has_errors": bool(problem),
    }
    return render(request, "pages/wishes.html", context, status=422 if problem else 200)


def _problem(faults: set[str]) -> Problem | None:
    if "words" in faults:
        too_long = _("The text is too long. Write at most %(most)d characters.") % {"most": LONGEST_WORDS}
        return Problem("words", too_long)
    return Problem("channels", _("Answer at least one question.")) if faults else None


def _choices(offered: Mapping[str, object], chosen: tuple[str, ...]) -> list[Choice]:
    return [Choice(code, capfirst(str(words)), "", code in chosen) for code, words in offered.items()]


def _closed(request: HttpRequest) -> HttpResponse:
    context = {"person": person_card(get_language(), clock.now())}
    return render(request, "pages/wishes_closed.html", context, status=410)
