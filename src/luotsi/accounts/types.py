"""Values that other rooms see: roles, and what is known of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EDITOR_PREFIX = "/editor/"
STAFF_PREFIXES = ("/staff/", EDITOR_PREFIX)
"""The only addresses with a session, and the only places to which a sign-in leads back."""

WHOLE_COUNTY = ""
"""In place of a service area's code: the right holds in the whole county."""


class Role(StrEnum):
    """What a person does in the service. A person may hold several roles, each in several service areas."""

    PROFESSIONAL = "professional"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an action is allowed: everywhere, or in the listed service areas, or (empty) nowhere."""

    everywhere: bool = False
    areas: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.areas)

    def covers(self, area: str | None) -> bool:
        """Whether it reaches `area`; None or "" asks for the county as a whole."""
        return self.everywhere or (area or WHOLE_COUNTY) in self.areas


@dataclass(frozen=True, slots=True)
class GrantView:
    """One right of a person: the role, and the service area's code ("" = the whole county)."""

    id: int
    role: Role
    area: str
    granted_at: datetime
    granted_by: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member of staff as the list of people shows them."""

    id: int
    username: str
    name: str
    email: str
    language: str
    is_active: bool
    is_demo: bool
    has_password: bool
    has_second_factor: bool
    last_signed_in: datetime | None
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """One signed-in browser of a person. `handle` names it on a page; the cookie cannot be told from it."""

    handle: str
    browser: str
    signed_in_at: datetime
    last_used_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link with which a person sets their password once. The token is shown now and never again."""

    person: int
    token: str
    expires_at: datetime
