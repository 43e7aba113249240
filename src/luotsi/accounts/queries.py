"""What screens ask about people. Everything returned is a frozen value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from luotsi.accounts.access import ACCESS, Action, Scope, reach_of
from luotsi.accounts.models import PasswordLink, RoleGrant, StaffSession, User
from luotsi.accounts.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT
from luotsi.accounts.types import WHOLE_COUNTY, GrantView, PersonView, Reach, Role, SessionView
from luotsi.foundation import clock


class NoSuchPerson(LookupError):
    """No member of staff has this number."""


SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes are no second factor of their own: they stand in for a lost one."""


def people(
    *, search: str = "", role: Role | None = None, include_inactive: bool = False, limit: int = 200
) -> list[PersonView]:
    """Members of staff by name; `search` is matched against name, username and e-mail."""
    found = _people()
    for word in search.split():
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
        )
    if role is not None:
        found = found.filter(Exists(RoleGrant.objects.filter(user=OuterRef("pk"), role=role)))
    if not include_inactive:
        found = found.filter(is_active=True)
    return [_view(user) for user in found.order_by("last_name", "first_name", "username")[:limit]]


def person(number: int) -> PersonView:
    """One member of staff. Raises NoSuchPerson."""
    user = _people().filter(pk=number).first()
    if user is None:
        raise NoSuchPerson(number)
    return _view(user)


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """The names of these members of staff, also of those whose account is closed."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=set(numbers))}


def numbers_of(search: str) -> list[int]:
    """Everybody, closed accounts too, whose name, username or e-mail has these words; at most 100."""
    return [person.id for person in people(search=search, include_inactive=True, limit=100)]


def reach_of_person(number: int, action: Action) -> Reach:
    """Where the person with this number may do `action` now; unknown and closed accounts: nowhere.

    For rooms that know a person by number only; screens ask `access.reach`.
    """
    return reach_of(RoleGrant.objects.filter(user=number, user__is_active=True), action)


def people_who_may(action: Action, area: str) -> frozenset[int]:
    """The numbers of all active people who may do `action` in the service area with this code."""
    row = ACCESS[action]
    everywhere = [role for role, scope in row.items() if scope is Scope.COUNTY]
    wanted = Q(role__in=everywhere) | Q(role__in=list(row), area__in=[WHOLE_COUNTY, area])
    grants = RoleGrant.objects.filter(wanted, user__is_active=True)
    return frozenset(grants.values_list("user_id", flat=True))


def has_second_factor(user: User) -> bool:
    """Whether the person has a passkey or an authenticator."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def second_factors(user: User) -> list[Authenticator]:
    """The person's own passkeys and authenticator, oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).order_by("pk"))


def unused_recovery_codes(user: User) -> int | None:
    """How many recovery codes are left; None when there are none at all."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else None


def sessions_of(user: User, current_handle: str = "") -> list[SessionView]:
    """The person's living sessions, the latest used first."""
    rows = StaffSession.objects.filter(
        user=user,
        last_used_at__gt=clock.earlier(IDLE_LIMIT),
        signed_in_at__gt=clock.earlier(ABSOLUTE_LIMIT),
    ).order_by("-last_used_at")
    return [
        SessionView(
            row.handle,
            row.browser,
            row.signed_in_at,
            row.last_used_at or row.signed_in_at,
            row.handle == current_handle,
        )
        for row in rows
    ]


def person_of_link(hashed: str) -> User | None:
    """Whose password the link with this hash may set; None when wrong, used, old or of a closed account.

    Screens hash a token as soon as it comes (`token_hash`): nothing but an address ever holds it.
    """
    link = (
        PasswordLink.objects.select_related("user")
        .filter(token_hash=hashed, expires_at__gt=clock.now(), user__is_active=True)
        .first()
    )
    return link.user if link else None


def token_hash(token: str) -> str:
    """What is kept of a one-time link. Plain SHA-256 is enough: the token has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def user_of_login(login: str) -> User | None:
    """The account that a person means by this username or e-mail address, active or not."""
    wanted = login.strip()
    return (
        User.objects.filter(Q(username__iexact=wanted) | Q(email__iexact=wanted)).first() if wanted else None
    )


def demo_people_exist() -> bool:
    """Whether this database holds accounts of the demo, whose passphrase is public."""
    return User.objects.filter(is_demo=True).exists()


def administrators(excluding: int | None = None) -> int:
    """How many active administrators there are, one left out if wanted."""
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return grants.exclude(user_id=excluding).values("user").distinct().count()


def _people() -> QuerySet[User]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return User.objects.annotate(with_factor=Exists(factors)).prefetch_related("grants__granted_by")


def _view(user: User) -> PersonView:
    return PersonView(
        id=user.pk,
        username=user.username,
        name=str(user),
        email=user.email,
        language=user.language,
        is_active=user.is_active,
        is_demo=user.is_demo,
        has_password=user.has_usable_password(),
        has_second_factor=user.with_factor,
        last_signed_in=_local(user.last_login),
        grants=grant_views(user.grants.all()),
    )


def grant_views(grants: Iterable[RoleGrant]) -> tuple[GrantView, ...]:
    """Grants as values, in the order of the roles."""
    order = list(Role)
    views = [
        GrantView(
            id=grant.pk,
            role=Role(grant.role),
            area=grant.area,
            granted_at=grant.granted_at,
            granted_by=str(grant.granted_by) if grant.granted_by else "",
        )
        for grant in grants
    ]
    return tuple(sorted(views, key=lambda view: (order.index(view.role), view.area)))


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(clock.HELSINKI) if moment else None
