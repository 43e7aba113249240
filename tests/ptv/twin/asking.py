"""Asking a twin, as any client would."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from luotsi.integrations.ptv.twin.server import Twin


@dataclass(frozen=True, slots=True)
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


def ask(twin: Twin, path: str, *, version: int = 12, key: str | None = "k") -> Got:
    """One GET; raises what `http.client` raises when the line is cut."""
    line = http.client.HTTPConnection(urlsplit(twin.address).netloc, timeout=60)
    try:
        line.request("GET", f"/api/v{version}/{path}", headers={"x-api-key": key} if key else {})
        answer = line.getresponse()
        return Got(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
    finally:
        line.close()
