"""What a job is, and what is known of its runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol


class JobFailure(Exception):
    """A failure that its room foresaw, in words for an administrator.

    The message is kept and shown, so it names no person and repeats nothing that a person wrote. Of every
    other exception only the type is kept.
    """


class Stopped(BaseException):
    """The worker is stopping: leave at this point, where everything done is stored; the job goes on later.

    No `Exception`, so that a job that survives the failure of one record does not survive this.
    """


class AlreadyRunning(Exception):
    """The job runs at this moment, here or in another worker."""


class NoSuchJob(Exception):
    """No job has this code."""


class Progress(Protocol):
    """Given to every job: call it between two batches, outside a transaction.

    It raises `Stopped` when the worker is told to stop. Calling often costs nothing: it writes every other
    second at most.
    """

    def __call__(self, done: int, total: int | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, this long after the last start."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class At:
    """Once a day or a week, at a time of Finland's clocks. One skipped in spring comes an hour later."""

    time: time
    weekday: int | None = None
    """0 is Monday; None is every day."""


When = Every | At


@dataclass(frozen=True, slots=True)
class Job:
    """One recurring job. It may run again at any time, and a run that was cut off does no harm."""

    code: str
    """Short and lasting; rows refer to it."""
    title: str
    """English msgid for the page, such as "Erase old feedback"."""
    when: When
    call: Callable[[Progress], object]
    """What it does. A number that it gives is kept as how much was done; nothing, zero or None means that
    there was nothing to do."""

    @property
    def is_frequent(self) -> bool:
        """Whether it runs so often that only runs that did something, or failed, are recorded."""
        return isinstance(self.when, Every) and self.when.span < timedelta(hours=1)


class RunState(StrEnum):
    """How a run is, or how it ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """The worker was told to stop; the run is taken up again."""
    LOST = "lost"
    """The worker died."""


@dataclass(frozen=True, slots=True)
class RunView:
    """One run of a job."""

    code: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    done: int | None
    total: int | None
    note: str
    """Of a failure: the type of the exception, or the words of a `JobFailure`."""

    @property
    def took(self) -> timedelta | None:
        """How long it ran; None while it does."""
        return self.ended_at - self.started_at if self.ended_at else None


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with what is known of it."""

    job: Job
    last: RunView | None
    """The newest recorded run."""
    last_seen_at: datetime | None
    """When it last ran or looked for something to do; of a frequent job a minute late at most."""
    next_at: datetime | None
    """None: as soon as a worker is there."""
    is_waiting: bool
    """Somebody asked for it and no worker has taken it up yet."""
    failures: int
    """Failed and lost runs of the last seven days."""


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A process that does jobs."""

    id: str
    started_at: datetime
    seen_at: datetime
