"""Which facts leave a row in the audit trail, and as what. Stands here because it knows every room.

A row is written inside the transaction of its change (`foundation.facts.witness`). Every fact of the house is
in one of the two tables below; a test fails when a new one is in neither. Views, searches and exports have no
fact: screens record them themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry

from luotsi.accounts import facts as accounts
from luotsi.catalogue.facts import CatalogueChanged
from luotsi.contacts import facts as contacts
from luotsi.conversations import facts as conversations
from luotsi.feedback.facts import AnswerGiven
from luotsi.foundation.facts import witness
from luotsi.guidance.facts import PathPublished, PathUnpublished, PublishingRefused, RegisterChanged
from luotsi.organisation.facts import CountyLoaded
from luotsi.privacy import actions
from luotsi.privacy.types import Event, Outcome

PERSON = "person"


def _about_person(action: str) -> Callable[[Any], Event]:
    def event(fact: accounts.AccountFact) -> Event:
        return Event(action, PERSON, str(fact.person), actor=fact.by)

    return event


def _details(fact: accounts.PersonChanged) -> Event:
    return Event("person.change", PERSON, str(fact.person), actor=fact.by, fields=fact.fields)


def _role(action: str) -> Callable[[Any], Event]:
    def event(fact: accounts.RoleGranted | accounts.RoleWithdrawn) -> Event:
        return Event(
            action,
            PERSON,
            str(fact.person),
            actor=fact.by,
            fields=(str(fact.role),),
            unit=fact.area or "*",
        )

    return event


def _contact(action: str, fact: contacts.ContactFact, person: int, *, fields: tuple[str, ...] = ()) -> Event:
    """Of a client nothing but the contact's random number is told."""
    return Event(action, "contact", str(fact.contact), actor=person, unit=fact.area, fields=fields)


def _conversation(
    action: str,
    fact: conversations.ConversationFact,
    person: int | None = None,
    *,
    fields: tuple[str, ...] = (),
) -> Event:
    """A conversation has the random number of its contact."""
    return Event(action, "contact", str(fact.conversation), actor=person, unit=fact.area, fields=fields)


def _failure(fact: accounts.SignInFailed) -> Event:
    person = "" if fact.person is None else str(fact.person)
    return Event("sign_in.failed", PERSON, person, outcome=Outcome.FAILED, fields=(fact.stage,))


AUDITED: dict[type, Callable[[Any], Event]] = {
    accounts.PersonInvited: _about_person("person.invite"),
    accounts.PersonChanged: _details,
    accounts.PersonDeactivated: _about_person("person.close"),
    accounts.PersonReactivated: _about_person("person.open"),
    accounts.PasswordLinkMade: _about_person("password.link"),
    accounts.PasswordSet: _about_person("password.set"),
    accounts.SecondFactorReset: _about_person("second_step.reset"),
    accounts.SecondFactorChanged: _about_person("second_step.change"),
    accounts.SessionsEnded: _about_person("session.end"),
    accounts.SignedIn: _about_person("sign_in.done"),
    accounts.SignedOut: _about_person("sign_in.out"),
    accounts.Reauthenticated: _about_person("sign_in.again"),
    accounts.SignInFailed: _failure,
    accounts.RoleGranted: _role("role.grant"),
    accounts.RoleWithdrawn: _role("role.withdraw"),
    CountyLoaded: lambda fact: Event("county.load", "county", fact.code),
    RegisterChanged: lambda fact: Event(
        f"content.{fact.verb}",
        {"facts": "fact", "sources": "source"}[fact.register],
        fact.key,
        actor=fact.person,
        fields=fact.fields,
    ),
    contacts.ContactAssigned: lambda fact: _contact(
        "contact.assign", fact, fact.person, fields=(str(fact.how),)
    ),
    contacts.ContactTransferred: lambda fact: _contact(
        "contact.transfer", fact, fact.by, fields=(f"from:{fact.from_area}",)
    ),
    contacts.ContactWrappedUp: lambda fact: _contact("contact.wrap_up", fact, fact.person),
    conversations.ClientBlocked: lambda fact: _conversation("contact.block", fact, fact.person),
    conversations.ConversationKept: lambda fact: _conversation(
        "contact.keep", fact, fact.person, fields=(f"until:{fact.until}",)
    ),
    conversations.IdentityWanted: lambda fact: _conversation("contact.ask_identity", fact, fact.person),
    conversations.ClientIdentified: lambda fact: _conversation(
        "contact.identified", fact, fields=(fact.method, fact.level)
    ),
    conversations.ConversationErased: lambda fact: _conversation("erasure.by_client", fact),
    PublishingRefused: lambda fact: Event(
        "content.publish_refused", "guidancepath", fact.code, outcome=Outcome.REFUSED
    ),
}
"""Each fact and what is told of it."""

NOT_AUDITED: dict[type, str] = {
    AnswerGiven: "a resident's own, who is not to be traced",
    contacts.ContactOpened: "a resident's own, who is not to be traced",
    contacts.ContactQueued: "a resident's own, who is not to be traced",
    contacts.ContactTurnedAway: "a resident's own, who is not to be traced",
    contacts.ContactLeft: "a resident's own, who is not to be traced",
    contacts.ContactReturned: "a resident's own, who is not to be traced",
    contacts.ContactAnswered: "work on a contact, told when it was taken",
    contacts.ContactHeld: "work on a contact, told when it was taken",
    contacts.ContactResumed: "work on a contact, told when it was taken",
    contacts.ProfessionalLost: "noted by the clock; what becomes of the contact is told when it is taken",
    contacts.ProfessionalBack: "work on a contact, told when it was taken",
    contacts.ContactRequeued: "done by the clock; who has it next is told",
    contacts.ContactEnded: "often the resident's own; what the professional says of it is told",
    conversations.PacketHandedOver: "a resident's own, who is not to be traced",
    conversations.EmergencyRecognised: "a resident's own, who is not to be traced",
    conversations.ConversationRated: "a resident's own, who is not to be traced",
    conversations.ClientWarned: "done by the clock, many times a day",
    contacts.PresenceChanged: "working hours of staff are not for the trail",
    CatalogueChanged: "told by the import that made it, once and not for each kind of record",
    PathPublished: "told by Wagtail's log, with the person",
    PathUnpublished: "told by Wagtail's log, with the person",
}
"""Each fact that leaves no row, and why."""


def connect() -> None:
    """Witness every audited fact, and everything that Wagtail's log notes about content.

    As the last: all transactions meet at the head of the trail, and who holds it must want no other row.
    """
    for kind, event_of in AUDITED.items():
        witness(kind, _Writer(event_of), last=True)
    post_save.connect(_content_changed, sender=ModelLogEntry, dispatch_uid="luotsi.config.auditing")


class _Writer:
    """Records a fact; equal to another of the same kind, so that connecting twice counts once."""

    def __init__(self, event_of: Callable[[Any], Event]) -> None:
        self.event_of = event_of

    def __call__(self, fact: object) -> None:
        actions.record(self.event_of(fact))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Writer) and other.event_of is self.event_of

    def __hash__(self) -> int:
        return hash(self.event_of)


def _content_changed(instance: ModelLogEntry, created: bool, **_signal: Any) -> None:
    """Wagtail notes create, edit, publish, unpublish, revert, lock, unlock, delete, steps of a workflow."""
    if not created:
        return
    verb = instance.action.removeprefix("wagtail.").replace(".", "_")
    kind = instance.content_type.model if instance.content_type else ""
    actions.record(Event(f"content.{verb}", kind, _name_of(instance), actor=instance.user_id))


def _name_of(entry: ModelLogEntry) -> str:
    """The code of what has one, for a code outlives its row; otherwise the row's number."""
    model: type[Model] | None = entry.content_type.model_class() if entry.content_type else None
    if model is None or not any(field.name == "code" for field in model._meta.concrete_fields):
        return str(entry.object_id)
    code = model._default_manager.filter(pk=entry.object_id).values_list("code", flat=True).first()
    return str(code or entry.object_id)
