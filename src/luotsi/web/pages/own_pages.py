"""Residents have no cookie, so no CSRF token either: forms are taken only from our own pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

View = Callable[..., HttpResponse]


def own_pages_only(view: View) -> View:
    """Refuse a POST that another site's page sent. There is no session to ride on, so this keeps out spam."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not is_from_own_page(request):
            return HttpResponseForbidden("This form was sent from another site.", "text/plain")
        return view(request, *args, **kwargs)

    return guarded


def is_from_own_page(request: HttpRequest) -> bool:
    """Browsers say where a form came from: `Sec-Fetch-Site`, or `Origin` in older ones.

    Our pages send no referrer, so an older browser names the origin of our own form "null".
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.get_host()
