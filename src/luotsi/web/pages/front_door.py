"""Addresses that have no language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from luotsi.web.pages import county


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the home page in a language of the county that their browser asks for."""
    wanted = translation.get_language_from_request(request)
    languages = county.languages()
    with translation.override(wanted if wanted in languages else languages[0]):
        response = HttpResponseRedirect(reverse("pages:home"))
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the guidance, not the answers in addresses, nor staff's pages."""
    return HttpResponse("User-agent: *\nDisallow: /staff/\nDisallow: /editor/\nDisallow: /*?\n", "text/plain")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks no database; whether residents can be served is said at /ready."""
    return HttpResponse("ok\n", "text/plain")
