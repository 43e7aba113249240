"""The house with a fault put in on purpose, to see that the schedules find it.

As a program it is `luotsi` itself, with the fault that BROKEN names. Nothing of it is in the package.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import count
from typing import Any

BROKEN = "SCHEDULE_BROKEN"
SLOW_DISK = 0.005
"""Seconds that a commit takes for each change in it."""


def acknowledge_before_the_commit() -> None:
    """A sender is told that it is kept while it is still on its way to the disk."""
    from luotsi.conversations import writer

    right = writer._try

    def told_too_early(change: Any) -> None:
        right(change)
        if not change.is_again:
            change.done(change.result, change.error)
            change.done = lambda _result, _error: None
        time.sleep(SLOW_DISK)

    writer._try = told_too_early


def take_again_what_comes_again() -> None:
    """At least once: a key that comes a second time makes a second entry."""
    from luotsi.conversations import log

    right, numbers = log._row, count()

    def under_a_key_of_its_own(entry: Any, digest: str) -> Any:
        row = right(entry, digest)
        row.key = f"{row.key}~{os.getpid()}-{next(numbers)}" if row.key else ""
        return row

    log._row = under_a_key_of_its_own


def deliver_twice() -> None:
    """At least once: an event comes a second time."""
    from luotsi.conversations.streams import Stream

    right = Stream._put

    def twice(stream: Stream, name: str, told: list[dict[str, Any]]) -> None:
        right(stream, name, told)
        if stream.places[name] % 5 == 0:
            right(stream, name, told)

    Stream._put = twice  # type: ignore[method-assign]


def skip_what_came_meanwhile() -> None:
    """At most once: a stream goes on at the end of the log, wherever its reader was."""
    from luotsi.conversations.transport import residents

    right = residents._stream

    async def from_the_end(service: Any, request: Any) -> Any:
        stream = await right(service, request)
        if any(stream.places.values()):
            numbers = list(stream.epochs)
            ends = await service.read(residents._places_of, numbers)
            stream.places.update({residents.log.name(one): ends[one][1] for one in numbers})
        return stream

    residents._stream = from_the_end


FAULTS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        acknowledge_before_the_commit,
        take_again_what_comes_again,
        deliver_twice,
        skip_what_came_meanwhile,
    )
}


def main() -> None:
    import django

    from luotsi.config import cli

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")
    django.setup()
    FAULTS[os.environ[BROKEN]]()
    cli.main()


if __name__ == "__main__":
    main()
