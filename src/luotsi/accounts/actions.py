"""Every change to people and their rights: one verb each, in a transaction, announced after it.

The person who acts is given as `by`; None stands for the shell of the machine, which may do
everything. Rights are checked here and not only on screens.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luotsi.accounts import access, facts, groups, queries
from luotsi.accounts.models import PasswordLink, RoleGrant, StaffSession, User
from luotsi.accounts.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT
from luotsi.accounts.types import WHOLE_COUNTY, Invitation, Role
from luotsi.foundation import clock
from luotsi.foundation.facts import tell
from luotsi.organisation import queries as organisation
from luotsi.organisation.queries import NoCounty, NoSuchServiceArea

PASSWORD_LINK_LASTS = timedelta(hours=72)


class NotAllowed(PermissionDenied):
    """The acting person has no right to this action."""


class CannotChange(Exception):
    """The change would break a rule; the message tells a person which."""


@transaction.atomic
def invite_person(
    *, email: str, first_name: str, last_name: str, language: str = "", by: User | None
) -> Invitation:
    """Make an account without a password and a link for setting one.

    Raises CannotChange when the address is not one or is already somebody's, and NotAllowed.
    """
    _require(by, access.Action.MANAGE_PEOPLE)
    address = _free_email(email)
    user = User(
        username=address,
        email=address,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        language=language,
    )
    user.set_unusable_password()
    user.save()
    _tell(facts.PersonInvited, user, by)
    return _make_link(user, by)


@transaction.atomic
def change_details(user: User, *, email: str, first_name: str, last_name: str, by: User | None) -> None:
    """Another name or address for a person, who signs in with the new address from now on.

    Raises CannotChange when the address is not one or is somebody else's, and NotAllowed.
    """
    _require(by, access.Action.MANAGE_PEOPLE)
    address = _free_email(email, of=user)
    if user.username == user.email:
        user.username = address
    wanted = {"email": address, "first_name": first_name.strip(), "last_name": last_name.strip()}
    changed = tuple(name for name, value in wanted.items() if getattr(user, name) != value)
    for name, value in wanted.items():
        setattr(user, name, value)
    user.save(update_fields=["username", *wanted])
    _tell(lambda *common: facts.PersonChanged(*common, fields=changed), user, by)


@transaction.atomic
def make_password_link(user: User, *, by: User | None) -> Invitation:
    """A new one-time link for a password; earlier ones stop working. Raises NotAllowed, CannotChange."""
    _require(by, access.Action.MANAGE_PEOPLE)
    if not user.is_active:
        raise CannotChange(_("Open the account first: a closed account cannot be signed in to."))
    _tell(facts.PasswordLinkMade, user, by)
    return _make_link(user, by)


def set_password_by_link(hashed: str, password: str) -> User:
    """Set the password that the one-time link with this hash allows, spend it and end the person's sessions.

    Raises CannotChange when the link does not work and ValidationError when the password is refused.
    """
    user = _person_of_link(hashed)
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        # Again, now that nobody else can write: of two who use one link at a time, the second comes too late.
        _person_of_link(hashed)
        _keep_password(user, keep_session="")
    return user


def change_password(user: User, password: str, *, keep_session: str) -> None:
    """Change the person's own password and end their other sessions. Raises ValidationError."""
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        _keep_password(user, keep_session=keep_session)


@transaction.atomic
def grant_role(user: User, role: Role, area: str = WHOLE_COUNTY, *, by: User | None) -> None:
    """Give a person a role in a service area ("" = the whole county). Twice is once.

    Raises NotAllowed, and CannotChange for a role that is not granted for a single area or
    an area that the county does not have.
    """
    _require(by, access.Action.GRANT_ROLES)
    role = Role(role)
    if area != WHOLE_COUNTY and role in access.WHOLE_COUNTY_ROLES:
        raise CannotChange(_("This role is given for the whole county only."))
    if area != WHOLE_COUNTY and not _is_area(area):
        raise CannotChange(_("The county has no such service area."))
    if by is not None and by.pk == user.pk:
        raise CannotChange(_("Nobody gives rights to themselves. Ask another administrator."))
    _grant, is_new = RoleGrant.objects.get_or_create(
        user=user, role=role, area=area, defaults={"granted_by": by, "granted_at": clock.now()}
    )
    if is_new:
        _rights_changed(user)
        _tell(lambda *common: facts.RoleGranted(*common, role=role, area=area), user, by)


@transaction.atomic
def withdraw_role(user: User, role: Role, area: str = WHOLE_COUNTY, *, by: User | None) -> None:
    """Take a role from a person. Raises NotAllowed, and CannotChange for the last administrator."""
    _require(by, access.Action.GRANT_ROLES)
    role = Role(role)
    if role is Role.ADMINISTRATOR and area == WHOLE_COUNTY:
        _keep_an_administrator(user)
    deleted, _details = RoleGrant.objects.filter(user=user, role=role, area=area).delete()
    if deleted:
        _rights_changed(user)
        _tell(lambda *common: facts.RoleWithdrawn(*common, role=role, area=area), user, by)


@transaction.atomic
def deactivate(user: User, *, by: User | None) -> None:
    """Close an account: no sign-in, no link, no session. The person's name stays on what they wrote."""
    _require(by, access.Action.MANAGE_PEOPLE)
    if by is not None and by.pk == user.pk:
        raise CannotChange(_("You cannot close your own account. Ask another administrator."))
    _keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    PasswordLink.objects.filter(user=user).delete()
    _end_sessions(user, except_handle="")
    _tell(facts.PersonDeactivated, user, by)


@transaction.atomic
def reactivate(user: User, *, by: User | None) -> Invitation:
    """Open a closed account. The old password is gone, so a new link is given."""
    _require(by, access.Action.MANAGE_PEOPLE)
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _tell(facts.PersonReactivated, user, by)
    return _make_link(user, by)


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None) -> None:
    """Remove passkeys, authenticator and recovery codes; the person sets new ones at the next sign-in."""
    _require(by, access.Action.MANAGE_PEOPLE)
    if by is not None and by.pk == user.pk:
        raise CannotChange(_("Change your own passkeys on your own page."))
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user, except_handle="")
    _tell(facts.SecondFactorReset, user, by)


@transaction.atomic
def end_sessions(user: User, *, by: User | None, except_handle: str = "") -> int:
    """End all of a person's sessions but the named one; how many ended. Others' need a right."""
    if by is None or by.pk != user.pk:
        _require(by, access.Action.MANAGE_PEOPLE)
    ended = _end_sessions(user, except_handle=except_handle)
    if ended:
        _tell(facts.SessionsEnded, user, by)
    return ended


@transaction.atomic
def end_session(user: User, handle: str) -> None:
    """End one of the person's own sessions."""
    deleted, _details = StaffSession.objects.filter(user=user, handle=handle).delete()
    if deleted:
        _tell(facts.SessionsEnded, user, user)


@transaction.atomic
def choose_language(user: User, language: str) -> None:
    """Keep the language in which the person wants the pages."""
    user.language = language
    user.save(update_fields=["language"])


def forget_ended() -> int:
    """Erase sessions that have ended and links that are too old; how many rows went. For the schedule."""
    moment = clock.now()
    is_over = (
        Q(expire_date__lt=moment)
        | Q(last_used_at__lt=clock.earlier(IDLE_LIMIT))
        | Q(signed_in_at__lt=clock.earlier(ABSOLUTE_LIMIT))
    )
    sessions, _details = StaffSession.objects.filter(is_over).delete()
    links, _details = PasswordLink.objects.filter(expires_at__lt=moment).delete()
    return sessions + links


def add_administrator(email: str, first_name: str = "", last_name: str = "") -> Invitation:
    """Make or find the account of an administrator and a link for it: the shell's way in.

    Raises CannotChange when the address is not one.
    """
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            invitation = invite_person(email=email, first_name=first_name, last_name=last_name, by=None)
            user = User.objects.get(pk=invitation.person)
        else:
            invitation = make_password_link(user, by=None)
        grant_role(user, Role.ADMINISTRATOR, by=None)
    return invitation


def _person_of_link(hashed: str) -> User:
    user = queries.person_of_link(hashed)
    if user is None:
        raise CannotChange(_("The link has been used or is too old. Ask your administrator for a new one."))
    return user


def _keep_password(user: User, *, keep_session: str) -> None:
    """Store a password that was hashed before: hashing is slow on purpose, and others wait to write."""
    user.save(update_fields=["password"])
    PasswordLink.objects.filter(user=user).delete()
    _end_sessions(user, except_handle=keep_session)
    _tell(facts.PasswordSet, user, user)


def _require(by: User | None, action: access.Action) -> None:
    if by is not None and not access.may(by, action):
        raise NotAllowed


def _is_area(code: str) -> bool:
    try:
        organisation.service_area(code)
    except (NoCounty, NoSuchServiceArea):
        return False
    return True


def _keep_an_administrator(user: User) -> None:
    holds = RoleGrant.objects.filter(user=user, role=Role.ADMINISTRATOR).exists()
    if holds and user.is_active and not queries.administrators(excluding=user.pk):
        raise CannotChange(_("This is the only administrator. Make another person administrator first."))


def _free_email(email: str, of: User | None = None) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CannotChange(_("This is not an e-mail address.")) from error
    taken = User.objects.filter(Q(username__iexact=address) | Q(email__iexact=address))
    if taken.exclude(pk=of.pk if of else None).exists():
        raise CannotChange(_("There is already an account with this e-mail address."))
    return address


def _make_link(user: User, by: User | None) -> Invitation:
    token = secrets.token_urlsafe(32)
    PasswordLink.objects.filter(user=user).delete()
    link = PasswordLink.objects.create(
        user=user,
        token_hash=queries.token_hash(token),
        made_by=by,
        made_at=clock.now(),
        expires_at=clock.later(PASSWORD_LINK_LASTS),
    )
    return Invitation(user.pk, token, link.expires_at)


def _end_sessions(user: User, *, except_handle: str) -> int:
    deleted, _details = StaffSession.objects.filter(user=user).exclude(handle=except_handle).delete()
    return deleted


def _rights_changed(user: User) -> None:
    user.forget_grants()
    groups.follow_roles(user)


def _tell(make: Callable[..., object], user: User, by: User | None) -> None:
    tell(make(user.pk, by.pk if by else None, clock.now()))
