"""Addresses without a language: the front door and files that machines ask for."""

from __future__ import annotations

from django.urls import path

from luotsi.web.pages import campaigns, front_door

urlpatterns = [
    path("", front_door.enter, name="front-door"),
    path("k/<str:code>", campaigns.enter, name="campaign"),
    path("robots.txt", front_door.robots, name="robots"),
    path("health", front_door.health, name="health"),
]
