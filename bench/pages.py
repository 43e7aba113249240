"""How fast pages answer 50 readers at once, against a bare Django view on the same server in the same run.

    .venv/bin/python -m bench.pages [--seconds 8]

The aim is a ratio: a step of a path takes at most four times what a view of two words does. The server is the
real one (uvicorn, Django as WSGI in eight threads, SQLite). Readers are threads with one connection each, and
ask again as soon as they are answered. They share the cores of this machine with the server, so milliseconds
tell little and ratios much.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

READERS = 50
AIM = 4.0
PAGES = {
    "bare Django view": "/bare",
    "home": "/fi/",
    "question": "/fi/ohje/toothache/?who=self",
    "outcome": "/fi/ohje/toothache/?who=self&wish=talk&reach.channel=call",
    "search": "/fi/haku/?q=hammasta+s%C3%A4rkee",
}
WARM_UP = 3


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=8.0, help="how long each page is asked")
    seconds = options.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="luotsi-bench-") as data:
        port = free_port()
        environment = prepared(environment_of(data, port))
        server = subprocess.Popen([sys.executable, "-m", "bench.server", str(port)], env=environment)
        try:
            wait_for(port)
            return report({name: measure(port, address, seconds) for name, address in PAGES.items()})
        finally:
            stopped(server)


def environment_of(data: str, port: int) -> dict[str, str]:
    """Settings of a demo county in a folder of its own."""
    return {
        **os.environ,
        "LUOTSI_DATA": data,
        "LUOTSI_DEMO": "yes",
        "LUOTSI_TRUSTED_PROXIES": "1",
        "LUOTSI_URL": f"http://localhost:{port}",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }


def prepared(environment: dict[str, str]) -> dict[str, str]:
    """The same environment, with its demo county made ready."""
    command = [sys.executable, "-m", "luotsi.config.cli", "demo", "--prepare-only"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment


def stopped(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    server.wait(15)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/bare") == 200:
                return
        except OSError:
            pass  # Nothing listens yet.
        time.sleep(0.2)
    raise TimeoutError("The server did not start.")


def ask(connection: http.client.HTTPConnection, address: str) -> int:
    # Each request from another address, as behind a proxy: the limits of one reader are not what is measured.
    reader = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", "X-Forwarded-For": reader})
    response = connection.getresponse()
    response.read()
    return response.status


def measure(port: int, address: str, seconds: float) -> list[float]:
    """Answer times in seconds of all readers together."""
    warm = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _time in range(WARM_UP):
        assert ask(warm, address) == 200, address
    times: list[list[float]] = [[] for _reader in range(READERS)]
    until = time.monotonic() + seconds
    readers = [threading.Thread(target=read, args=(port, address, until, own)) for own in times]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return [each for own in times for each in own]


def read(port: int, address: str, until: float, times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        started = time.perf_counter()
        assert ask(connection, address) == 200, address
        times.append(time.perf_counter() - started)
    connection.close()


def report(measured: dict[str, list[float]]) -> int:
    """Print the table; 1 when a question is slower than the aim."""
    bare = statistics.median(measured["bare Django view"])
    print(f"{READERS} readers at once{'':14} p50 ms   p99 ms  answers  of the bare view")
    for name, times in measured.items():
        p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
        print(f"{name:30} {1000 * p50:8.1f} {1000 * p99:8.1f} {len(times):8} {p50 / bare:10.1f} x")
    ratio = statistics.median(measured["question"]) / bare
    print(f"A question takes {ratio:.1f} times a bare view (aim: at most {AIM:.0f}).")
    return 0 if ratio <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
