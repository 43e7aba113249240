"""A client proves who they are, in the middle of a conversation that was anonymous until then.

The professional asks; the client says no, or begins. Beginning makes a ticket: 256 random bits of which a
hash is kept, good for five minutes and for one way there and back. Only the client's capability makes one.
In the whole window the person is told whom they talk to and confirms it; then the ticket belongs to that
browser, so that a link which somebody forwards proves nobody to the one who sent it. What comes back joins
the log as an entry. What was said is kept no longer for it, until the client accepts that.

`bind`, `start`, `take`, `prove`, `join` are apart because the service may answer slowly, and nothing may be
held meanwhile: `start` and `prove` ask it, the others are short transactions.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from luotsi.contacts import queries as contacts
from luotsi.contacts.types import HELD, Refusal, RefusalCode
from luotsi.conversations import capabilities, facts, log
from luotsi.conversations.following import public_name
from luotsi.conversations.kinds import Identified, IdentityAsked, IdentityRefused, KeptLonger
from luotsi.conversations.models import ConversationRow, EntryRow, IdentityRow
from luotsi.conversations.ports import Departure, Identification, Proof
from luotsi.conversations.telling import told
from luotsi.conversations.types import Author, Draft, IdentificationOff, NotFitting, NotYours, TicketSpent
from luotsi.foundation import clock

TICKET_LASTS = timedelta(minutes=5)

_service: Identification | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A ticket, told once."""

    ticket: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom somebody is about to prove themselves to. `asked` is the place of the asking in the log."""

    area: str
    professional: str
    opened_at: datetime
    asked: int


@dataclass(frozen=True, slots=True)
class Errand:
    """One way to the service and back."""

    conversation: UUID
    request: str
    language: str


def provide(service: Identification | None) -> None:
    """This service identifies from now on, in this process; None: nobody can be identified."""
    global _service  # noqa: PLW0603 - the one service of a process
    _service = service


def is_offered(area: str) -> bool:
    """Whether clients can be identified: there is a service, and the county wants it in this area."""
    try:
        return _service is not None and contacts.settings_of(area).identification
    except Refusal:
        return False


@transaction.atomic
def ask(conversation: UUID, person: int) -> None:
    """The professional who has it asks the client to prove who they are; both sides see it.

    Raises NoSuchConversation, NotYours, IdentificationOff, and Refusal WRONG_STATE when asked already.
    """
    row = log.held(conversation)
    if row.assignee != person or row.state not in HELD:
        raise NotYours(conversation)
    _require_offered(row)
    if _is_identified(row) or IdentityRow.objects.filter(conversation=row).exists():
        raise Refusal(RefusalCode.WRONG_STATE)
    said = Draft(IdentityAsked(public_name(person)), Author.PROFESSIONAL, person)
    [entry] = log.append(conversation, [said])
    IdentityRow.objects.create(conversation=row, asked=entry.seq)
    told(facts.IdentityWanted, row, person=person)


@transaction.atomic
def refuse(conversation: UUID) -> None:
    """The client says no; no ticket holds any longer. Raises Refusal WRONG_STATE when nobody asks."""
    row = log.held(conversation)
    _asking_of(row).delete()
    log.append(conversation, [Draft(IdentityRefused(), Author.CLIENT)])


@transaction.atomic
def begin(conversation: UUID) -> Begun:
    """The client is willing: a ticket, in place of any earlier one.

    Raises IdentificationOff, and Refusal WRONG_STATE when nobody asks.
    """
    row = log.held(conversation)
    _require_offered(row)
    asking = _asking_of(row)
    ticket = capabilities.new_capability()
    asking.ticket_hash, asking.expires_at = capabilities.hash_of(ticket), clock.later(TICKET_LASTS)
    asking.browser_hash, asking.request = "", ""
    asking.save()
    return Begun(ticket, asking.expires_at)


@transaction.atomic
def about(ticket: str) -> Asking:
    """What the person is to confirm before they go. Raises TicketSpent."""
    row, asking = _by_ticket(ticket)
    entry = log.entry_of(EntryRow.objects.get(conversation=row, seq=asking.asked))
    return Asking(row.area, getattr(entry.what, "name", ""), row.opened_at, asking.asked)


@transaction.atomic
def bind(ticket: str, browser: str, asked: int) -> Errand:
    """The person has confirmed the asking at that place, and goes: from now on the ticket is this browser's.

    `browser` is a secret of 256 random bits that the browser keeps meanwhile. Raises NotFitting, and
    TicketSpent, also when the ticket is bound already.
    """
    if not capabilities.is_capability(browser):
        raise NotFitting("A browser's secret has 256 random bits.")
    row, asking = _by_ticket(ticket)
    if asking.browser_hash or asked != asking.asked:
        raise TicketSpent
    asking.browser_hash = capabilities.hash_of(browser)
    # Services want a name that begins with no digit.
    asking.request = f"_{secrets.token_hex(20)}"
    asking.save()
    return Errand(row.pk, asking.request, row.language)


def start(errand: Errand) -> Departure:
    """Where to send the person. Raises IdentificationFault, IdentificationOff."""
    return _provided().start(errand.request, errand.language)


@transaction.atomic
def take(ticket: str, browser: str) -> Errand:
    """The person is back, in the browser that went; the ticket is spent, whatever the answer says.

    Raises TicketSpent: used, too old, another browser's, or never bound to any.
    """
    row, asking = _by_ticket(ticket)
    if not asking.request or not hmac.compare_digest(asking.browser_hash, capabilities.hash_of(browser)):
        raise TicketSpent
    asking.ticket_hash = None
    asking.save()
    return Errand(row.pk, asking.request, row.language)


def prove(errand: Errand, answer: Mapping[str, str]) -> Proof:
    """What the service's answer proves. Raises IdentificationFault, IdentificationOff."""
    return _provided().finish(errand.request, answer)


@transaction.atomic
def join(errand: Errand, proof: Proof) -> None:
    """The proof joins the conversation. Raises TicketSpent when the one who asked no longer has it."""
    row = log.held(errand.conversation)
    if not IdentityRow.objects.filter(conversation=row, request=errand.request).delete()[0]:
        raise TicketSpent
    proved = Identified(proof.method, proof.reference, proof.level.value)
    log.append(row.pk, [Draft(proved, Author.CLIENT)])
    told(facts.ClientIdentified, row, method=proof.method, level=proof.level.value)


@transaction.atomic
def keep_longer(conversation: UUID) -> None:
    """An identified client accepts that all that was said is kept as long as an identified client's.

    Raises NoSuchConversation, IsErased, and Refusal WRONG_STATE for one who is not identified or accepted
    already.
    """

    def longer(row: ConversationRow) -> list[str]:
        if row.is_kept_longer or not _is_identified(row):
            raise Refusal(RefusalCode.WRONG_STATE)
        row.is_kept_longer = True
        if row.ended_at is not None:
            row.erase_after = row.ended_at + timedelta(days=days)
        return ["is_kept_longer", "erase_after"]

    days = contacts.retention_days(log.held(conversation).area, is_identified=True)
    log.append(conversation, [Draft(KeptLonger(days), Author.CLIENT)], change=longer, to_ended=True)


def _require_offered(row: ConversationRow) -> None:
    if not is_offered(row.area):
        raise IdentificationOff


def _provided() -> Identification:
    if _service is None:
        raise IdentificationOff
    return _service


def _is_identified(row: ConversationRow) -> bool:
    return EntryRow.objects.filter(conversation=row, kind=Identified.kind).exists()


def _asking_of(row: ConversationRow) -> IdentityRow:
    asking = IdentityRow.objects.filter(conversation=row).first()
    if asking is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    return asking


def _by_ticket(ticket: str) -> tuple[ConversationRow, IdentityRow]:
    """The held conversation and the asking whose living ticket this is. Raises TicketSpent."""
    living = IdentityRow.objects.filter(ticket_hash=capabilities.hash_of(ticket), expires_at__gt=clock.now())
    if (seen := living.first()) is None:
        raise TicketSpent
    row = log.held(seen.pk)
    # Another may have used it before the row was held.
    if (asking := living.first()) is None:
        raise TicketSpent
    return row, asking
