"""Every sentence of a conversation, told once: the forms show them, and the script gets them with the page.

Sentences have places such as {name} and {time}; both sides fill them in.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


def lines() -> dict[str, str]:
    """What stands in the exchange, by kind of entry and its particulars ("ended.closing")."""
    return {
        "you": _("You"),
        "assistant": _("Luotsi (machine)"),
        "professional": _("Professional"),
        "assigned": _("{name} joined the conversation at {time}"),
        "queued": _("You are in the queue. You can already write."),
        "transferred": _(
            "The conversation goes on in another service: {area}. You stay in this same window."
        ),
        "held": _("The professional is looking into your matter and comes back."),
        "resumed": _("The professional is back."),
        "professional_lost": _(
            "The connection to the professional was lost. We keep your conversation. If they are not back by "
            "{time}, you are in the queue again at your old place, and the next free professional goes on."
        ),
        "professional_back": _("{name} is back in the conversation."),
        "requeued": _(
            "The professional did not come back. You are in the queue again at your old place: the next free "
            "professional sees what you have written."
        ),
        "left": _(
            "You are away for a while. Your place is kept for {place}, and the conversation for {whole}."
        ),
        "minutes": _("{number} minutes"),
        "minutes.1": _("one minute"),
        "left.held": _("You are away for a while. The conversation waits for you."),
        "returned": _("You are back in the conversation."),
        "returned.lost": _("You are back. Your place had been given up, so you are at the end of the queue."),
        "masked": _("We covered your personal data. It was not stored."),
        "masked.identity_code": _("We covered your personal identity code. It was not stored."),
        "notice.untraceable": _("Nobody can trace you from this chat. In an emergency call 112."),
        "notice.idle": _("The conversation ends at {time} unless you write. One message is enough."),
        "notice.on": _("The conversation goes on."),
        "notice.closing": _(
            "The service closes at {time}. We may not get to everybody in the queue before that."
        ),
        "notice.closed": _("The service is now closed."),
        "packet": _("You handed these over"),
        "identity_asked": _(
            "{name} asks you to prove who you are. You may say no: the conversation goes on all the same."
        ),
        "identity_refused": _("You did not want to prove who you are. The conversation goes on."),
        "identified": _("You have proved who you are."),
        "kept_longer": _("You agreed that this conversation is kept for {days} days after it ends."),
        "erased": _("What was said in this conversation has been erased."),
        **endings(),
    }


def endings() -> dict[str, str]:
    """Who or what ended it."""
    return {
        "ended": _("The conversation has ended."),
        "ended.client": _("You ended the conversation."),
        "ended.professional": _("The professional ended the conversation."),
        "ended.timeout": _("The conversation ended because nobody had written for a while."),
        "ended.closing": _("The conversation ended because the service closed."),
        "ended.blocked": _(
            "The professional ended the conversation, because the messages broke the rules of the chat. "
            "You can still call, and in an emergency call 112."
        ),
    }


def states() -> dict[str, str]:
    """Who is there, and how a message and the connection stand."""
    return {
        "who.bot": _("No professional has joined yet"),
        "who.queued": _("In the queue"),
        "who.assigned": _("{name}"),
        "who.lost": _("{name}, connection lost"),
        "who.on_hold": _("{name}, comes back soon"),
        "who.ended": _("Ended"),
        "who.wrapped": _("Ended"),
        "position.1": _("You are next."),
        "position": _("You are number {number} in the queue."),
        "range": _("The wait is probably {low}–{high} minutes."),
        "range.same": _("The wait is probably about {low} minutes."),
        "stays": _("If you leave, we keep your place for {place}."),
        "range.none": _("We cannot tell how long the wait is."),
        "sent": _("Sent"),
        "sending": _("Sending…"),
        "waiting": _("Not sent yet. We try again when the connection works."),
        "failed": _("It was not sent."),
        "again": _("Send again"),
        "typing": _("{name} is writing…"),
        "offline": _(
            "No connection. What you write waits here, and is sent when the connection works again."
        ),
        "reconnecting": _("The connection is slow. We keep trying."),
        "online": _("The connection works again."),
        "file": _("luotsi-conversation"),
        "unread": _("New messages: {number}"),
        **refusals(),
    }


def refusals() -> dict[str, str]:
    """What was refused, by its code, and what to do then."""
    return {
        "refused.ended": _(
            "The conversation has ended, so this message did not reach anybody. Start a new chat or call."
        ),
        "refused.closed": _("The chat is closed now."),
        "refused.queue_full": _("The queue is full just now. Try again in a while, or call."),
        "refused.too_many": _("Many messages have come in a short time. Wait a minute and send again."),
        "refused.not_fitting": _("The message is too long. Send it in parts: one may have 4,000 characters."),
        "refused.not_found": _("This conversation is no longer here. You can start a new one."),
        "refused.blocked": _("The chat cannot be used from your connection today. You can call."),
        "refused": _("Something went wrong with us, not with you. Try again, or call."),
    }


def refusal(code: str) -> str:
    """The sentence for a code, the general one for a code that is not known."""
    told = refusals()
    return told.get(f"refused.{code}", told["refused"])


def everything() -> Mapping[str, str]:
    """What the script needs."""
    return {**lines(), **states()}
