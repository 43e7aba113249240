"""The editor's own doors lead to staff's. Included before Wagtail's addresses, below the same prefix."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.generic import RedirectView

from luotsi.web.staff.sign_in import SignOut

urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("logout/", SignOut.as_view()),
    re_path(r"^password_reset/", RedirectView.as_view(pattern_name="account_login")),
]
