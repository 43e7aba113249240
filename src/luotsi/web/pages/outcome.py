"""The page where a path ends: what to do, where, and how to reach a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from luotsi.catalogue.types import Level, State
from luotsi.contacts import queries as contacts
from luotsi.flows.document import Outcome
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import HelpStep
from luotsi.web.pages import county, stories
from luotsi.web.pages.cards import other_numbers, own_points, resolution_card, service_card
from luotsi.web.pages.moves import Moves
from luotsi.web.pages.people import person_card
from luotsi.web.pages.question import emergency_box
from luotsi.web.pages.walk import Walk, given_answers, municipality_choices
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.types import ContactCard, Link

MOST_OTHERS = 4
"""Other services of the same slot; more than this is a list to search, not a help."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the outcome as the page shows it."""

    kind: str
    say: str = ""
    card: ContactCard | None = None
    numbers: tuple[ContactCard, ...] = ()
    """Further numbers of the same service."""
    others: tuple[ContactCard, ...] = ()
    """Other services that help too."""
    link: Link | None = None
    link_note: str = ""


def outcome_page(
    here: Walk, moves: Moves, language: str, absolute: Callable[[str], str]
) -> dict[str, object]:
    """What the template needs (`pages/outcome.html`). `absolute` makes a full address of a path."""
    at = clock.now()
    outcome = here.visit.position.outcome
    steps = guidance.help_for(here.path, here.visit.position.key, here.municipality, language)
    there = [each for each in steps if each.kind != "guide" or each.guide]
    shown = told_once(step_shown(each, language, at) for each in there)
    first_is_contact = bool(shown) and shown[0].card is not None
    return {
        "path_title": plain(here.path.document.title, language),
        "words_lang": other_language(outcome.title, language),
        "kind": outcome.kind,
        "title": plain(outcome.title, language),
        "lead": plain(outcome.lead, language),
        "main_step": shown[0] if first_is_contact else None,
        "steps": shown[1:] if first_is_contact else shown,
        "self_care": self_care(outcome, language),
        "emergency": emergency_box(here.path, language),
        "person": person_card(language, at),
        "stories": stories.of_path(here.path, language),
        "share_url": absolute(moves.share_url()),
        "sensitive": here.path.is_sensitive,
        "visit": here.sent.visit,
        "path_code": here.path.code,
        "has_chat": bool(contacts.area_codes()),
        "method": moves.method,
        "action": moves.action,
        **change_of_mind(here, moves, language),
        **municipality_form(here, moves, steps, language),
        **background(here, outcome, language),
        "feedback": {
            "kind": "path",
            "key": here.path.code,
            "revision": here.path.revision or "",
            # Where a sensitive path ended would tell what was answered.
            "step": "" if here.path.is_sensitive else here.visit.position.key,
            "sensitive": "yes" if here.path.is_sensitive else "no",
            "campaign": here.sent.campaign,
        },
    }


def step_shown(step: HelpStep, language: str, at: datetime) -> StepShown:
    """One step with its card or link."""
    if step.kind == "read" and step.source:
        url = pick(step.source.urls, language).text
        title = plain(step.source.title, language)
        return StepShown(
            "read", step.say.text, link=Link(url, title), link_note=plain(step.source.authority, language)
        )
    if step.guide:
        link = Link(reverse("pages:guide", args=[step.guide.code]), plain(step.guide.title, language))
        return StepShown("guide", step.say.text, link=link)
    if step.resolution is None:
        return StepShown(step.kind, step.say.text)
    found = step.resolution
    others = tuple(
        service_card(service, service.contact_points, language, at)
        for service in found.services
        if found.service and service.id != found.service.id
    )
    return StepShown(
        step.kind,
        card=resolution_card(
            found,
            language,
            at,
            say=step.say.text,
            note=" ".join(e_service_notes(step)),
            only_web=step.kind == "e_service",
        ),
        numbers=other_numbers(own_points(found), language, at)
        if found.service and step.kind == "contact"
        else (),
        others=others[:MOST_OTHERS],
    )


def told_once(steps: Iterable[StepShown]) -> list[StepShown]:
    """The steps; a service that stands there again keeps what to say and how to reach it.

    Its hours and place are not told a second time: a tired reader would take it for another service.
    """
    first: dict[str, ContactCard] = {}
    shown: list[StepShown] = []
    for step in steps:
        card = step.card
        before = first.get(card.href) if card else None
        if card and before and (card.hours, card.address) == (before.hours, before.address):
            again = replace(card, hours="", all_hours=(), address=(), map_url="", access="")
            shown.append(replace(step, card=again, numbers=(), others=()))
        else:
            shown.append(step)
        if card and card.href:
            first.setdefault(card.href, card)
    return shown


def e_service_notes(step: HelpStep) -> tuple[str, ...]:
    """What one should know before starting an e-service."""
    notes = []
    if step.sign_in:
        notes.append(_("You sign in with your bank codes, a mobile certificate or a certificate card."))
    match step.on_behalf:
        case "with_mandate":
            notes.append(_("You can do this for someone else if they have given you a Suomi.fi mandate."))
        case "for_own_child":
            notes.append(_("You can do this for your own child under 18."))
    return tuple(notes)


def self_care(outcome: Outcome, language: str) -> dict[str, list[str]] | None:
    if outcome.self_care is None:
        return None
    return {
        "do": [plain(each, language) for each in outcome.self_care.do],
        "dont": [plain(each, language) for each in outcome.self_care.dont],
    }


def change_of_mind(here: Walk, moves: Moves, language: str) -> dict[str, object]:
    """The answers that led here, each with the way to change it."""
    answered = given_answers(here, language)
    last = answered[-1][0].question if answered else ""
    return {
        "answered": [moves.change(each.question, asked, words) for each, asked, words in answered],
        "back": moves.back(last),
        "hidden": moves.hidden(),
    }


def municipality_form(
    here: Walk, moves: Moves, steps: tuple[HelpStep, ...], language: str
) -> dict[str, object]:
    """Ask where the reader lives when it makes a difference and has not been told on the way."""
    if len(county.municipalities()) < 2 or not any(is_local(step) for step in steps):
        return {"municipalities": []}
    chosen = here.municipality or ""
    return {
        "municipalities": municipality_choices(language, chosen),
        "municipality_hidden": [pair for pair in moves.hidden() if pair[0] != "_m"],
    }


def is_local(step: HelpStep) -> bool:
    """Whether a step's service may be another one in another municipality."""
    found = step.resolution
    return found is not None and (found.state is State.SEVERAL or found.level is Level.MUNICIPALITY)


def background(here: Walk, outcome: Outcome, language: str) -> dict[str, object]:
    """Why this help is offered, who answers for it and what it rests on."""
    document = here.path.document
    register = guidance.sources()
    sources = [register[key] for key in document.sources if key in register]
    return {
        "because": plain(outcome.because, language),
        "reasons": [
            (each.asked.text, ", ".join(word.text for word in each.answered))
            for each in guidance.explain(here.path, here.visit, language)
        ],
        "owner": plain(document.owner_role, language),
        "awaits_approval": document.approval == "awaiting",
        "review_by": document.review_by,
        "sources": [
            (
                Link(pick(each.urls, language).text, plain(each.title, language)),
                plain(each.authority, language),
            )
            for each in sources
        ],
    }
