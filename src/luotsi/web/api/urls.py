"""Addresses for programs, without a language: the language is asked for in each request."""

from __future__ import annotations

from django.urls import path

from luotsi.web.api import views

app_name = "api"
urlpatterns = [
    path("assistant", views.about, name="about"),
    path("assistant/turn", views.turn, name="turn"),
    path("assistant/feedback", views.feedback, name="feedback"),
    path("openapi.json", views.openapi, name="openapi"),
    path("", views.unknown, name="root"),
    path("<path:rest>", views.unknown, name="unknown"),
]
