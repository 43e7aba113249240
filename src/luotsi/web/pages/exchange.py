"""An exchange with the assistant as it travels: whole, inside the reader's page, and nowhere else.

Each page of the assistant carries what was said so far in one hidden field: masked words and what the
replies were, signed so that nobody can put words into Luotsi's mouth, compressed, and good for half a day.
Nothing of it is kept on the server, in an address or in a cookie.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from luotsi.assistant.types import Asked, Candidate, Reply
from luotsi.foundation import clock
from luotsi.web.pages.sealed_field import FieldLost, SealedField

GOOD_FOR = 12 * 60 * 60
"""Seconds after which an exchange left open is not taken up again."""

MOST_TURNS = 40
MOST_WORDS = 40_000
"""Turns, and characters of the reader's words, that travel; the oldest drop out first."""

MOST_OF_A_NEED = 2
"""Paths that are offered for each of several needs."""

MOST_EARLIER = 6
LONGEST_EARLIER = 4_000
"""How much of the same need goes back to the assistant with a new message."""

CLEAR = 0.6
"""How likely a path must be from words alone, to be another need and no answer to the question."""

CLEAR_ACTS = frozenset({"thanks", "goodbye", "feedback", "abuse", "language", "machine"})

LARGEST_FIELD = 400_000
"""Characters of a field that is read at all."""

_FIELD = SealedField("luotsi.web.pages.exchange", GOOD_FOR, LARGEST_FIELD)


class ExchangeLost(ValueError):
    """The field is not ours, or is too old."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the reader said, masked, and what came of it."""

    words: str
    reply: Reply
    record: str = ""
    """Id of the record of the reply; empty when none was made."""
    verdict: str = ""
    is_choice: bool = False
    """An option was pressed; `words` are its label."""
    was_cut: bool = False
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything said so far, and the need that is under way."""

    turns: tuple[Turn, ...] = ()
    need: tuple[str, ...] = ()
    """The reader's messages about the present need, oldest first."""
    facets: Mapping[str, str] = field(default_factory=dict)
    """Answers given to questions about the present need."""
    municipality: str = ""
    has_lost_turns: bool = False
    began_at: int = 0
    """When the first message came, in seconds since 1970: a chat that follows is waited for from then on."""

    @property
    def newest(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    @property
    def is_asking(self) -> bool:
        """Whether Luotsi has asked something and waits for the answer."""
        return bool(self.newest and self.newest.reply.question)


_ADAPTER = TypeAdapter(Exchange)


def seal(exchange: Exchange) -> str:
    """The exchange as the value of a hidden field."""
    return _FIELD.seal(_as_json(exchange))


def _as_json(value: Any) -> Any:
    """A frozen value as JSON knows it, without what is as it would be anyway; maps may be of any kind."""
    if is_dataclass(value):
        told = {each.name: getattr(value, each.name) for each in fields(value)}
        usual = {each.name: each.default for each in fields(value)}
        return {name: _as_json(part) for name, part in told.items() if part != usual[name]}
    if isinstance(value, Mapping):
        return {str(key): _as_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_as_json(part) for part in value]
    return value


def unseal(sealed: str) -> Exchange:
    """The exchange of a hidden field. Raises ExchangeLost."""
    try:
        return _ADAPTER.validate_json(json.dumps(_FIELD.unseal(sealed)))
    except (FieldLost, ValidationError, ValueError, TypeError) as error:
        raise ExchangeLost from error


def asked_alone(exchange: Exchange, text: str, language: str) -> Asked:
    """A message that begins a need of its own."""
    return Asked(text=text, page_language=language, municipality=exchange.municipality or None)


def asked_further(exchange: Exchange, text: str, language: str) -> Asked:
    """A message that says more of the need under way."""
    alone = asked_alone(exchange, text, language)
    return replace(alone, earlier=_recent(exchange.need), facets=dict(exchange.facets))


def is_clear(reply: Reply) -> bool:
    """Whether words typed in place of an answer are clear by themselves: then they begin another need."""
    if reply.kind in {"person", "emergency", "out_of_scope"} or reply.place or reply.needs:
        return True
    if reply.act in CLEAR_ACTS:
        return True
    is_offer = reply.kind == "guide" and reply.offered > 0 and not reply.question
    return is_offer and reply.candidates[0].score >= CLEAR


def asked_by_choice(exchange: Exchange, facet: str, code: str, language: str) -> Asked:
    """An option pressed: the same message again, with one more thing known of it."""
    *earlier, text = exchange.need or ("",)
    # Which path was meant is no facet of the paths.
    facets = {**exchange.facets, **({} if facet == "path" else {facet: code})}
    municipality = code if facet == "municipality" and code.isdecimal() else exchange.municipality
    return Asked(
        text=text,
        page_language=language,
        municipality=municipality or None,
        earlier=_recent(tuple(earlier)),
        facets=facets,
    )


def _recent(messages: tuple[str, ...]) -> tuple[str, ...]:
    """The newest messages that fit, oldest first."""
    kept: list[str] = []
    left = LONGEST_EARLIER
    for message in reversed(messages[-MOST_EARLIER:]):
        left -= len(message)
        if left < 0:
            break
        kept.append(message)
    return tuple(reversed(kept))


def extended(exchange: Exchange, asked: Asked, turn: Turn) -> Exchange:
    """The exchange with one more turn; what is known of the need is what was asked with."""
    text = asked.text if turn.is_choice else turn.reply.masked.text
    return _bounded(
        replace(
            exchange,
            turns=(*exchange.turns, replace(turn, reply=lean(turn.reply))),
            need=(*asked.earlier, text) if text else asked.earlier,
            facets=dict(asked.facets),
            municipality=asked.municipality or "",
            began_at=exchange.began_at or int(clock.now().timestamp()),
        )
    )


def judged(exchange: Exchange, verdict: str) -> Exchange:
    """The exchange with the reader's verdict on the newest reply."""
    if not exchange.turns:
        return exchange
    return replace(exchange, turns=(*exchange.turns[:-1], replace(exchange.turns[-1], verdict=verdict)))


def lean(reply: Reply) -> Reply:
    """A reply without what can be looked up again by its code, and without what only a record needs."""
    needs = [
        replace(need, candidates=tuple(_bare(each) for each in need.candidates[:MOST_OF_A_NEED]))
        for need in reply.needs
    ]
    return replace(
        reply,
        masked=replace(reply.masked, text=""),
        candidates=tuple(_bare(each) for each in reply.candidates[: reply.offered]),
        needs=tuple(needs),
        assessment=replace(reply.assessment, because=()),
    )


def _bare(candidate: Candidate) -> Candidate:
    """A candidate by its code, with the words that spoke for it."""
    return replace(candidate, title={}, summary={}, contact_reasons=(), themes=(), service_classes=())


def _bounded(exchange: Exchange) -> Exchange:
    """Without the oldest turns, where there are too many or too many words in them."""
    turns = exchange.turns[-MOST_TURNS:]
    while len(turns) > 1 and sum(len(turn.words) for turn in turns) > MOST_WORDS:
        turns = turns[1:]
    if len(turns) == len(exchange.turns):
        return exchange
    return replace(exchange, turns=turns, has_lost_turns=True)
