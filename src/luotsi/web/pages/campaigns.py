"""Ways in: a campaign's link or QR code, and an invitation's code that is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.journeys import queries
from luotsi.journeys.types import Campaign, NoSuchCampaign, TargetKind
from luotsi.organisation import taxonomy
from luotsi.web.pages import answers, counting, county
from luotsi.web.parts.types import Problem


@require_safe
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Open what the campaign opens, in its language or the reader's; one that is over says so."""
    with translation.override(_language(request)):
        try:
            campaign = queries.open_campaign(code)
        except NoSuchCampaign:
            return _page(request, typed=code, problem=_("This link or code is no longer in use."), status=404)
    language = campaign.language if campaign.language in county.languages() else _language(request)
    counting.count_entry(request, campaign.code, language)
    with translation.override(language):
        response = HttpResponseRedirect(target_url(campaign))
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """The page on which a code is typed."""
    typed = request.GET.get("code", "")[:40]
    if not typed:
        return _page(request)
    try:
        campaign = queries.open_campaign(typed)
    except NoSuchCampaign:
        problem = _("We do not know this code. Check it on your invitation, or look for help without it.")
        return _page(request, typed=typed, problem=problem, status=404)
    counting.count_entry(request, campaign.code, get_language() or "fi")
    return HttpResponseRedirect(target_url(campaign))


def target_url(campaign: Campaign) -> str:
    """The address that a campaign opens, in the language of the moment; home when its place is gone."""
    if campaign.target is TargetKind.THEME and campaign.target_key in taxonomy.THEMES:
        return reverse("pages:theme", args=[campaign.target_key])
    if campaign.target is TargetKind.PATH:
        return _path_url(campaign)
    return reverse("pages:home")


def _path_url(campaign: Campaign) -> str:
    """A path with what is known. Answers of a sensitive one may stand in no address, so none are given."""
    try:
        path = guidance.path(campaign.target_key)
    except NoSuchPath:
        return reverse("pages:home")
    known = {} if path.is_sensitive else campaign.answers
    municipality = "" if path.is_sensitive else campaign.municipality
    query = answers.query(known, municipality=municipality, campaign=campaign.code)
    return reverse("pages:guide", args=[path.code]) + query


def name_of_invitation(code: str, language: str) -> str:
    """By what invitation the reader came; "" for none, for any other campaign, and for one that is over."""
    if not code:
        return ""
    try:
        campaign = queries.open_campaign(code)
    except NoSuchCampaign:
        return ""
    return pick(campaign.names, language).text if campaign.is_invitation else ""


def _language(request: HttpRequest) -> str:
    """The language that the reader's browser asks for, when the county has it."""
    wanted = translation.get_language_from_request(request)
    languages = county.languages()
    return wanted if wanted in languages else languages[0]


def _page(request: HttpRequest, typed: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "typed": typed,
        "problem": problem,
        "problems": [Problem("code", problem)] if problem else [],
        "has_errors": bool(problem),
    }
    return render(request, "pages/invitation.html", context, status=status)
