"""Values of the room: what is written into the audit trail, and what is read out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class Channel(StrEnum):
    """Through which door."""

    STAFF = "staff"
    EDITOR = "editor"
    WEB = "web"
    SHELL = "shell"
    WORKER = "worker"


PURPOSES = {
    "sign_in": "security",
    "second_step": "security",
    "session": "security",
    "password": "security",
    "access": "security",
    "person": "administration",
    "role": "administration",
    "county": "administration",
    "settings": "administration",
    "content": "content",
    "contact": "service",
    "import": "operation",
    "job": "operation",
    "backup": "operation",
    "export": "operation",
    "audit": "oversight",
    "erasure": "privacy",
    "key": "privacy",
}
"""Families of actions, which stand before the dot, and why data is touched in each."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that must leave a trace: numbers, codes and names of fields, never a value seen or changed.

    `action` is a family of PURPOSES and a verb, such as "person.view". An empty `actor` means whoever is
    signed in, and outside a request the machine itself.
    """

    action: str
    object_kind: str = ""
    object_id: str = ""
    outcome: Outcome = Outcome.DONE
    fields: tuple[str, ...] = ()
    actor: int | None = None
    on_behalf_of: str = ""
    unit: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person: number, roles, service areas in which they hold ("*": the whole county)."""

    number: int
    role: str = ""
    unit: str = ""


def nobody() -> Actor | None:
    """Nobody is signed in."""
    return None


def no_session() -> str:
    """There is no session."""
    return ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Under what circumstances something happens; set around a request or for a process.

    Actor and session are asked for when a row is written: signing in changes both within one request.
    `address` is given for staff's pages only, `client` is a name for it that is good for a day.
    """

    channel: Channel = Channel.SHELL
    request_id: str = ""
    client: str = ""
    address: str = ""
    actor: Callable[[], Actor | None] = nobody
    session: Callable[[], str] = no_session


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit trail."""

    number: int
    at: datetime
    actor: int | None
    role: str
    unit: str
    on_behalf_of: str
    action: str
    object_kind: str
    object_id: str
    client: str
    purpose: str
    outcome: str
    channel: str
    session: str
    address: str
    request_id: str
    fields: tuple[str, ...]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the audit trail to read; what is empty narrows nothing."""

    since: datetime | None = None
    before: datetime | None = None
    actors: tuple[int, ...] | None = None
    action: str = ""
    """A whole action, or a family with its dot ("person.")."""
    object_kind: str = ""
    object_id: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number and hash of the newest row; `kept_from` is the oldest still kept."""

    number: int
    hash: str
    kept_from: int = 1


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One place where the chain does not hold; `kind` is changed, gap, cut, head, witness or guard."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk along the chain found."""

    rows: int
    head: Head
    faults: tuple[ChainFault, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every row is as it was written and none is missing."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data: what it is, how long it is kept, and what erases it.

    `what`, `how_long` and `why` are messages to translate. `erase` erases what is over its time and returns
    how much that was; None where nothing is erased by the clock, and `erased_by` says what does.
    """

    code: str
    what: str
    how_long: str
    why: str
    erased_by: str = ""
    erase: Callable[[], int] | None = field(default=None, compare=False)
    is_recorded: bool = True
    """Whether an erasure leaves a row in the audit trail; not for what goes every minute."""
