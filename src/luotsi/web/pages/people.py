"""How to reach a person: on a page of its own, and as a card on every other."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from luotsi.catalogue import queries as catalogue
from luotsi.catalogue.types import ContactPointView
from luotsi.contacts import queries as contacts
from luotsi.foundation import clock
from luotsi.web.pages.cards import contact_card
from luotsi.web.parts.types import ContactCard

NATIONAL_LINES = (
    "medical-helpline-116117",
    "mieli-crisis-line",
    "nollalinja",
    "child-helpline-116111",
    "kela",
)
"""Ids of the catalogue's national contacts, in the order in which the page shows them."""


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Every way to talk to somebody, whatever the errand, with what is open now."""
    language, at = get_language(), clock.now()
    context = {
        "cards": [contact_card(point, language, at) for point in points()],
        "has_chat": bool(contacts.area_codes()),
    }
    return render(request, "pages/people.html", context)


def person_card(language: str, at: datetime) -> ContactCard:
    """The county's advice line, or the national helpline where the county has told none."""
    return contact_card(catalogue.advice_line(), language, at)


def person_cards(language: str, at: datetime) -> list[ContactCard]:
    """The few that a home page shows."""
    return [contact_card(point, language, at) for point in points()[:3]]


def points() -> list[ContactPointView]:
    """The advice line first, then national numbers that always help, each once."""
    return list({point.id: point for point in (catalogue.advice_line(), *national_points())}.values())


def national_points() -> list[ContactPointView]:
    """National lines by the ids under which the catalogue packages them."""
    found = []
    for contact_id in NATIONAL_LINES:
        try:
            found.append(catalogue.contact_point(contact_id))
        except catalogue.NotInCatalogue:
            continue
    return found
