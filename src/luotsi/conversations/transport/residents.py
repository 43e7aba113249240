"""The routes of residents. Nothing here knows who they are: a capability opens a conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from luotsi.contacts import blocking
from luotsi.contacts import queries as contacts
from luotsi.contacts.types import Refusal
from luotsi.conversations import (
    actions,
    bodies,
    capabilities,
    cursors,
    identifying,
    log,
    queries,
    saying,
    transcript,
)
from luotsi.conversations.capabilities import TICKET_LASTS, BadTicket
from luotsi.conversations.signals import Signal
from luotsi.conversations.streams import Stream
from luotsi.conversations.transport import limits, serving, telling
from luotsi.conversations.transport.answers import DONE, Answer
from luotsi.conversations.transport.refusals import Refused, refused
from luotsi.conversations.transport.requests import Request
from luotsi.conversations.transport.service import Service, new_token
from luotsi.conversations.transport.serving import Events
from luotsi.conversations.types import ConversationView, HasEnded, NoSuchConversation, NotFitting
from luotsi.foundation import clock
from luotsi.privacy.actions import sweep_files
from luotsi.safety import emergency

LANGUAGES = ("fi", "sv", "en")
MOST_SEQ = 2**53


async def open_conversation(service: Service, request: Request) -> Answer:
    """POST conversations."""
    told = await request.json()
    given = _bearer(request)
    capability = given or capabilities.new_capability()
    if not capabilities.is_capability(capability):
        raise Refused(400, "not_fitting")
    new = await service.read(_opening, told, capability)
    before = await service.read(queries.by_capability, capability) if given else None
    if before is None:
        await service.read(_refuse_blocked, request.network, new.area)
        await _take_turn(service, request.client, new)
    try:
        made = await service.write(lambda: actions.open_conversation(new))
    except Refusal as error:
        refusal = error
        await service.write(lambda: actions.turn_away(new, refusal))
        raise await _with_ways_on(service, error, new.area) from error
    service.share_soon([made.area])
    answer = await service.read(_opened, made, request.network)
    if not given:
        answer["capability"] = capability
    answer |= {"ticket": capabilities.ticket_for({made.id: made.epoch}), "expires_in": _expires_in()}
    return Answer(answer, status=201)


async def area(service: Service, request: Request, code: str) -> Answer:
    """GET areas/AREA."""
    count(request)
    return Answer(telling.area(await service.read(contacts.status, code)))


async def conversation(service: Service, request: Request, number: UUID) -> Answer:
    """GET conversations/ID."""
    found = await own(service, request, number)
    return Answer(await service.read(_fresh, found))


async def say(service: Service, request: Request, number: UUID) -> Answer:
    """POST conversations/ID/messages."""
    count(request)
    told = await request.json()
    text, network = told.get("text"), request.network
    found, words = await service.read(_ready_to_say, number, _bearer(request), network, text)
    key = saying.key(told.get("key"))
    is_here = not found.is_away
    put = service.say if is_here else service.write
    try:
        entries = await put(lambda: actions.say_as_client(number, words, key, is_here=is_here), number)
    except HasEnded as error:
        raise await _with_ways_on(service, error, found.area) from error
    return Answer({"entries": telling.entries(entries, staff=False)})


async def typing(service: Service, request: Request, number: UUID) -> Answer:
    """POST conversations/ID/typing."""
    await own(service, request, number)
    service.hub.signal(Signal(log.name(number), "typing", "client"))
    return DONE


async def read(service: Service, request: Request, number: UUID) -> Answer:
    """POST conversations/ID/read."""
    await own(service, request, number)
    service.hub.signal(Signal(log.name(number), "read", "client", place_in(await request.json())))
    return DONE


def changing(change: Callable[[UUID], object]) -> Callable[..., Awaitable[Answer]]:
    """A route of a verb that needs no more than the conversation."""

    async def route(service: Service, request: Request, number: UUID) -> Answer:
        found = await own(service, request, number)
        try:
            await service.write(lambda: change(number), number)
        except (Refusal, HasEnded) as error:
            raise await _with_ways_on(service, error, found.area) from error
        service.share_soon([found.area])
        return Answer(await service.read(_standing, number))

    return route


join_queue: Callable[..., Awaitable[Answer]] = changing(actions.join_queue)
leave: Callable[..., Awaitable[Answer]] = changing(actions.leave)
come_back: Callable[..., Awaitable[Answer]] = changing(actions.come_back)
ask_for_time: Callable[..., Awaitable[Answer]] = changing(actions.ask_for_time)
end: Callable[..., Awaitable[Answer]] = changing(actions.end_as_client)
refuse_identity: Callable[..., Awaitable[Answer]] = changing(identifying.refuse)
keep_longer: Callable[..., Awaitable[Answer]] = changing(identifying.keep_longer)


async def rate(service: Service, request: Request, number: UUID) -> Answer:
    """POST conversations/ID/feedback."""
    await own(service, request, number)
    told = await request.json()
    answer, nps, words = told.get("answer"), told.get("nps"), told.get("words", "")
    await service.write(lambda: actions.rate(number, answer, nps, words), number)
    return DONE


async def erase(service: Service, request: Request, number: UUID) -> Answer:
    """POST conversations/ID/erase."""
    await own(service, request, number)
    await service.write(lambda: actions.erase_as_client(number), number)
    await service.read(sweep_files)
    return DONE


async def text(service: Service, request: Request, number: UUID) -> Answer:
    """GET conversations/ID/transcript."""
    found = await own(service, request, number)
    told = await service.read(transcript.text_of, number, found.language)
    return Answer(text=told, headers={"content-disposition": 'attachment; filename="chat.txt"'})


async def ticket(service: Service, request: Request) -> Answer:
    """POST ticket."""
    count(request)
    wanted = (await request.json()).get("conversations")
    if not isinstance(wanted, dict) or not 0 < len(wanted) <= capabilities.MOST_CONVERSATIONS:
        raise Refused(400, "not_fitting")
    epochs = await service.read(_epochs, wanted)
    return Answer({"ticket": capabilities.ticket_for(epochs), "expires_in": _expires_in()})


async def stream(service: Service, request: Request) -> Events:
    """GET stream."""
    count(request)
    return await serving.opened(service, await _stream(service, request))


async def poll(service: Service, request: Request) -> Answer:
    """GET poll."""
    count(request)
    opened = await _stream(service, request)
    return await serving.polled(service, request, opened, wait_in(request))


def place_in(told: dict[str, Any], name: str = "seq") -> int:
    """The place of an entry, under this name. Raises Refused."""
    seq = told.get(name)
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq <= MOST_SEQ:
        raise Refused(400, "not_fitting")
    return seq


def wait_in(request: Request) -> float:
    """How long a poll may wait, in seconds."""
    wait = request.query.get("wait", "")
    return float(wait) if wait.isdecimal() and len(wait) < 4 else serving.LONGEST_POLL


def _bearer(request: Request) -> str:
    kind, _, capability = request.headers.get("authorization", "").partition(" ")
    return capability.strip() if kind.lower() == "bearer" else ""


async def own(service: Service, request: Request, number: UUID) -> ConversationView:
    """The conversation that the request's capability opens. Raises Refused 404, 429."""
    count(request)
    return await service.read(_known, number, _bearer(request), request.network)


def _known(number: UUID, capability: str, network: str) -> ConversationView:
    """The same; and that its client speaks from there, so that a block would find them."""
    found = queries.for_client(number, capability)
    blocking.remember(network, number)
    return found


def count(request: Request) -> None:
    """One call more from this address. Raises Refused 429."""
    if not limits.calls.take(request.client):
        raise Refused(429, "too_many", retry_after=60)


async def _take_turn(service: Service, client: str, new: actions.Opening) -> None:
    """Raises Refused 429 with ways on, and with what an emergency in the words calls for."""
    if limits.chats.take(client) and limits.chats_of_area.take(new.area):
        return
    ways = await service.read(telling.ways_on, new.area)
    alarm = new.message.alarm if new.message else emergency.NOTHING
    raise Refused(429, "too_many_chats", ways, retry_after=3600, more=_alarm(alarm))


def _ready_to_say(
    number: UUID, capability: str, network: str, text: object
) -> tuple[ConversationView, saying.Words]:
    """The words for the conversation that the capability opens. Raises Refused 404, 429."""
    found = _known(number, capability, network)
    if not limits.messages.take(f"{number}"):
        raise _too_many(text, found)
    return found, saying.message(text, found.language, is_client=True)


def _too_many(text: object, found: ConversationView) -> Refused:
    """What is over the limit is not kept, but read for an emergency: that is never limited."""
    alarm = emergency.NOTHING
    if isinstance(text, str):
        alarm = emergency.assess(text[: 2 * bodies.MOST_CHARACTERS], found.language)
    ways = telling.ways_on(found.area)
    return Refused(429, "too_many", ways, retry_after=60, more=_alarm(alarm))


def _alarm(alarm: emergency.Assessment) -> dict[str, Any]:
    if not alarm.is_emergency and not alarm.is_soft:
        return {}
    return {"emergency": {"kinds": list(alarm.kinds), "is_soft": alarm.is_soft}}


def _refuse_blocked(network: str, area: str) -> None:
    """A client whom a professional blocked today opens no new conversation from there till midnight."""
    if blocking.is_blocked(network):
        raise Refused(403, "blocked", telling.ways_on(area))


async def _with_ways_on(service: Service, error: Exception, area: str) -> Refused:
    found = refused(error)
    found.next_steps = await service.read(telling.ways_on, area)
    return found


def _opening(told: dict[str, Any], capability: str) -> actions.Opening:
    """What was sent, ready to be kept. Raises NotFitting."""
    language = told.get("language")
    if language not in LANGUAGES:
        raise NotFitting("The language is fi, sv or en.")
    message = None
    if told.get("message") not in (None, ""):
        message = saying.message(told["message"], language, is_client=True)
    packet = None
    if told.get("consent") is True and told.get("packet") is not None:
        packet = saying.packet(told["packet"], language)
    return actions.Opening(
        area=_code(told, "area", 60),
        language=language,
        capability=capability,
        reason=_code(told, "reason", 60),
        municipality=_code(told, "municipality", 3),
        sensitive=told.get("sensitive") is True,
        needed_at=_moment(told.get("needed_at")),
        joins_queue=told.get("queue", True) is not False,
        packet=packet,
        message=message,
        message_key=saying.key(told["key"]) if told.get("key") is not None else "",
    )


def _code(told: dict[str, Any], name: str, most: int) -> str:
    code = told.get(name, "")
    is_code = isinstance(code, str) and len(code) <= most and code.replace("-", "").replace("_", "").isalnum()
    if code and not (is_code and code.isascii()):
        raise NotFitting(f"{name} is a code.")
    return code or ""


def _moment(told: object) -> datetime | None:
    """When the need began; what is no moment of the last day is left out."""
    if not isinstance(told, str) or len(told) > 40:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    is_recent = moment.tzinfo is not None and abs((clock.now() - moment).total_seconds()) < 86_400
    return moment if is_recent else None


def _opened(made: ConversationView, network: str) -> dict[str, Any]:
    blocking.remember(network, made.id)
    return _fresh(made)


def _fresh(found: ConversationView) -> dict[str, Any]:
    told = telling.conversation(found, staff=False)
    return {**told, "queue": _queue(found.id), "status": telling.area_of(found.area)}


def _standing(number: UUID) -> dict[str, Any]:
    return {"view": telling.view(number, staff=False), "queue": _queue(number)}


def _queue(number: UUID) -> dict[str, Any] | None:
    return telling.place(queries.place_in_queue(number))


def _epochs(wanted: dict[str, Any]) -> dict[UUID, int]:
    """Of the conversations that their capabilities open. Raises NoSuchConversation when one does not."""
    epochs = {}
    for text, capability in wanted.items():
        try:
            number = UUID(text)
        except ValueError:
            raise NoSuchConversation(text) from None
        found = queries.for_client(number, capability if isinstance(capability, str) else "")
        epochs[found.id] = found.epoch
    return epochs


async def _stream(service: Service, request: Request) -> Stream:
    """The stream that the request's ticket allows, from its cursor on. Raises Refused 401."""
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    try:
        allowed = capabilities.read_ticket(told.strip() if kind.lower() == "ticket" else "")
    except BadTicket:
        raise Refused(401, "no_ticket") from None
    now = await service.read(_places_of, list(allowed.conversations), request.network)
    if any(now.get(number, (-1, 0))[0] != epoch for number, epoch in allowed.conversations.items()):
        raise Refused(401, "no_ticket")
    cursor = cursors.read(request.query.get("cursor", ""))
    places = {}
    for number, (_epoch, last) in now.items():
        place = cursor.get(log.name(number), 0)
        places[log.name(number)] = place if place <= last else 0
    return Stream(places, epochs=allowed.conversations, token=new_token())


def _places_of(numbers: list[UUID], network: str) -> dict[UUID, tuple[int, int]]:
    """Epoch and last place of each conversation that is there."""
    found = {}
    for number in numbers:
        try:
            view = queries.conversation(number)
        except NoSuchConversation:
            continue
        blocking.remember(network, number)
        found[number] = (view.epoch, view.last_seq)
    return found


def _expires_in() -> int:
    return int(TICKET_LASTS.total_seconds())
