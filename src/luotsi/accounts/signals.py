"""Listens to Django's and allauth's signals and tells them on as facts of ours."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from luotsi.accounts import facts, sessions
from luotsi.accounts.models import User
from luotsi.foundation import clock
from luotsi.foundation.facts import announce, attest


def connect() -> None:
    """Start listening; called once when the application is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="luotsi.accounts")
    user_logged_out.connect(_signed_out, dispatch_uid="luotsi.accounts")
    authentication_step_completed.connect(_step_completed, dispatch_uid="luotsi.accounts")
    mfa_signals.authentication_failed.connect(_code_failed, dispatch_uid="luotsi.accounts")
    for change in (
        mfa_signals.authenticator_added,
        mfa_signals.authenticator_removed,
        mfa_signals.authenticator_reset,
    ):
        change.connect(_second_factor_changed, dispatch_uid="luotsi.accounts")


def _tell(fact: object) -> None:
    """Signals come outside a transaction, when all is done."""
    attest(fact)
    announce(fact)


def _signed_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    sessions.begin(request)
    _tell(facts.SignedIn(user.pk, user.pk, clock.now()))


def _signed_out(user: User | None, **_signal: Any) -> None:
    if user is not None:
        _tell(facts.SignedOut(user.pk, user.pk, clock.now()))


def _step_completed(request: HttpRequest, user: User, **step: Any) -> None:
    if step.get("reauthenticated"):
        sessions.proved(request)
        _tell(facts.Reauthenticated(user.pk, user.pk, clock.now()))


def _code_failed(user: User, **_signal: Any) -> None:
    _tell(facts.SignInFailed(user.pk, "code", clock.now()))


def _second_factor_changed(user: User, **_signal: Any) -> None:
    _tell(facts.SecondFactorChanged(user.pk, user.pk, clock.now()))
