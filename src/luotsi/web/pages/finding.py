"""Searching: results, one service, one contact point."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.assistant import actions as assistant
from luotsi.assistant import searching
from luotsi.assistant.queries import endangered
from luotsi.catalogue import queries as catalogue
from luotsi.content import queries as content
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.organisation import taxonomy
from luotsi.safety.masking import mask
from luotsi.understanding.types import Hit
from luotsi.web.pages import cards, limits
from luotsi.web.pages.browsing import service_hit
from luotsi.web.pages.home import situation_tiles
from luotsi.web.pages.paging import piece
from luotsi.web.pages.people import person_card
from luotsi.web.pages.replies import authority
from luotsi.web.pages.topics import theme_link
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.messages import LONGEST, LONGEST_ASSESSED, Message, assessed_whole, beginning
from luotsi.web.parts.types import Badge, SearchHit

LONGEST_QUERY = 500
MOST_HITS = 20

_WORDS = re.compile(r"([^\W_]+)")

ICONS = {
    "path": "arrow-right",
    "service": "heart-handshake",
    "contact_point": "phone",
    "story": "message-circle",
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for `?q=`. Words that hold personal data are masked first, also in the address."""
    language = get_language()
    whole = " ".join(request.GET.get("q", "").split())[:LONGEST_ASSESSED]
    masked = mask(whole, language)
    if masked.found:
        words = beginning(masked.text, LONGEST)
        return HttpResponseRedirect(f"{reverse('pages:search')}?{urlencode({'q': words, 'masked': 'yes'})}")
    asked = beginning(whole, LONGEST_QUERY)
    if asked and not limits.may_search(request):
        return limits.wait(request, [], method="get", asked=whole)
    found = searching.search(asked, language, MOST_HITS) if asked else None
    if found:
        message = Message(asked, whole, was_cut=asked != whole)
        assessment = assessed_whole(message, found.reply.assessment, language)
        found = replace(found, reply=endangered(found.reply, assessment))
        assistant.record(found.reply, "search", page_language=language)
    return render(
        request,
        "pages/search.html",
        {
            "asked": asked,
            "hits": list(_hits(found.hits, language)) if found else [],
            "is_ready": found is None or found.is_ready,
            "assessment": found.reply.assessment if found else None,
            "elsewhere": [authority(each, language) for each in found.reply.authorities] if found else [],
            "was_masked": "masked" in request.GET,
            "situations": situation_tiles(language),
            "person": person_card(language, clock.now()),
        },
    )


def _hits(found: Iterable[Hit], language: str) -> Iterator[SearchHit]:
    """What is still published of what was found: the index may be some seconds older than the pages."""
    for each in found:
        try:
            badge = _badge_of_published(each, language)
        except LookupError:
            continue
        yield _hit(each, badge, language)


def _badge_of_published(hit: Hit, language: str) -> Badge | None:
    """Whether a contact point is open now. Raises LookupError for what is not published any more."""
    match hit.kind:
        case "path":
            guidance.path(hit.key)
        case "service":
            catalogue.service(hit.key)
        case "story":
            content.story(hit.key)
        case "contact_point":
            return cards.badge(catalogue.contact_point(hit.key).hours, language, clock.now())
    return None


def _hit(hit: Hit, badge: Badge | None, language: str) -> SearchHit:
    names = {
        "path": ("pages:guide", _("Guide")),
        "service": ("pages:service", _("Service")),
        "story": ("pages:story", _("Story")),
    }
    route, chip = names.get(hit.kind, ("pages:contact", _("Contact details")))
    return SearchHit(
        title=hit.title,
        href=reverse(route, args=[hit.key]),
        summary=hit.summary or hit.snippet,
        pieces=_marked(hit),
        chip=chip,
        icon=ICONS.get(hit.kind, "phone"),
        why=_why(hit),
        badge=badge,
        lang=hit.language if hit.language != language else "",
    )


def _marked(hit: Hit) -> tuple[tuple[str, bool], ...]:
    """The passage around what matched in pieces, each with whether it is a word that matched."""
    words = {word.lower() for match in hit.why for word in match.words}
    pieces = _WORDS.split(hit.snippet or hit.summary)
    return tuple((piece, piece.lower() in words) for piece in pieces if piece)


def _why(hit: Hit) -> str:
    words = list(dict.fromkeys(word for match in hit.why for word in match.words))[:4]
    return ", ".join(words)


@require_safe
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """A service: for whom, what it costs, how to get it, and every way to make contact."""
    try:
        shown = catalogue.service(service_id)
    except LookupError as error:
        raise Http404(f"No service {service_id}") from error
    language, at = get_language(), clock.now()
    points, page = piece(request, shown.contact_points)
    return render(
        request,
        "pages/service.html",
        {
            "name": plain(shown.names, language),
            "words_lang": other_language(shown.names, language),
            "summary": plain(shown.summaries, language),
            "description": plain(shown.descriptions, language),
            "sections": [
                (heading, words)
                for heading, texts in (
                    (_("Who can use this"), shown.requirements),
                    (_("How to use it"), shown.instructions),
                    (_("What it costs"), shown.charge),
                    (_("How long it takes"), shown.processing_time),
                )
                if (words := plain(texts, language))
            ],
            "is_free": shown.charge_kind == "free",
            "cards": [cards.contact_card(point, language, at) for point in points],
            "page": page,
            "provider": plain(shown.provider.names, language) if shown.provider else "",
            "themes": [theme_link(taxonomy.theme(code), language) for code in shown.themes],
            "person": person_card(language, at),
        },
    )


@require_safe
def contact_point(request: HttpRequest, contact_id: str) -> HttpResponse:
    """A contact point: all its numbers, hours, address and how to get in."""
    try:
        shown = catalogue.contact_point(contact_id)
    except LookupError as error:
        raise Http404(f"No contact point {contact_id}") from error
    language, at = get_language(), clock.now()
    services, page = piece(request, catalogue.services_at(contact_id))
    return render(
        request,
        "pages/contact.html",
        {
            "name": plain(shown.names, language),
            "words_lang": other_language(shown.names, language),
            "summary": plain(shown.summaries, language),
            "description": plain(shown.descriptions, language),
            "card": cards.contact_card(shown, language, at),
            "getting_in": cards.getting_in(shown, language),
            "services": [service_hit(each, language) for each in services],
            "page": page,
            "person": person_card(language, at),
        },
    )
