"""Answers over ASGI, each with the headers that keep it to whom it is for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from luotsi.conversations.transport.requests import Request, Send

SAFE = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""On every answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `told` is sent as JSON, `text` as it is; neither with status 204."""

    told: Mapping[str, Any] | None = None
    status: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, send: Send, _request: Request | None = None) -> None:
        """Send it."""
        kind = "application/json" if self.told is not None else "text/plain; charset=utf-8"
        body = b""
        if self.told is not None:
            body = json.dumps(self.told, ensure_ascii=False, separators=(",", ":")).encode()
        elif self.text:
            body = self.text.encode()
        headers = {**SAFE, **self.headers, "content-length": str(len(body))}
        if body:
            headers.setdefault("content-type", kind)
        await send({"type": "http.response.start", "status": self.status, "headers": encoded(headers)})
        await send({"type": "http.response.body", "body": body})


DONE = Answer(status=204)


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
