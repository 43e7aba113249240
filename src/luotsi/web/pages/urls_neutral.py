"""Addresses without a language: the front door and files that machines ask for."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
