"""The survey of wishes at the desk: open it, close it, read what residents wish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luotsi.accounts.access import Action, may, may_somewhere
from luotsi.accounts.queries import names_of
from luotsi.feedback import wish_actions, wish_queries
from luotsi.feedback.wish_types import (
    ACTING_FOR,
    CHANNELS,
    FEWEST_SHOWN,
    HOURS,
    LANGUAGES,
    Survey,
    SurveyRefusedError,
    WishResults,
)
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.organisation import taxonomy
from luotsi.web.editor.campaign_forms import DayField
from luotsi.web.editor.exporting import need_export, table_file

ASKED_FOR = timedelta(days=30)
"""How long a survey is open unless told otherwise."""

QUESTIONS = {
    "channels": gettext_lazy("Channels"),
    "hours": gettext_lazy("Hours"),
    "acting_for": gettext_lazy("For whom"),
    "languages": gettext_lazy("Language of the advice"),
    "themes": gettext_lazy("Matters"),
}


class SurveyForm(forms.Form):
    """From when until when residents are asked."""

    opens_on = forms.DateField(label=gettext_lazy("First day"), widget=DayField)
    closes_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayField)


@dataclass(frozen=True, slots=True)
class Line:
    """A choice as the table shows it; `share` is whole per cent of all answers."""

    words: str
    total: int
    share: int
    parts: tuple[int, ...]


@require_GET
def wishes_page(request: HttpRequest) -> HttpResponse:
    """The surveys, and the results of one: the chosen or the newest. With `as=file` as a table."""
    if not may_somewhere(request.user, Action.SEE_FEEDBACK):
        raise PermissionDenied
    surveys = wish_queries.surveys()
    chosen = _chosen(surveys, request.GET.get("survey", ""))
    results = wish_queries.results(chosen.id) if chosen else WishResults(0)
    if request.GET.get("as") == "file":
        return _file(request, chosen, results)
    return _page(request, surveys, chosen, results)


@require_POST
def wishes_open(request: HttpRequest) -> HttpResponse:
    """Begin to ask residents."""
    _need_right(request)
    form = SurveyForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            wish_actions.open_survey(given["opens_on"], given["closes_on"], request.user.pk)
        except SurveyRefusedError as error:
            form.add_error(None, REFUSALS[error.why])
        else:
            messages.success(request, _("The survey is set."))
            return redirect("desk-wishes")
    surveys = wish_queries.surveys()
    return _page(request, surveys, next(iter(surveys), None), WishResults(0), form)


@require_POST
def wishes_close(request: HttpRequest, survey: int) -> HttpResponse:
    """Ask nobody any more."""
    _need_right(request)
    wish_actions.close_survey(survey, request.user.pk)
    messages.success(request, _("The survey is closed."))
    return redirect("desk-wishes")


REFUSALS = {
    "dates": gettext_lazy("The last day must be the first or later, and not in the past."),
    "open": gettext_lazy("Another survey is open or to come. Close it first."),
}


def _page(
    request: HttpRequest,
    surveys: list[Survey],
    chosen: Survey | None,
    results: WishResults,
    form: SurveyForm | None = None,
) -> HttpResponse:
    today = clock.today()
    may_open = may(request.user, Action.PUBLISH_CONTENT)
    context = {
        "surveys": [_state(one, today) for one in surveys],
        "chosen": _state(chosen, today) if chosen else None,
        "results": results,
        "fewest": FEWEST_SHOWN,
        "languages": list(results.languages.items()),
        "tables": list(_tables(results)),
        "may_open": may_open,
        "may_read_words": may(request.user, Action.SEE_FEEDBACK),
        "may_export": results.are_shown and _may_export(request),
        "form": (form or _new_form()) if may_open and all(one.is_over(today) for one in surveys) else None,
    }
    status = 422 if form is not None else 200
    return TemplateResponse(request, "editor/wishes.html", context, status=status)


def _new_form() -> SurveyForm:
    today = clock.today()
    return SurveyForm(initial={"opens_on": today, "closes_on": today + ASKED_FOR})


def _state(survey: Survey, today: Any) -> dict[str, Any]:
    names = names_of(number for number in (survey.opened_by, survey.closed_by) if number)
    return {
        "survey": survey,
        "is_open": survey.is_open(today),
        "is_over": survey.is_over(today),
        "opened_by": names.get(survey.opened_by or 0, ""),
        "closed_by": names.get(survey.closed_by or 0, ""),
    }


def _chosen(surveys: list[Survey], asked: str) -> Survey | None:
    if not asked:
        return next(iter(surveys), None)
    found = next((one for one in surveys if str(one.id) == asked), None)
    if found is None:
        raise Http404("No such survey")
    return found


def _tables(results: WishResults) -> Iterator[tuple[str, list[Line]]]:
    """Each question with its choices; of matters only those that somebody chose, the most wished first."""
    names = _choice_names()
    for question, words in QUESTIONS.items():
        counts = results.counts.get(question, {})
        lines = [
            Line(
                names[question][code],
                count.total,
                round(100 * count.total / results.total) if results.total else 0,
                tuple(count.languages.get(language, 0) for language in results.languages),
            )
            for code, count in counts.items()
            if count.total or question != "themes"
        ]
        if lines:
            yield str(words), sorted(lines, key=lambda line: -line.total)


def _choice_names() -> Mapping[str, Mapping[str, str]]:
    language = get_language() or "fi"
    fixed = {"channels": CHANNELS, "hours": HOURS, "languages": LANGUAGES, "acting_for": ACTING_FOR}
    named = {
        question: {code: str(words) for code, words in offered.items()} for question, offered in fixed.items()
    }
    themes = {code: pick(theme.names, language).text for code, theme in taxonomy.THEMES.items()}
    return {**named, "themes": {code: capfirst(name) for code, name in themes.items()}}


def _may_export(request: HttpRequest) -> bool:
    return may(request.user, Action.EXPORT_DATA) and may(request.user, Action.SEE_FEEDBACK)


def _file(request: HttpRequest, chosen: Survey | None, results: WishResults) -> HttpResponse:
    if not _may_export(request):
        raise PermissionDenied
    if chosen is None or not results.are_shown:
        raise Http404("Too few answers to show")
    if sent := need_export(request):
        return sent
    headings = [_("Question"), _("Choice"), _("Answers"), *results.languages]
    rows: list[list[object]] = [
        [question, line.words, line.total, *line.parts]
        for question, lines in _tables(results)
        for line in lines
    ]
    rows += [[_("In people’s own words"), one.words, "", one.language] for one in results.words]
    return table_file(headings, rows, f"toiveet-{chosen.opens_on}.csv")


def _need_right(request: HttpRequest) -> None:
    if not may(request.user, Action.PUBLISH_CONTENT):
        raise PermissionDenied
