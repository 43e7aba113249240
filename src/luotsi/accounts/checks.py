"""What a real installation refuses to start with.

`luotsi serve` runs these checks before it starts anything; `luotsi django check --deploy` shows them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from luotsi.accounts import queries

SHORTEST_KEY = 50
FEWEST_DIFFERENT = 10
"""Fewer different characters than this in a key mean that somebody typed it."""


@register(Tags.security, deploy=True)
def check_deployment(**_options: Any) -> list[Error]:
    """Faults of a real installation. A demo is not one, and says so as its only fault."""
    if settings.DEMO:
        return [
            Error(
                "The demo is on: its passphrase is public.",
                hint="Set LUOTSI_DEMO=no and use a database of its own.",
                id="luotsi.E001",
            )
        ]
    return faults()


def faults() -> list[Error]:
    """What is unsafe outside a demo, each with what to do about it."""
    return [*_setting_faults(), *_demo_people_faults()]


def _setting_faults() -> list[Error]:
    found = []
    if settings.DEBUG:
        found.append(
            Error("DEBUG shows the inside of the program.", hint="Set LUOTSI_DEBUG=no.", id="luotsi.E002")
        )
    if not settings.SITE_URL.startswith("https://"):
        found.append(
            Error(
                "The address is not https, so passwords would travel in the open.",
                hint="Set LUOTSI_URL to the https address that residents use.",
                id="luotsi.E003",
            )
        )
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT or key.startswith("django-insecure-"):
        found.append(
            Error(
                "The secret key is weak.",
                hint=f"Unset LUOTSI_SECRET_KEY, or give at least {SHORTEST_KEY} random characters.",
                id="luotsi.E004",
            )
        )
    return found


def _demo_people_faults() -> list[Error]:
    try:
        is_found = queries.demo_people_exist()
    except DatabaseError:
        return []  # No database yet: there can be no demo people in it.
    if not is_found:
        return []
    return [
        Error(
            "This database holds the demo's people, whose passphrase is public.",
            hint="Start with a database of its own, not with the demo's (LUOTSI_DATA).",
            id="luotsi.E005",
        )
    ]
