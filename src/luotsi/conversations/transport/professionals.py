"""The routes of professionals: their session, their rights in each service area, a trace of each view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from luotsi.contacts import actions as contacts
from luotsi.contacts import presence_actions
from luotsi.contacts import queries as contact_queries
from luotsi.contacts.types import PresenceState, Support, WrapUp
from luotsi.conversations import actions, cursors, desk, identifying, log, queries, saying
from luotsi.conversations.saying import Words
from luotsi.conversations.signals import Signal
from luotsi.conversations.streams import Stream
from luotsi.conversations.transport import limits, serving, staff_sessions, telling
from luotsi.conversations.transport.answers import DONE, Answer
from luotsi.conversations.transport.refusals import Refused
from luotsi.conversations.transport.requests import Request
from luotsi.conversations.transport.residents import place_in, wait_in
from luotsi.conversations.transport.service import Service, new_token
from luotsi.conversations.transport.serving import Events
from luotsi.conversations.transport.staff_sessions import Staff
from luotsi.conversations.types import ConversationView, NotFitting
from luotsi.privacy import context

Result = TypeVar("Result")

_LONGEST_WORDS = 4_000
_MOST_LISTED = 50


async def show_desk(service: Service, request: Request) -> Answer:
    """GET staff/desk."""
    staff = await _staff(service, request)
    return Answer(await service.read(_desk, staff))


async def set_presence(service: Service, request: Request) -> Answer:
    """POST staff/presence. Said again unchanged it is a sign of life."""
    staff = await _writing(service, request)
    told = await request.json()
    try:
        state = PresenceState(told.get("state"))
    except ValueError:
        raise NotFitting("The state is present, away or gone.") from None
    areas = _listed(told, "areas") or sorted(staff.areas)
    capacity = told.get("capacity")
    if capacity is not None and (
        isinstance(capacity, bool) or not isinstance(capacity, int) or capacity > 50
    ):
        raise NotFitting("The capacity is a number.")
    named = {"languages": _listed(told, "languages"), "skills": _listed(told, "skills")}
    try:
        await _do(
            service,
            staff,
            lambda: presence_actions.set_presence(staff.person, areas, state, capacity, **named),
        )
    except ValueError as error:
        raise NotFitting(str(error)) from error
    service.share_soon(areas)
    return DONE


async def pick(service: Service, request: Request) -> Answer:
    """POST staff/pick."""
    staff = await _writing(service, request)
    number = _number((await request.json()).get("id"))
    await service.read(queries.for_person, number, staff.person)
    await _do(service, staff, lambda: contacts.assign(number, staff.person), number)
    return Answer(await service.read(_shown, number))


async def share_next(service: Service, request: Request) -> Answer:
    """POST staff/share-next."""
    staff = await _writing(service, request)
    area = (await request.json()).get("area")
    if area not in staff.areas:
        raise Refused(403, "no_right")
    shared = []
    while (one := await _do(service, staff, lambda: contacts.share_next(area))) is not None:
        shared.append(desk.card(one))
    return Answer({"assigned": shared})


async def conversation(service: Service, request: Request, number: UUID) -> Answer:
    """GET staff/conversations/ID. That it was read leaves a trace."""
    staff = await _staff(service, request)
    found = await service.read(queries.for_person, number, staff.person)
    await _do(service, staff, lambda: actions.note_view(number, staff.person, found.area))
    return Answer(await service.read(_shown, number))


async def say(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/messages."""
    return await _said(service, request, number, _message)


async def note(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/notes."""
    return await _said(service, request, number, saying.note)


async def typing(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/typing."""
    await _in_hand(service, request, number)
    service.hub.signal(Signal(log.name(number), "typing", "professional"))
    return DONE


async def read(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/read."""
    await _in_hand(service, request, number)
    service.hub.signal(Signal(log.name(number), "read", "professional", place_in(await request.json())))
    return DONE


async def hold(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/hold."""
    return await _changed(service, request, number, lambda by: contacts.hold(number, by=by))


async def resume(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/resume."""
    return await _changed(service, request, number, lambda by: contacts.resume(number, by=by))


async def end(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/end."""
    return await _changed(service, request, number, lambda by: actions.end_as_professional(number, by))


async def block(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/block."""
    return await _changed(service, request, number, lambda by: actions.block(number, by))


async def ask_identity(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/ask-identity."""
    return await _changed(service, request, number, lambda by: identifying.ask(number, by))


async def transfer(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/transfer."""
    told = await request.json()
    area, person, words = told.get("area", ""), told.get("person"), _words(told)
    is_fitting = isinstance(area, str) and (person is None or _is_number(person)) and (area or person)
    if not is_fitting:
        raise NotFitting("A transfer goes to an area, a person, or both.")
    return await _changed(
        service,
        request,
        number,
        lambda by: contacts.transfer(number, by=by, area=area, person=person, note=words),
    )


async def wrap_up(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/wrap-up."""
    told = await request.json()
    try:
        code = WrapUp(told.get("code"))
        support = [Support(one) for one in _listed(told, "support")]
    except ValueError:
        raise NotFitting("What came of it, and what helped, are codes.") from None
    nth, words = told.get("contact_number"), _words(told)
    if nth is not None and not (_is_number(nth) and 0 < nth < 1000):
        raise NotFitting("Which contact it was is a number.")

    def change(by: int) -> object:
        return contacts.wrap_up(number, by=by, code=code, note=words, support=support, contact_number=nth)

    return await _changed(service, request, number, change)


async def keep(service: Service, request: Request, number: UUID) -> Answer:
    """POST staff/conversations/ID/keep."""
    told = await request.json()
    try:
        until = date.fromisoformat(told.get("until", ""))
    except (ValueError, TypeError):
        raise NotFitting("The end is a date.") from None
    reason = told.get("reason")
    return await _changed(service, request, number, lambda by: actions.keep(number, by, reason, until))


async def stream(service: Service, request: Request) -> Events:
    """GET staff/stream."""
    return await serving.opened(service, await _stream(service, request))


async def poll(service: Service, request: Request) -> Answer:
    """GET staff/poll."""
    opened = await _stream(service, request)
    return await serving.polled(service, request, opened, wait_in(request))


async def _staff(service: Service, request: Request, *, writes: bool = False) -> Staff:
    staff = await service.read(staff_sessions.signed_in, request.djangos, writes=writes)
    service.heard(staff.person)
    return staff


async def _writing(service: Service, request: Request) -> Staff:
    request.refuse_foreign(staff=True)
    return await _staff(service, request, writes=True)


async def _in_hand(service: Service, request: Request, number: UUID) -> ConversationView:
    staff = await _writing(service, request)
    return await service.read(queries.for_assignee, number, staff.person)


async def _do(
    service: Service, staff: Staff, change: Callable[[], Result], number: UUID | str = ""
) -> Result:
    """A change that this person makes, under the circumstances in which it was asked for."""

    def done() -> Result:
        with context.during(staff.circumstances):
            return change()

    return await service.write(done, number)


async def _changed(
    service: Service, request: Request, number: UUID, change: Callable[[int], object]
) -> Answer:
    staff = await _writing(service, request)
    found = await service.read(queries.for_person, number, staff.person)
    await _do(service, staff, lambda: change(staff.person), number)
    service.share_soon([found.area])
    return Answer({"view": await service.read(telling.view, number, staff=True)})


async def _said(
    service: Service, request: Request, number: UUID, made: Callable[[object, str], Words]
) -> Answer:
    staff = await _writing(service, request)
    found = await service.read(queries.for_person, number, staff.person)
    told = await request.json()
    key = saying.key(told.get("key"))
    if not limits.messages.take(f"{number} {staff.person}"):
        raise Refused(429, "too_many", retry_after=60)
    words = await service.read(made, told.get("text"), found.language)

    def change() -> Any:
        with context.during(staff.circumstances):
            return actions.say_as_professional(
                number, staff.person, words, key, is_answered=found.is_answered
            )

    is_first = not found.is_answered and not words.what.is_for_staff
    entries = await (service.write if is_first else service.say)(change, number)
    return Answer({"entries": telling.entries(entries, staff=True)})


async def _stream(service: Service, request: Request) -> Stream:
    staff = await _staff(service, request)
    cursor = cursors.read(request.query.get("cursor", ""))
    desks, own = await service.read(_ends, staff)
    places = {}
    for name, last in (desks | own).items():
        place = cursor.get(name, 0)
        places[name] = place if place <= last else 0
    return Stream(
        places,
        person=staff.person,
        session=staff.session,
        areas=staff.areas,
        opened_with=desks,
        token=new_token(),
    )


def _message(text: object, language: str) -> Words:
    return saying.message(text, language, is_client=False)


def _desk(staff: Staff) -> dict[str, Any]:
    """The ends of the logs are read first: what comes meanwhile comes once more by the stream."""
    ends = desk.ends(staff.areas)
    waiting, own = queries.desk_of(staff.person)
    return {
        "person": staff.person,
        "areas": sorted(staff.areas),
        "presence": telling.presence(contact_queries.presence(staff.person)),
        "queue": [desk.card(one) for one in waiting],
        "own": [desk.card(one) for one in own],
        "cursor": cursors.written(ends),
    }


def _ends(staff: Staff) -> tuple[dict[str, int], dict[str, int]]:
    """Where the logs of a professional's stream end: of their areas, and of what they have in hand.

    The desks are read first: what comes meanwhile stands after their ends, and whose it is may be told twice.
    """
    desks = desk.ends(staff.areas)
    _waiting, own = queries.desk_of(staff.person)
    lasts = queries.last_seqs(one.id for one in own)
    return desks, {log.name(number): last for number, last in lasts.items()}


def _shown(number: UUID) -> dict[str, Any]:
    told = telling.conversation(queries.conversation(number), staff=True)
    return {
        **told,
        "contact": desk.card(contact_queries.contact(number)),
        "transfers": [telling.transfer(one) for one in contact_queries.transfers(number)],
    }


def _number(told: object) -> UUID:
    try:
        return UUID(told if isinstance(told, str) else "")
    except ValueError:
        raise Refused(404, "not_found") from None


def _listed(told: dict[str, Any], name: str) -> list[str]:
    found = told.get(name, [])
    is_list = isinstance(found, list) and len(found) <= _MOST_LISTED
    if not is_list or not all(isinstance(one, str) and len(one) <= 60 for one in found):
        raise NotFitting(f"{name} is a list of codes.")
    return found


def _words(told: dict[str, Any]) -> str:
    words = told.get("words", "")
    if not isinstance(words, str) or len(words) > _LONGEST_WORDS:
        raise NotFitting(f"At most {_LONGEST_WORDS} characters fit.")
    return words.encode("utf-8", "ignore").decode()


def _is_number(told: object) -> bool:
    return isinstance(told, int) and not isinstance(told, bool)
