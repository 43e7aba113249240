"""Addresses of the desk, below `/editor/`."""

from __future__ import annotations

from django.urls import path
from wagtail.admin import urls as wagtail_urls
from wagtail.admin.auth import require_admin_access

from luotsi.web.editor.addresses import only_open
from luotsi.web.editor.appearance import Appearance

urlpatterns = [
    path("account/", require_admin_access(Appearance.as_view())),
    *only_open(wagtail_urls.urlpatterns),
]
