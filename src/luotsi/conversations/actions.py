"""Every change to a conversation: one verb each, in a transaction of its own or in the caller's.

What only concerns the contact (taking, holding, transferring, wrapping up) is done by `contacts.actions`, and
stands in the log by itself (`following`). Refused is by name: `types.ConversationFault` of what is said,
`contacts.types.Refusal` of what happens to the contact; then nothing has changed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from luotsi.contacts import actions as contacts
from luotsi.contacts.types import Channel, ContactView, EndedBy, NewContact, Refusal, RefusalCode, State
from luotsi.conversations import bodies, capabilities, facts, log, queries, saying
from luotsi.conversations.kinds import Erased, FeedbackGiven, Kept, Notice
from luotsi.conversations.models import ConversationRow, EntryRow
from luotsi.conversations.saying import Words
from luotsi.conversations.telling import told
from luotsi.conversations.types import (
    Author,
    ConversationView,
    Draft,
    Entry,
    KeyReused,
    NotFitting,
    NotYours,
)
from luotsi.feedback import actions as feedback
from luotsi.feedback.types import AnswerRefusedError, Subject
from luotsi.foundation import clock
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event

OPENING_KEY = "opening"
FEEDBACK_KEY = "feedback"
LONGEST_KEPT = timedelta(days=366)
"""A decision to keep a conversation names an end no later than this; after it another decision is needed."""

_HELD = (State.ASSIGNED.value, State.ON_HOLD.value)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a client opens a conversation with. The words are ready to be kept (`saying`).

    `capability` is the client's own: who opens twice with the same one has one conversation. `packet` is
    given only if the client saw it and agreed.
    """

    area: str
    language: str
    capability: str = field(repr=False)
    reason: str = ""
    municipality: str = ""
    skill: str = ""
    sensitive: bool = False
    needed_at: datetime | None = None
    joins_queue: bool = True
    packet: Words | None = None
    message: Words | None = None
    message_key: str = ""


@transaction.atomic
def open_conversation(new: Opening) -> ConversationView:
    """Open a conversation, hand over the packet, say the first words and join the queue, all or nothing.

    Raises Refusal UNKNOWN_AREA, CLOSED, QUEUE_FULL (of the last two tell by `turn_away` afterwards), and
    KeyReused when the capability was used for another opening.
    """
    hashed = capabilities.hash_of(new.capability)
    digest = _digest_of(new, hashed)
    earlier = ConversationRow.objects.filter(capability_hash=hashed).first()
    if earlier is not None:
        return _opened_before(earlier, digest)
    row = ConversationRow.objects.create(
        id=uuid.uuid4(),
        area=new.area,
        language=new.language,
        state=State.BOT.value,
        capability_hash=hashed,
        opened_at=clock.now(),
    )
    contacts.open_contact(
        NewContact(
            Channel.CHAT,
            new.area,
            new.language,
            reason=new.reason,
            municipality=new.municipality,
            skill=new.skill,
            sensitive=new.sensitive,
            needed_at=new.needed_at,
            id=row.pk,
        )
    )
    log.append(row.pk, [Draft(Notice("untraceable"), key=OPENING_KEY, digest=digest)])
    if new.packet is not None:
        log.append(row.pk, saying.drafts(new.packet, Author.CLIENT))
        _tell_of_packet(row, new.packet)
    if new.message is not None:
        say_as_client(row.pk, new.message, new.message_key or OPENING_KEY, is_here=True)
    if new.joins_queue:
        contacts.queue(row.pk)
    return queries.conversation(row.pk)


def turn_away(new: Opening, refusal: Refusal) -> None:
    """Tell that somebody could not join a queue; what was opened is undone already."""
    if refusal.code in {RefusalCode.CLOSED, RefusalCode.QUEUE_FULL}:
        contacts.turn_away(Channel.CHAT, new.area, new.language, refusal.code, municipality=new.municipality)


@transaction.atomic
def say_as_client(conversation: UUID, words: Words, key: str, *, is_here: bool = False) -> list[Entry]:
    """The client's words; with what was noted of them. Twice with one key is once.

    One who was away is back. `is_here`: the caller has just seen that the client is not away; then the
    conversation's row alone is held, and who left at this very moment has left. Raises KeyReused, HasEnded,
    NoSuchConversation.
    """
    digest = bodies.digest(conversation, Author.CLIENT.value, 0, words.sent)
    drafts = saying.drafts(words, Author.CLIENT, key=key, digest=digest)
    fresh: ConversationRow | None = None

    def answers(row: ConversationRow) -> list[str]:
        nonlocal fresh
        fresh = row
        row.asked_at, row.warned_at = None, None
        return ["asked_at", "warned_at"]

    if not is_here:
        contacts.hold_row(conversation)
    entries = log.append(conversation, drafts, change=answers)
    if fresh is not None:
        if fresh.is_away and not is_here:
            contacts.come_back(conversation)
        _tell_of_alarm(fresh, words)
    return entries


@transaction.atomic
def say_as_professional(
    conversation: UUID, person: int, words: Words, key: str, *, is_answered: bool = False
) -> list[Entry]:
    """A professional's words or note; only who has the conversation in hand may say something in it.

    `is_answered`: the caller knows that a person has written to the client before; then the conversation's
    row alone is held. Raises KeyReused, NotYours, HasEnded, IsErased, NoSuchConversation.
    """
    digest = bodies.digest(conversation, Author.PROFESSIONAL.value, person, words.sent)
    drafts = saying.drafts(words, Author.PROFESSIONAL, person, key, digest)
    is_first = False

    def asks(row: ConversationRow) -> list[str]:
        nonlocal is_first
        if row.assignee != person or (row.state not in _HELD and not words.what.is_for_staff):
            raise NotYours(conversation)
        if words.what.is_for_staff:
            return []
        is_first, row.is_answered = not row.is_answered, True
        row.asked_at, row.warned_at = clock.now(), None
        return ["is_answered", "asked_at", "warned_at"]

    if not is_answered and not words.what.is_for_staff:
        contacts.hold_row(conversation)
    entries = log.append(conversation, drafts, change=asks, to_ended=words.what.is_for_staff)
    if is_first:
        contacts.note_answer(conversation, person)
    return entries


@transaction.atomic
def ask_for_time(conversation: UUID) -> list[Entry]:
    """The client answers a warning: it goes on. Raises HasEnded, NoSuchConversation."""

    def goes_on(row: ConversationRow) -> list[str]:
        row.asked_at = clock.now() if row.asked_at else None
        row.warned_at = None
        return ["asked_at", "warned_at"]

    return log.append(conversation, [Draft(Notice("on"), Author.CLIENT)], change=goes_on)


def join_queue(conversation: UUID) -> ContactView:
    """From the assistant to the queue. Raises Refusal CLOSED, QUEUE_FULL, WRONG_STATE, ENDED."""
    return contacts.queue(conversation)


@transaction.atomic
def leave(conversation: UUID) -> ContactView:
    """The client says that they go away; the place is kept for a while, also while the page stays open.

    Raises Refusal ENDED.
    """
    contact = contacts.leave(conversation)
    # No stream speaks for them from now on (`attendance`), until they open another or say that they are back.
    row = log.held(conversation)
    row.seen_by = ""
    row.save(update_fields=["seen_by"])
    return contact


def come_back(conversation: UUID) -> ContactView:
    """The client is here again. Raises Refusal ENDED."""
    return contacts.come_back(conversation)


def end_as_client(conversation: UUID) -> ContactView:
    """The client ends it. Raises Refusal ENDED."""
    return contacts.end(conversation, EndedBy.CLIENT)


def end_as_professional(conversation: UUID, person: int) -> ContactView:
    """A professional ends it. Raises Refusal NOT_YOURS, NO_RIGHT, ENDED."""
    return contacts.end(conversation, EndedBy.PROFESSIONAL, person=person)


@transaction.atomic
def block(conversation: UUID, person: int) -> ContactView:
    """End it for misuse. From the client's address of today nothing more is let in till midnight
    (`contacts.blocking`). Raises Refusal NOT_YOURS, NO_RIGHT, ENDED."""
    contact = contacts.end(conversation, EndedBy.BLOCKED, person=person)
    told(facts.ClientBlocked, log.held(conversation), person=person)
    return contact


@transaction.atomic
def rate(conversation: UUID, answer: str, nps: int | None = None, words: str = "") -> None:
    """The client says whether it helped: answer yes, partly or no, `nps` 0–10, words of their own; once.

    The words are kept with other feedback and not with the conversation. Raises NotFitting, KeyReused for
    another answer than the first, IsErased, NoSuchConversation.
    """
    sent = {"answer": answer, "nps": nps, "words": words}
    if nps is not None and (isinstance(nps, bool) or not isinstance(nps, int)):
        raise NotFitting("The number lies between 0 and 10.")
    if not isinstance(answer, str) or not isinstance(words, str):
        raise NotFitting("The answer is yes, partly or no.")
    digest = bodies.digest(conversation, Author.CLIENT.value, 0, sent)
    row = log.held(conversation)
    before = row.last_seq
    log.append(
        conversation, [Draft(FeedbackGiven(), Author.CLIENT, key=FEEDBACK_KEY, digest=digest)], to_ended=True
    )
    if log.held(conversation).last_seq == before:
        return
    text = bodies.cleaned(words) if words.strip() else ""
    try:
        receipt = feedback.answer(
            Subject("chat", row.area), "", "", answer, words=text, language=row.language
        )
        if nps is not None:
            feedback.recommend(receipt, nps)
    except AnswerRefusedError as error:
        raise NotFitting(str(error)) from error
    told(facts.ConversationRated, row, answer=answer, nps=nps)


@transaction.atomic
def keep(conversation: UUID, person: int, reason: str, until: date) -> None:
    """Keep a conversation as evidence beyond its time: a named person's decision with a reason and an end.

    Raises NoSuchConversation, IsErased, NotFitting (no reason, an end that is past or later than
    LONGEST_KEPT).
    """
    queries.for_person(conversation, person)
    today = clock.today()
    if not today < until <= today + LONGEST_KEPT:
        raise NotFitting(f"The end lies at most {LONGEST_KEPT.days} days ahead.")
    kept_until = datetime.combine(until, time(), tzinfo=clock.HELSINKI)
    # The contact first: who holds rows takes them in one order.
    contacts.keep(conversation, kept_until)
    row = log.held(conversation)
    words = bodies.masked(reason, row.language, 1000).text
    row.kept_until = kept_until
    row.kept_by, row.kept_why = person, bodies.sealed_reason(conversation, words)
    row.save(update_fields=["kept_until", "kept_by", "kept_why"])
    log.append(conversation, [Draft(Kept(until.isoformat()), Author.PROFESSIONAL, person)], to_ended=True)
    told(facts.ConversationKept, row, person=person, until=until)


@transaction.atomic
def erase_as_client(conversation: UUID) -> None:
    """Erase everything that was written, because the client wants it. Repeatable.

    Raises NoSuchConversation, and Refusal WRONG_STATE while it goes on or is kept as evidence.
    """
    row = log.held(conversation)
    is_kept = row.kept_until is not None and row.kept_until > clock.now()
    if row.ended_at is None or is_kept:
        raise Refusal(RefusalCode.WRONG_STATE)
    if log.is_erased(conversation):
        return
    EntryRow.objects.filter(conversation=conversation).delete()
    log.append(conversation, [Draft(Erased(), Author.CLIENT)], to_ended=True)
    told(facts.ConversationErased, row)


@transaction.atomic
def note_view(conversation: UUID, person: int, area: str) -> None:
    """Leave a trace that a professional has read the conversation."""
    record(Event("contact.view", "contact", str(conversation), actor=person, unit=area))


def _opened_before(row: ConversationRow, digest: str) -> ConversationView:
    first = EntryRow.objects.filter(conversation=row, author=Author.SYSTEM.value, key=OPENING_KEY).first()
    if first is not None and first.digest != digest:
        raise KeyReused(OPENING_KEY)
    return queries.view_of(row)


def _digest_of(new: Opening, hashed: str) -> str:
    sent = {
        "area": new.area,
        "language": new.language,
        "reason": new.reason,
        "message": new.message.sent if new.message else None,
        "packet": new.packet.sent if new.packet else None,
        "queue": new.joins_queue,
    }
    return bodies.digest(UUID(hashed[:32]), Author.CLIENT.value, 0, sent)


def _tell_of_alarm(row: ConversationRow, words: Words) -> None:
    if words.alarm.is_emergency or words.alarm.is_soft:
        told(facts.EmergencyRecognised, row, kinds=words.alarm.kinds, is_soft=words.alarm.is_soft)


def _tell_of_packet(row: ConversationRow, packet: Words) -> None:
    _tell_of_alarm(row, packet)
    told(facts.PacketHandedOver, row, source=packet.what.source, path=packet.what.path)
