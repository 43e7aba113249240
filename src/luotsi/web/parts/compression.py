"""Compresses pages without compressing their style sheet again each time.

Every page begins with the same few thousand characters: doctype, language, the county's whole style sheet.
The compressor's state after them is kept and copied, so that a page costs only its own words, which are even
smaller because the state already knows the class names. Anything else is left to Django's own middleware.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEVEL = 6
GZIP = 31
"""zlib's number for the gzip format with its largest window."""
END_OF_SHEET = b"</style>"
MOST_HEADS = 24
"""Languages × kinds of page × colours; a state holds about 270 kB."""

Primed = tuple[bytes, "zlib._Compress"]


class PageCompressionMiddleware:
    """Answers in gzip when the browser takes it and the page carries an inline style sheet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.heads = Heads()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        end = response.content.find(END_OF_SHEET)
        if end < 0:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        cut = end + len(END_OF_SHEET)
        response.content = self.heads.compressed(response.content[:cut], response.content[cut:])
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
        return response


class Heads:
    """Compressor states after the beginnings of pages, the least used forgotten first."""

    def __init__(self) -> None:
        self._primed: OrderedDict[bytes, Primed] = OrderedDict()
        self._lock = Lock()

    def compressed(self, head: bytes, rest: bytes) -> bytes:
        """The gzip form of `head + rest`."""
        begun, state = self._primed_by(head)
        own = state.copy()
        return begun + own.compress(rest) + own.flush()

    def _primed_by(self, head: bytes) -> Primed:
        with self._lock:
            if head in self._primed:
                self._primed.move_to_end(head)
                return self._primed[head]
        state = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        primed = (state.compress(head), state)
        with self._lock:
            self._primed[head] = primed
            while len(self._primed) > MOST_HEADS:
                self._primed.popitem(last=False)
        return primed
