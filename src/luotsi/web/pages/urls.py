"""Addresses of residents' pages, below a language prefix, in the words of that language."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from luotsi.web.pages import (
    assistant,
    browsing,
    campaigns,
    feedback,
    finding,
    guide,
    home,
    people,
    statements,
    stories,
    wishes,
)
from luotsi.web.pages.chat import panel, views

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path(_("search/"), finding.search, name="search"),
    path(_("assistant/"), assistant.assistant, name="assistant"),
    path(_("assistant/save/"), assistant.save, name="assistant-save"),
    path(_("assistant/open/<str:record>/<slug:code>/"), assistant.open_path, name="assistant-open"),
    path(_("chat/"), views.chat, name="chat"),
    path(_("chat/screen/"), views.screen, name="chat-screen"),
    path(_("panel/"), panel.panel, name="panel"),
    path(_("panel/chat/"), views.panel_chat, name="panel-chat"),
    path(_("panel/assistant/"), assistant.panel_assistant, name="panel-assistant"),
    path(_("topics/"), browsing.topics, name="topics"),
    path(_("topics/<slug:code>/"), browsing.theme, name="theme"),
    path(_("situation/<slug:code>/"), browsing.life_situation, name="situation"),
    path(_("all-guides/"), browsing.all_guides, name="all-guides"),
    path(_("guide/<slug:code>/"), guide.guide, name="guide"),
    path(_("service/<str:service_id>/"), finding.service, name="service"),
    path(_("contact/<str:contact_id>/"), finding.contact_point, name="contact"),
    path(_("story/<slug:code>/"), stories.story, name="story"),
    path(_("invitation/"), campaigns.invitation, name="invitation"),
    path(_("talk-to-a-person/"), people.people, name="people"),
    path(_("feedback/"), feedback.give, name="feedback"),
    path(_("wishes/"), wishes.wishes, name="wishes"),
    path(_("about/"), statements.about, name="about"),
    path(_("accessibility/"), statements.accessibility, name="accessibility"),
    path(_("privacy/"), statements.privacy, name="privacy"),
]
