"""Addresses of the desk, below `/editor/`."""

from __future__ import annotations

from django.urls import path
from wagtail.admin import urls as wagtail_urls
from wagtail.admin.auth import require_admin_access

from luotsi.web.editor import campaigns, feedback, registers, wishes
from luotsi.web.editor.addresses import only_open
from luotsi.web.editor.appearance import Appearance
from luotsi.web.editor.approval import approve_paths
from luotsi.web.editor.figures import path_figures
from luotsi.web.editor.permissions import noted
from luotsi.web.editor.to_do import slot_page, to_do_list

_own = [
    path(address, require_admin_access(noted(view)), name=name)
    for address, view, name in (
        ("slots/", to_do_list, "desk-slots"),
        ("slots/<slug:path>/<slug:slot>/", slot_page, "desk-slot"),
        ("figures/", path_figures, "desk-figures"),
        ("approval/", approve_paths, "desk-approval"),
        ("campaigns/", campaigns.campaign_list, "desk-campaigns"),
        ("campaigns/new/", campaigns.campaign_new, "desk-campaign-new"),
        ("campaigns/<slug:code>/", campaigns.campaign_page, "desk-campaign"),
        ("campaigns/<slug:code>/edit/", campaigns.campaign_edit, "desk-campaign-edit"),
        ("campaigns/<slug:code>/close/", campaigns.campaign_close, "desk-campaign-close"),
        ("registers/", registers.register_list, "desk-registers"),
        ("registers/<slug:register>/<str:key>/", registers.register_entry, "desk-register-entry"),
        ("registers/<slug:register>/<str:key>/edit/", registers.register_edit, "desk-register-edit"),
        ("registers/<slug:register>/<str:key>/mark/", registers.register_mark, "desk-register-mark"),
        ("wishes/", wishes.wishes_page, "desk-wishes"),
        ("wishes/open/", wishes.wishes_open, "desk-wishes-open"),
        ("wishes/<int:survey>/close/", wishes.wishes_close, "desk-wishes-close"),
        ("feedback/", feedback.feedback_list, "desk-feedback"),
        ("feedback/<slug:code>/", feedback.feedback_page, "desk-feedback-path"),
        ("feedback/<slug:code>/read/", feedback.feedback_read, "desk-feedback-read"),
    )
]
"""Our own pages; a refusal on one of them is noted in the audit trail."""

urlpatterns = [
    path("account/", require_admin_access(Appearance.as_view())),
    *_own,
    *only_open(wagtail_urls.urlpatterns),
]
