"""Failures are counted, addresses are not kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import LazySettings
from django.test import RequestFactory
from hypothesis import given, settings, strategies

from luotsi.accounts import limits
from luotsi.accounts.limits import Limit
from luotsi.foundation import clock

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
        assert "192" not in first
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


def test_memory_is_bounded() -> None:
    limit = Limit(5, timedelta(minutes=15))
    for number in range(limits.MOST_KEYS + 10):
        limit.take(str(number))
    assert len(limit._events) == limits.MOST_KEYS
