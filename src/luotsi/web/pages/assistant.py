"""The assistant: a resident writes as people write, and is led on turn by turn.

One plain form, which works without JavaScript. Whatever was said travels in the page itself (`exchange`);
every page of it is `no-store`. Emergency rules run on every message, also on one that comes too often.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.assistant import actions, queries
from luotsi.assistant.types import Asked, Reply
from luotsi.contacts import queries as contacts
from luotsi.foundation import clock
from luotsi.safety.emergency import NOTHING, Assessment, assess
from luotsi.safety.masking import mask
from luotsi.web.pages import exchange as travelling
from luotsi.web.pages import limits, transcript
from luotsi.web.pages.chat.layout import layout_of
from luotsi.web.pages.counting import is_looked_at
from luotsi.web.pages.exchange import Exchange, ExchangeLost, Turn
from luotsi.web.pages.people import person_card
from luotsi.web.pages.replies import shown_turns
from luotsi.web.pages.wording import plain
from luotsi.web.parts.framing import framed
from luotsi.web.parts.messages import assessed_whole, tidied
from luotsi.web.parts.security import same_origin_only
from luotsi.web.parts.types import Problem

FIELD = "text"
DONT_KNOW, PATH = "dont_know", "path"
_PRESSED = frozenset({"again", "verdict", "choice", "show", "example"})
"""Buttons besides the one that sends what stands in the field."""
PRIVATE_KINDS = frozenset({"violence", "child"})
"""After words of these the page shows the way to leave it quickly."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the page shows besides the exchange."""

    text: str = ""
    """Words kept in the field."""
    problem: str = ""
    must_wait: bool = False
    has_lost: bool = False
    """An exchange was sent that could not be taken up again."""
    assessment: Assessment = NOTHING
    """Of a message that was not answered."""


@same_origin_only
def assistant(request: HttpRequest) -> HttpResponse:
    """The first view on GET; on POST one more turn, a verdict, or the exchange in another language."""
    if request.method in {"GET", "HEAD"}:
        return _page(request, Exchange(), Draft())
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    sent = request.POST
    unsent = _unsent(sent.get(FIELD, "")) if not _PRESSED.isdisjoint(sent) else Draft()
    if "again" in sent:
        return _page(request, Exchange(), replace(unsent, text=""))
    exchange, draft = _taken_up(sent.get("exchange", ""))
    draft = replace(unsent, has_lost=draft.has_lost)
    if "verdict" in sent:
        return _judge(request, exchange, draft)
    if "choice" in sent:
        return _choose(request, exchange, draft)
    if "show" in sent:
        return _page(request, exchange, draft)
    return _say(request, exchange, draft, sent.get("example") or sent.get(FIELD) or sent.get("q", ""))


@framed
@same_origin_only
def panel_assistant(request: HttpRequest) -> HttpResponse:
    """The same in the widget's panel."""
    response: HttpResponse = assistant(request)
    return response


def _taken_up(sealed: str) -> tuple[Exchange, Draft]:
    """The exchange that the page carried; a new one where there is none, or none that can be trusted."""
    if not sealed:
        return Exchange(), Draft()
    try:
        return travelling.unseal(sealed), Draft()
    except ExchangeLost:
        return Exchange(), Draft(has_lost=True)


def _unsent(written: str) -> Draft:
    """Words that stood in the field when something else was pressed: kept, and danger in them answered."""
    message = tidied(written)
    found = assess(message.whole, get_language())
    return Draft(text=message.text, assessment=found if found.is_emergency else NOTHING)


def _say(request: HttpRequest, exchange: Exchange, draft: Draft, written: str) -> HttpResponse:
    language = get_language()
    message = tidied(written)
    if not message.text:
        return _page(request, exchange, replace(draft, problem=_("Write what you need help with.")))
    if not limits.may_ask(request):
        found = assess(message.whole, language)
        kept = mask(message.text, language).text
        return _page(request, exchange, replace(draft, text=kept, must_wait=True, assessment=found))
    asked = travelling.asked_alone(exchange, message.text, language)
    reply = queries.turn(asked)
    if exchange.is_asking and reply.act == DONT_KNOW:
        return _answer(request, exchange, draft, DONT_KNOW, words=reply.masked.text)
    if exchange.is_asking and not travelling.is_clear(reply):
        asked = travelling.asked_further(exchange, message.text, language)
        reply = queries.turn(asked)
    reply = queries.endangered(reply, assessed_whole(message, reply.assessment, language))
    turn = Turn(
        words=reply.masked.text,
        reply=reply,
        record=_recorded(asked, reply),
        was_cut=message.was_cut,
        is_repeated=_is_repeated(exchange, reply),
    )
    return _page(request, travelling.extended(exchange, asked, turn), draft)


def _is_repeated(exchange: Exchange, reply: Reply) -> bool:
    newest = exchange.newest
    words = newest.words.casefold() if newest and not newest.is_choice else ""
    return reply.act == "repeat" or (bool(words) and words == reply.masked.text.casefold())


def _choose(request: HttpRequest, exchange: Exchange, draft: Draft) -> HttpResponse:
    """An option of the newest question. One that was not asked changes nothing."""
    facet, _colon, code = request.POST["choice"].partition(":")
    question = exchange.newest.reply.question if exchange.newest else None
    option = next((each for each in question.options if each.code == code), None) if question else None
    if question is None or option is None or question.facet != facet:
        return _page(request, exchange, draft)
    if not limits.may_ask(request):
        return _page(request, exchange, replace(draft, must_wait=True))
    return _answer(request, exchange, draft, code, words=plain(option.label, get_language()))


def _answer(request: HttpRequest, exchange: Exchange, draft: Draft, code: str, *, words: str) -> HttpResponse:
    """The newest question answered: with an option, or in the words of one."""
    newest = exchange.newest
    facet = newest.reply.question.facet if newest and newest.reply.question else ""
    asked = travelling.asked_by_choice(exchange, facet, code, get_language())
    reply = queries.turn(asked)
    if facet == PATH:
        reply = _meant(reply, code)
    turn = Turn(words=words, reply=reply, record=_recorded(asked, reply), is_choice=True)
    return _page(request, travelling.extended(exchange, asked, turn), draft)


def _meant(reply: Reply, code: str) -> Reply:
    """After "what did you mean?": the path that was meant; without one, a person, and what there is."""
    if code == DONT_KNOW:
        return replace(reply, kind="person", question=None)
    meant = tuple(each for each in reply.candidates if each.path == code)
    return replace(reply, kind="guide", candidates=meant, offered=len(meant), needs=(), question=None)


def _recorded(asked: Asked, reply: Reply) -> str:
    return actions.record(
        reply,
        "assistant",
        page_language=asked.page_language,
        municipality=asked.municipality,
        facets=asked.facets,
    )


def _judge(request: HttpRequest, exchange: Exchange, draft: Draft) -> HttpResponse:
    verdict = request.POST["verdict"]
    newest = exchange.newest
    if newest is None or verdict not in {"yes", "partly", "no"}:
        return _page(request, exchange, draft)
    if not limits.may_send(request):
        return _page(request, exchange, replace(draft, must_wait=True))
    actions.judged(newest.record, verdict)
    return _page(request, travelling.judged(exchange, verdict), draft)


def _page(request: HttpRequest, exchange: Exchange, draft: Draft) -> HttpResponse:
    language, at = get_language(), clock.now()
    turns = shown_turns(exchange, language, at)
    context = {
        "layout": layout_of(request, "assistant"),
        "has_chat": bool(contacts.area_codes()),
        "turns": turns,
        "newest": turns[-1] if turns else None,
        "exchange": travelling.seal(exchange) if turns else "",
        "has_lost_turns": exchange.has_lost_turns,
        "draft": draft,
        "problems": [Problem(FIELD, draft.problem)] if draft.problem else [],
        "has_errors": bool(draft.problem),
        "examples": examples(),
        "is_private": any(PRIVATE_KINDS & set(one.assessment.kinds) for one in (*turns, draft)),
        "person": person_card(language, at),
    }
    status = 429 if draft.must_wait else 422 if draft.problem else 200
    response = render(request, "pages/assistant.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if draft.must_wait:
        response["Retry-After"] = str(int(limits.WINDOW.total_seconds()))
    return response


def examples() -> list[str]:
    """Things people ask, as they would say them; each is a button that asks it."""
    return [
        _("I have a toothache"),
        _("my mother cannot cope at home"),
        _("I am worn out"),
        _("when is the health centre open"),
    ]


@same_origin_only
def save(request: HttpRequest) -> HttpResponse:
    """The exchange as a text file for the reader's own keeping."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("pages:assistant"))
    exchange, draft = _taken_up(request.POST.get("exchange", ""))
    if not exchange.turns:
        return _page(request, exchange, draft)
    turns = shown_turns(exchange, get_language(), clock.now())
    text = transcript.of(turns, request.build_absolute_uri)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("luotsi-conversation")}.txt"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def open_path(request: HttpRequest, record: str, code: str) -> HttpResponse:
    """On to an offered path; notes that it was opened, and by nobody in particular."""
    if is_looked_at(request):
        actions.opened(record, code)
    response = HttpResponseRedirect(reverse("pages:guide", args=[code]), status=303)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
