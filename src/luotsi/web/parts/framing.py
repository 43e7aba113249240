"""Pages that other sites may hold in a frame: the widget's panel, and nothing else.

Which sites may is told by whoever keeps the list of embeddings (`register_origins`, once, in
AppConfig.ready), because parts know no table. Without a list only our own site may. There is no
X-Frame-Options on these pages: it knows only one site, and `frame-ancestors` says it better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from luotsi.web.parts import security

Origins = Callable[[], Iterable[str]]
View = Callable[..., HttpResponse]

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")
"""A site, and nothing that could add to the policy; plain http only for a developer's own machine."""

Seen = Callable[[str, str], None]
"""Hears from which page ("https://www.rantamaa.example/") the panel was opened, and for which service."""

_origins: list[Origins] = []
_seen: list[Seen] = []


def register_origins(origins: Origins, seen: Seen | None = None) -> None:
    """Says which sites may hold the panel; asked for at every page of it, so it should be cheap.

    `seen` is told when another site opens it.
    """
    _origins[:] = [origins]
    _seen[:] = [seen] if seen else []


def allowed_origins() -> list[str]:
    """The sites that may hold the panel ("https://www.rantamaa.example"); what is no origin is left out."""
    told = _origins[0]() if _origins else ()
    return sorted({one for one in told if _ORIGIN.fullmatch(one)})


def framed_policy(style_sources: list[str]) -> str:
    """The strict policy, but for who may frame the page. Our own site may too: for previews of snippets."""
    ancestors = " ".join(["'self'", *allowed_origins()])
    own = security.strict_policy(style_sources)
    return own.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")


def framed(view: View) -> View:
    """For pages of the panel."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        policy = framed_policy(security.used_sheets(request))
        response.headers.setdefault("Content-Security-Policy", policy)
        # A site that asks for it (COEP) may frame us too; what it may not do is decided above.
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        if response.status_code == 200 and request.headers.get("Sec-Fetch-Dest") == "iframe":
            _tell_of(request)
        return response

    return shown


def _tell_of(request: HttpRequest) -> None:
    """Tell from which site the panel was opened; a step inside it has ourselves as its sender."""
    sender = request.headers.get("Referer", "")
    if sender and not security.is_same_origin(request):
        for seen in _seen:
            seen(sender, request.GET.get("area", ""))
