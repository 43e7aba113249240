"""One turn of the assistant: mask, emergency, language, understand, decide, explain. Reads only."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from luotsi.assistant import clarifying, deciding, foreign, offering, places, register, shelf, words
from luotsi.assistant.deciding import PATH, PLACES, Sensed
from luotsi.assistant.pieces import pieces, tells_several
from luotsi.assistant.shelf import Documents, Shelf
from luotsi.assistant.types import Asked, Candidate, Kind, Miss, Need, Option, Question, Reply, Wish
from luotsi.guidance.facets import facets
from luotsi.safety import emergency
from luotsi.safety.emergency import Assessment
from luotsi.safety.masking import TOKENS, Masked, mask
from luotsi.understanding import queries as understanding
from luotsi.understanding.types import Guess, Understood

logger = logging.getLogger(__name__)

SURE_LANGUAGE = 0.2
"""Margin from which a message's own language is told; below it the page's is taken."""
HARDLY_KNOWN = 0.75
"""Share of known words under which another language is looked for."""
ONE_NEED = 0.97
"""How likely a path must be from the whole message, for nothing else to be looked for in its parts."""
A_NEED = 0.7
"""How likely a path must be from one piece of a message, to be a need of its own; beside danger, its subject
must be that likely."""
A_NEED_TOLD = 0.4
"""The same in a message that says itself that it holds several."""
ANYTHING = 0.15
"""Share of all paths alike in what a vague message may mean: its few words say little."""
ENOUGH = 0.6
"""How likely a path must be for asking to end."""

_NOT_IN_DANGER: Mapping[str, Any] = MappingProxyType(
    {"question": None, "place": None, "needs": (), "authorities": (), "miss": None}
)
"""What a reply to an emergency does not have."""

_MASKS = re.compile("|".join(re.escape(token) for tokens in TOKENS.values() for token in tokens.values()))


def turn(asked: Asked) -> Reply:
    """What a message comes to. Never raises for what somebody writes; deterministic.

    The emergency rules look at every message first, whatever else is known of it; what they say is answered
    even where everything else fails.
    """
    masked = mask(asked.text, asked.page_language)
    # Without the tokens: words that nobody wrote must not stand between those that tell of danger.
    assessment = emergency.assess(without_masks(masked.text), asked.page_language)
    if not assessment.is_emergency:
        return _understood(asked, masked, assessment)
    try:
        return _understood(asked, masked, assessment)
    except Exception as error:  # noqa: BLE001 - whatever it is, the numbers to call come first
        logger.error("Beside an emergency nothing could be looked up: %s", type(error).__name__)
        return Reply("emergency", asked.page_language, masked, assessment)


def _understood(asked: Asked, masked: Masked, assessment: Assessment) -> Reply:
    """The turn after masking and the emergency rules. Answers to questions that nobody asks are left out."""
    asked = replace(asked, facets={code: answer for code, answer in asked.facets.items() if code in facets()})
    text = without_masks(masked.text)
    whole = "\n".join([*map(without_masks, asked.earlier), text]).strip()
    understood = understanding.understand(whole, asked.page_language, most=60)
    message = _Message(asked, text, whole, understood, shelf.current())
    start = Reply(
        kind="none",
        language=_language(understood, asked.page_language),
        masked=masked,
        assessment=assessment,
        foreign=foreign.language_of(text) if understood.known < HARDLY_KNOWN else "",
    )
    if start.foreign:
        start = replace(start, language="")
    reply = message.reply(start)
    return message.beside_emergency(reply) if assessment.is_emergency else reply


def endangered(reply: Reply, assessment: Assessment) -> Reply:
    """A reply beside an assessment of more than was understood: danger at the end of a very long message."""
    if reply.assessment.is_emergency or not assessment.is_emergency:
        return replace(reply, assessment=assessment)
    return replace(reply, assessment=assessment, kind="emergency", offered=0, **_NOT_IN_DANGER)


def without_masks(text: str) -> str:
    """A masked text without the tokens that stand for what was masked: nobody wrote those words."""
    return _MASKS.sub(" ", text)


def _language(understood: Understood, page_language: str) -> str:
    return understood.language if understood.language_margin >= SURE_LANGUAGE else page_language


@dataclass(frozen=True, slots=True)
class _Message:
    """A message on its way to a reply."""

    asked: Asked
    text: str
    whole: str
    """With the earlier messages of the same need."""
    understood: Understood
    shelf: Shelf

    def reply(self, start: Reply) -> Reply:
        if act := register.short_act(self.text):
            return replace(start, act=act, kind="none")
        likely = self._with_new_paths(_likely_paths(self.understood.guesses, self.shelf.documents))
        sense = deciding.sensed(self.understood, self.shelf.reasons)
        found = self._candidates(likely)
        themes = offering.nearest_themes(likely, self.shelf.documents)
        base = replace(start, candidates=found, themes=themes)
        if self.asked.facets:
            if (wish := self._asks_person(sense)) is not None:
                return replace(base, kind="person", act=wish)
            return self._clarified(base, likely)
        return self._by_sense(base, sense, likely)

    def beside_emergency(self, reply: Reply) -> Reply:
        """The block first. An errand that another part of the message tells is helped; nothing is asked."""
        language = self.understood.language or self.asked.page_language
        calm = [piece for piece in pieces(self.text) if not emergency.assess(piece, language).is_emergency]
        errands = set(map(self._errand, understanding.guesses_each(calm, language, self.understood, most=60)))
        first = [one for one in reply.candidates if one.path in errands]
        rest = [one for one in reply.candidates if one.path not in errands]
        return replace(
            reply,
            kind="emergency",
            candidates=(*first, *rest),
            offered=min(len(first), offering.SHOWN),
            **_NOT_IN_DANGER,
        )

    def _by_sense(self, base: Reply, sense: Sensed, likely: Mapping[str, float]) -> Reply:
        match sense.sense:
            case "person":
                return replace(base, kind="person", act=sense.act)
            case "act":
                return self._act(base, sense)
            case "out_of_scope":
                return self._of_others(base, sense)
            case "vague":
                return self._vague(base, likely)
            case "need" if likely and max(likely.values()) >= deciding.BELOW_FLOOR:
                return self._offer(base, likely)
        miss: Miss = "below_floor" if base.candidates else "no_candidate"
        return replace(base, kind="none", miss=miss)

    def _asks_person(self, sense: Sensed) -> str | None:
        """The act, where the newest message asks for a person instead of answering a question."""
        if self.asked.earlier:
            newest = understanding.understand(self.text, self.asked.page_language)
            sense = deciding.sensed(newest, self.shelf.reasons)
        return sense.act if sense.sense == "person" else None

    def _of_others(self, base: Reply, sense: Sensed) -> Reply:
        """Who takes care of it, and the path that tells more of authorities where it is the likeliest."""
        known = register.authorities()
        # Where a message is nobody's matter, the likeliest path may be as unlikely as all others.
        least = 0.0 if sense.authorities else deciding.BELOW_FLOOR
        likeliest = [one.contact_reasons[:1] for one in base.candidates[:1] if one.score >= least]
        tells_more = likeliest == [(deciding.OTHER_AUTHORITY,)]
        return replace(
            base,
            kind="out_of_scope",
            authorities=tuple(known[code] for code in sense.authorities),
            offered=int(tells_more),
        )

    def _act(self, base: Reply, sense: Sensed) -> Reply:
        if sense.act in PLACES:
            wish: Wish = sense.act  # type: ignore[assignment]
            place = places.answer(wish, self.text, self.asked.page_language, self.asked.municipality)
            return replace(base, kind="guide", act=sense.act, place=place)
        kind: Kind = "guide" if sense.act == "feedback" else "none"
        return replace(base, kind=kind, act=sense.act)

    def _offer(self, base: Reply, likely: Mapping[str, float]) -> Reply:
        needs = self._needs(likely)
        if len(needs) > 1:
            first = sorted((need.candidates[0] for need in needs), key=lambda one: -likely.get(one.path, 0.0))
            rest = [one for one in base.candidates if one.path not in {each.path for each in first}]
            found = (*first, *rest)[: offering.MOST]
            return replace(base, kind="guide", needs=needs, candidates=found, offered=len(first))
        shown = offering.offered(base.candidates)
        question = None
        if shown > 1 and deciding.are_close(likely):
            question, shown = _which(base.candidates[:2]), 2
        return replace(base, kind="guide", offered=shown, question=question)

    def _needs(self, likely: Mapping[str, float]) -> tuple[Need, ...]:
        """The needs that different pieces of the message tell clearly, each another subject."""
        told = pieces(self.text)
        is_told = tells_several(self.text)
        if len(told) < 2 or (not is_told and max(likely.values(), default=0.0) >= ONE_NEED):
            return ()
        least = A_NEED_TOLD if is_told else A_NEED
        found: dict[str, Need] = {}
        language = self.understood.language or self.asked.page_language
        guessed = understanding.guesses_each(told, language, self.understood)
        for piece, (guess, *_) in zip(told, guessed, strict=False):
            if guess.kind != PATH or guess.key not in self.shelf.documents or guess.probability < least:
                continue
            reason = self.shelf.reasons[guess.key] or guess.key
            if reason not in found:
                share = max(guess.probability, likely.get(guess.key, 0.0))
                found[reason] = Need(piece, self._candidates({guess.key: share}))
        return tuple(found.values())[: offering.SHOWN]

    def _vague(self, base: Reply, likely: Mapping[str, float]) -> Reply:
        question = _question(_broad(likely, self.shelf), self.asked.facets, self.shelf)
        if question is None:
            return replace(base, kind="none", act="vague", miss="below_floor")
        return replace(base, kind="clarify", act="vague", question=question)

    def _clarified(self, base: Reply, likely: Mapping[str, float]) -> Reply:
        """After answers: the next question, or an offer from what they made likely."""
        options = {code: tuple(facet.options) for code, facet in facets().items()}
        now = clarifying.after(_broad(likely, self.shelf), self.asked.facets, self.shelf.facets, options)
        found = self._candidates(now)
        base = replace(base, candidates=found, themes=offering.nearest_themes(now, self.shelf.documents))
        question = None
        if max(now.values(), default=0) < ENOUGH:
            question = _question(now, self.asked.facets, self.shelf)
        if question is not None:
            return replace(base, kind="clarify", act="vague", question=question)
        is_lost = all(answer == clarifying.DONT_KNOW for answer in self.asked.facets.values())
        return replace(
            base,
            kind="none" if is_lost else "guide",
            offered=0 if is_lost else min(offering.SHOWN, len(found)),
            miss="clarified_without_result" if is_lost else None,
        )

    def _candidates(self, likely: Mapping[str, float]) -> tuple[Candidate, ...]:
        return offering.candidates(likely, self.shelf.documents, self.understood)

    def _with_new_paths(self, likely: dict[str, float]) -> dict[str, float]:
        """A path published a moment ago is in the index already and not yet in the classifier."""
        new = understanding.not_learnt(PATH, self.shelf.documents)
        if not new:
            return likely
        for hit in understanding.search(self.whole, self.asked.page_language, 5, kinds=(PATH,)).hits:
            if hit.key in new:
                likely[hit.key] = min(ENOUGH, hit.score / 2)
        return likely

    def _errand(self, guesses: Sequence[Guess]) -> str:
        """The likeliest path of a piece whose subject is clear, whichever path of that subject; or ""."""
        documents = self.shelf.documents
        likely = _likely_paths(guesses, documents)
        shares = offering.theme_shares(likely, documents)
        subject = next((theme for theme, share in shares.items() if share >= A_NEED), None)
        fitting = (path for path in offering.in_order(likely) if documents[path].themes[:1] == (subject,))
        return next(fitting, "")


def _likely_paths(guesses: Sequence[Guess], documents: Documents) -> dict[str, float]:
    """What is likely of the published paths."""
    return {one.key: one.probability for one in guesses if one.kind == PATH and one.key in documents}


def _broad(likely: Mapping[str, float], on: Shelf) -> dict[str, float]:
    """What a vague message may mean: mostly what it sounds like, and a little of everything."""
    whole = sum(likely.values()) or 1.0
    alike = ANYTHING / max(len(on.documents), 1)
    return {code: alike + (1 - ANYTHING) * likely.get(code, 0.0) / whole for code in on.documents}


def _question(likely: Mapping[str, float], answers: Mapping[str, str], on: Shelf) -> Question | None:
    known = facets()
    views = tuple(
        clarifying.FacetView(facet.code, tuple(facet.options), facet.burden) for facet in known.values()
    )
    choice = clarifying.choose(likely, views, answers, on.facets)
    if choice is None:
        return None
    facet = known[choice.facet]
    options = tuple(Option(code, facet.options[code]) for code in choice.options)
    return Question(choice.facet, facet.ask, (*options, words.DONT_KNOW))


def _which(two: tuple[Candidate, ...]) -> Question:
    return Question(PATH, words.WHICH, (*(Option(one.path, one.title) for one in two), words.DONT_KNOW))
