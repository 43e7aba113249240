"""What a county feels: live chat while residents browse, services are imported and a path is published.

    .venv/bin/python -m bench.live_beside [--services 10000]

The web process and the worker (which builds the index anew) over a demo county on SQLite. Forty clients
write twenty messages a second to their professionals; fifty readers go from page to page, each asking for one
every two seconds; the importer loads generated services in a process of its own; in another a path is
published every ten seconds. Everybody shares this machine's cores. The aim is that p99 of acknowledging and
of delivering stays under 100 ms; it is told, and only a lost message makes the run fail.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack

from bench import importing, pages
from bench.live import Server, Told, environment, quantile, running, told_by, word

READERS = 50
THINKS = 2.0
CONVERSATIONS = 40
RATE = 20.0
SECONDS = 30.0
PUBLISHES = 10.0
LONGEST = 100.0
"""Milliseconds."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--services", type=int, default=10_000)
    options.add_argument("--publish", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.publish:
        publish()
        return 0
    print(f"Load before it began: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="luotsi-bench-") as data, ExitStack() as stack:
        port = pages.free_port()
        settings = pages.prepared(environment(data, port))
        own = [sys.executable, "-m", "bench.live_luotsi"]
        parties = told_by([*own, "prepare", str(CONVERSATIONS), "0"], settings)
        server = Server("Luotsi", [*own, "serve", str(port)], parties, port)
        stack.enter_context(running(server, settings))
        worker = subprocess.Popen(
            [sys.executable, "-m", "luotsi.config.cli", "serve", "--only", "worker"], env=settings
        )
        stack.callback(pages.stopped, worker)
        alone = server.measure(rate=RATE, seconds=SECONDS / 3)
        readers = Readers(port)
        stack.enter_context(readers)
        loading = importing.begun(settings, "load", chosen.services)
        publishing = subprocess.Popen([sys.executable, "-m", "bench.live_beside", "--publish"], env=settings)
        stack.callback(publishing.kill)
        beside = server.measure(rate=RATE, seconds=SECONDS)
        is_loading = loading.poll() is None
        loading.kill()
    return report(alone, beside, readers, is_loading)


class Readers:
    """Fifty people who read."""

    def __init__(self, port: int) -> None:
        self.times: list[float] = []
        self.faults = 0
        self._port = port
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_raised: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        source = random.Random(number)
        addresses = [address for name, address in pages.PAGES.items() if not name.startswith("bare")]
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._end.wait(source.uniform(0, 2 * THINKS)):
            began = time.perf_counter()
            self.faults += pages.ask(connection, source.choice(addresses)) != 200
            self.times.append(1000 * (time.perf_counter() - began))


def publish() -> None:
    """What an editor's button does, again and again."""
    importing.start_django()
    from luotsi.guidance.models import GuidancePath

    while True:
        path = GuidancePath.objects.get(code="toothache")
        path.save_revision().publish()
        time.sleep(PUBLISHES)


def report(alone: Told, beside: Told, readers: Readers, is_loading: bool) -> int:
    print(f"{'20 messages a second, ms':<40}{'p50':>8}{'p99':>8}{'max':>8}")
    for name, told in (("alone", alone), ("beside everything", beside)):
        for what in ("acknowledged", "delivered"):
            times = told[what]
            figures = "".join(f"{quantile(times, share):>8.1f}" for share in (0.5, 0.99, 1))
            print(f"  {what + ', ' + name:<38}{figures}")
    pages_read = sorted(readers.times)
    print(f"{len(pages_read)} pages read, p50 {quantile(pages_read, 0.5):.0f} ms, ", end="")
    print(f"p99 {quantile(pages_read, 0.99):.0f} ms, not answered well: {readers.faults}")
    print(f"The import {'went on all the time' if is_loading else 'was over before the end'}.")
    worst = max(quantile(beside[what], 0.99) for what in ("acknowledged", "delivered"))
    lost = beside["lost"] + beside["doubled"]
    print(f"p99 {worst:.0f} ms (aim {LONGEST:.0f}: {word(worst < LONGEST)}), lost or doubled: {lost}")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
