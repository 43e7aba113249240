"""Wires the jobs into Django."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "luotsi.foundation.jobs"
    label = "jobs"
