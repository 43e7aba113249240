"""When a job is due. Decisions without database or clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.jobs.types import At, Every, When

RETRIES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3))
"""How long after a first, second and third failure in a row an hourly or daily job is tried again, unless
its own time comes first."""

PATIENCE = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""The same for frequent jobs; the last holds for every further failure."""


def next_after(when: When, moment: datetime) -> datetime:
    """The first time after `moment` (aware), in Finland's time zone."""
    if isinstance(when, Every):
        return (moment.astimezone(UTC) + when.span).astimezone(HELSINKI)
    day = moment.astimezone(HELSINKI).date()
    # Eight days, since a weekly time of today may be over.
    for ahead in range(9):
        candidate = _wall_clock(when, datetime.combine(day + timedelta(days=ahead), when.time))
        if candidate > moment.astimezone(UTC) and when.weekday in (None, (day.weekday() + ahead) % 7):
            return candidate.astimezone(HELSINKI)
    raise AssertionError("A week has every weekday.")


def _wall_clock(when: At, naive: datetime) -> datetime:
    """The moment of a time on the clock, in UTC: of two the first, of one that is skipped an hour later."""
    return naive.replace(tzinfo=HELSINKI, fold=0).astimezone(UTC)


def retry_at(when: When, moment: datetime, failures: int) -> datetime:
    """When to try a job again that has failed `failures` times in a row."""
    usual = next_after(when, moment)
    if failures > len(RETRIES):
        return usual
    return min(usual, (moment.astimezone(UTC) + RETRIES[failures - 1]).astimezone(HELSINKI))


def pause_after(failures: int) -> timedelta:
    """How long a frequent job is left alone after so many failures in a row."""
    return PATIENCE[min(failures, len(PATIENCE)) - 1] if failures else timedelta(0)


def plan(when: When) -> str:
    """A schedule in a few letters; another one in a new version of the program gives another plan."""
    if isinstance(when, Every):
        return f"every {when.span.total_seconds():.0f} s"
    return f"at {when.time:%H:%M} on {'every day' if when.weekday is None else when.weekday}"
