"""The one place that knows what time it is, so that a story can happen at night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")

_frozen: ContextVar[datetime | None] = ContextVar("luotsi_frozen_time", default=None)
_shift = timedelta(0)


def now() -> datetime:
    """The present moment as an aware datetime in Europe/Helsinki."""
    moment = _frozen.get() or datetime.now(UTC) + _shift
    return moment.astimezone(HELSINKI)


def today() -> date:
    """The present date in Finland."""
    return now().date()


def later(span: timedelta) -> datetime:
    """The moment `span` from now, exact also in the nights on which clocks change.

    Adding to `now()` itself moves the hands of the clock, which skips or repeats an hour in those nights.
    """
    return (now().astimezone(UTC) + span).astimezone(HELSINKI)


def earlier(span: timedelta) -> datetime:
    """The moment `span` ago, exact as `later` is."""
    return later(-span)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block. For tests and previews."""
    if moment.tzinfo is None:
        raise ValueError("A frozen moment needs a time zone.")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


def start_from(moment: datetime) -> None:
    """Let the clock of this process run on from `moment` (aware). For a demo that shows a night."""
    global _shift  # noqa: PLW0603 - the one clock of a process
    _shift = moment - datetime.now(UTC)
