"""The examples in deploy/ are true: systemd takes the units, nginx keeps the promises, the image fits."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from luotsi.config.cli import main
from tests.demo_server import free_port
from tests.operation.certificate import self_signed

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
ROOT = DEPLOY.parent
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
MOST_EXPOSED = 20
"""Tenths on systemd's scale of 0 to 10; "OK" begins at 50."""

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (apt install nginx-light).")
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed."
)


# Units


@needs_systemd
def test_systemd_takes_the_units_and_finds_them_hardened(tmp_path: Path) -> None:
    program = tmp_path / "luotsi"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in [*UNITS, DEPLOY / "systemd" / "luotsi-backup.timer"]:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/luotsi/bin/luotsi", str(program)))
    names = [str(tmp_path / unit.name) for unit in UNITS]
    done = run("systemd-analyze", "verify", *names, str(tmp_path / "luotsi-backup.timer"))
    assert (done.returncode, done.stderr.strip()) == (0, "")
    for name in names:
        judged = run("systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", name)
        assert judged.returncode == 0, judged.stdout[-300:]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_exists_with_its_settings(unit: Path) -> None:
    text = unit.read_text()
    (line,) = re.findall(r"^ExecStart=(.+)$", text, re.M)
    program, command, *rest = shlex.split(line)
    assert program == "/opt/luotsi/bin/luotsi"
    known = {name for option in main.commands[command].params for name in option.opts}
    assert {word for word in rest if word.startswith("--")} <= known
    assert "EnvironmentFile=/etc/luotsi.env" in text
    kept = dict(re.findall(r"^(LUOTSI_\w+)=(.+)$", (DEPLOY / "luotsi.env").read_text(), re.M))
    states = {f"/var/lib/{name}" for name in re.findall(r"^StateDirectory=(.+)$", text, re.M)[0].split()}
    assert kept["LUOTSI_DATA"] in states
    assert str(Path(kept["LUOTSI_KEYRING"]).parent) in states
    assert kept["LUOTSI_BACKUP_DIR"] in text


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=300)


# The proxy


class Upstream(BaseHTTPRequestHandler):
    """Stands for Luotsi and remembers what the proxy sent."""

    seen: list[dict[str, Any]] = []

    def do_GET(self) -> None:
        type(self).seen.append({**self.headers, "path": self.path, "port": self.server.server_port})
        self.send_response(200)
        self.send_header("X-Request-Id", "bcdfghjkmnpq")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def proxied(folder: Path, upstream: int, live: int) -> Iterator[tuple[int, int]]:
    """nginx with the sample before a port for pages and one for chats; gives its ports for HTTP and HTTPS."""
    plain, secure = free_port(), free_port()
    certificate, key = self_signed(folder)
    sample = (DEPLOY / "nginx" / "luotsi.conf").read_text()
    for old, new in {
        "server 127.0.0.1:8000;   # 8010": f"server 127.0.0.1:{live};   # 8010",
        "server 127.0.0.1:8000": f"server 127.0.0.1:{upstream}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "/etc/ssl/luotsi/fullchain.pem": str(certificate),
        "/etc/ssl/luotsi/key.pem": str(key),
        "/var/log/nginx": str(folder),
    }.items():
        assert old in sample
        sample = sample.replace(old, new)
    sample = re.sub(r"listen \[::\]:.*;", "", sample)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; "
        f"error_log {folder}/start.log; worker_processes 1;"
        f"events {{}} http {{ {temporary} access_log off;\n{sample}\n}}"
    )
    process = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(whole)], stderr=subprocess.DEVNULL)
    try:
        wait_until_open(secure)
        yield plain, secure
    finally:
        process.terminate()
        process.wait(60)


def wait_until_open(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("nginx did not start.")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int, int]]:
    both = [ThreadingHTTPServer(("127.0.0.1", 0), Upstream) for _ in range(2)]
    for server in both:
        Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    with proxied(folder, *(server.server_port for server in both)) as (plain, secure):
        yield folder, plain, secure
    for server in both:
        server.shutdown()


def ask(
    port: int, path: str, body: bytes | None = None, host: str = "guide.county.example"
) -> http.client.HTTPResponse:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=20)
    headers = {"Host": host, "User-Agent": "canary-agent", "X-Forwarded-For": "198.51.100.9"}
    connection.request("GET" if body is None else "POST", path, body, headers)
    return connection.getresponse()


@needs_nginx
def test_the_proxy_tells_how_a_request_came_and_logs_nobody(proxy: tuple[Path, int, int]) -> None:
    folder, _plain, secure = proxy
    assert ask(secure, "/fi/ohje/canary-path/?q=canary-query").status == 200
    seen = Upstream.seen[-1]
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["Host"] == "guide.county.example"
    assert seen["X-Forwarded-For"].split(", ")[-1] == "127.0.0.1"
    deadline = time.monotonic() + 60
    while not (told := (folder / "luotsi.log").read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "bcdfghjkmnpq" in told
    every = "".join(file.read_text() for file in folder.glob("*.log"))
    for canary in ("127.0.0.1", "198.51.100.9", "canary"):
        assert canary not in every


@needs_nginx
def test_chats_may_be_led_to_a_process_of_their_own(proxy: tuple[Path, int, int]) -> None:
    _folder, _plain, secure = proxy
    for path in ("/fi/", "/live/v1/areas/oral-health", "/lively/", "/live/v1/stream?cursor=x"):
        assert ask(secure, path).status == 200
    pages, chat, other, stream = (one["port"] for one in Upstream.seen[-4:])
    assert chat == stream != pages == other


@needs_nginx
def test_what_is_too_large_or_not_for_the_public_stays_outside(proxy: tuple[Path, int, int]) -> None:
    _folder, _plain, secure = proxy
    assert ask(secure, "/fi/palaute/", b"x" * 100_000).status == 200
    before = len(Upstream.seen)
    # It may hang up while we still send.
    with suppress(BrokenPipeError, ConnectionResetError):
        assert ask(secure, "/fi/palaute/", b"x" * 2_100_000).status == 413
    assert ask(secure, "/metrics").status == 404
    assert ask(secure, "/ready").status == 404
    assert len(Upstream.seen) == before
    assert ask(secure, "/health").status == 200


@needs_nginx
def test_plain_http_leads_to_https(proxy: tuple[Path, int, int]) -> None:
    _folder, plain, _secure = proxy
    connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=20)
    connection.request("GET", "/fi/", headers={"Host": "guide.county.example"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://guide.county.example/fi/")


@needs_nginx
def test_residents_pages_come_through_the_proxy(site: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    port = urlsplit(site).port or 0
    with proxied(tmp_path, port, port) as (_plain, secure):
        answer = ask(secure, "/fi/", host="localhost")
        assert answer.status == 200
        assert "Rantamaa" in answer.read().decode()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Request-Id"] in (tmp_path / "luotsi.log").read_text()


# The image


def steps(word: str) -> list[str]:
    return re.findall(rf"^{word} (.+)$", (DEPLOY / "Containerfile").read_text(), re.M)


def test_the_image_copies_what_is_there_and_runs_as_nobody() -> None:
    for copied in steps("COPY"):
        *sources, _to = copied.split()
        if not sources[0].startswith("--from"):
            assert [source for source in sources if not (ROOT / source).exists()] == []
    assert steps("USER") == ["10001"]
    assert "VOLUME /data" in (DEPLOY / "Containerfile").read_text()


def test_the_image_installs_as_the_documentation_does() -> None:
    told = (ROOT / "docs" / "production.md").read_text()
    installing = [step for step in steps("RUN") if step.startswith("/opt/luotsi/bin/")]
    assert len(installing) == 3
    assert [step for step in installing if step not in told] == []


def test_the_images_command_starts_luotsi_and_its_health_is_asked(site: str) -> None:
    (entry,), (command,) = steps("ENTRYPOINT"), steps("CMD")
    assert entry == '["/opt/luotsi/bin/luotsi"]'
    name, *options = re.findall(r'"([^"]+)"', command)
    assert {word for word in options if word.startswith("--")} <= {
        opt for param in main.commands[name].params for opt in param.opts
    }
    (asked,) = re.findall(
        r'HEALTHCHECK .* CMD \[.*?"-c", "(.+)"\]$', (DEPLOY / "Containerfile").read_text(), re.M
    )
    asked = asked.replace("127.0.0.1:8000", urlsplit(site).netloc.replace("localhost", "127.0.0.1"))
    well = {**os.environ, "LUOTSI_HOSTS": "localhost, other.example"}
    assert subprocess.run([sys.executable, "-c", asked], env=well, check=False).returncode == 0
    strange = {**os.environ, "LUOTSI_HOSTS": "stranger.example"}
    done = subprocess.run([sys.executable, "-c", asked], env=strange, capture_output=True, check=False)
    assert done.returncode == 1
