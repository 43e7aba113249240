"""What a campaign must be like. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

from django.utils.translation import gettext as _

from luotsi.journeys.types import Campaign, TargetKind

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{2,22})[a-z0-9]")
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
"""Without those that are taken for each other on paper: i, l, o, u, 0, 1."""


def typed(code: str) -> str:
    """A code as it is kept, from whatever a person typed: small letters, no blanks, one kind of hyphen."""
    # PostgreSQL takes no NUL, not even to look for it.
    return re.sub(r"[\s\0]+", "", code).lower().replace("–", "-").replace("_", "-")[:40]


def new_code() -> str:
    """A code of two groups that is easy to read aloud, such as "k4mw-7tqd"."""
    letters = [secrets.choice(_LETTERS) for _number in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def problems(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) of a campaign."""
    if not _CODE.fullmatch(campaign.code):
        yield "code", _("Use 4 to 24 small letters from a to z, numbers and hyphens.")
    if not campaign.names.get("fi", "").strip():
        yield "name_fi", _("Give the campaign a name.")
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        yield "ends_on", _("It ends before it begins.")
    if campaign.target is not TargetKind.HOME and not campaign.target_key:
        yield "target", _("Choose what it opens.")
    if campaign.answers and campaign.target is not TargetKind.PATH:
        yield "target", _("Only a path can know answers.")
