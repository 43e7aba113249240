"""The chat on other sites: the piece of page to put there, which sites may, where it has been seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from luotsi.accounts.access import Action
from luotsi.contacts import embed_actions, embed_queries
from luotsi.contacts import queries as contacts
from luotsi.contacts.embed_types import NotASite
from luotsi.contacts.types import OpensWith
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.journeys import queries as journeys
from luotsi.web.parts.staff_page import SignedInPage, page_context
from luotsi.web.staff import areas

LOADER = "widget/luotsi-widget.js"
"""Under this name for ever: it stands on pages of others, which nobody changes at an upgrade of ours."""

LONGEST_GREETING = 120

OPENINGS = {
    "": _("As the service's settings say"),
    OpensWith.ASSISTANT.value: _("The assistant"),
    OpensWith.PATH.value: _("A guide"),
    OpensWith.SEARCH.value: _("Search"),
    OpensWith.CHAT.value: _("The chat"),
}


class EmbedForm(forms.Form):
    """What the piece of page says. Sent by GET: it makes words, and changes nothing."""

    area = forms.ChoiceField(label=_("Service"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    position = forms.ChoiceField(
        label=_("Place of the button"), choices=[("right", _("Right")), ("left", _("Left"))], required=False
    )
    opens = forms.ChoiceField(label=_("Opens with"), choices=list(OPENINGS.items()), required=False)
    path = forms.ChoiceField(label=_("Guide, when it opens with one"), required=False)
    greeting = forms.CharField(
        label=_("Greeting beside the button (optional)"),
        help_text=_("In the language of the page where it stands."),
        max_length=LONGEST_GREETING,
        required=False,
    )
    campaign = forms.ChoiceField(label=_("Campaign (optional)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fi"
        named = areas.names(language)
        offered = [(code, named.get(code, code)) for code in contacts.area_codes()]
        self.fields["area"].choices = [("", gettext("The visitor chooses")), *offered]
        same = ("", gettext("As the page where it stands"))
        self.fields["language"].choices = [same, *settings.LANGUAGES]
        titles = [(card.code, str(pick(card.title, language))) for card in guidance.all_paths()]
        self.fields["path"].choices = [("", "–"), *sorted(titles, key=lambda one: one[1].casefold())]
        today = clock.today()
        self.fields["campaign"].choices = [("", "–")] + [
            (one.code, f"{pick(one.names, language)} ({one.code})")
            for one in journeys.campaigns()
            if one.is_open(today)
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("opens") == OpensWith.PATH and not told.get("path"):
            self.add_error("path", gettext("Choose the guide with which it opens."))
        return told


class SiteForm(forms.Form):
    """A site that may show the chat."""

    site = forms.CharField(
        label=_("Address of the site"),
        help_text=_("For example https://www.county.example. All pages of the site may then show the chat."),
        max_length=300,
    )


@dataclass(frozen=True, slots=True)
class Snippet:
    """The piece of page, and links for those without it."""

    html: str
    link: str
    campaign_link: str
    preview: str


class Embeds(SignedInPage, TemplateView):
    """The whole page."""

    action = Action.MANAGE_EMBEDS
    template_name = "staff/embeds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | embeds_context(self.request)


class AllowSite(SignedInPage, View):
    """One more site."""

    action = Action.MANAGE_EMBEDS

    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("staff:embeds"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SiteForm(request.POST)
        if form.is_valid():
            try:
                origin = embed_actions.allow_site(form.cleaned_data["site"], by=request.user.pk)
            except NotASite:
                form.add_error("site", gettext("Write the site's address, beginning with https://."))
            else:
                messages.success(request, gettext("%(site)s may show the chat.") % {"site": origin})
                return HttpResponseRedirect(reverse("staff:embeds"))
        context = page_context(request, form) | embeds_context(request) | {"site_form": form}
        return render(request, "staff/embeds.html", context, status=422)


class ForbidSite(SignedInPage, View):
    """One site fewer."""

    action = Action.MANAGE_EMBEDS

    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("staff:embeds"))

    def post(self, request: HttpRequest) -> HttpResponse:
        origin = request.POST.get("site", "")
        if embed_actions.forbid_site(origin, by=request.user.pk):
            messages.success(request, gettext("%(site)s may no longer show the chat.") % {"site": origin})
        return HttpResponseRedirect(reverse("staff:embeds"))


class Preview(SignedInPage, View):
    """A sample page as somebody else's, with the chat on it as the piece brings it."""

    action = Action.MANAGE_EMBEDS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = EmbedForm(request.GET)
        told = form.cleaned_data if form.is_valid() else {}
        context = {"attributes": attributes(told), "loader": settings.STATIC_URL + LOADER}
        response = render(request, "staff/embed_preview.html", context)
        # As the pages of an ordinary site that lets our script and our frame in.
        response["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
        return response


def embeds_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the page shows."""
    form = EmbedForm(request.GET)
    named = areas.names(get_language() or "fi")
    return {
        "form": form,
        "snippet": snippet_of(form.cleaned_data) if form.is_valid() else None,
        "site_form": SiteForm(),
        "sites": embed_queries.sites(),
        "sightings": [(one, named.get(one.area, one.area)) for one in embed_queries.sightings()],
    }


def attributes(told: dict[str, Any]) -> list[tuple[str, str]]:
    """What the script is told, as attributes; what is as usual is left out."""
    names = ("area", "language", "position", "greeting", "opens")
    found = [(f"data-{name}", str(told.get(name) or "")) for name in names]
    if told.get("opens") == OpensWith.PATH:
        found.append(("data-path", told["path"]))
    return [(name, value) for name, value in found if value and (name, value) != ("data-position", "right")]


def snippet_of(told: dict[str, Any]) -> Snippet:
    """The piece of page for these wishes. Its addresses are whole: it stands on another site."""
    with translation.override(told.get("language") or settings.LANGUAGE_CODE):
        chat = reverse("pages:chat")
        words = gettext("Chat with us")
    link = f"{settings.SITE_URL}{chat}"
    if told.get("area"):
        link += f"?{urlencode({'area': told['area']})}"
    script = format_html('<script src="{}" async', f"{settings.SITE_URL}{settings.STATIC_URL}{LOADER}")
    for name, value in attributes(told):
        script += format_html(' {}="{}"', name, value)
    plain = format_html('<noscript><a href="{}">{}</a></noscript>', link, words)
    code = told.get("campaign", "")
    wishes = {name: value for name, value in told.items() if value and name != "campaign"}
    return Snippet(
        html=f"{script}></script>\n{plain}",
        link=link,
        campaign_link=f"{settings.SITE_URL}{reverse('campaign', args=[code])}" if code else "",
        preview=f"{reverse('staff:embed_preview')}?{urlencode(wishes)}",
    )
