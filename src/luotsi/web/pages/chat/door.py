"""What stands before a chat: which services offer it, how they stand now, and what else there is to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from luotsi.contacts import queries as contacts
from luotsi.contacts.types import AreaStatus, NextStep, Refusal, StepKind
from luotsi.content import queries as content
from luotsi.content.types import DISRUPTION
from luotsi.organisation import hours_words
from luotsi.organisation import queries as organisation
from luotsi.web.pages.topics import links_of
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.types import Badge, Call, Link

MOST_PATHS = 3
"""Subjects that are offered to whoever cannot wait."""


@dataclass(frozen=True, slots=True)
class Door:
    """One service's chat, as its door shows it."""

    code: str
    name: str
    badge: Badge | None
    takes_new: bool
    is_full: bool
    nobody_present: bool
    is_closing: bool
    kept: str
    """How long the words are kept, as a sentence."""
    ways: Sequence[Way] = ()
    notices: Sequence[dict[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do for who cannot, or need not, wait: words, and a number to call or links."""

    words: str
    call: Call | None = None
    links: tuple[Link, ...] = ()
    icon: str = "arrow-right"


def doors(language: str, at: datetime) -> list[Door]:
    """Every service that offers a chat, those that take somebody now first."""
    found = [found for code in contacts.area_codes() if (found := door(code, language, at))]
    return sorted(found, key=lambda one: not one.takes_new)


def door(code: str, language: str, at: datetime) -> Door | None:
    """One service's chat; None when it has none."""
    try:
        status = contacts.status(code, at)
        settings = contacts.settings_of(code)
    except Refusal:
        return None
    if not settings.is_offered:
        return None
    area = organisation.service_area(code)
    words = hours_words.status_words(settings.hours or area.hours, at, language)
    return Door(
        code=code,
        name=plain(area.names, language),
        badge=Badge(status.is_open, words) if words else None,
        takes_new=status.takes_new,
        is_full=status.is_full,
        nobody_present=status.nobody_present,
        is_closing=status.is_closing,
        kept=kept_words(settings.retention_days),
        ways=tuple(ways(status, language)),
        notices=notices(area.themes, language, at),
    )


def kept_words(days: int) -> str:
    """How long what is said is kept."""
    if days == 0:
        return _("The conversation is erased within six hours after it has ended.")
    if days == 1:
        return _("The conversation is erased one day after it has ended.")
    return _("The conversation is erased %(days)s days after it has ended.") % {"days": days}


def ways(status: AreaStatus, language: str) -> Iterator[Way]:
    """What else can be done, the nearest first."""
    for step in status.next_steps:
        if shown := _way(step, status, language):
            yield shown


def _way(step: NextStep, status: AreaStatus, language: str) -> Way | None:
    match step.kind:
        case StepKind.OPENING if step.at:
            when = hours_words.moment_words(step.at, status.at, language)
            return Way(_("The chat opens %(when)s.") % {"when": when}, icon="clock")
        case StepKind.FORM:
            link = Link(plain(step.addresses, language), _("Send the service a message with its form"))
            return Way(_("You get the answer later."), links=(link,), icon="mail")
        case StepKind.CALL_BACK:
            link = Link(reverse("pages:people"), _("Ask the service to call you"))
            return Way(_("A professional calls you when it suits you."), links=(link,), icon="phone")
        case StepKind.PHONE:
            name = plain(step.names, language)
            words = name if step.is_open else _closed_line(name, step, status, language)
            return Way(words, call=Call(step.phone, plain(step.charge, language)), icon="phone")
        case StepKind.PATH:
            links = tuple(links_of(step.themes[:MOST_PATHS], language))
            return Way(_("You may find the answer in our guides:"), links=links, icon="list-checks")
    return None


def _closed_line(name: str, step: NextStep, status: AreaStatus, language: str) -> str:
    if step.at is None:
        return _("%(name)s (closed now)") % {"name": name}
    when = hours_words.moment_words(step.at, status.at, language)
    return _("%(name)s (opens %(when)s)") % {"name": name, "when": when}


def notices(themes: Sequence[str], language: str, at: datetime) -> tuple[dict[str, str], ...]:
    """What is out of order or good to know just now for these subjects."""
    every = {each.id: each for theme in themes for each in content.notices(at, theme=theme)}
    return tuple(
        {
            "title": plain(each.titles, language),
            "body": plain(each.bodies, language),
            "kind": "soon" if each.severity == DISRUPTION else "info",
            "lang": other_language(each.titles, language),
        }
        for each in every.values()
    )


def area_for(themes: Iterable[str]) -> str:
    """The service with a chat that these subjects belong to; "" when there is none, or no single one."""
    wanted = list(themes)
    offered = [organisation.service_area(code) for code in contacts.area_codes()]
    for theme in wanted:
        found = [area.code for area in offered if theme in area.themes]
        if len(found) == 1:
            return found[0]
    return ""


def names(language: str) -> dict[str, str]:
    """The name of every service that offers a chat, by its code."""
    return {code: organisation.area_name(code, language) for code in contacts.area_codes()}
