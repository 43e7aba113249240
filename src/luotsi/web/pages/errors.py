"""Pages for what went wrong: they say so plainly and lead onward."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language

from luotsi.foundation import clock
from luotsi.web.pages.home import situation_tiles
from luotsi.web.pages.people import person_card


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page: search, browse or talk to a person instead."""
    language = get_language()
    context = {"situations": situation_tiles(language), "person": person_card(language, clock.now())}
    return render(request, "pages/not_found.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. A page that asks nothing of database, county or settings, in three languages."""
    return HttpResponseServerError(
        get_template("pages/server_error.html").render({"request_id": getattr(request, "request_id", "")})
    )
