"""Forms of staff's pages. Fields of allauth's forms get our words and lose their placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from luotsi.accounts import limits, passwords
from luotsi.accounts.types import WHOLE_COUNTY, Role
from luotsi.web.staff import areas
from luotsi.web.staff.words import ROLE_NAMES

TOO_MANY = "too_many_login_attempts"


def word(field: forms.Field, label: Any, help_text: Any = "", **attributes: str) -> None:
    """Give a field our label and hint, and no placeholder: a label that vanishes helps nobody."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):
    """Username or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["login"], _("Username or e-mail"), autocomplete="username", spellcheck="false")
        word(self.fields["password"], _("Password"), autocomplete="current-password")


class PasswordAgainForm(ReauthenticateForm):
    """The password of the person who is signed in already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["password"], _("Password"), autocomplete="current-password")


class CountedCode(forms.Form):
    """A code whose failures count against the account and the address, like those of a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six digits from your authenticator app, or one of your recovery codes.")
        word(self.fields["code"], _("Code"), hint, inputmode="numeric", autocomplete="one-time-code")

    def clean_code(self) -> str:
        attempt = limits.attempt(context.request, person=self.user.pk)
        if not attempt.take():
            raise get_adapter().validation_error(TOO_MANY)
        code: str = super().clean_code()
        attempt.succeeded()
        return code


class CodeForm(CountedCode, AuthenticateForm):
    """The second step of a sign-in."""


class CodeAgainForm(CountedCode, ReauthenticateCodeForm):
    """A code of the person who is signed in already."""


class AuthenticatorForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(
            self.fields["code"],
            _("Code from the app"),
            _("Six digits."),
            inputmode="numeric",
            autocomplete="one-time-code",
        )


class PasskeyForm(AddWebAuthnForm):
    """A new passkey. It always checks its user (finger, face, PIN): it may stand in for a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        hint = _("By which you know it later, such as “Work phone”.")
        word(self.fields["name"], _("Name of the passkey"), hint, maxlength="60", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        word(self.fields["name"], _("Name of the passkey"), maxlength="60", autocomplete="off")


def _new_password_field(label: Any, help_text: Any = "") -> forms.CharField:
    attributes = {"autocomplete": "new-password", "minlength": str(passwords.SHORTEST)}
    return forms.CharField(
        label=label, help_text=help_text, strip=False, widget=forms.PasswordInput(attrs=attributes)
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice. The rules themselves are checked by the action."""

    password = _new_password_field(
        _("New password"),
        _("At least 15 characters. Four or more words that do not belong together are easy to remember."),
    )
    again = _new_password_field(_("New password again"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password"), cleaned.get("again")
        if first and second and first != second:
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("present", "password", "again")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not get_adapter().reauthenticate(self.user, present):
            raise get_adapter().validation_error("incorrect_password")
        return present


class LanguageForm(forms.Form):
    """The language of staff's pages."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class GrantForm(forms.Form):
    """A role and where it holds."""

    role = forms.ChoiceField(label=_("Role"))
    area = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, ROLE_NAMES[role]) for role in Role]
        self.fields["area"].choices = [(WHOLE_COUNTY, _("Whole county")), *areas.names(language).items()]


class PersonForm(forms.Form):
    """A new person."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("Work e-mail"),
        help_text=_("The person signs in with this address."),
        max_length=150,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class DetailsForm(PersonForm):
    """Name and address of somebody who has an account. Their language they choose themselves."""

    language = None


class PeopleSearchForm(forms.Form):
    """What the list of people is narrowed by."""

    q = forms.CharField(label=_("Name, username or e-mail"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False)
    closed = forms.BooleanField(label=_("Show closed accounts too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            ("", _("Any role")),
            *((role.value, ROLE_NAMES[role]) for role in Role),
        ]
