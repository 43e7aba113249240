"""Everything that can stand in a conversation's log: a closed list, each kind with its own fields.

The fields are what is sealed. A kind that is not listed here is never written and never read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Kind:
    """Common to all. `to_json` and `from_json` are each other's inverse."""

    kind: ClassVar[str] = ""
    is_for_staff: ClassVar[bool] = False

    def to_json(self) -> dict[str, Any]:
        """The fields by name, of types that JSON knows."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def from_json(kind: str, told: dict[str, Any]) -> Kind:
    """The value that `to_json` told. Raises ValueError for what is no kind, TypeError for wrong fields.

    A field that an older version did not have takes its default.
    """
    try:
        made = KINDS[kind]
    except KeyError as error:
        raise ValueError(f"{kind!r} is no kind of entry.") from error
    known = {one.name for one in fields(made)}
    return made(**{name: _frozen(value) for name, value in told.items() if name in known})


@dataclass(frozen=True, slots=True)
class Message(Kind):
    """Words to the other side, masked."""

    kind: ClassVar[str] = "message"
    text: str


@dataclass(frozen=True, slots=True)
class Note(Kind):
    """Words among professionals, masked."""

    kind: ClassVar[str] = "note"
    is_for_staff: ClassVar[bool] = True
    text: str


@dataclass(frozen=True, slots=True)
class Packet(Kind):
    """What the client agreed to hand over from the assistant or a path, so that nothing is asked twice.

    `answers` are pairs of a question and its answer as they were shown, `offered` titles of what was offered.
    The client sees the same.
    """

    kind: ClassVar[str] = "packet"
    source: str
    """assistant, path, search or page."""
    asked: str = ""
    path: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    offered: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Emergency(Kind):
    """The words of entry `of` tell of an emergency: the client sees the block, the professional a flag.

    `kinds` as in `safety.emergency`; `is_soft`: distress without immediate danger.
    """

    kind: ClassVar[str] = "emergency"
    of: int
    kinds: tuple[str, ...] = ()
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class MaskedWords(Kind):
    """Personal data of these kinds was hidden in entry `of` before anything was stored."""

    kind: ClassVar[str] = "masked"
    of: int
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status(Kind):
    """The contact's state is now this one (`contacts.types.State`)."""

    kind: ClassVar[str] = "status"
    state: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Assigned(Kind):
    """A professional has it now; `name` is what the client may call them."""

    kind: ClassVar[str] = "assigned"
    name: str


@dataclass(frozen=True, slots=True)
class Transferred(Kind):
    """It goes on in another service area, or with another professional."""

    kind: ClassVar[str] = "transferred"
    from_area: str
    to_area: str


@dataclass(frozen=True, slots=True)
class Held(Kind):
    """The professional looks into something and comes back."""

    kind: ClassVar[str] = "held"


@dataclass(frozen=True, slots=True)
class Resumed(Kind):
    """The professional is back."""

    kind: ClassVar[str] = "resumed"


@dataclass(frozen=True, slots=True)
class ProfessionalLost(Kind):
    """The professional's connection is lost; the place of the client is kept.

    Unless they are back by `due`, a moment in ISO 8601, whoever is free goes on.
    """

    kind: ClassVar[str] = "professional_lost"
    name: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class ProfessionalBack(Kind):
    """The professional who was lost is back: what was told before holds no longer."""

    kind: ClassVar[str] = "professional_back"
    name: str


@dataclass(frozen=True, slots=True)
class Requeued(Kind):
    """The lost professional did not come back: it waits where it waited, for whoever is free."""

    kind: ClassVar[str] = "requeued"


@dataclass(frozen=True, slots=True)
class Left(Kind):
    """The client is away; `waited`: from the queue, where the place is kept for `place_s` seconds.

    The conversation itself waits for `whole_s` seconds.
    """

    kind: ClassVar[str] = "left"
    waited: bool = True
    place_s: int = 600
    whole_s: int = 1800


@dataclass(frozen=True, slots=True)
class Returned(Kind):
    """The client is back."""

    kind: ClassVar[str] = "returned"
    kept_place: bool = True


@dataclass(frozen=True, slots=True)
class Notice(Kind):
    """Something that both sides are told before it happens, or of the service.

    `about`: untraceable (nobody can be traced in an emergency), idle (it ends at `due` unless the client
    writes), closing (the service closes at `due`), closed, on (the client wrote or asked for more time).
    """

    kind: ClassVar[str] = "notice"
    about: str
    due: str = ""
    """A moment in ISO 8601, or empty."""


@dataclass(frozen=True, slots=True)
class Ended(Kind):
    """It has ended. `by` as in `contacts.types.EndedBy`: client, professional, timeout, closing, blocked."""

    kind: ClassVar[str] = "ended"
    by: str


@dataclass(frozen=True, slots=True)
class WrappedUp(Kind):
    """The professional said what came of it (`contacts.types.WrapUp`)."""

    kind: ClassVar[str] = "wrapped_up"
    is_for_staff: ClassVar[bool] = True
    code: str


@dataclass(frozen=True, slots=True)
class FeedbackAsked(Kind):
    """The client is asked whether it helped."""

    kind: ClassVar[str] = "feedback_asked"


@dataclass(frozen=True, slots=True)
class FeedbackGiven(Kind):
    """The client answered. What they said is not for the professional of the conversation, nor kept here."""

    kind: ClassVar[str] = "feedback_given"


@dataclass(frozen=True, slots=True)
class IdentityAsked(Kind):
    """A professional, whom the client may call `name`, asks the client to prove who they are."""

    kind: ClassVar[str] = "identity_asked"
    name: str


@dataclass(frozen=True, slots=True)
class IdentityRefused(Kind):
    """The client does not want to; the conversation goes on."""

    kind: ClassVar[str] = "identity_refused"


@dataclass(frozen=True, slots=True)
class Identified(Kind):
    """The client proved who they are; `reference` names the proof, kept elsewhere (`ports.Proof`)."""

    kind: ClassVar[str] = "identified"
    method: str
    reference: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class KeptLonger(Kind):
    """The identified client accepted that all that was said is kept for so many days after the end."""

    kind: ClassVar[str] = "kept_longer"
    days: int


@dataclass(frozen=True, slots=True)
class Kept(Kind):
    """It is kept as evidence until `until` (a date), by a named decision."""

    kind: ClassVar[str] = "kept"
    is_for_staff: ClassVar[bool] = True
    until: str


@dataclass(frozen=True, slots=True)
class Erased(Kind):
    """Everything before this entry is erased for good."""

    kind: ClassVar[str] = "erased"


@dataclass(frozen=True, slots=True)
class Unreadable(Kind):
    """What stands here cannot be opened: it was altered, or its key was lost. Never written, only read."""

    kind: ClassVar[str] = "unreadable"


KINDS: dict[str, type[Kind]] = {
    one.kind: one
    for one in (
        Message,
        Note,
        Packet,
        Emergency,
        MaskedWords,
        Status,
        Assigned,
        Transferred,
        Held,
        Resumed,
        ProfessionalLost,
        ProfessionalBack,
        Requeued,
        Left,
        Returned,
        Notice,
        Ended,
        WrappedUp,
        FeedbackAsked,
        FeedbackGiven,
        IdentityAsked,
        IdentityRefused,
        Identified,
        KeptLonger,
        Kept,
        Erased,
        Unreadable,
    )
}
"""Each kind by its name: the whole list."""
