"""The home page: ask first, then life situations and topics."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.content import queries as content
from luotsi.content.types import DISRUPTION
from luotsi.foundation import clock
from luotsi.journeys import queries as journeys
from luotsi.organisation import taxonomy
from luotsi.web.pages.people import person_cards
from luotsi.web.pages.topics import theme_links
from luotsi.web.pages.wishes import is_open
from luotsi.web.pages.wording import other_language, plain

SITUATION_ICONS = {
    "ill_or_hurt": ("bandage", "warm"),
    "teeth": ("smile", "brand"),
    "mind": ("heart", "calm"),
    "family": ("baby", "warm"),
    "youth": ("graduation-cap", "brand"),
    "ageing": ("house", "ok"),
    "money_home": ("wallet", "warm"),
    "helping": ("hand-heart", "calm"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything a resident needs to begin."""
    language = get_language()
    return render(
        request,
        "pages/home.html",
        {
            "examples": [_("I have a toothache"), _("my mother cannot cope at home"), _("I am worn out")],
            "notices": notices(language),
            "situations": situation_tiles(language),
            "people": person_cards(language, clock.now()),
            "themes": theme_links(language),
            "has_invitations": journeys.has_open_invitations(),
            "asks_for_wishes": is_open(),
        },
    )


def notices(language: str) -> list[dict[str, str]]:
    """Disruption notices in force now, in the page's language."""
    shown = content.notices(clock.now())
    return [
        {
            "title": plain(each.titles, language),
            "body": plain(each.bodies, language),
            "kind": "soon" if each.severity == DISRUPTION else "info",
            "lang": other_language(each.titles, language),
        }
        for each in shown
    ]


@lru_cache(maxsize=16)
def situation_tiles(language: str) -> list[dict[str, str]]:
    """The eight life situations, with addresses in the page's language."""
    return [situation_tile(each, language) for each in taxonomy.LIFE_SITUATIONS.values()]


def situation_tile(situation: taxonomy.LifeSituation, language: str) -> dict[str, str]:
    """Arguments of a tile: address, name in people's words, one line, icon and its tint."""
    icon, tint = SITUATION_ICONS.get(situation.code, ("info", "brand"))
    return {
        "href": reverse("pages:situation", args=[situation.code]),
        "title": plain(situation.names, language),
        "hint": plain(situation.leads, language),
        "icon": icon,
        "tint": tint,
    }
