"""The assistant for programs: a county's own site, an app, a service of another supplier.

JSON in and out; no cookie, no session, no key. Nothing that is sent is logged. The rules that recognise an
emergency run on every message, also on one that comes too often.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache, wraps
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from luotsi.assistant import actions, queries
from luotsi.assistant import types as assistant
from luotsi.foundation import clock
from luotsi.foundation.limits import Limit, client_key
from luotsi.organisation import taxonomy
from luotsi.safety.emergency import assess
from luotsi.safety.masking import mask
from luotsi.web.api import telling
from luotsi.web.api.reading import LARGEST_BODY, Judgement, Refused, TurnAsked, heard, read, refusal
from luotsi.web.parts.messages import LONGEST, assessed_whole, tidied

WINDOW = timedelta(minutes=1)
calls = Limit(200, WINDOW)
"""A site that asks for its readers calls from one address."""

LANGUAGES = ("fi", "sv", "en")
_DOCUMENT = Path(__file__).parent / "openapi.json"

WHAT_IT_IS = {
    "fi": "Luotsi on kone, ei ihminen. Se hakee vastaukset hyvinvointialueen ohjeista ja kertoo, "
    "mistä apua saa. "
    "Se ei tee diagnoosia eikä arvioi oireita.",
    "sv": "Luotsi är en maskin, inte en människa. Den svarar utifrån välfärdsområdets råd och berättar var "
    "du får hjälp. Den ställer ingen diagnos och bedömer inte symtom.",
    "en": "Luotsi is a machine, not a person. It answers from the county's own guides and tells where to get "
    "help. It makes no diagnosis and does not assess symptoms.",
}
"""What a screen must tell its reader before the first message."""

View = Callable[..., HttpResponse]


def programs(*methods: str) -> Callable[[View], View]:
    """For a view of these methods (of any, without one): what is refused becomes JSON."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if methods and request.method not in methods:
                response = refusal(Refused(405, "wrong_method", f"Use {methods[0]}."))
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, *args, **kwargs)
            except Refused as refused:
                return refusal(refused)

        return csrf_exempt(answered)

    return decorate


@programs("POST")
def turn(request: HttpRequest) -> HttpResponse:
    """One message of a resident → the reply."""
    try:
        asked = read(request, TurnAsked)
    except Refused as refused:
        return refusal(refused, **_danger_in(refused.heard))
    message = tidied(asked.text)
    if not message.text:
        raise Refused(400, "wrong_shape", "text: Nothing can be read in it.")
    with translation.override(asked.language):
        if not calls.take(client_key(request)):
            return _too_often(telling.blocks(assess(message.whole, asked.language), asked.language))
        reply = queries.turn(_asked(asked, message.text))
        reply = queries.endangered(reply, assessed_whole(message, reply.assessment, asked.language))
        record = actions.record(
            reply,
            "api",
            page_language=asked.language,
            municipality=asked.municipality,
            facets=asked.facets,
        )
        told = telling.told(reply, record, asked.language, clock.now(), request.build_absolute_uri)
    return JsonResponse(told)


def _danger_in(body: bytes) -> telling.Json:
    """The blocks for a body that is refused; nothing where it tells of no danger."""
    text, told = heard(body)
    language = told if told in LANGUAGES else LANGUAGES[0]
    found = assess(tidied(text).whole, language)
    return telling.blocks(found, language) if found.is_emergency or found.is_soft else {}


def _asked(asked: TurnAsked, text: str) -> assistant.Asked:
    """Earlier messages are masked once more: a caller may have kept them as they were written."""
    earlier = tuple(mask(tidied(each).text, asked.language).text for each in asked.earlier)
    return assistant.Asked(
        text=text,
        page_language=asked.language,
        municipality=asked.municipality,
        earlier=tuple(each for each in earlier if each),
        facets=dict(asked.facets),
    )


@programs("POST")
def feedback(request: HttpRequest) -> HttpResponse:
    """Whether a reply helped. An id that nobody gave is thanked for as well, and changes nothing."""
    judgement = read(request, Judgement)
    if not calls.take(client_key(request)):
        return _too_often({})
    actions.judged(judgement.record, judgement.verdict)
    return HttpResponse(status=204)


@programs("GET", "HEAD")
def about(request: HttpRequest) -> HttpResponse:
    """What the assistant is, what it can advise on, and its limits."""
    themes = [each for each in taxonomy.ALL_THEMES.values() if each.is_guidable]
    return JsonResponse(
        {
            "name": "Luotsi",
            "is_machine": True,
            "what_it_is": WHAT_IT_IS,
            "languages": list(LANGUAGES),
            "advises_on": [{"code": each.code, "names": dict(each.names)} for each in themes],
            "limits": {
                "calls_per_minute": calls.amount,
                "longest_text": LONGEST,
                "largest_body": LARGEST_BODY,
            },
            "openapi": request.build_absolute_uri(reverse("api:openapi")),
        }
    )


@programs("GET", "HEAD")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this interface for programs that make programs."""
    server = request.build_absolute_uri(reverse("api:root"))
    return JsonResponse({**_document(), "servers": [{"url": server.rstrip("/")}]})


@lru_cache(maxsize=1)
def _document() -> dict[str, object]:
    document: dict[str, object] = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
    return document


@programs()
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Anything else below the interface's address."""
    raise Refused(404, "not_found", "There is nothing here. See openapi.json.")


def _too_often(blocks: telling.Json) -> HttpResponse:
    refused = Refused(429, "too_often", "Too many calls within a minute. Wait a minute.")
    response = refusal(refused, **blocks)
    response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response
