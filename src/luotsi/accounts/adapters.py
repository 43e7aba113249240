"""Where django-allauth asks the house: closed to strangers, our limits, our words, sealed secrets."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from luotsi.accounts import facts, limits, queries, sessions
from luotsi.accounts.models import User
from luotsi.accounts.types import STAFF_PREFIXES
from luotsi.foundation import clock
from luotsi.foundation.facts import announce, attest
from luotsi.privacy.keys import Purpose, derive


def may_sign_in(user: User) -> bool:
    """Closed accounts may not, and the demo's, whose passphrase is public, only in a demo."""
    return user.is_active and (settings.DEMO or not user.is_demo)


class StaffBackend(AuthenticationBackend):
    """Sign-in by username or e-mail and password."""

    def user_can_authenticate(self, user: User | None) -> bool:
        return user is not None and may_sign_in(user)


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody makes their own."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The username or the password is not right."),
        "username_password_mismatch": _("The username or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("Type your present password."),
        "incorrect_code": _("That did not work. Try again with a new code."),
        "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour and try again."),
        "rate_limited": _("Too many attempts. Wait a while and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A name for the address that is good for today: allauth keeps it in the keys of its counters."""
        return limits.client_key(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Judge a password, unless the account or the address has failed too often."""
        login = credentials.get("username") or credentials.get("email") or ""
        known = queries.user_of_login(login)
        attempt = limits.attempt(request, person=known.pk if known else None, login=login)
        if not attempt.take():
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if user is None:
            failure = facts.SignInFailed(known.pk if known else None, "password", clock.now())
            attest(failure)
            announce(failure)
            return None
        attempt.succeeded()
        return user

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:
        """The last gate, through which a passkey goes too."""
        if not may_sign_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **login)

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        return not sessions.was_proved_lately(self.request)

    def is_safe_url(self, url: str | None) -> bool:
        """A sign-in leads back to staff's own pages only."""
        return bool(url) and url.startswith(STAFF_PREFIXES) and super().is_safe_url(url)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, and say nothing where the page already shows what happened."""
        words = message or _MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)


_MESSAGES = {
    "mfa/messages/totp_activated.txt": _("The authenticator app is in use."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is no longer in use."),
    "mfa/messages/webauthn_added.txt": _("The passkey is in use."),
    "mfa/messages/webauthn_removed.txt": _("The passkey has been removed."),
}


class StaffMFAAdapter(DefaultMFAAdapter):
    """Passkeys and authenticators, with their secrets sealed in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not work. Try again with a new code."),
        "cannot_delete_authenticator": _("This is your only second step. Add another before you remove it."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an authenticator app."),
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Outside a demo nobody is left without a second step."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=queries.SECOND_FACTORS)
        return settings.DEMO or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Passkey %(number)d")) % {"number": number}


def _seal() -> MultiFernet:
    """Keys made from SECRET_KEY (and its fallbacks): a copy of the database alone opens no authenticator."""
    return MultiFernet(
        [Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(derive(key.encode(), Purpose.SECOND_FACTORS))
