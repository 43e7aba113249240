"""An exchange as plain text, for the reader to keep: no times, no ids, links in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luotsi.safety import emergency_texts
from luotsi.web.pages.replies import Offer, ShownTurn
from luotsi.web.parts.types import ContactCard

Absolute = Callable[[str], str]


def of(turns: Sequence[ShownTurn], absolute: Absolute) -> str:
    """Everything that was said. `absolute` makes a full address of one of ours."""
    parts = [_("Your conversation with Luotsi"), _("Luotsi is a machine, not a person.")]
    for each in turns:
        parts.append(f"{_('You')}: {each.turn.words}")
        parts.extend(_before_reply(each))
        parts.append("\n".join([f"{_('Luotsi (machine)')}:", *_reply(each, absolute)]))
    parts.append(_("In an emergency call 112. Medical Helpline 116117."))
    return "\n\n".join(parts) + "\n"


def _before_reply(shown: ShownTurn) -> Iterator[str]:
    if shown.masked_note:
        yield shown.masked_note
    language = get_language() or "fi"
    if shown.assessment.is_emergency:
        yield _block(emergency_texts.block(shown.assessment.kinds, language))
    elif shown.assessment.is_soft:
        yield _block(emergency_texts.soft_block(language))


def _block(block: emergency_texts.Block) -> str:
    calls = (f"{call.label}: {call.number}" for call in block.calls)
    return "\n".join([block.title.upper(), block.lead, *calls, *block.advice])


def _reply(shown: ShownTurn, absolute: Absolute) -> Iterator[str]:
    yield from shown.says
    yield from _offered(shown.offers, absolute)
    for need in shown.needs:
        yield f"”{need.words}”"
        yield from _offered(need.offers, absolute)
    if shown.question:
        yield shown.question
        options = shown.turn.reply.question.options if shown.turn.reply.question else ()
        yield from (f"- {words}" for _value, words in shown.options[: len(options)])
    for card in shown.places:
        yield from _place(card)
    for each in shown.authorities:
        yield from (words for words in (each.name, each.what, each.how, each.href) if words)
    yield from (f"- {link.text}: {absolute(link.href)}" for link in shown.themes)
    if shown.elsewhere:
        yield f"{shown.elsewhere.text}: {shown.elsewhere.href}"


def _offered(offers: Iterable[Offer], absolute: Absolute) -> Iterator[str]:
    for each in offers:
        yield f"- {each.title}"
        if each.summary:
            yield f"  {each.summary}"
        yield f"  {absolute(each.address)}"


def _place(card: ContactCard) -> Iterator[str]:
    yield f"- {card.title}"
    told = (
        card.badge.words if card.badge else "",
        card.hours,
        *(call.number for call in card.calls),
        ", ".join(card.address),
    )
    yield from (f"  {words}" for words in told if words)
