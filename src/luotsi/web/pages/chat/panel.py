"""What the widget's panel opens with: the assistant, a path, search or the chat, as the snippet says."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from luotsi.contacts import queries as contacts
from luotsi.contacts.types import OpensWith, Refusal
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.web.pages.chat.door import door
from luotsi.web.pages.chat.layout import Layout
from luotsi.web.pages.people import person_card
from luotsi.web.pages.wording import plain
from luotsi.web.parts.framing import framed

LONGEST_CODE = 64


@framed
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """The panel's first page. `opens` is the snippet's wish, else what the service's settings say."""
    area = request.GET.get("area", "")[:LONGEST_CODE]
    opens = _opens(request.GET.get("opens", ""), area)
    if opens is OpensWith.CHAT:
        return _to("pages:panel-chat", area)
    if opens is OpensWith.ASSISTANT:
        return _to("pages:panel-assistant", area)
    return _front(request, area)


def _opens(wish: str, area: str) -> OpensWith:
    if wish in set(OpensWith):
        return OpensWith(wish)
    try:
        return contacts.settings_of(area).opens_with
    except Refusal:
        return OpensWith.ASSISTANT


def _to(name: str, area: str) -> HttpResponse:
    query = f"?{urlencode({'area': area})}" if area else ""
    return HttpResponseRedirect(reverse(name) + query)


def _front(request: HttpRequest, area: str) -> HttpResponse:
    """A path or the search, which open on a page of their own, and the ways to a person."""
    language, at = get_language(), clock.now()
    context = {
        "layout": Layout(reverse("pages:panel"), "pages/panel.html", is_panel=True),
        "path": _path(request.GET.get("path", "")[:LONGEST_CODE], language),
        "door": door(area, language, at) if area else None,
        "person": person_card(language, at),
    }
    return render(request, "pages/chat/front.html", context)


def _path(code: str, language: str) -> dict[str, str] | None:
    if not code:
        return None
    try:
        found = guidance.path(code).document
    except NoSuchPath:
        return None
    return {
        "title": plain(found.title, language),
        "summary": plain(found.summary, language),
        "href": reverse("pages:guide", args=[code]),
    }
