"""What the accounts room announces. People are named by their number, never by name or address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from luotsi.accounts.types import Role


@dataclass(frozen=True, slots=True)
class AccountFact:
    """Common to all: whom it concerns, who did it (None: the machine's own shell), when."""

    person: int
    by: int | None
    at: datetime


class PersonInvited(AccountFact):
    """An account was made for a person."""


@dataclass(frozen=True, slots=True)
class PersonChanged(AccountFact):
    """A person's name or e-mail address was changed."""

    fields: tuple[str, ...]
    """Which, by name."""


class PasswordLinkMade(AccountFact):
    """A one-time link for setting a password was made; earlier links stopped working."""


class PasswordSet(AccountFact):
    """The person set or changed their password."""


class PersonDeactivated(AccountFact):
    """The account was closed and its sessions ended."""


class PersonReactivated(AccountFact):
    """A closed account was opened again."""


class SecondFactorReset(AccountFact):
    """Passkeys, codes and recovery codes were removed and the sessions ended."""


class SecondFactorChanged(AccountFact):
    """The person added or removed a passkey, an authenticator or recovery codes."""


class SessionsEnded(AccountFact):
    """Some or all sessions of a person were ended."""


class SignedIn(AccountFact):
    """A person signed in."""


class SignedOut(AccountFact):
    """A person signed out."""


class Reauthenticated(AccountFact):
    """A signed-in person proved again who they are."""


@dataclass(frozen=True, slots=True)
class RoleGranted(AccountFact):
    """A person was given a role in a service area ("" = the whole county)."""

    role: Role
    area: str


@dataclass(frozen=True, slots=True)
class RoleWithdrawn(AccountFact):
    """A role was taken from a person."""

    role: Role
    area: str


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """A sign-in failed. `person` is None when no account matched; `stage` is password, code or passkey."""

    person: int | None
    stage: str
    at: datetime
