"""Front page, own account, own sessions, language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, ngettext
from django.views import View
from django.views.generic import FormView, TemplateView

from luotsi.accounts import access, actions, queries, sessions
from luotsi.accounts.access import Action
from luotsi.accounts.middleware import LANGUAGE_KEY
from luotsi.accounts.types import STAFF_PREFIXES
from luotsi.web.parts.staff_page import SignedInPage
from luotsi.web.staff.forms import ChangePasswordForm, LanguageForm
from luotsi.web.staff.sign_in import LimitedPage
from luotsi.web.staff.words import role_cards


class FrontPage(SignedInPage, TemplateView):
    """What the person's roles let them do, and the ways there."""

    template_name = "staff/front.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        grants = queries.person(user.pk).grants
        context["cards"] = role_cards(grants, get_language())
        context["opens_editor"] = access.may_somewhere(user, Action.OPEN_EDITOR)
        context["manages_people"] = access.may(user, Action.MANAGE_PEOPLE)
        context["refused_editor"] = (
            self.request.GET.get("refused") == "editor" and not context["opens_editor"]
        )
        context["lacks_second_step"] = not queries.has_second_factor(user)
        codes = queries.unused_recovery_codes(user)
        context["few_codes"] = codes is not None and codes < 3
        return context


class Account(SignedInPage, TemplateView):
    """The person's own account."""

    template_name = "staff/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        context["person"] = queries.person(user.pk)
        context["factors"] = queries.second_factors(user)
        context["sessions"] = len(queries.sessions_of(user))
        context["language_form"] = LanguageForm(initial={"language": get_language()})
        return context


class ChangePassword(SignedInPage, LimitedPage, FormView):
    """A new password in place of the present one; other sessions end."""

    form_class = ChangePasswordForm
    template_name = "staff/password_change.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = self.request.user
        try:
            actions.change_password(
                user, form.cleaned_data["password"], keep_session=sessions.handle(self.request)
            )
        except ValidationError as error:
            form.add_error("password", error)
            return self.form_invalid(form)
        update_session_auth_hash(self.request, user)
        messages.success(
            self.request, gettext("Your password has been changed. Other browsers were signed out.")
        )
        return HttpResponseRedirect(reverse("staff:account"))


class Sessions(SignedInPage, TemplateView):
    """Where the person is signed in."""

    template_name = "staff/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["sessions"] = queries.sessions_of(self.request.user, sessions.handle(self.request))
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one of the others, or all of them."""
        own = sessions.handle(request)
        if (wanted := request.POST.get("handle", "")) and wanted != own:
            actions.end_session(request.user, wanted)
            messages.success(request, gettext("That browser has been signed out."))
        elif request.POST.get("all"):
            ended = actions.end_sessions(request.user, by=request.user, except_handle=own)
            words = ngettext("%(n)d browser was signed out.", "%(n)d browsers were signed out.", ended)
            messages.success(request, words % {"n": ended})
        return HttpResponseRedirect(reverse("staff:sessions"))


class Language(View):
    """Keeps the chosen language: for the person when signed in, otherwise for this visit."""

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("language", "")
        if chosen in dict(settings.LANGUAGES):
            if request.user.is_authenticated:
                actions.choose_language(request.user, chosen)
            else:
                request.session[LANGUAGE_KEY] = chosen
        return HttpResponseRedirect(_own_address(request))

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("staff:front"))


class SessionTime(View):
    """How many seconds an unused session has left. Asking is no use of it; posting is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            sessions.mark_used(request)
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"seconds_left": 0}, status=401)
        return JsonResponse({"seconds_left": sessions.seconds_left(request)})


def _own_address(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith(STAFF_PREFIXES) and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if is_ours else reverse("staff:front")
