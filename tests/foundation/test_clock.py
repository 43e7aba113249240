"""The one clock: Finland's time, and lengths of time that are true in every night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from luotsi.foundation import clock

SPRING = datetime(2026, 3, 29, 1, tzinfo=UTC)
"""Three in the morning in Finland becomes four."""
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""Four in the morning in Finland becomes three."""


def test_the_day_changes_at_midnight_in_finland() -> None:
    with clock.frozen_at(datetime(2026, 7, 31, 20, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 31)
    with clock.frozen_at(datetime(2026, 7, 31, 21, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 8, 1)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
@pytest.mark.parametrize("minutes", [-50, -1, 0, 1, 50])
def test_half_an_hour_is_half_an_hour_in_every_night(change: datetime, minutes: int) -> None:
    half, moment = timedelta(minutes=30), change + timedelta(minutes=minutes)
    with clock.frozen_at(moment):
        assert clock.later(half).astimezone(UTC) == moment + half
        assert clock.earlier(half).astimezone(UTC) == moment - half
        assert clock.later(half).tzinfo == clock.HELSINKI


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen_at(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
