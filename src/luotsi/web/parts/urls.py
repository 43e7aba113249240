"""The gallery of parts; mounted in the demo and while developing only."""

from __future__ import annotations

from django.urls import path

from luotsi.web.parts import gallery

app_name = "parts"
urlpatterns = [
    path("", gallery.parts_page, name="gallery"),
    path("home/", gallery.home_page, name="gallery_home"),
    path("question/", gallery.question_page, name="gallery_question"),
    path("outcome/", gallery.outcome_page, name="gallery_outcome"),
    path("sensitive/", gallery.sensitive_page, name="gallery_sensitive"),
    path("staff/", gallery.staff_page, name="gallery_staff"),
]
