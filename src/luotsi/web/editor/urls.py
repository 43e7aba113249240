"""Addresses of the desk, below `/editor/`."""

from __future__ import annotations

from django.urls import path
from wagtail.admin import urls as wagtail_urls
from wagtail.admin.auth import require_admin_access

from luotsi.web.editor.addresses import only_open
from luotsi.web.editor.appearance import Appearance
from luotsi.web.editor.approval import approve_paths
from luotsi.web.editor.to_do import slot_page, to_do_list

urlpatterns = [
    path("account/", require_admin_access(Appearance.as_view())),
    path("slots/", require_admin_access(to_do_list), name="desk-slots"),
    path("slots/<slug:path>/<slug:slot>/", require_admin_access(slot_page), name="desk-slot"),
    path("approval/", require_admin_access(approve_paths), name="desk-approval"),
    *only_open(wagtail_urls.urlpatterns),
]
