"""Simulated clients: people with a vague message who answer what they are asked, and err now and then."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from luotsi.assistant.measures import SEED
from luotsi.assistant.types import Asked, Question, Reply
from luotsi.assistant.words import DONT_KNOW

ERRS = 0.1
"""How often a client chooses an option that is not theirs."""
CLIENTS = 10
"""Clients that are simulated for each case: what one answers is chance."""
MOST_QUESTIONS = 2

Turn = Callable[[Asked], Reply]


def after_questions(
    turn: Turn, asked: Asked, first: Reply, client: Mapping[str, str], name: str
) -> list[Reply]:
    """The reply that each simulated client ends with. `first`: that to the message alone; `name` seeds."""
    ends: list[Reply] = []
    for number in range(CLIENTS):
        chance = random.Random(f"{SEED} {name} {number}")  # noqa: S311 - repeatable, no secret
        ends.append(_one(turn, asked, first, client, chance))
    return ends


def answer(question: Question, client: Mapping[str, str], chance: random.Random) -> str:
    """What a client says: the truth as far as it is among the options, one time in ten something else."""
    codes = [option.code for option in question.options if option.code != DONT_KNOW.code]
    truth = client.get(question.facet, "")
    others = [code for code in codes if code != truth]
    if others and chance.random() < ERRS:
        return chance.choice(others)
    return truth if truth in codes else DONT_KNOW.code


def _one(turn: Turn, asked: Asked, reply: Reply, client: Mapping[str, str], chance: random.Random) -> Reply:
    for _question in range(MOST_QUESTIONS):
        if reply.kind != "clarify" or reply.question is None:
            break
        said = answer(reply.question, client, chance)
        asked = replace(asked, facets={**asked.facets, reply.question.facet: said})
        reply = turn(asked)
    return reply
