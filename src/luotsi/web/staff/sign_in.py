"""Signing in and out: allauth's views with our forms, pages and limits."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from luotsi.accounts import demo
from luotsi.accounts.sessions import Ended
from luotsi.web.parts.staff_page import StaffPage
from luotsi.web.staff.forms import TOO_MANY, CodeAgainForm, CodeForm, PasswordAgainForm, SignInForm
from luotsi.web.staff.words import ROLE_NAMES


def ended_words(reason: str) -> str:
    """Why the person stands before the sign-in page again."""
    return {
        Ended.IDLE: gettext("You were signed out because the page was unused for an hour."),
        Ended.ABSOLUTE: gettext("You were signed out because ten hours had passed. Sign in again to go on."),
    }.get(reason, "")


class LimitedPage(StaffPage):
    """A page whose form answers 429 when a limit was reached, with what was typed still there."""

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        form = context.get("form")
        if (
            form is not None
            and form.is_bound
            and any(error.code == TOO_MANY for errors in form.errors.as_data().values() for error in errors)
        ):
            options["status"] = 429
        return super().render_to_response(context, **options)


class SignIn(LimitedPage, LoginView):
    """The one door of staff's pages and of the editor."""

    form_class = SignInForm
    template_name = "staff/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["ended"] = ended_words(self.request.GET.get("ended", ""))
        people = demo.DEMO_PEOPLE if settings.DEMO else ()
        context["demo_people"] = [(person.username, ROLE_NAMES[person.role]) for person in people]
        context["demo_passphrase"] = demo.DEMO_PASSPHRASE
        return context


class SecondStep(LimitedPage, AuthenticateView):
    """A code or a passkey after the password."""

    form_class = CodeForm
    template_name = "staff/second_step.html"


class PasskeySignIn(StaffPage, LoginWebAuthnView):
    """A passkey instead of username, password and code."""

    template_name = "staff/sign_in.html"


class SignOut(StaffPage, LogoutView):
    """Ends this session; asked for by POST, so that a link elsewhere cannot sign anybody out."""

    template_name = "staff/sign_out.html"


class Closed(StaffPage, TemplateView):
    """For a person whose account has been closed."""

    template_name = "staff/closed.html"


class ConfirmByPassword(LimitedPage, ReauthenticateView):
    """Proves again, by password, who is signed in."""

    form_class = PasswordAgainForm
    template_name = "staff/confirm.html"


class ConfirmByCode(LimitedPage, ReauthenticateCodeView):
    """Proves again, by code, who is signed in."""

    form_class = CodeAgainForm
    template_name = "staff/confirm_code.html"


class ConfirmByPasskey(StaffPage, ReauthenticateWebAuthnView):
    """Proves again, by passkey, who is signed in."""

    template_name = "staff/confirm_passkey.html"

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        messages.error(
            self.request, gettext("The passkey was not accepted. Try again, or use your password.")
        )
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))
