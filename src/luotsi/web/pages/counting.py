"""Counting what pages lead to: by day, language and path or campaign; never by person."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from luotsi.feedback.types import NO, PARTLY, YES
from luotsi.journeys import actions, queries
from luotsi.journeys.types import Event, NoSuchCampaign
from luotsi.web.pages.walk import Walk

VERDICTS = {YES: Event.HELPED, PARTLY: Event.PARTLY, NO: Event.NOT_HELPED}


def count_walk(request: HttpRequest, here: Walk) -> None:
    """Count a path whose first question is shown, and one whose outcome is."""
    if not is_looked_at(request):
        return
    event = None
    if here.is_finished:
        event = Event.FINISHED
    elif not here.visit.given or (request.method == "GET" and here.sent.campaign and not here.sent.step):
        # Who comes by a campaign with known answers begins further on.
        event = Event.OPENED if not here.sent.step and not here.sent.editing else None
    if event is not None:
        count_path(here.path.code, event, here.sent.campaign if event is Event.FINISHED else "")


def count_path(code: str, event: Event, campaign: str = "") -> None:
    """Count an event of a path, and of the campaign by which the reader came."""
    language = get_language() or "fi"
    actions.count("path", code, event, language)
    if known := _code_of(campaign):
        actions.count("campaign", known, event, language)


def count_verdict(code: str, verdict: str, campaign: str) -> None:
    """Count whether a path helped."""
    if verdict in VERDICTS:
        count_path(code, VERDICTS[verdict], campaign)


def count_entry(request: HttpRequest, campaign: str, language: str) -> None:
    """Count that a campaign's link was opened."""
    if is_looked_at(request):
        actions.count("campaign", campaign, Event.OPENED, language)


def is_looked_at(request: HttpRequest) -> bool:
    """Whether a person looks: a browser that fetches ahead, and a HEAD, say so themselves."""
    ahead = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}".lower()
    return request.method in {"GET", "POST"} and "prefetch" not in ahead and "preview" not in ahead


def _code_of(sent: str) -> str:
    """The campaign's own code, "" for none: nobody fills the table with codes, or spellings, of their own."""
    try:
        return queries.campaign(sent).code if sent else ""
    except NoSuchCampaign:
        return ""
