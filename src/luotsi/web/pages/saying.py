"""The few sentences that the assistant says of its own. Everything else it shows is content."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luotsi.web.pages.exchange import Turn
from luotsi.web.pages.wording import plain
from luotsi.web.parts.types import Link

INFO_FINLAND = "https://www.infofinland.fi"
"""The public service about living in Finland in many languages, kept by the City of Helsinki."""

FOREIGN = {
    "ar": "العربية",
    "es": "Español",
    "et": "Eesti",
    "fa": "فارسی",
    "fr": "Français",
    "ru": "Русский",
    "so": "Soomaali",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
"""Languages of InfoFinland that Luotsi does not speak, in their own names."""

_OF_COUNTIES = frozenset({"rescue", "other_county"})
"""Packaged names that are wellbeing services counties or parts of them: their card says who takes care."""


def says(turn: Turn, *, offered: int, has_needs: bool) -> Sequence[str]:
    """What stands first in the bubble, in paragraphs."""
    said = [_("You wrote the same words again. Perhaps a person can help better.")] * turn.is_repeated
    if turn.was_cut:
        said.append(_("Your message was long. I read the beginning of it."))
    if turn.reply.foreign:
        said.append(_("I speak only Finnish, Swedish and English so far."))
    return [*said, *_main(turn, offered, has_needs=has_needs)]


def _main(turn: Turn, offered: int, *, has_needs: bool) -> Sequence[str]:
    reply = turn.reply
    if reply.kind == "emergency":
        return [_after_danger(offered)]
    if reply.kind == "person":
        return _before_person(turn)
    if reply.question:
        return _before_question(turn)
    if reply.place:
        return [_place(reply.place.wish)]
    if offered:
        return [_offering(offered, has_needs=has_needs, is_unsure=reply.kind == "none")]
    if reply.authorities:
        is_of_counties = any(one.code in _OF_COUNTIES for one in reply.authorities)
        others = _("Somebody else takes care of this, not the wellbeing services county.")
        return [] if is_of_counties else [others]
    return _without_help(turn)


def _after_danger(offered: int) -> str:
    if offered:
        return _("When nobody is in danger, this may help too.")
    return _("When the danger is over, you can write to me again. I look for help with you.")


def _before_person(turn: Turn) -> Sequence[str]:
    if turn.reply.act == "machine":
        return [acts()["machine"]]
    if turn.is_choice:
        return [acts()["dont_know"]]
    return [_("Of course. Here is how you reach a person.")]


def _before_question(turn: Turn) -> Sequence[str]:
    if turn.reply.act == "greeting":
        return [_("Hello!")]
    if turn.reply.question and turn.reply.question.facet == "path":
        return []
    return [_("I ask one thing, so that I find the right help.")] if not turn.is_choice else []


def _place(wish: str) -> str:
    return {
        "opening_hours": _("Here are the opening hours."),
        "location": _("Here you find the place."),
        "phone_number": _("Here is the number."),
    }[wish]


def _offering(offered: int, *, has_needs: bool, is_unsure: bool) -> str:
    if has_needs:
        return _("You told me several things. Here is help for each.")
    if is_unsure:
        return _("I am not sure that I understood, but these may help.")
    return ngettext(
        "This guide may help you.", "These guides may help you. Choose the one that fits best.", offered
    )


def _without_help(turn: Turn) -> Sequence[str]:
    if words := acts().get(turn.reply.act):
        return [words]
    if turn.reply.foreign:
        return []
    if turn.reply.kind == "out_of_scope":
        return [
            _("This is not among the things that I can advise on."),
            _("I advise on health and social services. You can ask about them in your own words."),
        ]
    return [
        _("I found no fitting guide. The fault is ours, not yours."),
        _("Try other words, for example what happened. One thing at a time is enough."),
    ]


def acts() -> dict[str, str]:
    """Answers to what people do with a message besides telling a need."""
    return {
        "machine": _("I am Luotsi, a machine and not a person. I look in the county's own guides."),
        "greeting": _("Hello! Tell me in your own words what you need help with."),
        "thanks": _("You are welcome. Write to me again if something else comes up."),
        "goodbye": _("Goodbye, and take care."),
        "feedback": _("Thank you for telling us. You can also give your feedback to a person."),
        "abuse": _("I am sorry that this is hard. A person can listen and help you better than I can."),
        "language": _("I speak Finnish, Swedish and English. Choose the language at the top of the page."),
        "vague": _("Tell me a little more. Who is it about, and what has happened?"),
        "yes": _("Good. Tell me in your own words what you need help with."),
        "no": _("All right. You can say it in other words, or ask a person."),
        "dont_know": _("That is fine. You need not know. A person can help you find out."),
        "nonsense": _("I did not understand that. Tell me in a few words what you need help with."),
    }


def heading(turn: Turn, offered: int, language: str) -> str:
    """What happened, in a few words."""
    reply = turn.reply
    if reply.kind == "person" or turn.is_repeated:
        return _("This way you reach a person")
    if reply.question:
        return _("Question: %(question)s") % {"question": plain(reply.question.text, language)}
    if reply.place:
        return _("Contact details")
    if offered:
        return ngettext("Luotsi found %(count)d guide", "Luotsi found %(count)d guides", offered) % {
            "count": offered
        }
    if reply.authorities:
        return _("Somebody else takes care of this")
    if reply.act in acts():
        return _("Luotsi answered")
    return _("Luotsi found no fitting guide")


def elsewhere(foreign: str) -> Link | None:
    """The public guide to Finnish services in a language that Luotsi does not speak."""
    name = FOREIGN.get(foreign)
    return Link(f"{INFO_FINLAND}/{foreign}", f"InfoFinland: {name} (infofinland.fi)") if name else None


def page_in(language: str) -> Link | None:
    """The assistant in another language, named in that language."""
    names = {"fi": "Jatka suomeksi", "sv": "Fortsätt på svenska", "en": "Continue in English"}
    if language not in names:
        return None
    with translation.override(language):
        try:
            return Link(reverse("pages:assistant"), names[language])
        except NoReverseMatch:
            return None
