"""Who may do what: the one table of access.

A row is an action, a column a role, a cell how far the role's grant reaches. A missing cell is a
denial, and an action without a row is a programming error. Nothing else in the house decides on
rights: screens ask `may`, lists ask `reach`, menus ask `may_somewhere`.

The flag `is_superuser` plays no part here. Roles never set it; it exists for the shell of the
person who runs the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from luotsi.accounts.types import WHOLE_COUNTY, Reach, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from luotsi.accounts.models import User


class Action(StrEnum):
    """Everything that needs a right, by name."""

    OPEN_STAFF_PAGES = "open_staff_pages"
    READ_GUIDANCE = "read_guidance"
    OPEN_EDITOR = "open_editor"
    WRITE_CONTENT = "write_content"
    REVIEW_CONTENT = "review_content"
    PUBLISH_CONTENT = "publish_content"
    REMOVE_CONTENT = "remove_content"
    WRITE_NOTICES = "write_notices"
    ASSIGN_OWNERS = "assign_owners"
    SEE_FEEDBACK = "see_feedback"
    SEE_FIGURES = "see_figures"
    EXPORT_DATA = "export_data"
    IMPORT_SERVICES = "import_services"
    CHANGE_SETTINGS = "change_settings"
    MANAGE_PEOPLE = "manage_people"
    GRANT_ROLES = "grant_roles"
    SEE_AUDIT = "see_audit"
    HANDLE_CONTACTS = "handle_contacts"
    SEE_QUEUES = "see_queues"
    MANAGE_EMBEDS = "manage_embeds"


class Scope(StrEnum):
    """How far a grant carries an action."""

    AREA = "area"
    """Only in the grant's own service area; a grant for the whole county carries everywhere."""
    COUNTY = "county"
    """Everywhere, whichever area the grant is for: the thing belongs to no area."""


_P, _E, _R = Role.PROFESSIONAL, Role.EDITOR, Role.REVIEWER
_C, _M, _A = Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR
_EVERY_ROLE = dict.fromkeys(Role, Scope.COUNTY)

ACCESS: dict[Action, dict[Role, Scope]] = {
    Action.OPEN_STAFF_PAGES: _EVERY_ROLE,
    Action.READ_GUIDANCE: _EVERY_ROLE,
    Action.OPEN_EDITOR: dict.fromkeys((_E, _R, _C, _A), Scope.COUNTY),
    Action.WRITE_CONTENT: {_E: Scope.AREA, _R: Scope.AREA, _C: Scope.AREA},
    Action.REVIEW_CONTENT: {_R: Scope.AREA, _C: Scope.AREA},
    Action.PUBLISH_CONTENT: {_R: Scope.AREA, _C: Scope.AREA},
    Action.REMOVE_CONTENT: {_C: Scope.AREA},
    Action.WRITE_NOTICES: {_E: Scope.AREA, _R: Scope.AREA, _C: Scope.AREA},
    Action.ASSIGN_OWNERS: {_C: Scope.AREA},
    Action.SEE_FEEDBACK: {_E: Scope.AREA, _R: Scope.AREA, _C: Scope.AREA, _M: Scope.AREA},
    Action.SEE_FIGURES: {_C: Scope.AREA, _M: Scope.AREA},
    Action.EXPORT_DATA: {_C: Scope.AREA, _M: Scope.AREA, _A: Scope.COUNTY},
    Action.IMPORT_SERVICES: {_A: Scope.COUNTY},
    Action.CHANGE_SETTINGS: {_A: Scope.COUNTY},
    Action.MANAGE_PEOPLE: {_A: Scope.COUNTY},
    Action.GRANT_ROLES: {_A: Scope.COUNTY},
    Action.SEE_AUDIT: {_A: Scope.COUNTY},
    Action.HANDLE_CONTACTS: {_P: Scope.AREA, _C: Scope.AREA},
    Action.SEE_QUEUES: {_P: Scope.AREA, _C: Scope.AREA, _M: Scope.AREA},
    # Which sites may show our panel in theirs is a rule of safety and belongs to no area.
    Action.MANAGE_EMBEDS: {_A: Scope.COUNTY},
}

WHOLE_COUNTY_ROLES = frozenset({Role.ADMINISTRATOR})
"""Roles that are granted for the whole county only: who manages people can reach every right."""

NEEDS_RECENT_SIGN_IN = frozenset(
    {Action.MANAGE_PEOPLE, Action.GRANT_ROLES, Action.EXPORT_DATA, Action.SEE_AUDIT}
)
"""Actions before which a person proves again who they are (settings: REAUTHENTICATION_TIMEOUT)."""


class _Grant(Protocol):
    role: str
    area: str


def reach_of(grants: Iterable[_Grant], action: Action) -> Reach:
    """How far these grants carry `action`. Pure: the whole decision is here."""
    row = ACCESS[Action(action)]
    areas: set[str] = set()
    for grant in grants:
        scope = row.get(Role(grant.role))
        if scope is None:
            continue
        if scope is Scope.COUNTY or grant.area == WHOLE_COUNTY:
            return Reach(everywhere=True)
        areas.add(grant.area)
    return Reach(areas=frozenset(areas))


def reach(user: User | AnonymousUser, action: Action) -> Reach:
    """Where `user` may do `action`; for filtering lists. Anonymous and deactivated people: nowhere."""
    if not user.is_authenticated or not user.is_active:
        return Reach()
    return reach_of(user.standing_grants(), action)


def may(user: User | AnonymousUser, action: Action, area: str | None = None) -> bool:
    """Whether `user` may do `action` in the service area with code `area`.

    Without an area the question is about the county as a whole, which a right limited to some areas
    does not answer. Raises ValueError for an action that is not in `Action`.
    """
    return reach(user, action).covers(area)


def may_in_any(user: User | AnonymousUser, action: Action, areas: Iterable[str]) -> bool:
    """Whether `user` may do `action` in at least one of `areas`, such as those that serve a path's themes."""
    reached = reach(user, action)
    return reached.everywhere or any(reached.covers(area) for area in areas)


def may_somewhere(user: User | AnonymousUser, action: Action) -> bool:
    """Whether `user` may do `action` in at least one place; for menus and front pages."""
    return bool(reach(user, action))
