"""The twin as a server: both interfaces of PTV on one port, for as long as a `with` lasts.

    with serve(county(100), key="secret") as twin:
        ...  # twin.v11, twin.v12 are the base addresses; twin.faults makes it misbehave

It listens on the machine itself only, unless another address is named.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from luotsi.integrations.ptv.twin.answers import Answer, BadQuestion, Fell, Query
from luotsi.integrations.ptv.twin.answers11 import Version11
from luotsi.integrations.ptv.twin.answers12 import Version12, problem
from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.generating import County
from luotsi.integrations.ptv.twin.store import Object, Store

IDS_ON_A_PAGE = 1_000
MOST_REMEMBERED = 100_000
LONGEST_LINE = 8_000
"""Characters of what is asked; PTV's own server stops about there."""


class Twin:
    """A twin at work."""

    def __init__(self, store: Store, key: str, faults: Faults, page_size: int) -> None:
        self.store = store
        self.key = key
        """What `x-api-key` must say for v12; "" lets everybody in."""
        self.faults = faults
        self.requests: list[str] = []
        """Paths with their queries, in the order in which they were asked for."""
        self.address = ""
        self._version11 = Version11(store, faults, page_size)
        self._version12 = Version12(store, faults)

    @property
    def v11(self) -> str:
        return f"{self.address}/api/v11"

    @property
    def v12(self) -> str:
        return f"{self.address}/api/v12"

    def remember(self, target: str) -> None:
        """Keep what was asked, the last of it when it gets much."""
        self.requests.append(target)
        if len(self.requests) > MOST_REMEMBERED:
            del self.requests[: MOST_REMEMBERED // 2]

    def answer(self, target: str, key: str | None) -> Answer:
        """What is answered to a GET of `target` by somebody who names this key."""
        parts = urlsplit(target)
        path = [part for part in parts.path.split("/") if part]
        query = parse_qs(parts.query, keep_blank_values=True)
        if len(target) > LONGEST_LINE:
            return Answer(414, "URI Too Long")
        try:
            return self._answer(path, query, key)
        except BadQuestion as error:
            return Answer(400, {error.where: [str(error)]})
        except Fell:
            return Answer(500, problem(500, "Internal Server Error", path[2:]))

    def _answer(self, path: list[str], query: Query, key: str | None) -> Answer:
        match path:
            case ["api", "v11", *rest]:
                return self._version11.answer(rest, query)
            case ["api", "v12", *rest] if not self._is_known(key):
                return Answer(401, problem(401, "Unauthorized", rest, "API key is missing or wrong"))
            case ["api", "v12", *rest]:
                return self._version12.answer(rest, query)
            case ["health", "liveness" | "readiness"]:
                return Answer(200, "healthy")
            case _:
                return Answer(404, "Not found")

    def _is_known(self, key: str | None) -> bool:
        return not self.key or compare_digest(self.key.encode(), (key or "").encode())


@contextmanager
def serve(
    source: County | Path | str | Iterable[Object],
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    key: str = "",
    faults: Faults | None = None,
    page_size: int = IDS_ON_A_PAGE,
) -> Iterator[Twin]:
    """A twin that runs in a thread; `port` 0 takes a free one. `page_size` is of v11's lists of ids.

    `source` is an invented county, a folder of v11 JSON, or v11 objects. Raises OSError when the port is
    taken, `store.NotAnObject` for what is no v11 object.
    """
    twin = Twin(Store(source), key, faults or Faults(), page_size)
    server = _Server((host, port), twin)
    twin.address = f"http://{host}:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield twin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], twin: Twin) -> None:
        super().__init__(address, _Handler)
        self.twin = twin

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        twin = self.server.twin
        twin.remember(self.path)
        faults = twin.faults
        if delay := faults.delay(self.path):
            time.sleep(delay)
        if wait := faults.must_wait():
            self._send(_busy(429, str(math.ceil(wait))))
            return
        match faults.next(self.path):
            case "refusals":
                self.close_connection = True
            case "errors":
                self._send(Answer(500, problem(500, "Internal Server Error", [])))
            case "unavailable":
                self._send(_busy(503, faults.retry_after))
            case "busy":
                self._send(_busy(429, faults.retry_after))
            case "huge":
                self._send_raw(200, b" " * faults.huge_bytes, {})
            case fault:
                self._send(twin.answer(self.path, self.headers.get("x-api-key")), fault)

    def _send(self, answer: Answer, fault: str = "") -> None:
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        half = body[: len(body) // 2]
        if fault == "malformed":
            self._send_raw(answer.status, half, answer.headers)
        elif fault == "cuts":
            self.close_connection = True
            self._send_raw(answer.status, half, answer.headers, promised=len(body) + 1)
        else:
            self._send_raw(answer.status, body, answer.headers)

    def _send_raw(self, status: int, body: bytes, headers: Any, promised: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Keep quiet; what was asked stands in `Twin.requests`."""


def _busy(status: int, retry_after: str) -> Answer:
    title = "Too Many Requests" if status == 429 else "Service Unavailable"
    return Answer(status, problem(status, title, []), {"Retry-After": retry_after})
