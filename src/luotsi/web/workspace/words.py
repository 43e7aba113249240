"""What stands in a conversation's log, as its professional reads it, and texts that are always the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luotsi.contacts import queries as contacts
from luotsi.contacts.types import WRAP_UP_NAMES, EndedBy, NextStep, Refusal, StepKind, Support, WrapUp
from luotsi.conversations import kinds
from luotsi.conversations.types import ConversationFault, HasEnded, IsErased, KeyReused, NotFitting, NotYours
from luotsi.foundation.clock import HELSINKI
from luotsi.foundation.languages import pick
from luotsi.organisation import queries as organisation

LANGUAGES = {
    "fi": gettext_lazy("Finnish"),
    "sv": gettext_lazy("Swedish"),
    "en": gettext_lazy("English"),
}

EMERGENCIES = {
    "medical": gettext_lazy("a sudden illness or injury"),
    "suicide": gettext_lazy("a danger of suicide"),
    "violence": gettext_lazy("violence or a threat of it"),
    "child": gettext_lazy("a child in danger"),
    "poisoning": gettext_lazy("poisoning"),
    "psychosis": gettext_lazy("losing touch with reality"),
}
"""What the words of a client told of, by `safety.emergency.KINDS`."""

SUPPORT = {
    Support.COLLEAGUE: gettext_lazy("A colleague"),
    Support.GUIDANCE: gettext_lazy("Luotsi's guides"),
    Support.WEB_SITE: gettext_lazy("Web pages"),
    Support.RECORD: gettext_lazy("Another system"),
}

PRESENCE = {
    "present": gettext_lazy("I take chats"),
    "away": gettext_lazy("Away for a moment: nothing new comes"),
    "gone": gettext_lazy("Not at work"),
}


def language_name(code: str) -> str:
    """A client's language in the language of the page."""
    return str(LANGUAGES.get(code, code))


def skill_name(area: str, code: str) -> str:
    """What a skill of an area is called; its code when the area no longer knows it."""
    skills = contacts.settings_or_usual(area).skills
    names = next((one.names for one in skills if one.code == code), None)
    return pick(names, translation.get_language() or "fi").text if names else code


def wrap_up_name(code: WrapUp) -> str:
    """What came of a contact, in the language of the page."""
    return _(WRAP_UP_NAMES[code])


def time_of(moment: datetime | str) -> str:
    """A moment as the time of day; "" for none."""
    if not moment:
        return ""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.astimezone(HELSINKI)
    if translation.get_language() == "en":
        return at.strftime("%H:%M")
    return f"{at.hour}.{at.minute:02}"


def alarm(entry: kinds.Emergency) -> str:
    """What the words told of."""
    if entry.is_soft:
        return _("The client's words tell of distress. The client was shown where to get help to talk.")
    told = ", ".join(str(EMERGENCIES[one]) for one in entry.kinds if one in EMERGENCIES)
    if not told:
        return _("The client's words tell of an emergency. The client was shown the number 112.")
    return _("The client's words tell of %(what)s. The client was shown the number 112.") % {"what": told}


def remark(what: kinds.Kind, language: str) -> str:
    """What happened, as a sentence; "" for what needs none."""
    tell = _REMARKS.get(type(what))
    return tell(what, language) if tell else ""


def _notice(what: kinds.Notice, _language: str) -> str:
    time = time_of(what.due)
    told = {
        "idle": _("The client was told that the conversation ends at %(time)s unless they write."),
        "on": _("The client goes on."),
        "closing": _("The client was told that the service closes at %(time)s."),
        "closed": _("The client was told that the service is closed."),
    }
    return told.get(what.about, "") % {"time": time} if what.about in told else ""


def _ended(what: kinds.Ended, _language: str) -> str:
    told = {
        EndedBy.CLIENT.value: _("The client ended the conversation."),
        EndedBy.PROFESSIONAL.value: _("A professional ended the conversation."),
        EndedBy.TIMEOUT.value: _("The conversation ended because nobody wrote."),
        EndedBy.CLOSING.value: _("The conversation ended because the service closed."),
        EndedBy.BLOCKED.value: _("A professional ended the conversation for misuse and blocked the client."),
    }
    return told.get(what.by, _("The conversation has ended."))


def _transferred(what: kinds.Transferred, language: str) -> str:
    if what.from_area == what.to_area:
        return _("Transferred to another professional.")
    return _("Transferred from %(one)s to %(other)s.") % {
        "one": organisation.area_name(what.from_area, language),
        "other": organisation.area_name(what.to_area, language),
    }


def _wrapped(what: kinds.WrappedUp, _language: str) -> str:
    return _("Wrapped up: %(what)s.") % {"what": wrap_up_name(WrapUp(what.code))}


_REMARKS: Mapping[type[kinds.Kind], Callable[[Any, str], str]] = {
    kinds.MaskedWords: lambda _what, _language: _("Personal data was covered. It was not stored."),
    kinds.Status: lambda what, _language: (
        _("The client waits in the queue.") if what.state == "queued" else ""
    ),
    kinds.Assigned: lambda what, _language: _("%(name)s took the conversation.") % {"name": what.name},
    kinds.Transferred: _transferred,
    kinds.Held: lambda _what, _language: _("On hold."),
    kinds.Resumed: lambda _what, _language: _("The conversation goes on."),
    kinds.ProfessionalLost: lambda what, _language: (
        _(
            "The connection to %(name)s was lost. The client was told: unless it is back by %(time)s, they "
            "wait in the queue again."
        )
        % {"name": what.name, "time": time_of(what.due)}
    ),
    kinds.ProfessionalBack: lambda what, _language: _("%(name)s is back.") % {"name": what.name},
    kinds.Requeued: lambda _what, _language: _("The client waits in the queue again, at the old place."),
    kinds.Left: lambda _what, _language: _("The client is away."),
    kinds.Returned: lambda _what, _language: _("The client is back."),
    kinds.Notice: _notice,
    kinds.Ended: _ended,
    kinds.WrappedUp: _wrapped,
    kinds.FeedbackAsked: lambda _what, _language: _("The client was asked whether it helped."),
    kinds.FeedbackGiven: lambda _what, _language: _("The client gave feedback."),
    kinds.IdentityAsked: lambda what, _language: (
        _("%(name)s asked the client to prove who they are.") % {"name": what.name}
    ),
    kinds.IdentityRefused: lambda _what, _language: _("The client does not want to prove who they are."),
    kinds.KeptLonger: lambda what, _language: (
        _("The client agreed that this is kept for %(days)s days after the end.") % {"days": what.days}
    ),
    kinds.Identified: lambda _what, _language: _("The client has proved who they are."),
    kinds.Kept: lambda what, _language: _("Kept as evidence until %(day)s.") % {"day": what.until},
    kinds.Erased: lambda _what, _language: _("Everything that was written has been erased."),
}
"""What each kind tells; the others stand as lines of their own, or as none."""


def refusal(error: Refusal | ConversationFault) -> str:
    """Why something was refused, and what to do then."""
    if isinstance(error, Refusal):
        return error.words
    told = {
        IsErased: _("The client has had everything erased, so nothing can be added."),
        HasEnded: _("The conversation has ended, so this was not sent. You can still write a note."),
        NotYours: _("This conversation is not yours, so this was not sent. Take it first."),
        KeyReused: _("Other words were sent from this form already. Look above, and send again."),
        NotFitting: _("Write something, at most 4,000 characters."),
    }
    missing = _("This conversation is not here.")
    return next((text for kind, text in told.items() if isinstance(error, kind)), missing)


def phrases(language: str, steps: tuple[NextStep, ...]) -> list[tuple[str, str]]:
    """Fixed answers to put into the message, in the client's language: what each is called, and its words."""
    names = {
        "112": _("Ask to call 112"),
        "phone": _("Offer a call"),
        "call_back": _("Offer a call-back"),
    }
    with translation.override(language):
        danger = _(
            "If somebody is in danger now, call 112. I do not see who or where you are, and cannot send help."
        )
        found = [("112", danger)]
        phone = next((step.phone for step in steps if step.kind is StepKind.PHONE and step.phone), "")
        if phone:
            found.append(("phone", _("If you would rather talk, call us: %(phone)s.") % {"phone": phone}))
        if any(step.kind is StepKind.CALL_BACK for step in steps):
            asked = _("We can also call you: leave a call-back request. Do not write your number here.")
            found.append(("call_back", asked))
    return [(names[key], text) for key, text in found]


def blocking(language: str) -> str:
    """What a client is told when a professional ends the conversation for misuse, in their language."""
    with translation.override(language):
        return _(
            "I end this conversation, because the messages break the rules of the chat. "
            "You can still call us, and in an emergency call 112."
        )
