"""The chat's page, and the same in the widget's panel.

With JavaScript the page's own script speaks to the live part. Without it the same forms come here, and each
gives the conversation as it stands: turn by turn, with a button to look again. The capability travels in a
hidden field of a POST and never in an address; every such page is `no-store`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.contacts import blocking
from luotsi.conversations.transport import limits
from luotsi.foundation import clock
from luotsi.foundation.limits import client_key, client_network
from luotsi.organisation import queries as organisation
from luotsi.safety.emergency import KINDS, NOTHING, Assessment, assess
from luotsi.safety.masking import mask
from luotsi.web.pages.chat import door as doors
from luotsi.web.pages.chat import engine, packets, showing, words
from luotsi.web.pages.chat.engine import Key, Refused
from luotsi.web.pages.chat.layout import Layout, layout_of
from luotsi.web.pages.people import person_card
from luotsi.web.parts.framing import framed
from luotsi.web.parts.messages import tidied
from luotsi.web.parts.security import same_origin_only
from luotsi.web.parts.types import Problem

FIELD = "text"
MODULES = tuple(
    f"chat/{name}.js" for name in ("api", "keeping", "talk", "outbox", "screen", "state", "stream", "sound")
)
"""What chat.js imports: asked for at once instead of one after another."""

WORST, BEST = 0, 10
MOST_FEEDBACK = 1_000
"""Characters of feedback in one's own words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a page of the conversation shows besides the conversation."""

    text: str = ""
    problem: str = ""
    assessment: Assessment = NOTHING
    asks_to_end: bool = False
    asks_to_erase: bool = False
    status: int = 200


@same_origin_only
def chat(request: HttpRequest) -> HttpResponse:
    """The chat on a page of its own."""
    return _chat(request, layout_of(request, "chat"))


@framed
@same_origin_only
def panel_chat(request: HttpRequest) -> HttpResponse:
    """The chat in the widget's panel."""
    return _chat(request, layout_of(request, "chat"))


def _chat(request: HttpRequest, layout: Layout) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return _door_page(request, layout, request.GET.get("area", "")[:64], packets.NOTHING)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    sent = request.POST
    if "conversation" in sent:
        return _turn(request, layout, Key(sent["conversation"][:64], sent.get("capability", "")[:128]))
    packet = packets.from_form(sent, get_language())
    if "start" in sent:
        return _start(request, layout, packet)
    area = sent.get("area", "")[:64] or doors.area_for(packet.themes)
    if area:
        engine.note_turned_away(area, get_language())
    return _door_page(request, layout, area, packet)


def _door_page(
    request: HttpRequest,
    layout: Layout,
    area: str,
    packet: packets.Packet,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    language, at = get_language(), clock.now()
    found = doors.door(area, language, at) if area else None
    context = {
        "layout": layout,
        "door": found,
        "doors": [] if found else doors.doors(language, at),
        "packet": packet.told if not packet.is_empty else None,
        "packet_lines": list(showing.packet_words(packet.told)),
        "sealed": packets.seal(packet),
        "packet_json": json.dumps(packet.told, ensure_ascii=False),
        "municipality": packet.municipality,
        "reason": packet.reason,
        "needed_at": packet.needed_at.isoformat() if packet.needed_at else "",
        "problem": problem,
        "capability": engine.new_capability() if found and found.takes_new else "",
        "person": person_card(language, at),
        "modules": MODULES,
    }
    # No two readers may get the same page: each form has a capability of its own.
    return _private(render(request, "pages/chat/door.html", context, status=status))


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """The screen of a conversation, of which the script makes one: it has no words or markup of its own."""
    language = get_language()
    context = {
        "words": json.dumps(words.everything(), ensure_ascii=False),
        "areas": json.dumps(doors.names(language), ensure_ascii=False),
        "emergencies": [(kind, Assessment(is_emergency=True, kinds=(kind,))) for kind in KINDS],
        "distress": Assessment(is_soft=True),
        "scores": range(WORST, BEST + 1),
        "blanks": showing.blanks(),
    }
    response = render(request, "pages/chat/screen.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _start(request: HttpRequest, layout: Layout, packet: packets.Packet) -> HttpResponse:
    area = request.POST.get("area", "")[:64]
    agrees = request.POST["start"] == "with" and not packet.is_empty
    client = client_key(request)
    try:
        if blocking.is_blocked(client_network(request)):
            raise Refused("blocked")
        if not (limits.chats.take(client) and limits.chats_of_area.take(area)):
            raise Refused("too_many")
        key = engine.start(
            area,
            get_language(),
            request.POST.get("capability", ""),
            packet.told if agrees else None,
            municipality=packet.municipality if agrees else "",
            reason=packet.reason if agrees else "",
            needed_at=packet.needed_at,
        )
    except Refused as refused:
        status = {"too_many": 429, "blocked": 403}.get(refused.code, 409)
        return _door_page(request, layout, area, packet, problem=words.refusal(refused.code), status=status)
    return _talk_page(request, layout, key, Draft())


def _turn(request: HttpRequest, layout: Layout, key: Key) -> HttpResponse:
    """One thing done in a conversation, and the conversation as it then stands."""
    wanted = request.POST.get("do", "look")
    if wanted == "transcript":
        return _transcript(request, layout, key)
    draft = Draft(
        text=request.POST.get(FIELD, ""), asks_to_end=wanted == "end", asks_to_erase=wanted == "erase"
    )
    try:
        if wanted in _LIMITED and not limits.messages.take(key.conversation):
            raise Refused("too_many")
        draft = _DOES.get(wanted, _look)(request.POST, key, draft)
    except Refused as refused:
        if refused.code == "not_found":
            return _lost_page(request, layout)
        said = words.refusal(refused.code)
        draft = replace(_kept(draft), problem=said, status=429 if refused.code == "too_many" else 409)
    return _talk_page(request, layout, key, draft)


def _kept(draft: Draft) -> Draft:
    """Words that did not get through: kept in the field, masked, and danger in them answered."""
    message = tidied(draft.text)
    found = assess(message.whole, get_language())
    text = mask(message.text, get_language()).text
    return replace(draft, text=text, assessment=found if found.is_emergency else NOTHING)


def _look(_sent: QueryDict, _key: Key, draft: Draft) -> Draft:
    return draft


def _say(sent: QueryDict, key: Key, draft: Draft) -> Draft:
    message = tidied(draft.text)
    if not message.text:
        return replace(draft, problem=_("Write your message first."), status=422)
    if message.was_cut:
        raise Refused("not_fitting")
    once = sent.get("once", "")[:64] or secrets.token_hex(16)
    engine.say(key, message.text, get_language(), once)
    return replace(draft, text="")


def _leave(_sent: QueryDict, key: Key, draft: Draft) -> Draft:
    engine.leave(key)
    return draft


def _come_back(_sent: QueryDict, key: Key, draft: Draft) -> Draft:
    engine.come_back(key)
    return draft


def _end(_sent: QueryDict, key: Key, draft: Draft) -> Draft:
    engine.end(key)
    return replace(draft, text="")


def _erase(_sent: QueryDict, key: Key, draft: Draft) -> Draft:
    engine.erase(key)
    return draft


def _rate(sent: QueryDict, key: Key, draft: Draft) -> Draft:
    verdict, score = sent.get("verdict", ""), sent.get("score", "")
    if verdict not in {"yes", "partly", "no"}:
        return replace(draft, problem=_("Choose first whether you got an answer."), status=422)
    is_score = score.isdecimal() and len(score) < 3 and int(score) <= BEST
    said = tidied(sent.get("words", "")[:MOST_FEEDBACK]).text
    engine.rate(key, verdict, int(score) if is_score else None, said)
    return draft


_DOES: dict[str, Callable[[QueryDict, Key, Draft], Draft]] = {
    "look": _look,
    "say": _say,
    "leave": _leave,
    "return": _come_back,
    "end-for-sure": _end,
    "erase-for-sure": _erase,
    "feedback": _rate,
}
"""What a button of the forms does; an unknown one only looks."""

_LIMITED = frozenset({"say", "feedback"})


def _talk_page(request: HttpRequest, layout: Layout, key: Key, draft: Draft) -> HttpResponse:
    language, at = get_language(), clock.now()
    try:
        talk = engine.look(key)
    except Refused:
        return _lost_page(request, layout)
    # The next time a block would find who reads this.
    blocking.remember(client_network(request), UUID(key.conversation))
    area = str(talk.view.get("area", ""))
    # Of an erased conversation nothing tells any more where it was.
    found = doors.door(area, language, at) if area else None
    context = {
        "layout": layout,
        "key": key,
        "once": secrets.token_hex(16),
        "talk": talk,
        "lines": showing.lines(talk, language),
        "area_name": organisation.area_name(area, language),
        # Where scripts run, one takes it up here and goes on live: it comes from a panel that could not
        # remember it, or was begun by the form because the script was not there yet.
        "is_moved": request.POST.get("do") == "move" or "conversation" not in request.POST,
        "who": showing.who(talk),
        "queue": showing.queue_words(talk),
        "stays": showing.stays_words(talk),
        "ends_at": showing.clock_words(str(talk.view.get("ends_at") or ""), language),
        "door": found,
        "draft": draft,
        "problems": [Problem(FIELD if not talk.is_over else "verdict", draft.problem)]
        if draft.problem
        else [],
        "has_errors": bool(draft.problem),
        "person": person_card(language, at),
        "scores": range(WORST, BEST + 1),
    }
    return _private(render(request, "pages/chat/turn.html", context, status=draft.status))


def _lost_page(request: HttpRequest, layout: Layout) -> HttpResponse:
    """The conversation is not there, or is not this client's: nobody learns which."""
    problem = words.refusal("not_found")
    return _private(_door_page(request, layout, "", packets.NOTHING, problem=problem, status=404))


def _transcript(request: HttpRequest, layout: Layout, key: Key) -> HttpResponse:
    try:
        talk = engine.look(key)
    except Refused:
        return _lost_page(request, layout)
    name = organisation.area_name(str(talk.view.get("area", "")), get_language())
    text = showing.as_text(talk, _("Chat: %(service)s") % {"service": name}, get_language())
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("luotsi-conversation")}.txt"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
