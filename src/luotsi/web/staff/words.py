"""Roles and what they allow, in a person's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luotsi.accounts.access import ACCESS, Action
from luotsi.accounts.types import GrantView, Role
from luotsi.web.staff import areas

ROLE_NAMES = {
    Role.PROFESSIONAL: _("Professional"),
    Role.EDITOR: _("Editor"),
    Role.REVIEWER: _("Reviewer"),
    Role.COORDINATOR: _("Coordinator"),
    Role.MANAGER: _("Manager"),
    Role.ADMINISTRATOR: _("Administrator"),
}
ROLE_MEANINGS = {
    Role.PROFESSIONAL: _("Uses the guidance in work with clients."),
    Role.EDITOR: _("Writes guidance paths, which another person publishes, and disruption notices."),
    Role.REVIEWER: _("Reads what editors have written, corrects it and publishes it."),
    Role.COORDINATOR: _("Sees to the whole: review dates, publishing and removing."),
    Role.MANAGER: _("Follows feedback and figures. Their pages are not here yet."),
    Role.ADMINISTRATOR: _("Makes accounts, gives roles and sees the audit trail. Whole county only."),
}
ACTION_WORDS = {
    Action.READ_GUIDANCE: _("read all guidance"),
    Action.OPEN_EDITOR: _("open the editor"),
    Action.WRITE_CONTENT: _("write guidance paths"),
    Action.REVIEW_CONTENT: _("review what others have written"),
    Action.PUBLISH_CONTENT: _("publish guidance paths"),
    Action.REMOVE_CONTENT: _("take content out of use"),
    Action.WRITE_NOTICES: _("write disruption notices"),
    Action.MANAGE_PEOPLE: _("make and close accounts"),
    Action.CHANGE_SETTINGS: _("see and start background jobs"),
    Action.GRANT_ROLES: _("give and withdraw roles"),
    Action.SEE_AUDIT: _("see the audit trail"),
    Action.HANDLE_CONTACTS: _("answer clients"),
    Action.SEE_QUEUES: _("see who is waiting"),
    Action.MANAGE_EMBEDS: _("say on which sites the chat is shown"),
}
"""What a role lets one do on a page that is there. Rights without a page (figures, exports) are not
told, since nobody could use them; nor is opening staff's pages: whoever reads this has opened them."""


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role of the signed-in person: its name, where it holds, what it allows."""

    name: str
    meaning: str
    places: list[str]
    allows: list[str]


def role_cards(grants: tuple[GrantView, ...], language: str) -> list[RoleCard]:
    """One card for each role of the person, with all its places."""
    cards = []
    for role in Role:
        own = [grant for grant in grants if grant.role is role]
        if own:
            places = [place_name(grant.area, language) for grant in own]
            cards.append(RoleCard(str(ROLE_NAMES[role]), str(ROLE_MEANINGS[role]), places, allowed(role)))
    return cards


def allowed(role: Role) -> list[str]:
    """What a role allows, in words, in the order of the access table."""
    return [
        str(ACTION_WORDS[action]) for action, row in ACCESS.items() if role in row and action in ACTION_WORDS
    ]


def place_name(area: str, language: str) -> str:
    """A service area's name, or that it is the whole county; an area no longer in use by its code."""
    if not area:
        return gettext("Whole county")
    return areas.names(language).get(area, gettext("%(code)s (no longer in use)") % {"code": area})
