"""One line per request: its route, how it ended, how long it took. No address, no query, no reader."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("luotsi.requests")


class RequestLogMiddleware:
    """Gives each request an id, which error pages show and the log repeats."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        if logger.isEnabledFor(logging.INFO):
            route = request.resolver_match.view_name if request.resolver_match else "-"
            spent = 1000 * (time.perf_counter() - started)
            logger.info(
                "%s %s %d %.0f ms %s",
                request.method,
                route,
                response.status_code,
                spent,
                request.request_id,  # type: ignore[attr-defined]
            )
        return response
