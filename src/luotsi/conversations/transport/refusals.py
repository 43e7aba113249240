"""What is refused, with its status and its words: every error is told, and says how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import get_supported_language_variant, gettext
from django.utils.translation import gettext_noop as _

from luotsi.contacts.types import NextStep, Refusal, RefusalCode
from luotsi.conversations.types import ConversationFault
from luotsi.conversations.writer import Busy

WORDS: Mapping[str, str] = {
    "not_fitting": _("The server did not understand what was sent."),
    "no_ticket": _("The connection has expired. Open it again."),
    "signed_out": _("You have been signed out. Sign in again."),
    "foreign_origin": _("This was sent from another site."),
    "csrf": _("The page is too old. Load it again."),
    "no_right": _("You have no right to this."),
    "not_found": _("There is no such conversation, or it is not yours."),
    "wrong_method": _("This address is used in another way."),
    "key_reused": _("This was sent already with other words. Send it as a new message."),
    "ended": _("The conversation has ended, and the message was not sent."),
    "erased": _("Everything in this conversation has been erased. Nothing can be added to it."),
    "not_yours": _("A colleague has this conversation."),
    "too_large": _("This is too long."),
    "not_json": _("The server reads JSON only."),
    "too_many": _("So many messages came at once that some must wait. Try again in a minute."),
    "too_many_chats": _("Many chats have been opened from here. Try again later, or phone."),
    "blocked": _("The chat is not open for you today. You can phone, or use the other services."),
    "identification_off": _("Nobody can prove who they are here."),
    "ticket_spent": _("This was used already, or it is older than five minutes. Begin again in the chat."),
    "not_proved": _("It could not be found out who you are. Begin again in the chat."),
    "identification_cancelled": _("You turned back, and the professional does not know who you are."),
    "identification_unavailable": _("The identification service does not answer. Try again in a while."),
    "busy": _("The server is busy. Send again: nothing is sent twice."),
}
"""Messages to translate, by code. What concerns a contact has its words in `contacts`."""

_STATUS = {
    "not_found": 404,
    "not_fitting": 400,
    "no_right": 403,
    "unknown_area": 404,
    "identification_unavailable": 503,
}
_CONFLICT = 409
ADVICE = "advice"


@dataclass(slots=True)
class Refused(Exception):
    """An answer that is an error. `next_steps` are ways on; `more` is told beside the words."""

    status: int
    code: str
    next_steps: tuple[NextStep, ...] = ()
    retry_after: int = 0
    more: Mapping[str, Any] | None = None

    def told(self, languages: str) -> dict[str, Any]:
        """As it goes over the wire, in the language that suits."""
        with translation.override(language_of(languages)):
            words = _words(self.code)
        told = {"error": self.code, "message": words, "next": [step(one) for one in self.next_steps]}
        return {**told, **(self.more or {})}


def refused(error: Exception) -> Refused:
    """What a room refused, as an answer. Raises what is no refusal."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, Refusal):
        return Refused(_STATUS.get(error.code.value, _CONFLICT), error.code.value)
    if isinstance(error, ConversationFault):
        return Refused(_STATUS.get(error.code, _CONFLICT), error.code)
    if isinstance(error, Busy):
        return Refused(503, "busy", retry_after=1)
    raise error


def step(one: NextStep) -> dict[str, Any]:
    """A way on, as it goes over the wire."""
    return {
        "kind": one.kind.value,
        "at": one.at.isoformat() if one.at else None,
        "is_open": one.is_open,
        "names": dict(one.names),
        "phone": one.phone,
        "charge": dict(one.charge),
        "addresses": dict(one.addresses),
        "themes": list(one.themes),
    }


def language_of(wanted: str) -> str:
    """The first of the wanted languages that we speak, else Finnish."""
    for part in wanted.split(","):
        code = part.partition(";")[0].strip().lower()
        try:
            return str(get_supported_language_variant(code)) if code else "fi"
        except LookupError:
            continue
    return "fi"


def _words(code: str) -> str:
    if code in WORDS:
        return gettext(WORDS[code])
    return Refusal(RefusalCode(code)).words
