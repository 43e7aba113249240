"""What is fetched from other machines, with real sockets: where we do not go, and when we stop."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from luotsi.foundation.outgoing import Client, OutgoingError, Refused, TooLarge, Unreachable, is_public

Answer = Callable[[str, socket.socket], None]


@contextmanager
def machine(answer: Answer) -> Iterator[tuple[int, list[str]]]:
    """A server on a free port of this machine; gives the port and the heads of what it was asked."""
    asked: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=speak, args=(line,), daemon=True).start()

    def speak(line: socket.socket) -> None:
        with line:
            head = line.recv(65_536).decode("latin-1")
            asked.append(head)
            answer(head, line)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.close()


def says(body: bytes = b"good day", status: str = "200 OK", **headers: str) -> Answer:
    """A server that always says the same."""

    def answer(head: str, line: socket.socket) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        told = "\r\n".join(
            [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *lines, "", ""]
        )
        line.sendall(told.encode() + body)

    return answer


def leads(to: str) -> Answer:
    return says(b"", "302 Found", Location=to)


def here(*_: object) -> list[str]:
    return ["127.0.0.1"]


def test_a_named_host_is_fetched_wherever_it_is() -> None:
    with machine(says(b"good day")) as (port, asked), Client(allow_hosts=[f"localhost:{port}"]) as client:
        answer = client.get(
            f"http://localhost:{port}/list?a=1", headers={"x-api-key": "secret"}, params={"page": "2"}
        )

    assert (answer.status, answer.body) == (200, b"good day")
    assert "GET /list?a=1&page=2 HTTP/1.1" in asked[0]
    assert "x-api-key: secret" in asked[0]
    assert f"Host: localhost:{port}" in asked[0]


def test_an_answer_of_any_status_is_an_answer() -> None:
    with machine(says(b"slow down", "429 Too Many", Retry_After="3")) as (port, _):
        answer = Client(allow_hosts=["localhost"]).get(f"http://localhost:{port}/")

    assert (answer.status, answer.headers["retry-after"]) == (429, "3")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"),
        *("169.254.169.254", "10.0.0.1", "192.168.1.1", "100.64.0.1"),
    ],
)
def test_our_own_network_is_not_fetched(host: str) -> None:
    with pytest.raises((Refused, Unreachable)) as told:
        Client(timeout=2).get(f"http://{host}/latest/meta-data/")
    if isinstance(told.value, Unreachable):
        assert "cannot be resolved" in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "gopher://example.org/1",
        "data:text/plain,good day",
        "http:///nothing",
        "http://name:word@example.org/",
        "http://example.org:22/",
        "http://example.org:8000/",
        "not an address",
        "http://[::1",
    ],
)
def test_odd_addresses_ports_and_schemes_are_refused_before_anything_is_looked_up(address: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError("was looked up")

    with pytest.raises(Refused):
        Client(resolver=never).get(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Refused, match=r"10\.1\.2\.3"):
        Client(resolver=lambda *_: ["93.184.215.14", "10.1.2.3"]).get("http://example.org/")


def test_a_name_that_answers_differently_the_second_time_gains_nothing() -> None:
    """The classic rebinding: public when looked at, ours when connected to."""
    answers = iter([["192.0.2.1"], ["127.0.0.1"]])
    with machine(says(b"our secret")) as (port, asked):
        client = Client(
            allow_hosts=[f"rebinding.example:{port}"], timeout=0.3, resolver=lambda *_: next(answers)
        )
        with pytest.raises(Unreachable):
            client.get(f"http://rebinding.example:{port}/")

    assert asked == []
    assert next(answers) == ["127.0.0.1"], "the name was looked up only once for one connection"


def test_every_redirect_passes_the_same_door() -> None:
    with machine(says(b"our secret")) as (inner, asked):
        for target in (f"http://127.0.0.1:{inner}/", "http://127.0.0.1/", "gopher://example.org/1"):
            with machine(leads(target)) as (port, _):
                client = Client(allow_hosts=[f"outside.example:{port}"], resolver=here)
                with pytest.raises(Refused):
                    client.get(f"http://outside.example:{port}/")
    assert asked == []


@pytest.mark.parametrize("target", ["http://[x", f"http://{'a' * 70}.example/", "http://xn--/"])
def test_a_redirect_to_what_is_no_address_is_a_failure_with_a_name(target: str) -> None:
    with machine(leads(target)) as (port, _):
        client = Client(allow_hosts=[f"127.0.0.1:{port}"])
        with pytest.raises(OutgoingError):
            client.get(f"http://127.0.0.1:{port}/")


def test_a_key_does_not_follow_a_redirect_to_another_host() -> None:
    with machine(says(b"there")) as (there, asked), machine(leads(f"http://b.example:{there}/")) as (port, _):
        client = Client(allow_hosts=["a.example", "b.example"], resolver=here)
        answer = client.get(f"http://a.example:{port}/", headers={"x-api-key": "secret"})

    assert answer.body == b"there"
    assert "secret" not in asked[0]


def test_going_round_in_circles_ends() -> None:
    with machine(leads("/again")) as (port, asked), pytest.raises(Refused, match="more than 3"):
        Client(allow_hosts=["localhost"]).get(f"http://localhost:{port}/")
    assert len(asked) == 4


def test_a_large_answer_is_cut_whether_it_says_its_size_or_not() -> None:
    def endless(head: str, line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        try:
            for _ in range(10_000):
                line.sendall(b"x" * 10_000)
        except OSError:
            pass

    for answer in (says(b"x" * 20_000), endless):
        with machine(answer) as (port, _), pytest.raises(TooLarge):
            Client(allow_hosts=["localhost"], max_bytes=10_000).get(f"http://localhost:{port}/")


def test_a_small_answer_that_unpacks_into_a_flood_is_cut() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    with machine(says(bomb, Content_Encoding="gzip")) as (port, _), pytest.raises(TooLarge):
        Client(allow_hosts=["localhost"], max_bytes=1_000_000).get(f"http://localhost:{port}/")


def test_a_packed_answer_is_unpacked_and_a_broken_one_is_told() -> None:
    packed = gzip.compress(b"good day " * 40_000)
    with machine(says(packed, Content_Encoding="gzip")) as (port, _):
        answer = Client(allow_hosts=["localhost"]).get(f"http://localhost:{port}/")
    assert answer.body == b"good day " * 40_000
    for broken in (packed[:-20], b"not packed at all"):
        with machine(says(broken, Content_Encoding="gzip")) as (port, _), pytest.raises(Unreachable):
            Client(allow_hosts=["localhost"]).get(f"http://localhost:{port}/")


def test_drop_by_drop_does_not_outlast_the_whole_time() -> None:
    def drips(head: str, line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            for _ in range(600):
                time.sleep(0.05)
                line.sendall(b"x")
        except OSError:
            pass

    started = time.monotonic()
    with machine(drips) as (port, _), pytest.raises(Unreachable):
        Client(allow_hosts=["localhost"], timeout=0.4).get(f"http://localhost:{port}/")
    assert time.monotonic() - started < 10, "and not the thirty seconds in which everything comes"


def test_a_line_that_breaks_is_told() -> None:
    def breaks(head: str, line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with machine(breaks) as (port, _), pytest.raises(Unreachable):
        Client(allow_hosts=["localhost"]).get(f"http://localhost:{port}/")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.1.1", "100.64.0.1"),
        *("192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::", "::1", "::ffff:10.0.0.1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1"),
        *(
            "ff02::1",
            "2001:db8::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "nonsense",
            ".".join("0000"),
        ),
    ],
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@settings(max_examples=200)
@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
@example(ipaddress.IPv4Address("127.255.255.255"))
def test_a_private_address_stays_private_in_every_dress(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    high, low = number >> 16, number & 0xFFFF
    dresses = (f"::ffff:{address}", f"64:ff9b::{high:x}:{low:x}", f"2002:{high:x}:{low:x}::")
    assert not any(is_public(dress) for dress in (str(address), *dresses))
