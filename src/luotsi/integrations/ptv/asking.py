"""Asking PTV's interface for JSON: politely, again when it stumbles, and never for ever."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from luotsi.foundation import clock
from luotsi.foundation.outgoing import Client, OutgoingError, Refused, Response, TooLarge
from luotsi.integrations.ptv.sources import SourceDown

MAX_BYTES = 16 * 1024 * 1024
"""Of one answer, unpacked: a list of a hundred services has three to five million."""

TIMEOUT = 60.0
"""Seconds for one answer; PTV has been seen to need half a minute for a long list."""

TRIES = 6
TRIES_OF_A_LIST = 2
"""An error inside PTV usually stays; a shorter list gets further than the same list again."""

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_ASKED_WAIT = 300.0
"""Seconds that we wait when asked to (Retry-After); longer, and the load goes on another time."""

MOST_BROKEN = 12
"""Broken answers in a row after which PTV counts as down. One bad object in a list of 100 makes seven."""


class Broken(Exception):
    """An answer that is of no use: an error inside PTV, not JSON, too large."""


class Rejected(Exception):
    """PTV does not accept what was asked."""

    def __init__(self, status: int) -> None:
        super().__init__(f"PTV answers {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why an answer cannot be used, whether waiting helps, and how long PTV asks us to wait."""

    reason: str
    is_passing: bool
    asked_wait: float | None = None


class Requests:
    """Questions to one base address. The administrator named it, so it may be anywhere."""

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address.rstrip("/")
        parts = urlsplit(self.address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._client = Client(
            allow_hosts=[f"{parts.hostname or ''}:{port}"], max_bytes=MAX_BYTES, timeout=TIMEOUT
        )
        self._headers = {"Accept": "application/json", **(headers or {})}
        self._sleep = sleep
        self._broken = 0

    def json(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """What PTV answers. Raises `SourceDown`, `Rejected`, `Broken`."""
        for tried in range(1, TRIES + 1):
            found = self._ask(path, params or {})
            if not isinstance(found, _Trouble):
                self._broken = 0
                return found.content
            if tried == (TRIES if found.is_passing else TRIES_OF_A_LIST):
                break
            self._wait(found, tried)
        self._broken += 1
        if found.is_passing or self._broken > MOST_BROKEN:
            raise SourceDown(found.reason)
        raise Broken(found.reason)

    def _ask(self, path: str, params: Mapping[str, str]) -> _Answer | _Trouble:
        try:
            response = self._client.get(f"{self.address}/{path}", self._headers, params)
        except TooLarge as error:
            raise Broken(str(error)) from error
        except Refused as error:
            raise SourceDown(str(error)) from error
        except OutgoingError as error:
            return _Trouble(str(error), is_passing=True)
        if response.status == 200:
            return _parsed(response)
        if response.status in {429, 503}:
            asked = _asked_wait(response.headers.get("retry-after", ""))
            return _Trouble(f"PTV is busy ({response.status})", is_passing=True, asked_wait=asked)
        if response.status >= 500:
            return _Trouble(f"PTV answers {response.status}", is_passing=False)
        if response.status in {401, 403}:
            raise SourceDown(f"PTV does not let us in ({response.status}); is the key right?")
        self._broken = 0
        raise Rejected(response.status)

    def _wait(self, trouble: _Trouble, tried: int) -> None:
        """Longer each time, and never all of us at the same moment."""
        if trouble.asked_wait is None:
            longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tried - 1))
            self._sleep(random.uniform(longest / 2, longest))  # noqa: S311 - a wait is no secret
            return
        if trouble.asked_wait > LONGEST_ASKED_WAIT:
            raise SourceDown(f"{trouble.reason} and asks us to come back in {trouble.asked_wait:.0f} s")
        self._sleep(trouble.asked_wait + random.uniform(0, FIRST_WAIT))  # noqa: S311 - a wait is no secret


@dataclass(frozen=True, slots=True)
class _Answer:
    content: Any


def _parsed(response: Response) -> _Answer | _Trouble:
    try:
        return _Answer(json.loads(response.body))
    except (ValueError, RecursionError):
        return _Trouble("PTV's answer is not JSON", is_passing=False)


def _asked_wait(value: str) -> float | None:
    """Seconds from a Retry-After of either form; None when there is none that one can read."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - clock.now()).total_seconds())


@dataclass(frozen=True, slots=True)
class Missing:
    """One object that PTV cannot give, and why."""

    id: str
    reason: str


def in_halves(ids: Sequence[str], ask: Callable[[Sequence[str]], list[Any]]) -> Iterator[Any | Missing]:
    """Ask for a list; when that breaks, for its halves, until what breaks it stands alone.

    Raises `SourceDown`.
    """
    if not ids:
        return
    try:
        found = ask(ids)
    except (Broken, Rejected) as error:
        if len(ids) == 1:
            yield Missing(ids[0], str(error))
            return
    else:
        yield from found
        return
    middle = len(ids) // 2
    yield from in_halves(ids[:middle], ask)
    yield from in_halves(ids[middle:], ask)
