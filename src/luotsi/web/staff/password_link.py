"""The one-time link with which a new person, or one who forgot, sets a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View
from django.views.generic import FormView

from luotsi.accounts import actions, limits, queries
from luotsi.accounts.models import User
from luotsi.web.parts.staff_page import StaffPage, page_context
from luotsi.web.staff.forms import NewPasswordForm

_LINK = "luotsi_password_link"


class OpenLink(View):
    """Takes the token out of the address, so that it is not left in history or sent on, and shows the form.

    Opening spends nothing: programs that look through mail open links too.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        address = limits.client_key(request)
        if not limits.link_failures.take(address):
            return _does_not_work(request, status=429)
        hashed = queries.token_hash(token)
        if queries.person_of_link(hashed) is None:
            return _does_not_work(request, status=404)
        limits.link_failures.give_back(address)
        # The hash, not the token: a copy of the database holds sessions too, and must open nothing.
        request.session[_LINK] = hashed
        return HttpResponseRedirect(reverse("staff:password_set"))


class SetPassword(StaffPage, FormView):
    """The form that the link leads to."""

    form_class = NewPasswordForm
    template_name = "staff/password_set.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.person: User | None = queries.person_of_link(request.session.get(_LINK, ""))
        if self.person is None:
            return _does_not_work(request, status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"person": self.person}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            actions.set_password_by_link(self.request.session[_LINK], form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
            return self.form_invalid(form)
        except actions.CannotChange:
            return _does_not_work(self.request, status=404)
        # Whoever was signed in at this browser is not the one to go on.
        logout(self.request)
        messages.success(self.request, gettext("Your password is set. Sign in with it."))
        return HttpResponseRedirect(reverse("account_login"))


def _does_not_work(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "staff/link_dead.html", page_context(request), status=status)
