"""What is done too often is counted, addresses are not kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import RequestFactory
from hypothesis import given, settings, strategies

from luotsi.foundation import clock, limits
from luotsi.foundation.limits import Limit

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def key_of(address: str, forwarded: str = "") -> str:
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return limits.client_key(RequestFactory().get("/staff/", REMOTE_ADDR=address, **extra))


def test_five_attempts_and_then_a_wait() -> None:
    limit = Limit(5, timedelta(minutes=15))
    with clock.frozen_at(NOON):
        assert [limit.take("a") for _ in range(6)] == [True] * 5 + [False]
        assert limit.take("b"), "another account is untouched"
    with clock.frozen_at(NOON + timedelta(minutes=14, seconds=59)):
        assert not limit.take("a")
    with clock.frozen_at(NOON + timedelta(minutes=15)):
        assert limit.take("a")


def test_a_success_costs_nothing() -> None:
    limit = Limit(5, timedelta(minutes=15))
    for _ in range(50):
        assert limit.take("a")
        limit.give_back("a")


@settings(max_examples=50)
@given(strategies.lists(strategies.sampled_from(["fail", "succeed", "wait"]), max_size=30))
def test_never_more_than_the_amount_in_any_window(story: list[str]) -> None:
    limit, moment, failed = Limit(3, timedelta(minutes=1)), NOON, []
    for event in story:
        if event == "wait":
            moment += timedelta(seconds=21)
            continue
        with clock.frozen_at(moment):
            if limit.take("a"):
                if event == "succeed":
                    limit.give_back("a")
                else:
                    failed.append(moment)
        recent = [one for one in failed if moment - one < timedelta(minutes=1)]
        assert len(recent) <= 3


def test_the_name_of_an_address_does_not_hold_it_and_lasts_a_day() -> None:
    with clock.frozen_at(NOON):
        first = key_of("192.0.2.7")
        assert first == key_of("192.0.2.7")
        assert first != key_of("192.0.2.8")
        assert "192.0.2" not in first
        assert len(first) == 64
    with clock.frozen_at(NOON + timedelta(days=1)):
        assert key_of("192.0.2.7") != first


def test_a_home_network_of_ipv6_is_one() -> None:
    assert key_of("2001:db8:1:2::1") == key_of("2001:db8:1:2:ffff::9")
    assert key_of("2001:db8:1:2::1") != key_of("2001:db8:1:3::1")
    assert key_of("::ffff:192.0.2.7") == key_of("192.0.2.7")


def test_a_forwarded_address_is_believed_only_from_trusted_proxies(settings: LazySettings) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    assert key_of("192.0.2.1", "203.0.113.9") == key_of("192.0.2.1")

    settings.TRUSTED_PROXY_COUNT = 1
    assert key_of("192.0.2.1", "203.0.113.9") == key_of("203.0.113.9", "203.0.113.9")
    assert key_of("192.0.2.1", "198.51.100.1, 203.0.113.9") == key_of("192.0.2.1", "203.0.113.9")
    assert key_of("192.0.2.1") == key_of("192.0.2.1"), "without the header, the one who connected"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 100)
    limit = Limit(5, timedelta(minutes=15))
    for number in range(110):
        limit.take(str(number))
    assert len(limit._events) == 100
    assert not [number for number in range(10) if str(number) in limit._events], "the oldest go first"


def test_counters_that_say_nothing_any_more_are_let_go() -> None:
    limit = Limit(5, timedelta(minutes=1))
    with clock.frozen_at(NOON):
        for number in range(20):
            limit.take(str(number))
    with clock.frozen_at(NOON + timedelta(seconds=61)):
        limit.take("new")
    assert list(limit._events) == ["new"]


def test_asking_on_at_the_limit_does_not_make_the_wait_longer() -> None:
    limit = Limit(2, timedelta(minutes=1))
    with clock.frozen_at(NOON):
        assert [limit.take("a") for _ in range(3)] == [True, True, False]
    with clock.frozen_at(NOON + timedelta(seconds=59)):
        assert not limit.take("a")
    with clock.frozen_at(NOON + timedelta(seconds=60)):
        assert limit.take("a")


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
)
def test_a_minute_is_a_minute_also_when_clocks_change(change: datetime) -> None:
    limit = Limit(1, timedelta(minutes=1))
    with clock.frozen_at(change - timedelta(seconds=30)):
        assert limit.take("a")
    with clock.frozen_at(change + timedelta(seconds=29)):
        assert not limit.take("a")
    with clock.frozen_at(change + timedelta(seconds=30)):
        assert limit.take("a")


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0", "\ud800"])
def test_an_address_that_is_none_has_a_name_too(address: str) -> None:
    assert len(key_of(address)) == 64
