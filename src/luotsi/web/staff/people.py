"""Administration of people: accounts, links, roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop
from django.views import View
from django.views.generic import FormView, TemplateView

from luotsi.accounts import actions, queries
from luotsi.accounts.access import Action
from luotsi.accounts.actions import CannotChange
from luotsi.accounts.models import User
from luotsi.accounts.types import Invitation, Role
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event
from luotsi.web.parts.staff_page import SignedInPage, page_context
from luotsi.web.staff.forms import DetailsForm, GrantForm, PeopleSearchForm, PersonForm
from luotsi.web.staff.words import ROLE_MEANINGS, ROLE_NAMES, place_name

MOST = 200
"""People on one page of the list; who looks for one among more searches."""


class People(SignedInPage, TemplateView):
    """All people, searched and narrowed."""

    action = Action.MANAGE_PEOPLE
    template_name = "staff/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        search = PeopleSearchForm(self.request.GET)
        wanted = search.cleaned_data if search.is_valid() else {}
        context["search_form"] = search
        context["is_narrowed"] = any(wanted.values())
        people = queries.people(
            search=wanted.get("q", ""),
            role=Role(wanted["role"]) if wanted.get("role") else None,
            include_inactive=bool(wanted.get("closed")),
            limit=MOST,
        )
        narrowed = tuple(name for name, value in wanted.items() if value)
        # What was looked for may be a name, so only by what is told.
        record(Event("person.search" if narrowed else "person.list", fields=narrowed))
        context["rows"] = [(person, grant_rows(person)) for person in people]
        context["is_cut"] = len(people) == MOST
        return context


class AddPerson(SignedInPage, FormView):
    """A new person; the link for the password is shown once."""

    action = Action.MANAGE_PEOPLE
    form_class = PersonForm
    template_name = "staff/person_add.html"

    def get_initial(self) -> dict[str, Any]:
        return {"language": get_language()}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            invitation = actions.invite_person(**form.cleaned_data, by=self.request.user)
        except CannotChange as error:
            form.add_error("email", str(error))
            return self.form_invalid(form)
        return show_link(self.request, invitation)


class Person(SignedInPage, TemplateView):
    """One person: state, roles, and everything that can be done."""

    action = Action.MANAGE_PEOPLE
    template_name = "staff/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        try:
            person = queries.person(self.kwargs["number"])
        except queries.NoSuchPerson as error:
            raise Http404 from error
        record(Event("person.view", "person", str(person.id)))
        context["person"] = person
        context["grants"] = grant_rows(person)
        context["is_self"] = person.id == self.request.user.pk
        context["grant_form"] = GrantForm(language=get_language())
        context["roles"] = [(ROLE_NAMES[role], ROLE_MEANINGS[role]) for role in Role]
        return context


class ChangeDetails(SignedInPage, FormView):
    """Another name or address for somebody: people marry, and addresses are mistyped."""

    action = Action.MANAGE_PEOPLE
    form_class = DetailsForm
    template_name = "staff/person_edit.html"

    def get_initial(self) -> dict[str, Any]:
        user = self._user()
        return {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = queries.person(self._user().pk)
        record(Event("person.view", "person", str(person.id), fields=tuple(self.get_initial())))
        return super().get_context_data(**kwargs) | {"person": person}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = self._user()
        try:
            actions.change_details(user, **form.cleaned_data, by=self.request.user)
        except CannotChange as error:
            form.add_error("email", str(error))
            return self.form_invalid(form)
        messages.success(self.request, gettext("Name and address have been saved."))
        return HttpResponseRedirect(reverse("staff:person", args=[user.pk]))

    def _user(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["number"])


class PersonChange(SignedInPage, View):
    """One change to one person, by POST; a GET (after a repeated sign-in) leads to the person's page."""

    action = Action.MANAGE_PEOPLE
    done: ClassVar[Any] = ""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("staff:person", args=[number]))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        user = get_object_or_404(User, pk=number)
        try:
            answer = self.change(user)
        except CannotChange as error:
            messages.error(request, str(error))
            answer = None
        else:
            if answer is None:
                messages.success(request, gettext(self.done))
        return answer or HttpResponseRedirect(reverse("staff:person", args=[number]))

    def change(self, user: User) -> HttpResponse | None:
        """Do it; a page of its own, or None to go back to the person's page."""
        raise CannotChange(gettext("Nothing was chosen."))


class GrantRole(PersonChange):
    """Gives a role."""

    action = Action.GRANT_ROLES
    done = gettext_noop("The role has been given.")

    def change(self, user: User) -> HttpResponse | None:
        form = GrantForm(self.request.POST, language=get_language())
        if not form.is_valid():
            raise CannotChange(gettext("Choose a role and where it holds."))
        actions.grant_role(
            user, Role(form.cleaned_data["role"]), form.cleaned_data["area"], by=self.request.user
        )
        return None


class WithdrawRole(PersonChange):
    """Takes a role away, even in an area that the county no longer has."""

    action = Action.GRANT_ROLES
    done = gettext_noop("The role has been withdrawn.")

    def change(self, user: User) -> HttpResponse | None:
        role = self.request.POST.get("role", "")
        if role not in set(Role):
            raise CannotChange(gettext("Choose a role and where it holds."))
        actions.withdraw_role(user, Role(role), self.request.POST.get("area", ""), by=self.request.user)
        return None


class NewLink(PersonChange):
    """A new one-time link for the password."""

    def change(self, user: User) -> HttpResponse | None:
        return show_link(self.request, actions.make_password_link(user, by=self.request.user))


class CloseAccount(PersonChange):
    """Closes the account at once."""

    done = gettext_noop("The account is closed and its sessions have ended.")

    def change(self, user: User) -> HttpResponse | None:
        actions.deactivate(user, by=self.request.user)
        return None


class OpenAccount(PersonChange):
    """Opens a closed account; a new password is needed."""

    def change(self, user: User) -> HttpResponse | None:
        return show_link(self.request, actions.reactivate(user, by=self.request.user))


class ResetSecondStep(PersonChange):
    """Removes passkeys, app and codes of somebody who has lost them."""

    done = gettext_noop(
        "Passkeys, app and recovery codes have been removed. The person sets up new ones at the next sign-in."
    )

    def change(self, user: User) -> HttpResponse | None:
        actions.reset_second_factor(user, by=self.request.user)
        return None


class EndSessions(PersonChange):
    """Signs the person out everywhere."""

    done = gettext_noop("The person has been signed out everywhere.")

    def change(self, user: User) -> HttpResponse | None:
        actions.end_sessions(user, by=self.request.user)
        return None


def grant_rows(person: Any) -> list[dict[str, Any]]:
    """A person's grants with the names of roles and places."""
    language = get_language()
    return [
        {"grant": grant, "role": ROLE_NAMES[grant.role], "place": place_name(grant.area, language)}
        for grant in person.grants
    ]


def show_link(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The one-time link. It stands in this answer alone: not in the session, not in the database."""
    address = reverse("staff:password_link", args=[invitation.token])
    context = {
        "person": queries.person(invitation.person),
        "link": request.build_absolute_uri(address),
        "expires_at": invitation.expires_at,
    }
    return render(request, "staff/link.html", page_context(request) | context)
