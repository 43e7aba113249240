"""A slot's findings and the next action in words, for the to-do list, the table and the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luotsi.catalogue.types import Problem
from luotsi.foundation.languages import pick
from luotsi.guidance.slots import Finding, SlotLine
from luotsi.organisation import municipalities
from luotsi.organisation import queries as organisation

PROBLEMS: dict[Problem, Promise] = {
    Problem.ZERO: _("No service found"),
    Problem.CLOSED: _("All hours have ended"),
    Problem.MISSING_LANGUAGE: _("A language is missing"),
    Problem.STALE: _("Not checked in a year"),
    Problem.MANY: _("Several services fit"),
}
"""Each problem as a short title."""

ACTIONS: dict[Problem, Promise] = {
    Problem.ZERO: _(
        "Add the service to PTV with these codes, or name other codes in the path. Until then residents get "
        "the advice line."
    ),
    Problem.CLOSED: _("Ask whoever keeps the contact point in PTV to give its new hours."),
    Problem.MISSING_LANGUAGE: _("Ask whoever keeps the service in PTV to add the language."),
    Problem.STALE: _("Ask whoever keeps the service in PTV to check it and save it again."),
    Problem.MANY: _(
        "Look whether residents should get all of them. If not, name a target group or a base description in "
        "the path."
    ),
}
"""What to do about each problem."""

LANGUAGES = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}


def headings() -> list[str]:
    """The columns of the table."""
    return [
        gettext("Path"),
        gettext("Slot"),
        gettext("What is looked for"),
        gettext("What is wrong"),
        gettext("Services found"),
        gettext("Owner"),
        gettext("Next action"),
        gettext("Note"),
    ]


def row(line: SlotLine, language: str) -> list[str]:
    """One slot as the columns of the table."""
    return [
        pick(line.title, language).text,
        line.slot,
        pick(line.what, language).text,
        "; ".join(finding(one, language) for one in line.findings),
        "; ".join(pick(names, language).text for _id, names in line.services),
        owner(line, language),
        next_action(line),
        line.follow_up.note,
    ]


def finding(found: Finding, language: str) -> str:
    """One problem and where it holds: "No service found: Lundö"."""
    words = str(PROBLEMS[found.problem])
    if found.languages:
        words += f" ({', '.join(str(LANGUAGES.get(one, one)) for one in found.languages)})"
    where = places(found.municipalities, language)
    return f"{words}: {where}" if where else words


def places(codes: Iterable[str], language: str) -> str:
    """Names of municipalities; nothing when they are all of the county."""
    given = [code for code in codes if code]
    try:
        own = {one.code for one in organisation.county().municipalities}
    except organisation.NoCounty:
        own = set()
    if not given or set(given) == own:
        return ""
    return ", ".join(_municipality(code, language) for code in given)


def owner(line: SlotLine, language: str) -> str:
    """Who looks after the slot: the person, or else the role that owns the path."""
    return line.follow_up.owner_name or pick(line.owner_role, language).text


def next_action(line: SlotLine) -> str:
    """What to do next; nothing when all is well or accepted."""
    return str(ACTIONS[line.worst]) if line.worst and line.needs_work else ""


def _municipality(code: str, language: str) -> str:
    try:
        return pick(municipalities.municipality(code).names, language).text
    except municipalities.UnknownMunicipality:
        return code
