"""Where one request ends and the next begins is no matter of opinion: none rides inside another."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

HEAD = "POST /fi/palaute/ HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n"
HIDDEN = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CHUNKED = "0\r\n\r\n"


def answers(site: str, sent: str) -> list[str]:
    """The status of everything that the server answers on one connection."""
    place = urlsplit(site)
    with socket.create_connection((place.hostname or "", place.port or 80), timeout=60) as line:
        line.sendall(sent.encode("latin-1"))
        told = b""
        with suppress(ConnectionResetError):
            while part := line.recv(65_536):
                told += part
    return re.findall(r"HTTP/1\.1 (\d{3}) ", told.decode("latin-1"))


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\nContent-Length: 0\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: +0\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Content-Length : 0\r\n",
        "X: a\x00b\r\n",
        "X: a\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_what_can_be_understood_in_two_ways_is_refused(site: str, headers: str) -> None:
    told = answers(site, f"{HEAD}{headers}\r\n{LAST}")
    assert "200" not in told


def test_of_two_ways_to_tell_the_length_the_chunks_count(site: str) -> None:
    """As the standard has it: what follows the last chunk is a request of its own."""
    told = answers(site, f"{HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{CHUNKED}{LAST}")
    assert told in (["400"], ["403"], ["403", "200"])


def test_an_honest_second_request_is_answered(site: str) -> None:
    told = answers(site, f"{HIDDEN}{LAST}")
    assert told == ["200", "200"]
