"""The routes of strong identification: the client's own need the capability. Those of the whole window, which
has none, need the ticket that was made with it, and the secret of the browser that went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import partial
from typing import Any
from uuid import UUID

from luotsi.conversations import identifying
from luotsi.conversations.transport.answers import DONE, Answer
from luotsi.conversations.transport.requests import Request
from luotsi.conversations.transport.residents import count, own, place_in
from luotsi.conversations.transport.service import Service
from luotsi.conversations.types import NotFitting

_MOST_FIELDS = 20


async def begin(service: Service, request: Request, number: UUID) -> Answer:
    """POST conversations/ID/identity."""
    await own(service, request, number)
    begun = await service.write(partial(identifying.begin, number), number)
    seconds = int(identifying.TICKET_LASTS.total_seconds())
    return Answer({"ticket": begun.ticket, "expires_in": seconds})


async def about(service: Service, request: Request) -> Answer:
    """POST identity/about."""
    ticket = _text(await _told(request), "ticket")
    asking = await service.write(partial(identifying.about, ticket))
    return Answer(
        {
            "area": asking.area,
            "professional": asking.professional,
            "opened_at": asking.opened_at.astimezone(UTC).isoformat(),
            "asked": asking.asked,
        }
    )


async def depart(service: Service, request: Request) -> Answer:
    """POST identity/departure."""
    told = await _told(request)
    ticket, browser, asked = _text(told, "ticket"), _text(told, "browser"), place_in(told, "asked")
    errand = await service.write(partial(identifying.bind, ticket, browser, asked))
    departure = await service.read(identifying.start, errand)
    return Answer({"address": departure.address, "fields": dict(departure.fields)})


async def come_back(service: Service, request: Request) -> Answer:
    """POST identity/return."""
    told = await _told(request)
    ticket, browser, answer = _text(told, "ticket"), _text(told, "browser"), _fields(told.get("answer"))
    errand = await service.write(partial(identifying.take, ticket, browser))
    proof = await service.read(identifying.prove, errand, answer)
    await service.write(partial(identifying.join, errand, proof), errand.conversation)
    return DONE


async def _told(request: Request) -> dict[str, Any]:
    count(request)
    return await request.json()


def _text(told: Mapping[str, Any], name: str) -> str:
    text = told.get(name)
    if not isinstance(text, str):
        raise NotFitting(f"{name} is a text.")
    return text


def _fields(told: object) -> Mapping[str, str]:
    """What the service's form brought; the adapter judges it. Raises NotFitting."""
    is_form = isinstance(told, dict) and len(told) <= _MOST_FIELDS
    if not is_form or not all(isinstance(one, str) for one in told.values()):
        raise NotFitting("An answer is the fields of a form.")
    return told
