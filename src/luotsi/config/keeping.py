"""What is kept how long, of every room: the list behind /staff/retention/ and docs/security.md.

Each line says which action erases, so that the list cannot promise what nobody does.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from luotsi.accounts import actions as accounts
from luotsi.assistant import actions as assistant
from luotsi.contacts import blocking
from luotsi.contacts import erasing as contacts
from luotsi.conversations import erasing as conversations
from luotsi.feedback import actions as feedback
from luotsi.feedback import wish_actions
from luotsi.foundation import clock
from luotsi.guidance import actions as guidance
from luotsi.privacy import actions as privacy
from luotsi.privacy import retention
from luotsi.privacy.types import Kept


def kinds() -> list[Kept]:
    """The list itself: residents' data first, then staff's, then what is kept for good."""
    return [*_of_residents(), *_of_chats(), *_of_staff(), *_for_good()]


def register() -> None:
    """Give the list to the room that erases by it."""
    for kept in kinds():
        retention.register(kept)


def _of_residents() -> list[Kept]:
    return [
        Kept(
            "sensitive_visits",
            gettext_noop("Answers on a sensitive path, sealed under a key that only the page holds"),
            gettext_noop("30 minutes after the last use; at once with the quick exit"),
            gettext_noop("So that the next step knows the answers"),
            erase=guidance.forget_ended_visits,
            is_recorded=False,
        ),
        Kept(
            "feedback",
            gettext_noop("Answers to “did this help?”, with masked words and the hour"),
            gettext_noop("90 days"),
            gettext_noop("To mend what did not help"),
            erase=lambda: feedback.erase_old(clock.now()),
        ),
        Kept(
            "wishes",
            gettext_noop("Answers to the survey of wishes, with masked words and the hour"),
            gettext_noop("90 days"),
            gettext_noop("To plan channels and hours"),
            erase=lambda: wish_actions.erase_old_wishes(clock.now()),
        ),
        Kept(
            "turns",
            gettext_noop(
                "What messages to the assistant and searches led to, with the hour; masked words, sealed, of "
                "those that did not help"
            ),
            gettext_noop("90 days"),
            gettext_noop("To learn what people cannot find"),
            erase=lambda: assistant.erase_old(clock.now()),
        ),
    ]


def _of_chats() -> list[Kept]:
    return [
        Kept(
            "conversations",
            gettext_noop("What clients and professionals wrote to each other, masked and sealed"),
            gettext_noop(
                "7 days after the end, or as the service says, at most 30; of a client who proved who they "
                "are and accepted it 30 days, at most 90; what is kept as evidence until the end of that "
                "decision"
            ),
            gettext_noop("To go on with a matter, and to look into misuse"),
            erase=lambda: conversations.erase_old(clock.now()),
        ),
        Kept(
            "contacts",
            gettext_noop(
                "Contacts: service, language, times and what came of them; nobody's name. What professionals "
                "noted of them, masked and sealed"
            ),
            gettext_noop("90 days after the end; the notes for 7 days, or as the service says, at most 30"),
            gettext_noop("To tell how long one waits, and to see how the service works"),
            erase=lambda: contacts.erase_old(clock.now()),
        ),
        Kept(
            "blocks",
            gettext_noop("Names of addresses that were blocked for misuse, made under a key of the day"),
            gettext_noop("Till midnight"),
            gettext_noop("So that misuse does not go on in a new chat"),
            erase=blocking.forget_old,
            is_recorded=False,
        ),
    ]


def _of_staff() -> list[Kept]:
    return [
        Kept(
            "sign_ins",
            gettext_noop("Sessions of staff, with browser and system in two words"),
            gettext_noop("60 minutes unused, 10 hours in all"),
            gettext_noop("To stay signed in and to see where one is"),
            gettext_noop("Links for passwords go with them: 72 hours, or once used"),
            erase=accounts.forget_ended,
            is_recorded=False,
        ),
        Kept(
            "audit",
            gettext_noop("Audit trail: what staff did, saw and tried, with their network address"),
            gettext_noop("2 years"),
            gettext_noop("To find misuse and to answer for what was done"),
            erase=privacy.erase_old_rows,
        ),
        Kept(
            "job_runs",
            gettext_noop("Runs of recurring jobs; nobody's data"),
            gettext_noop("30 days"),
            gettext_noop("To see what failed"),
            gettext_noop("The job “Erase the record of old jobs”, every night"),
        ),
        Kept(
            "accounts",
            gettext_noop("Accounts of staff: name, work address, roles"),
            gettext_noop("As long as the person works here; then closed"),
            gettext_noop("To know who wrote and published what"),
            gettext_noop("An administrator closes the account; the name stays on what the person wrote"),
        ),
    ]


def _for_good() -> list[Kept]:
    return [
        Kept(
            "content",
            gettext_noop("Guidance paths and notices with all their versions, and who saved them"),
            gettext_noop("For good"),
            gettext_noop("To show what residents were told, and when"),
            gettext_noop("Nothing; no data of residents"),
        ),
        Kept(
            "stories",
            gettext_noop("Stories of clients without their names; the day of the consent and who holds it"),
            gettext_noop("As long as the consent holds"),
            gettext_noop("To show how others got help"),
            gettext_noop("Deleting the story at the desk; its versions go with it"),
        ),
        Kept(
            "bodies",
            gettext_noop("Sealed bodies of months whose key was destroyed, also in old backups"),
            gettext_noop("Unreadable as soon as the key is destroyed"),
            gettext_noop("Backups cannot be searched for what must go"),
            gettext_noop("“luotsi keyring destroy”"),
        ),
    ]
