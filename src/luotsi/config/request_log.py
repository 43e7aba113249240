"""One line per request: its route, how it ended, how long it took. No address, no query, no reader."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from luotsi.config import logs, metrics

logger = logging.getLogger("luotsi.requests")

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Without digits an id is never taken for a phone number and masked, without vowels never for a word."""


def new_id() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


class RequestLogMiddleware:
    """Gives each request an id, which error pages show and the log repeats; counts and times it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request.request_id = new_id()  # type: ignore[attr-defined]
        started = time.perf_counter()
        with logs.serving(logs.Served(request_id, request)), metrics.in_progress.track_inprogress():
            response = self.get_response(request)
            spent = time.perf_counter() - started
            response.headers["X-Request-Id"] = request_id
            route, method = logs.route_of(request), metrics.known_method(request.method)
            metrics.count_request(route, method, response.status_code, spent)
            if logger.isEnabledFor(logging.INFO):
                status, ms = response.status_code, round(1000 * spent)
                told = {"method": method, "route": route, "status": status, "ms": ms}
                logger.info("%s %s %d %d ms %s", method, route, status, ms, request_id, extra=told)
        return response
