"""What the service says of itself: what it can do, accessibility, privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.web.pages import county

WRITTEN_IN = ("fi", "sv", "en")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Luotsi can and cannot do."""
    return _statement(request, "about", _("What Luotsi can and cannot do"))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for."""
    return _statement(request, "accessibility", _("Accessibility statement"))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored and what is not."""
    return _statement(request, "privacy", _("Privacy notice"))


def _statement(request: HttpRequest, name: str, title: str) -> HttpResponse:
    language = get_language() if get_language() in WRITTEN_IN else WRITTEN_IN[0]
    context = {
        "title": title,
        "body": f"pages/statements/{name}.{language}.html",
        "county_name": county.name(language),
        "is_demo": county.is_demo(),
        "advice": county.advice(language),
    }
    return render(request, "pages/statement.html", context)
