"""When jobs are due: Finland's clocks, both nights on which they change, and failures."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.jobs import rules
from luotsi.foundation.jobs.types import At, Every


def helsinki(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("when", "now", "then"),
    [
        (At(time(2, 30)), "2026-11-25T10:00", "2026-11-26T02:30"),
        (At(time(2, 30)), "2026-11-25T02:29:59", "2026-11-25T02:30"),
        (At(time(2, 30)), "2026-11-25T02:30", "2026-11-26T02:30"),
        (At(time(2, 30), weekday=6), "2026-11-25T10:00", "2026-11-29T02:30"),
        (At(time(2, 30), weekday=2), "2026-11-25T10:00", "2026-12-02T02:30"),
        (At(time(2, 30), weekday=2), "2026-11-25T01:00", "2026-11-25T02:30"),
        (Every(timedelta(hours=6)), "2026-11-25T10:00", "2026-11-25T16:00"),
    ],
)
def test_the_next_time(when: At | Every, now: str, then: str) -> None:
    assert rules.next_after(when, helsinki(now)) == helsinki(then)


def test_a_time_that_the_clock_shows_twice_counts_once() -> None:
    when = At(time(3, 30))
    first = rules.next_after(when, helsinki("2026-10-25T01:00"))
    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert rules.next_after(when, first) == helsinki("2026-10-26T03:30")


def test_a_time_that_the_clock_skips_comes_an_hour_later_and_once() -> None:
    when = At(time(3, 30))
    first = rules.next_after(when, helsinki("2026-03-29T01:00"))
    assert first == helsinki("2026-03-29T04:30")
    assert rules.next_after(when, first) == helsinki("2026-03-30T03:30")


def test_hours_between_runs_are_real_hours_in_the_night_of_the_change() -> None:
    start = helsinki("2026-10-25T00:00")
    assert rules.next_after(Every(timedelta(hours=6)), start) - start == timedelta(hours=5)
    assert rules.next_after(Every(timedelta(hours=6)), start).timestamp() - start.timestamp() == 6 * 3600


@settings(max_examples=60, deadline=None)
@given(
    clock=st.times().map(lambda one: one.replace(microsecond=0, tzinfo=None, fold=0)),
    weekday=st.none() | st.integers(0, 6),
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_daily_job_runs_on_every_day_and_once(clock: time, weekday: int | None, moment: datetime) -> None:
    """Against days counted on the calendar: eight runs in a row are eight days, or eight weeks."""
    when = At(clock, weekday)
    runs = []
    for _ in range(8):
        moment = rules.next_after(when, moment)
        runs.append(moment.date())
    step = 1 if weekday is None else 7
    assert [(after - before).days for before, after in pairwise(runs)] == [step] * 7
    assert weekday is None or {day.weekday() for day in runs} == {weekday}


def test_a_failed_nightly_job_is_tried_again_in_the_same_night_but_not_for_ever() -> None:
    when, failed = At(time(2, 30)), helsinki("2026-11-25T02:31")
    waits = [rules.retry_at(when, failed, failures) - failed for failures in (1, 2, 3, 4)]
    assert waits[:3] == list(rules.RETRIES)
    assert failed + waits[3] == helsinki("2026-11-26T02:30")
    assert rules.retry_at(Every(timedelta(hours=1)), failed, 3) == failed + timedelta(hours=1)


def test_a_frequent_job_that_fails_is_left_alone_longer_and_longer() -> None:
    pauses = [rules.pause_after(failures) for failures in range(6)]
    assert pauses[0] == timedelta(0)
    assert pauses == sorted(pauses)
    assert pauses[-1] == rules.PATIENCE[-1]
