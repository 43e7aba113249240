"""People and their second steps for stories."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from luotsi.accounts import actions
from luotsi.accounts.models import User
from luotsi.accounts.types import WHOLE_COUNTY, Role

PASSWORD = "sumu hiipii laiturin alle"


def make_person(
    role: Role | None = None, area: str = WHOLE_COUNTY, *, name: str = "aino", has_second_step: bool = True
) -> User:
    """A person who can sign in, with a role and an authenticator app unless told otherwise."""
    user = User.objects.create_user(name, f"{name}@county.example", PASSWORD, first_name=name.capitalize())
    if role is not None:
        actions.grant_role(user, role, area, by=None)
    if has_second_step:
        user.secret = generate_totp_secret()
        TOTP.activate(user, user.secret)
    return user


def code_of(user: User) -> str:
    """The six digits that the person's app shows now."""
    return format_hotp_value(hotp_value(user.secret, int(time.time()) // 30))


def signed_in(user: User) -> Client:
    """A browser in which the person has just signed in."""
    client = Client()
    client.force_login(user)
    return client
