"""Campaigns at the desk: links, QR codes and invitation codes, and what came of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luotsi.accounts.access import Action, may, may_somewhere
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.types import PublishedPath
from luotsi.journeys import actions, queries
from luotsi.journeys.rules import new_code
from luotsi.journeys.types import Campaign, CampaignProblem, Counts, Event, NoSuchCampaign, TargetKind
from luotsi.web.editor.campaign_forms import CampaignForm, KnownForm, initial, target_choices

SHOWN_DAYS = 30
"""Days that the figures cover."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign as the list shows it."""

    campaign: Campaign
    name: str
    target: str
    is_open: bool
    counts: Counts
    url: str

    @property
    def opened(self) -> int:
        return self.counts.of(Event.OPENED)

    @property
    def finished(self) -> int:
        return self.counts.of(Event.FINISHED)

    @property
    def helped(self) -> int:
        return self.counts.of(Event.HELPED)


@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """All campaigns, the newest first, with the figures of the last days."""
    _need_desk(request)
    language = _language()
    since = clock.today() - timedelta(days=SHOWN_DAYS)
    counts = queries.counts_of_all("campaign", since)
    rows = [_shown(one, counts.get(one.code, Counts()), language) for one in queries.campaigns()]
    context = {
        "campaigns": rows,
        "may_write": may_somewhere(request.user, Action.WRITE_CONTENT),
        "days": SHOWN_DAYS,
    }
    return TemplateResponse(request, "editor/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """A new campaign."""
    if not may_somewhere(request.user, Action.WRITE_CONTENT):
        raise PermissionDenied
    form = CampaignForm(
        request.POST or None,
        person=request.user,
        language=_language(),
        is_new=True,
        initial={"code": new_code(), "target": request.GET.get("target", "home")},
    )
    if request.method == "POST" and form.is_valid():
        campaign = form.campaign()
        if _kept(form, lambda: actions.make_campaign(campaign)):
            messages.success(request, _("Saved."))
            return redirect("desk-campaign", campaign.code)
    return TemplateResponse(request, "editor/campaign_form.html", {"form": form, "is_new": True})


@require_http_methods(["GET", "POST"])
def campaign_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Another name, place or time for a campaign."""
    before = _campaign(code)
    _need_right(request, before)
    form = CampaignForm(
        request.POST or None,
        person=request.user,
        language=_language(),
        is_new=False,
        initial=initial(before),
    )
    if request.method == "POST" and form.is_valid():
        campaign = form.campaign(before)
        if _kept(form, lambda: actions.change_campaign(code, campaign)):
            messages.success(request, _("Saved."))
            return redirect("desk-campaign", code)
    context = {"form": form, "is_new": False, "code": code}
    return TemplateResponse(request, "editor/campaign_form.html", context)


@require_http_methods(["GET", "POST"])
def campaign_page(request: HttpRequest, code: str) -> HttpResponse:
    """A campaign: its link, QR code and snippet, what is known, and what came of it."""
    _need_desk(request)
    campaign = _campaign(code)
    link = f"{settings.SITE_URL}{reverse('campaign', args=[code])}"
    if request.GET.get("as") == "qr":
        return _qr_file(link, code)
    path = _path(campaign)
    may_write = may(request.user, Action.WRITE_CONTENT, campaign.area)
    known = _known_form(request, campaign, path)
    if request.method == "POST":
        _need_right(request, campaign)
        if known is not None and known.is_valid():
            actions.change_campaign(code, known.known(campaign))
            messages.success(request, _("Saved."))
            return redirect("desk-campaign", code)
    language = _language()
    since = clock.today() - timedelta(days=SHOWN_DAYS)
    counts = queries.counts("campaign", code, since)
    shown = _shown(campaign, counts, language)
    context = {
        "shown": shown,
        "link": link,
        "qr": _qr(link),
        "snippet": snippet(link, shown.name),
        "known": known if may_write else None,
        "may_write": may_write,
        "days": [_day(one) for one in counts.days],
        "languages": list(counts.languages.items()),
        "shown_days": SHOWN_DAYS,
    }
    return TemplateResponse(request, "editor/campaign.html", context)


@require_POST
def campaign_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a campaign at once, or open it again."""
    campaign = _campaign(code)
    _need_right(request, campaign)
    actions.close_campaign(code, is_closed=not campaign.is_closed)
    messages.success(request, _("Open again.") if campaign.is_closed else _("Closed."))
    return redirect("desk-campaign", code)


def snippet(link: str, name: str) -> str:
    """HTML for a page of the county or a partner: a plain link, which needs no script and sets no cookie."""
    return format_html('<a href="{}" referrerpolicy="no-referrer">{}</a>', link, name)


def _shown(campaign: Campaign, counts: Counts, language: str) -> Shown:
    return Shown(
        campaign=campaign,
        name=pick(campaign.names, language).text,
        target=_target_name(campaign, language),
        is_open=campaign.is_open(clock.today()),
        counts=counts,
        url=reverse("desk-campaign", args=[campaign.code]),
    )


def _target_name(campaign: Campaign, language: str) -> str:
    wanted = f"{campaign.target}:{campaign.target_key}" if campaign.target_key else str(campaign.target)
    for value, words in target_choices(language):
        if value == wanted:
            return str(words)
        if isinstance(words, list):
            found = [name for key, name in words if key == wanted]
            if found:
                return str(found[0])
    return _("no longer published")


def _day(one: Any) -> dict[str, Any]:
    return {"day": one.day, **{event.value: one.events.get(event, 0) for event in Event}}


def _known_form(request: HttpRequest, campaign: Campaign, path: PublishedPath | None) -> KnownForm | None:
    """Only a path can know answers; those of a sensitive one may stand in no address."""
    if path is None or path.is_sensitive:
        return None
    given = request.POST if request.method == "POST" else None
    return KnownForm(given, path=path, campaign=campaign, language=_language())


def _path(campaign: Campaign) -> PublishedPath | None:
    if campaign.target is not TargetKind.PATH:
        return None
    try:
        return guidance.path(campaign.target_key)
    except NoSuchPath:
        return None


def _kept(form: CampaignForm, keep: Any) -> bool:
    """Whether it could be kept; what is wrong is told at its field."""
    try:
        keep()
    except CampaignProblem as error:
        for field, words in error.fields.items():
            form.add_error(field if field in form.fields else None, words)
        return False
    return True


def _qr(link: str) -> str:
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=5, border=2, omitsize=False)
    return mark_safe(drawn)


def _qr_file(link: str, code: str) -> HttpResponse:
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", scale=10, border=4, light="#ffffff")
    file = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    file.headers["Content-Disposition"] = f'attachment; filename="qr-{code}.svg"'
    return file


def _campaign(code: str) -> Campaign:
    """The campaign of an address, which unlike a code that residents type has one spelling only."""
    try:
        found = queries.campaign(code)
    except NoSuchCampaign as error:
        raise Http404(f"No campaign {code}") from error
    if found.code != code:
        raise Http404(f"No campaign {code}")
    return found


def _need_desk(request: HttpRequest) -> None:
    if not may_somewhere(request.user, Action.OPEN_EDITOR):
        raise PermissionDenied


def _need_right(request: HttpRequest, campaign: Campaign) -> None:
    if not may(request.user, Action.WRITE_CONTENT, campaign.area):
        raise PermissionDenied


def _language() -> str:
    return get_language() or "fi"
