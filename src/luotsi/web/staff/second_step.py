"""One's own passkeys, authenticator app and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext
from django.views.generic import RedirectView, TemplateView

from luotsi.accounts import queries
from luotsi.web.parts.staff_page import SignedInPage, StaffPage
from luotsi.web.staff.forms import AuthenticatorForm, PasskeyForm, PasskeyNameForm


class SecondSteps(SignedInPage, TemplateView):
    """What the person has as a second step, and how to get one. Those without reach nothing else."""

    template_name = "staff/second_steps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        factors = queries.second_factors(self.request.user)
        context["passkeys"] = [one for one in factors if one.type == Authenticator.Type.WEBAUTHN]
        context["app"] = next((one for one in factors if one.type == Authenticator.Type.TOTP), None)
        context["has_any"] = bool(factors)
        context["recovery_codes"] = queries.unused_recovery_codes(self.request.user)
        return context


class AddAuthenticator(StaffPage, ActivateTOTPView):
    """A QR code for the app, and the first code from it."""

    form_class = AuthenticatorForm
    template_name = "staff/app_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["spelled_secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context


class RemoveAuthenticator(StaffPage, DeactivateTOTPView):
    """Takes the app out of use, unless it is the only second step."""

    template_name = "staff/app_remove.html"


class AddPasskey(StaffPage, AddWebAuthnView):
    """A new passkey; the browser makes it, so this page alone needs JavaScript."""

    form_class = PasskeyForm
    template_name = "staff/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Kept in the device and checking its user: so that it can stand in for the password too.
        context["js_data"] = {
            "creation_options": webauthn.begin_registration(self.request.user, passwordless=True)
        }
        return context


class PasskeyList(SignedInPage, RedirectView):
    """Passkeys are listed with the other second steps."""

    url = reverse_lazy("mfa_index")


class RenamePasskey(StaffPage, EditWebAuthnView):
    """Another name for a passkey."""

    form_class = PasskeyNameForm
    template_name = "staff/passkey_rename.html"
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(StaffPage, RemoveWebAuthnView):
    """Removes a passkey, unless it is the only second step."""

    template_name = "staff/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        adapter = get_adapter()
        if adapter.can_delete_authenticator(self.get_object()):
            return super().form_valid(form)
        messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
        return HttpResponseRedirect(self.get_success_url())


class RecoveryCodes(StaffPage, ViewRecoveryCodesView):
    """The codes, shown once."""

    template_name = "staff/recovery_codes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            messages.info(request, gettext("Set up a passkey or an authenticator app first."))
            return HttpResponseRedirect(reverse("mfa_index"))


class NewRecoveryCodes(StaffPage, GenerateRecoveryCodesView):
    """New codes in place of the old ones."""

    template_name = "staff/recovery_codes_new.html"
