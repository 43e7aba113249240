"""Values of the room: a contact and its life, a queue and its people, and what is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from luotsi.organisation.calendar import OpeningHours
from luotsi.organisation.types import Texts


class State(StrEnum):
    """Where a contact is in its life."""

    BOT = "bot"
    """The assistant, or a path, has it; no person does yet."""
    QUEUED = "queued"
    ASSIGNED = "assigned"
    ON_HOLD = "on_hold"
    ENDED = "ended"
    WRAPPED = "wrapped"


LIVING = frozenset({State.BOT, State.QUEUED, State.ASSIGNED, State.ON_HOLD})
"""States from which something can still come; in the others a message is refused."""

HELD = frozenset({State.ASSIGNED, State.ON_HOLD})
"""States in which a contact takes up a place of its assignee's capacity."""


class Verb(StrEnum):
    """Everything that can happen to a contact."""

    OPEN = "open"
    QUEUE = "queue"
    ASSIGN = "assign"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER_AREA = "transfer_area"
    TRANSFER_PERSON = "transfer_person"
    GIVE_BACK = "give_back"
    """Its professional vanished: others may have it."""
    LEAVE = "leave"
    COME_BACK = "come_back"
    END = "end"
    WRAP_UP = "wrap_up"


class Channel(StrEnum):
    """How the client reaches the county."""

    CHAT = "chat"
    REQUEST = "request"
    CALLBACK = "callback"


class EndedBy(StrEnum):
    """Who or what ended a contact."""

    CLIENT = "client"
    PROFESSIONAL = "professional"
    TIMEOUT = "timeout"
    """Nobody wrote, or the client was away too long; announced before."""
    CLOSING = "closing"
    """The service closed before the queue was empty."""
    BLOCKED = "blocked"
    """A professional blocked misuse."""


class WrapUp(StrEnum):
    """What came of a contact, as the professional saw it."""

    ANSWERED = "answered"
    GUIDED = "guided"
    BOOKED = "booked"
    CALL_AGREED = "call_agreed"
    PHONE_NEEDED = "phone_needed"
    OTHER_AUTHORITY = "other_authority"
    NOT_ANSWERED = "not_answered"
    CLIENT_LEFT = "client_left"
    EMERGENCY = "emergency"
    MISUSE = "misuse"


WRAP_UP_NAMES: Mapping[WrapUp, str] = {
    WrapUp.ANSWERED: _("Got an answer"),
    WrapUp.GUIDED: _("Guided to a service"),
    WrapUp.BOOKED: _("Got an appointment"),
    WrapUp.CALL_AGREED: _("A call was agreed"),
    WrapUp.PHONE_NEEDED: _("Had to phone as well"),
    WrapUp.OTHER_AUTHORITY: _("Another authority's matter"),
    WrapUp.NOT_ANSWERED: _("Got no answer"),
    WrapUp.CLIENT_LEFT: _("Left before the answer"),
    WrapUp.EMERGENCY: _("An emergency"),
    WrapUp.MISUSE: _("Misuse"),
}
"""Messages to translate."""


class Support(StrEnum):
    """What the professional leaned on (measure R21)."""

    COLLEAGUE = "colleague"
    GUIDANCE = "guidance"
    WEB_SITE = "web_site"
    RECORD = "record"


class How(StrEnum):
    """How a contact came to its assignee."""

    PICKED = "picked"
    SHARED = "shared"
    TRANSFERRED = "transferred"


class PresenceState(StrEnum):
    """Whether a professional takes contacts now."""

    PRESENT = "present"
    AWAY = "away"
    """At work, but takes no new contacts."""
    GONE = "gone"


class Sharing(StrEnum):
    """How waiting contacts find their person."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"


class OpensWith(StrEnum):
    """What the widget begins with."""

    ASSISTANT = "assistant"
    PATH = "path"
    SEARCH = "search"
    CHAT = "chat"


class RefusalCode(StrEnum):
    """Why something was refused, by name."""

    NOT_FOUND = "not_found"
    ALREADY_ASSIGNED = "already_assigned"
    NOT_YOURS = "not_yours"
    WRONG_STATE = "wrong_state"
    ENDED = "ended"
    QUEUE_FULL = "queue_full"
    CLOSED = "closed"
    NO_RIGHT = "no_right"
    AT_CAPACITY = "at_capacity"
    NOT_IN_QUEUE = "not_in_queue"
    UNKNOWN_AREA = "unknown_area"
    NOT_PRESENT = "not_present"


_WORDS: Mapping[RefusalCode, str] = {
    RefusalCode.NOT_FOUND: _("There is no such conversation."),
    RefusalCode.ALREADY_ASSIGNED: _("A colleague has already taken this conversation."),
    RefusalCode.NOT_YOURS: _("This conversation is a colleague's."),
    RefusalCode.WRONG_STATE: _("This cannot be done to the conversation as it now stands."),
    RefusalCode.ENDED: _("This conversation has ended."),
    RefusalCode.QUEUE_FULL: _("The queue is full just now."),
    RefusalCode.CLOSED: _("The service is closed now."),
    RefusalCode.NO_RIGHT: _("You have no right to conversations of this service."),
    RefusalCode.AT_CAPACITY: _("There are already as many conversations as fit at a time."),
    RefusalCode.NOT_IN_QUEUE: _("The client is not in the queue at the moment."),
    RefusalCode.UNKNOWN_AREA: _("There is no such service."),
    RefusalCode.NOT_PRESENT: _("This colleague is not present."),
}


class Refusal(Exception):
    """Something was refused and nothing has changed. `code` is for programs, `message` is English."""

    def __init__(self, code: RefusalCode | str) -> None:
        self.code = RefusalCode(code)
        self.message = _WORDS[self.code]
        super().__init__(self.message)

    @property
    def words(self) -> str:
        """The message in the language that is active."""
        return gettext(self.message)


@dataclass(frozen=True, slots=True)
class NewContact:
    """What is known of somebody who turns to the county. No name, account or address of any kind.

    `needed_at` is when the need began, that is the first word to the assistant or the first step of a path;
    empty means now. `weight` moves a contact forward in the queue, `rules.HEAD_START` for each.
    """

    channel: Channel
    area: str
    language: str
    reason: str = ""
    municipality: str = ""
    skill: str = ""
    weight: int = 0
    sensitive: bool = False
    needed_at: datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as it stands. Times are aware; `assignee` is a person's number and stays after the end."""

    id: UUID
    channel: Channel
    area: str
    reason: str
    language: str
    skill: str
    weight: int
    state: State
    queued_at: datetime | None
    """When it first joined a queue."""
    assignee: int | None
    assigned_at: datetime | None
    """When it came to its present or last assignee."""
    ended_at: datetime | None
    wrapped_at: datetime | None
    left_at: datetime | None
    """Since when the client is away; None while they are here."""
    ended_by: EndedBy | None
    wrap_up_code: WrapUp | None
    sensitive: bool
    municipality: str
    needed_at: datetime
    opened_at: datetime
    place_at: datetime | None
    """What the queue is ordered by: when it joined, less the head start of its weight."""
    answered_at: datetime | None
    """When a person first wrote to the client."""
    held_at: datetime | None
    seconds_on_hold: int
    transfers: int
    lost_at: datetime | None = None
    """Since when the professional who has it is noted as lost; None while they are there."""

    @property
    def is_living(self) -> bool:
        """Whether anything can still be said in it."""
        return self.state in LIVING


@dataclass(frozen=True, slots=True)
class TransferView:
    """One transfer with what the next professional should know (`words`, opened; "" when none or erased)."""

    number: int
    at: datetime
    from_area: str
    to_area: str
    from_person: int | None
    to_person: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Range:
    """How long it may take, in whole minutes: eight of ten lie between the two."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that not everybody of a service area can answer. The county's file lists them."""

    code: str
    names: Texts
    reasons: tuple[str, ...]
    """Contact reasons that ask for it."""


@dataclass(frozen=True, slots=True)
class AreaSettings:
    """How live contacts go in one service area. The county's file sets them under `chat:`."""

    area: str
    is_offered: bool = True
    queue_limit: int = 30
    """How many may wait at a time."""
    capacity: int = 3
    """How many contacts a professional has at a time, unless they say otherwise."""
    idle_warning_s: int = 300
    """Seconds of the client's silence after which they are told that the conversation will end."""
    idle_end_s: int = 600
    """Seconds of silence after which it ends; at least 20 after the warning (WCAG 2.2.1)."""
    keep_place_s: int = 600
    """Seconds for which a client who left keeps the place in the queue."""
    give_up_s: int = 1800
    """Seconds for which a waiting client may be away before the contact ends."""
    lost_after_s: int = 120
    """Seconds without a sign of life of the professional after which the client is told of it."""
    lost_return_s: int = 300
    """Seconds from then on after which the contact stands in the queue again, for whoever is free."""
    hold_allowed_s: int = 900
    """Seconds of a hold during which nobody misses the professional, who looks into something elsewhere."""
    closing_notice_s: int = 900
    """Seconds before closing from which those who wait are told that they may not be reached."""
    retention_days: int = 7
    """Days for which an anonymous contact's words are kept after its end, 0–30."""
    identification: bool = False
    """Whether a professional may ask a client to prove who they are, where there is a service for it."""
    identified_retention_days: int = 30
    """The same days where an identified client accepted to be kept longer."""
    skills: tuple[Skill, ...] = ()
    skill_wait_s: int = 300
    """Seconds in the queue after which anybody of the area may get a contact that asks for a skill."""
    sharing: Sharing = Sharing.MANUAL
    opens_with: OpensWith = OpensWith.ASSISTANT
    call_back: bool = False
    """Whether a call-back can be asked for here."""
    form: Texts = field(default_factory=dict)
    """Address of the service's own form, by language; empty when there is none."""
    hours: OpeningHours | None = None
    """Hours of live contacts where they differ from the service's own."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a queue: 1 is next. `range` is None when there is too little to say anything honest."""

    number: int
    ahead: int
    range: Range | None
    kept_s: int = 600
    """Seconds for which it is kept for a client who leaves."""


@dataclass(frozen=True, slots=True)
class PresenceView:
    """A professional at work. Empty `languages` mean all of them; a skill one has only by saying so."""

    person: int
    state: PresenceState
    areas: tuple[str, ...]
    capacity: int
    load: int
    """How many contacts of all channels the person has now."""
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    since: datetime
    seen_at: datetime
    assigned_at: datetime | None
    """When the person last got a contact."""

    @property
    def free(self) -> int:
        """How many more fit."""
        return max(0, self.capacity - self.load)


class StepKind(StrEnum):
    """What somebody can do who cannot, or need not, wait."""

    OPENING = "opening"
    FORM = "form"
    CALL_BACK = "call_back"
    PHONE = "phone"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One way on. Which fields are filled depends on the kind."""

    kind: StepKind
    at: datetime | None = None
    """OPENING: when the service opens. PHONE: when the line opens, None when it is open now or unknown."""
    is_open: bool = True
    """PHONE: whether somebody answers now."""
    names: Texts = field(default_factory=dict)
    phone: str = ""
    charge: Texts = field(default_factory=dict)
    addresses: Texts = field(default_factory=dict)
    """FORM: address of the form by language."""
    themes: tuple[str, ...] = ()
    """PATH: whose paths help here."""


@dataclass(frozen=True, slots=True)
class AreaStatus:
    """How a service's live contacts stand at a moment. `next_steps` is never empty."""

    area: str
    at: datetime
    is_open: bool
    opens_next: datetime | None
    """The next opening when closed; None when open or not known."""
    closes_at: datetime | None
    is_closing: bool
    """Open, but closing so soon that those who wait should know."""
    waiting: int
    present: int
    """How many professionals take contacts now."""
    is_full: bool
    nobody_present: bool
    next_steps: tuple[NextStep, ...]

    @property
    def takes_new(self) -> bool:
        """Whether somebody new may join the queue."""
        return self.is_open and not self.is_full


class IdleStep(StrEnum):
    """What a client's silence calls for."""

    NOTHING = "nothing"
    WARN = "warn"
    END = "end"


@dataclass(frozen=True, slots=True)
class Overdue:
    """A contact that the clock should end, and as what (`rules.overdue`)."""

    id: UUID
    by: EndedBy
