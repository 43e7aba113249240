"""`luotsi serve` keeps its processes running, stops them together, and says plainly what is wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from luotsi.config.supervisor import GRACE_SECONDS
from tests.demo_server import MORNING, command, environment, free_port, wait_for

PATIENCE = 180
"""Seconds; a busy machine takes its time to start a process."""


@pytest.fixture
def server(demo_data: Path) -> object:
    """A supervisor with both processes, ended after the test however it went."""
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port)), env=environment(demo_data, port, MORNING)
    )
    try:
        wait_for(f"http://localhost:{port}", process)
        yield process, port
    finally:
        process.kill()
        process.wait()


def children(of: int) -> dict[str, int]:
    """Process ids of the supervisor's children by what they serve."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            words = (folder / "cmdline").read_text().split("\0")
        except (OSError, IndexError):
            continue
        if int(status[1]) == of and status[0] != "Z" and "--only" in words:
            found[words[words.index("--only") + 1]] = int(folder.name)
    return found


def soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="Looks at processes through /proc."
)


@needs_proc
def test_a_killed_web_process_is_started_again(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    before = children(process.pid)
    assert set(before) == {"web", "worker"}
    os.kill(before["web"], signal.SIGKILL)
    assert soon(lambda: children(process.pid).get("web", before["web"]) != before["web"])
    assert soon(lambda: answers(port))
    assert children(process.pid)["worker"] == before["worker"]


@needs_proc
def test_a_service_manager_ends_everything_with_one_signal(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    before = children(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert not any(is_alive(pid) for pid in before.values())
    assert not answers(port)


def begun_request(port: int) -> socket.socket:
    """A form of which only half has arrived: the page that reads it has said so, and waits for the rest.

    Without the cookie of protected forms it would be refused unread.
    """
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(
        f"POST /staff/language/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
        "Expect: 100-continue\r\n"
        f"Cookie: {settings.CSRF_COOKIE_NAME}={'a' * 32}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nlanguage=".encode()
    )
    assert connection.recv(100).startswith(b"HTTP/1.1 100")
    return connection


def test_what_has_begun_is_answered_before_the_end(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    with begun_request(port) as request:
        process.send_signal(signal.SIGTERM)
        time.sleep(1)
        request.sendall(b"sv&next=/st")
        assert request.recv(100).startswith(b"HTTP/1.1 403")
    assert process.wait(PATIENCE) == 0


def test_a_second_signal_waits_for_nothing(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    with begun_request(port):
        process.send_signal(signal.SIGINT)
        time.sleep(1)
        assert process.poll() is None
        told = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 1
        assert time.monotonic() - told < GRACE_SECONDS - 4


@needs_proc
def test_children_do_not_outlive_a_killed_supervisor(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, _port = server
    before = children(process.pid)
    process.kill()
    process.wait()
    assert soon(lambda: not any(is_alive(pid) for pid in before.values()))


def test_a_taken_port_is_said_and_nothing_is_started(demo_data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(demo_data, "serve", "--port", str(port))
    assert done.returncode == 1
    assert f"Cannot listen at 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_does_not_start_over_plain_http(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", LUOTSI_DEMO="no", LUOTSI_URL="http://luotsi.example")
    assert done.returncode == 1
    assert "luotsi.E" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("LUOTSI_DEMO", "maybe"), ("LUOTSI_LOG_LEVEL", "LOUD"), ("LUOTSI_DEMO_TIME", "yesterday")],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(tmp_path: Path, name: str, value: str) -> None:
    done = run(tmp_path, "build-index", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {name} must be")


def test_a_command_before_the_database_says_what_to_run_first(tmp_path: Path) -> None:
    done = run(tmp_path, "paths", "stats")
    assert done.returncode == 1
    assert "luotsi prepare" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_start_of_the_demo_prepares_nothing(demo_data: Path) -> None:
    done = run(demo_data, "demo", "--prepare-only")
    assert done.returncode == 0
    assert "Database" not in done.stderr


def run(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env={**environment(data), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
