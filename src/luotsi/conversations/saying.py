"""What becomes of words before they are kept: masked, and read for signs of an emergency.

It takes about a millisecond and touches no table, so that it is done before anybody has to wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from luotsi.conversations import bodies
from luotsi.conversations.kinds import Emergency, Kind, MaskedWords, Message, Note, Packet
from luotsi.conversations.types import LONGEST_KEY, Author, Draft, NotFitting
from luotsi.safety import emergency

MOST_ANSWERS = 60
MOST_OFFERED = 20
LONGEST_TITLE = 300
SOURCES = ("assistant", "path", "search", "page")


@dataclass(frozen=True, slots=True)
class Words:
    """Words ready to be kept, with what is told of them. `sent` is what came, for its digest."""

    what: Kind
    found: tuple[str, ...]
    alarm: emergency.Assessment
    sent: Mapping[str, Any]


def message(text: object, language: str, *, is_client: bool) -> Words:
    """A message to the other side; a client's is read for an emergency. Raises NotFitting."""
    masked = bodies.masked(text, language)
    return Words(
        Message(masked.text),
        masked.found,
        emergency.assess(bodies.cleaned(text), language) if is_client else emergency.NOTHING,
        {"message": text},
    )


def note(text: object, language: str) -> Words:
    """A note among professionals. Raises NotFitting."""
    masked = bodies.masked(text, language)
    return Words(Note(masked.text), masked.found, emergency.NOTHING, {"note": text})


def packet(told: object, language: str) -> Words:
    """What is handed over from the assistant or a path, as a client sent it. Raises NotFitting."""
    if not isinstance(told, Mapping):
        raise NotFitting("A packet is an object.")
    found: dict[str, None] = {}

    def words(text: object, most: int = LONGEST_TITLE) -> str:
        if text in (None, ""):
            return ""
        masked = bodies.masked(text, language, most)
        found.update(dict.fromkeys(masked.found))
        return masked.text

    source = told.get("source")
    if source not in SOURCES:
        raise NotFitting("A packet comes from the assistant, a path, search or a page.")
    answers = _pairs(told.get("answers", []))
    offered = _listed(told.get("offered", []), MOST_OFFERED)
    asked = told.get("asked", "")
    made = Packet(
        source=source,
        asked=words(asked, 2000),
        path=words(told.get("path", ""), 80),
        answers=tuple((words(question), words(answer)) for question, answer in answers),
        offered=tuple(words(title) for title in offered),
        language=language,
    )
    alarm = emergency.assess(bodies.cleaned(asked, 2000), language) if asked else emergency.NOTHING
    return Words(made, tuple(found), alarm, {"packet": dict(told)})


def drafts(words: Words, author: Author, person: int = 0, key: str = "", digest: str = "") -> list[Draft]:
    """The entries that the words become: themselves, then that they were masked, then that they alarm."""
    made = [Draft(words.what, author, person, key, digest)]
    if words.found and not words.what.is_for_staff:
        made.append(Draft(MaskedWords(0, words.found)))
    if words.alarm.is_emergency or words.alarm.is_soft:
        made.append(Draft(Emergency(0, words.alarm.kinds, words.alarm.is_soft)))
    return made


def key(text: object) -> str:
    """A sender's key, as it may be kept. Raises NotFitting."""
    is_good = (
        isinstance(text, str) and 8 <= len(text) <= LONGEST_KEY and text.isascii() and text.isprintable()
    )
    if not is_good:
        raise NotFitting(
            f"A key has 8 to {LONGEST_KEY} plain characters, and is another one for each message."
        )
    return text


def _listed(told: object, most: int) -> Iterable[object]:
    if not isinstance(told, list | tuple) or len(told) > most:
        raise NotFitting(f"A packet lists at most {most} of a kind.")
    return told


def _pairs(told: object) -> list[tuple[object, object]]:
    pairs = list(_listed(told, MOST_ANSWERS))
    if not all(isinstance(one, list | tuple) and len(one) == 2 for one in pairs):
        raise NotFitting("An answer of a packet is a pair of question and answer.")
    return [(one[0], one[1]) for one in pairs]
