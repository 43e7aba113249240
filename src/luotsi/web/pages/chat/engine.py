"""A conversation for whoever has its capability: all that the forms need of the room of conversations.

With JavaScript the page speaks to `/live/v1/` itself (`static/chat/`). Without it these calls do the same,
turn by turn. Every one raises Refused; a conversation that is not the key's is refused as `not_found`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from luotsi.contacts import queries as contacts
from luotsi.contacts.actions import turn_away
from luotsi.contacts.types import Channel, Position, Refusal, RefusalCode
from luotsi.conversations import actions, capabilities, queries, saying
from luotsi.conversations.types import ConversationFault, NoSuchConversation, NotFitting
from luotsi.feedback.types import AnswerRefusedError

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """Id and capability of a conversation: whoever has them is its client."""

    conversation: str
    capability: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as its client sees it: view and entries of the form that goes over the wire."""

    view: Told
    entries: Sequence[Told]
    position: Position | None = None

    @property
    def state(self) -> str:
        """bot, queued, assigned, on_hold, ended or wrapped."""
        return str(self.view.get("state", ""))

    @property
    def is_over(self) -> bool:
        return self.state in {"ended", "wrapped"}


class Refused(Exception):
    """The room refused; `code` says why, and `words.refusal` tells it to the client."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except NotFitting as error:
        raise Refused("not_fitting") from error
    except ConversationFault as error:
        raise Refused(error.code) from error
    except Refusal as error:
        raise Refused(error.code.value) from error
    except AnswerRefusedError as error:
        raise Refused("not_fitting") from error


def new_capability() -> str:
    """A capability that nobody has yet."""
    return capabilities.new_capability()


def start(
    area: str,
    language: str,
    capability: str,
    packet: Told | None,
    *,
    municipality: str = "",
    reason: str = "",
    needed_at: datetime | None = None,
) -> Key:
    """Open a conversation and join the queue; a form that is sent twice opens one.

    `needed_at` is when the need began, None: now. Refused: closed, queue_full, unknown_area.
    """
    if not capabilities.is_capability(capability):
        capability = new_capability()
    earlier = queries.by_capability(capability)
    if earlier is not None and not earlier.is_living:
        # The form came from the browser's memory: another conversation is wanted.
        capability = new_capability()
    with _refusals():
        handed = saying.packet(dict(packet), language) if packet else None
        opening = actions.Opening(
            area,
            language,
            capability,
            reason=reason,
            municipality=municipality,
            needed_at=needed_at,
            packet=handed,
        )
        try:
            opened = actions.open_conversation(opening)
        except Refusal as refusal:
            if refusal.code in {RefusalCode.CLOSED, RefusalCode.QUEUE_FULL}:
                actions.turn_away(opening, refusal)
            raise
    return Key(str(opened.id), capability)


def note_turned_away(area: str, language: str) -> None:
    """Somebody came from the assistant or a path to talk to a person; tell it where the door is shut."""
    with suppress(Refusal):
        status = contacts.status(area)
        if not status.takes_new:
            why = RefusalCode.QUEUE_FULL if status.is_open else RefusalCode.CLOSED
            turn_away(Channel.CHAT, area, language, why)


def look(key: Key) -> Talk:
    """How the conversation stands now."""
    number = _opened(key)
    with _refusals():
        return Talk(
            view=queries.view(number, staff=False).to_json(for_staff=False),
            entries=[one.to_json(for_staff=False) for one in queries.entries(number, staff=False)],
            position=queries.place_in_queue(number),
        )


def say(key: Key, text: str, language: str, once: str) -> None:
    """A message; `once` makes sending it twice once. Refused: ended, not_fitting, key_reused."""
    number = _opened(key)
    with _refusals():
        words = saying.message(text, language, is_client=True)
        actions.say_as_client(number, words, saying.key(once))


def leave(key: Key) -> None:
    """Away for a while. Refused: ended, wrong_state."""
    number = _opened(key)
    with _refusals():
        actions.leave(number)


def come_back(key: Key) -> None:
    """Back again. Refused: ended, wrong_state."""
    number = _opened(key)
    with _refusals():
        actions.come_back(number)


def end(key: Key) -> None:
    """The client ends it. Refused: ended."""
    number = _opened(key)
    with _refusals():
        actions.end_as_client(number)


def erase(key: Key) -> None:
    """Erase everything that was written, after the end. Refused: wrong_state."""
    number = _opened(key)
    with _refusals():
        actions.erase_as_client(number)


def rate(key: Key, answer: str, score: int | None, words: str) -> None:
    """The client's feedback, once. Refused: not_fitting, key_reused."""
    number = _opened(key)
    with _refusals():
        actions.rate(number, answer, score, words)


def _opened(key: Key) -> UUID:
    """The conversation's number, for whoever has its capability."""
    try:
        number = UUID(key.conversation)
        queries.for_client(number, key.capability)
    except (ValueError, NoSuchConversation) as error:
        raise Refused("not_found") from error
    return number
