"""Under what circumstances this thread works now: set around each request, and once for a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from luotsi.privacy.types import Channel, Circumstances

_now: ContextVar[Circumstances | None] = ContextVar("luotsi_circumstances", default=None)
_of_process = Circumstances()


def present() -> Circumstances:
    """Those of the request that is being answered, or else of the process."""
    return _now.get() or _of_process


@contextmanager
def during(circumstances: Circumstances) -> Iterator[None]:
    """Inside the block everything that is recorded happened under these circumstances."""
    token = _now.set(circumstances)
    try:
        yield
    finally:
        _now.reset(token)


def this_process_is(channel: Channel) -> None:
    """What this process does outside a request comes through this door; the worker says so when it starts."""
    global _of_process  # noqa: PLW0603 - a process has one kind of work
    _of_process = Circumstances(channel)
