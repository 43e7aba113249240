"""Approving a starter path: a professional of the county takes it for the county's own."""

from __future__ import annotations

import re

from django.contrib.auth.base_user import AbstractBaseUser

from luotsi.guidance.faults import GateRefused, NotToBeApproved
from luotsi.guidance.models import GuidancePath

_WORD = re.compile(r"^approval:[ \t]*[a-z]+", re.M)
_BEFORE = re.compile(r"^review_by:.*$", re.M)


def may_be_approved(row: GuidancePath, person: AbstractBaseUser) -> str:
    """Why `person` may not approve this row now: "draft", "author", "locked", "done"; "" when they may.

    Rights are decided before (`web.editor.permissions`). Who wrote the newest text does not approve it.
    """
    revision = row.latest_revision
    if row.approval == "approved":
        return "done"
    if not row.live or row.has_unpublished_changes:
        return "draft"
    if revision is not None and revision.user_id == person.pk:
        return "author"
    return "locked" if row.locked and row.locked_by_id != person.pk else ""


def approve(row: GuidancePath, person: AbstractBaseUser) -> None:
    """Write the approval into the text, keep a revision of it and publish. Raises `NotToBeApproved`."""
    hindered = may_be_approved(row, person)
    if hindered == "done":
        return
    if hindered:
        raise NotToBeApproved(row.code, hindered)
    newest = row.get_latest_revision_as_object() if row.latest_revision else row
    newest.take_text(approved_text(newest.text))
    # Asked before anything is written: a refusal leaves no draft behind.
    checked = newest.checked()
    if not checked.is_publishable:
        raise GateRefused(row.code, checked.flaws)
    newest.save_revision(user=person, log_action=True).publish(user=person)


def approved_text(text: str) -> str:
    """The YAML with `approval: approved`, every other letter as it was."""
    if _WORD.search(text):
        return _WORD.sub("approval: approved", text, count=1)
    return _BEFORE.sub(lambda found: f"{found[0]}\napproval: approved", text, count=1)
