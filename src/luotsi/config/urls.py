"""Every address of an installation, by whose screen it is."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from luotsi.config.metrics import metrics
from luotsi.config.readiness import ready

gallery = [path("parts/", include("luotsi.web.parts.urls"))] if settings.DEMO or settings.DEBUG else []
"""Every part of the look in all its states, for developers and designers; never in production."""

urlpatterns = [
    path("editor/", include("luotsi.web.staff.urls_editor_door")),
    path("editor/", include("luotsi.web.editor.urls")),
    path("staff/chats/", include("luotsi.web.workspace.urls")),
    path("staff/", include("luotsi.web.staff.urls")),
    path("api/v1/", include("luotsi.web.api.urls")),
    path("ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("", include("luotsi.web.pages.urls_neutral")),
    *i18n_patterns(*gallery, path("", include("luotsi.web.pages.urls"))),
]
handler404 = "luotsi.web.pages.errors.not_found"
handler500 = "luotsi.web.pages.errors.server_error"
