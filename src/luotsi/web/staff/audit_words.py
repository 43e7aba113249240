"""The audit trail in a person's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from luotsi.privacy.types import Channel, Entry, Outcome
from luotsi.web.staff.words import ROLE_NAMES

FAMILIES: Mapping[str, Any] = {
    "sign_in": _("Signing in"),
    "second_step": _("Second step"),
    "session": _("Sessions"),
    "password": _("Passwords"),
    "access": _("Refusals"),
    "person": _("People"),
    "role": _("Roles"),
    "content": _("Content"),
    "contact": _("Contacts"),
    "county": _("County"),
    "settings": _("Settings"),
    "import": _("Imports"),
    "job": _("Jobs"),
    "backup": _("Backups"),
    "export": _("Exports"),
    "audit": _("Audit trail"),
    "erasure": _("Erasure"),
    "key": _("Keys"),
}

ACTIONS: Mapping[str, Any] = {
    "sign_in.done": _("Person signed in"),
    "sign_in.failed": _("Sign-in failed"),
    "sign_in.out": _("Person signed out"),
    "sign_in.again": _("Confirmed who they are"),
    "second_step.change": _("Second step changed"),
    "second_step.reset": _("Second step removed"),
    "session.end": _("Sessions ended"),
    "password.link": _("Link for a password made"),
    "password.set": _("Password set"),
    "access.denied": _("Page refused"),
    "person.list": _("List of people seen"),
    "person.search": _("Person looked for"),
    "person.view": _("Person's details seen"),
    "person.invite": _("Account made"),
    "person.change": _("Name or address changed"),
    "person.close": _("Account closed"),
    "person.open": _("Account opened"),
    "role.grant": _("Role given"),
    "role.withdraw": _("Role withdrawn"),
    "content.create": _("Content written"),
    "content.edit": _("Content saved"),
    "content.compare": _("Compared with its source"),
    "content.doubt": _("No longer counted as compared"),
    "content.take": _("Words of the library taken"),
    "content.revert": _("Older version of content taken back"),
    "content.publish": _("Content published"),
    "content.publish_schedule": _("Publishing scheduled"),
    "content.publish_scheduled": _("Published by schedule"),
    "content.publish_refused": _("Scheduled publishing refused"),
    "content.schedule_cancel": _("Schedule cancelled"),
    "content.unpublish": _("Content unpublished"),
    "content.unpublish_scheduled": _("Unpublished by schedule"),
    "content.lock": _("Content locked"),
    "content.unlock": _("Content unlocked"),
    "content.delete": _("Content deleted"),
    "content.workflow_start": _("Sent for review"),
    "content.workflow_approve": _("Content approved"),
    "content.workflow_reject": _("Changes requested"),
    "content.workflow_resume": _("Sent for review again"),
    "content.workflow_cancel": _("Review cancelled"),
    "contact.assign": _("Client's contact taken or given"),
    "contact.transfer": _("Client's contact transferred"),
    "contact.wrap_up": _("Client's contact wrapped up"),
    "contact.view": _("Client's conversation read"),
    "contact.block": _("Client blocked for misuse"),
    "contact.ask_identity": _("Client asked to prove who they are"),
    "contact.identified": _("Client proved who they are"),
    "contact.keep": _("Conversation kept as evidence"),
    "settings.allow_site": _("Site allowed to show the chat"),
    "settings.forbid_site": _("Site no longer allowed to show the chat"),
    "county.load": _("County's file loaded"),
    "import.run": _("Services imported"),
    "job.run": _("Job started by hand"),
    "backup.take": _("Backup taken"),
    "backup.restore": _("Database restored"),
    "export.data": _("Data exported"),
    "audit.view": _("Audit trail seen"),
    "erasure.by_time": _("Erased because of age"),
    "erasure.by_client": _("Erased because the client wanted it"),
    "key.new": _("Key made"),
    "key.destroy": _("Key destroyed"),
}
"""What the house records today; another action is shown by its code."""

KINDS: Mapping[str, Any] = {
    "person": _("Person"),
    "guidancepath": _("Guidance path"),
    "disruptionnotice": _("Disruption notice"),
    "story": _("Story"),
    "lexiconterm": _("Word of the lexicon"),
    "fact": _("Fact"),
    "source": _("Source"),
    "campaign": _("Campaign"),
    "contact": _("Client's contact"),
    "page": _("Page"),
    "county": _("County"),
    "data": _("Kind of data"),
    "key": _("Key"),
    "backup": _("Backup"),
    "import": _("Import"),
    "job": _("Job"),
    "site": _("Site"),
}

OUTCOMES: Mapping[str, Any] = {
    Outcome.DONE: _("done"),
    Outcome.REFUSED: _("refused"),
    Outcome.FAILED: _("failed"),
}

CHANNELS: Mapping[str, Any] = {
    Channel.STAFF: _("Staff's pages"),
    Channel.EDITOR: _("The editor"),
    Channel.WEB: _("Residents' pages"),
    Channel.SHELL: _("Command line"),
    Channel.WORKER: _("Worker"),
}


def role_words(entry: Entry) -> str:
    """The roles that the person held then."""
    return ", ".join(str(ROLE_NAMES.get(role, role)) for role in entry.role.split())
