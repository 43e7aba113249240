"""Addresses of the desk, below `/editor/`."""

from __future__ import annotations

from django.urls import path
from wagtail.admin import urls as wagtail_urls
from wagtail.admin.auth import require_admin_access

from luotsi.web.editor import campaigns, feedback, wishes
from luotsi.web.editor.addresses import only_open
from luotsi.web.editor.appearance import Appearance
from luotsi.web.editor.approval import approve_paths
from luotsi.web.editor.figures import path_figures
from luotsi.web.editor.permissions import noted
from luotsi.web.editor.to_do import slot_page, to_do_list

_campaigns = [
    path(address, require_admin_access(noted(view)), name=name)
    for address, view, name in (
        ("campaigns/", campaigns.campaign_list, "desk-campaigns"),
        ("campaigns/new/", campaigns.campaign_new, "desk-campaign-new"),
        ("campaigns/<slug:code>/", campaigns.campaign_page, "desk-campaign"),
        ("campaigns/<slug:code>/edit/", campaigns.campaign_edit, "desk-campaign-edit"),
        ("campaigns/<slug:code>/close/", campaigns.campaign_close, "desk-campaign-close"),
    )
]

_wishes = [
    path(address, require_admin_access(noted(view)), name=name)
    for address, view, name in (
        ("wishes/", wishes.wishes_page, "desk-wishes"),
        ("wishes/open/", wishes.wishes_open, "desk-wishes-open"),
        ("wishes/<int:survey>/close/", wishes.wishes_close, "desk-wishes-close"),
    )
]

_feedback = [
    path(address, require_admin_access(noted(view)), name=name)
    for address, view, name in (
        ("feedback/", feedback.feedback_list, "desk-feedback"),
        ("feedback/<slug:code>/", feedback.feedback_page, "desk-feedback-path"),
        ("feedback/<slug:code>/read/", feedback.feedback_read, "desk-feedback-read"),
    )
]

urlpatterns = [
    path("account/", require_admin_access(Appearance.as_view())),
    path("slots/", require_admin_access(noted(to_do_list)), name="desk-slots"),
    path("slots/<slug:path>/<slug:slot>/", require_admin_access(noted(slot_page)), name="desk-slot"),
    path("figures/", require_admin_access(noted(path_figures)), name="desk-figures"),
    path("approval/", require_admin_access(noted(approve_paths)), name="desk-approval"),
    *_campaigns,
    *_wishes,
    *_feedback,
    *only_open(wagtail_urls.urlpatterns),
]
