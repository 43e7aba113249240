"""Addresses for the tests of parts: the gallery, and a page that breaks a rule on purpose."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def planted(request: HttpRequest) -> HttpResponse:
    """What an attacker would like in a page: an inline script, a handler, a style, a foreign picture."""
    return HttpResponse(
        "<!doctype html><html lang=fi><title>x</title><body><h1>x</h1>"
        "<script>document.title='planted'</script><img src=x onerror=\"document.title='planted'\">"
        "<style>h1{color:rgb(1,2,3)}</style><p style='color:rgb(1,2,3)'>x</p>"
        "<img src='https://elsewhere.example/spy.png'>"
    )


def editor(request: HttpRequest) -> HttpResponse:
    return HttpResponse("editor")


urlpatterns = [
    path("editor/", editor),
    path("staff/", editor),
    *i18n_patterns(path("parts/", include("luotsi.web.parts.urls")), path("planted/", planted)),
]
