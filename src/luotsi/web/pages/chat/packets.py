"""What a client may hand over from the assistant or a path, so that nothing is asked twice.

It is shown before the chat begins, and goes along only when the client says so. Between the two pages it
travels signed in a hidden field, so that nobody but Luotsi writes what the page says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.actions import read_visit
from luotsi.guidance.faults import NoSuchPath, NoSuchVisit
from luotsi.guidance.types import PublishedPath
from luotsi.web.pages import answers, exchange
from luotsi.web.pages.exchange import Exchange, ExchangeLost
from luotsi.web.pages.sealed_field import FieldLost, SealedField
from luotsi.web.pages.walk import Walk, given_answers, municipality_choices, walk
from luotsi.web.pages.wording import plain

GOOD_FOR = 2 * 60 * 60
"""Seconds for which a packet may wait for its chat."""

MOST_ASKED = 1_500
"""Characters of the client's own words that go along: the newest."""

MOST_ANSWERS, MOST_OFFERED = 20, 6

_FIELD = SealedField("luotsi.web.pages.chat.packets", GOOD_FOR, exchange.LARGEST_FIELD)


@dataclass(frozen=True, slots=True)
class Packet:
    """What would be handed over, and the subjects that it is about. `told` is as `kinds.Packet` tells it.

    `municipality` is among the answers, as a code. `began_at`: when the need began, in seconds since 1970;
    0 when it begins with the chat. `reason`: the contact reason of the path that was walked or chosen.
    """

    told: Mapping[str, Any]
    themes: tuple[str, ...] = ()
    municipality: str = ""
    began_at: int = 0
    reason: str = ""

    @property
    def needed_at(self) -> datetime | None:
        """When the need began; None when it begins with the chat."""
        return datetime.fromtimestamp(self.began_at, UTC) if self.began_at else None

    @property
    def is_empty(self) -> bool:
        return not any(self.told.get(name) for name in ("asked", "answers", "offered", "path"))


NOTHING = Packet({})


def seal(packet: Packet) -> str:
    """The packet as the value of a hidden field; "" for nothing."""
    return "" if packet.is_empty else _FIELD.seal(asdict(packet))


def unseal(sealed: str) -> Packet:
    """The packet of a hidden field; NOTHING when it is not ours, or too old."""
    if not sealed:
        return NOTHING
    try:
        opened = _FIELD.unseal(sealed)
        return Packet(
            dict(opened["told"]),
            tuple(opened["themes"]),
            str(opened["municipality"]),
            int(opened["began_at"]),
            str(opened.get("reason", "")),
        )
    except (FieldLost, ValueError, KeyError, TypeError):
        return NOTHING


def from_form(sent: QueryDict, language: str) -> Packet:
    """What the page before offers to hand over: an exchange with the assistant, a path walked, or nothing."""
    if sent.get("exchange"):
        try:
            return of_exchange(exchange.unseal(sent["exchange"]), language)
        except ExchangeLost:
            return NOTHING
    if sent.get("_path"):
        return of_path(sent["_path"], sent, language)
    return unseal(sent.get("packet", ""))


def of_exchange(said: Exchange, language: str) -> Packet:
    """The client's own words about the present need, the answers given, and what was offered."""
    pairs: list[tuple[str, str]] = []
    offered: list[str] = []
    themes: list[str] = []
    question = ""
    for turn in said.turns:
        if turn.is_choice and question:
            pairs.append((question, turn.words))
        question = plain(turn.reply.question.text, language) if turn.reply.question else ""
        codes = [one.path for one in turn.reply.candidates]
        codes += [one.path for need in turn.reply.needs for one in need.candidates]
        for code in codes:
            try:
                path = guidance.path(code)
            except NoSuchPath:
                continue
            offered.append(plain(path.document.title, language))
            themes += path.document.themes
    words = [turn.words for turn in said.turns if turn.words and not turn.is_choice]
    newest = said.newest
    told = {
        "source": "assistant",
        "asked": "\n".join(words)[-MOST_ASKED:],
        "answers": [list(pair) for pair in pairs[-MOST_ANSWERS:]],
        "offered": list(dict.fromkeys(reversed(offered)))[:MOST_OFFERED],
        "language": newest.reply.language if newest else language,
    }
    subjects = tuple(dict.fromkeys(reversed(themes)))
    return Packet(told, subjects, said.municipality, said.began_at, _chosen_reason(said))


def _chosen_reason(said: Exchange) -> str:
    """The contact reason of the path that the client's latest choice led to; a guess is none."""
    newest = next((turn for turn in reversed(said.turns) if turn.reply.offered), None)
    if newest is None or not newest.is_choice or newest.reply.offered != 1:
        return ""
    try:
        return _reason_of(guidance.path(newest.reply.candidates[0].path))
    except NoSuchPath:
        return ""


def _reason_of(path: PublishedPath) -> str:
    return next(iter(path.document.contact_reasons), "")


def of_path(code: str, sent: QueryDict, language: str) -> Packet:
    """A path's questions and answers, and where it led."""
    try:
        path = guidance.path(code)
    except NoSuchPath:
        return NOTHING
    sent_before = answers.read(sent)
    if path.is_sensitive:
        try:
            kept = read_visit(sent_before.visit)
        except NoSuchVisit:
            return NOTHING
        if kept.path != path.code:
            return NOTHING
        sent_before = answers.Sent(kept.answers, municipality=kept.municipality or "")
    here = walk(path, sent_before)
    offered = [plain(path.document.title, language)]
    if here.is_finished:
        offered.append(plain(here.visit.position.outcome.title, language))
    told = {
        "source": "path",
        "path": plain(path.document.title, language),
        "answers": _answers_of(here, language)[:MOST_ANSWERS],
        "offered": offered,
        "language": language,
    }
    # When the path was begun is known to nobody: it stands in addresses, which tell no time.
    began_at = int(clock.now().timestamp())
    return Packet(told, tuple(path.document.themes), here.municipality or "", began_at, _reason_of(path))


def _answers_of(here: Walk, language: str) -> list[list[str]]:
    """Pairs of question and answer; a municipality that was chosen where the path led comes first."""
    pairs = [[asked, words] for _given, asked, words in given_answers(here, language)]
    chosen = [one.label for one in municipality_choices(language, here.sent.municipality) if one.is_chosen]
    return [*([_("Your municipality"), name] for name in chosen), *pairs]
