"""The forms of what can be done with a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from luotsi.accounts import queries as accounts
from luotsi.contacts import queries as contacts
from luotsi.contacts.types import ContactView, Support, WrapUp
from luotsi.conversations.actions import LONGEST_KEPT
from luotsi.foundation import clock
from luotsi.organisation import queries as organisation
from luotsi.web.workspace import words

LONGEST_WORDS = 1_000
USUALLY_KEPT = timedelta(days=30)


class TransferForm(forms.Form):
    """To another service area, to a colleague who is at work, or both."""

    area = forms.ChoiceField(label=gettext_lazy("To service"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("To colleague"), required=False)
    context = forms.CharField(
        label=gettext_lazy("What the next professional should know"),
        help_text=gettext_lazy("The whole conversation goes along. The client does not see these words."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, contact: ContactView, person: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="transfer-%s", **kwargs)
        stays = organisation.area_name(contact.area, get_language() or "fi")
        here = ("", _("Stays in: %(area)s") % {"area": stays})
        self.fields["area"].choices = [here, *_areas(contact.area)]
        self.fields["person"].choices = [("", _("To whoever is free")), *_colleagues(person)]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not found.get("area") and not found.get("person"):
            self.add_error("area", _("Choose a service, a colleague or both."))
        return found


class WrapUpForm(forms.Form):
    """What came of it."""

    code = forms.ChoiceField(label=gettext_lazy("What came of it?"))
    contact_number = forms.ChoiceField(
        label=gettext_lazy("Which contact about this matter was it?"), required=False
    )
    support = forms.MultipleChoiceField(
        label=gettext_lazy("What helped you to answer?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words (optional)"),
        help_text=gettext_lazy("Without names and numbers of persons."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="wrap-up-%s", **kwargs)
        self.fields["code"].choices = [("", _("Choose"))] + [
            (one.value, words.wrap_up_name(one)) for one in WrapUp
        ]
        numbers = [("", _("Not known")), ("1", _("The first")), ("2", _("The second"))]
        self.fields["contact_number"].choices = [*numbers, ("3", _("The third or later"))]
        self.fields["support"].choices = [(one.value, words.SUPPORT[one]) for one in Support]


class KeepForm(forms.Form):
    """Why and until when a conversation is kept as evidence."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it kept?"),
        help_text=gettext_lazy("Your name, the reason and the end day are kept with it."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = forms.DateField(
        label=gettext_lazy("Kept until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="keep-%s", **kwargs)
        today = clock.today()
        self.fields["until"].initial = today + USUALLY_KEPT
        attributes = self.fields["until"].widget.attrs
        attributes["min"] = (today + timedelta(days=1)).isoformat()
        attributes["max"] = (today + LONGEST_KEPT).isoformat()


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of an open conversation; one that was refused stands in its place, with its errors."""

    transfer: TransferForm
    wrap_up: WrapUpForm
    keep: KeepForm


def forms_of(contact: ContactView, person: int, refused: forms.Form | None = None) -> Forms:
    """The forms for this contact."""
    return Forms(
        refused if isinstance(refused, TransferForm) else TransferForm(contact, person),
        refused if isinstance(refused, WrapUpForm) else WrapUpForm(),
        refused if isinstance(refused, KeepForm) else KeepForm(),
    )


def _areas(without: str) -> Iterator[tuple[str, str]]:
    """The other service areas, with how each stands."""
    for code in contacts.area_codes():
        if code == without:
            continue
        status = contacts.status(code)
        stands = _("%(n)d at work") % {"n": status.present}
        if not status.is_open and not status.present:
            stands = _("closed")
        yield code, f"{organisation.area_name(code, get_language() or 'fi')} ({stands})"


def _colleagues(without: int) -> Iterator[tuple[str, str]]:
    """Who is at work and takes chats, with how many more fit."""
    people = {one.person: one for area in contacts.area_codes() for one in contacts.present(area)}
    names = accounts.names_of(people)
    for person in sorted(people, key=lambda one: names.get(one, "")):
        if person != without:
            free = _("room for %(n)d") % {"n": people[person].free}
            yield str(person), f"{names.get(person, person)} ({free})"
