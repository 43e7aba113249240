"""Changing guidance: each action is one transaction, and announces what happened after its commit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from luotsi.accounts import queries as accounts
from luotsi.foundation import clock
from luotsi.guidance import approving, loading, scheduling, slots, translations, verifying, visits
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.folder import PACKAGED_LIBRARY, read_folder
from luotsi.guidance.models import GuidancePath, PublishedState, SlotFollowUp, Utterance
from luotsi.guidance.types import Answers, LoadReport, Register, SensitiveVisit
from luotsi.guidance.writing import write_library
from luotsi.safety.masking import mask

MAX_NOTE = 2_000


def load_library(folder: Path | None = None) -> LoadReport:
    """Bring a folder of paths (None: the packaged one) into the database; publish what is new or changed.

    A path that nobody here has changed follows upstream. One that was changed here keeps its text, and
    upstream's version waits as a draft revision. What the gate refuses is reported and not stored.
    Loading the same folder again changes nothing. Raises `NotALibrary`.
    """
    return loading.load(read_folder(folder or PACKAGED_LIBRARY))


def export_library(folder: Path) -> int:
    """Write every published path, its utterances and the registers as files; returns how many files.

    What is written can be loaded again, here or in another county.
    """
    return write_library(folder)


def publish_scheduled() -> int:
    """Publish and unpublish what is due by its schedule, and give how much was due.

    A path that the gate refuses stays as it was. A refusal takes the path's schedule away, announces
    `PublishingRefused`, and holds nothing else up.
    """
    return scheduling.publish_due()


def add_utterance(code: str, language: str, text: str) -> None:
    """Add a sentence in which people ask for the path. Raises `NoSuchPath`. Twice is once."""
    row = _row(code)
    with transaction.atomic():
        Utterance.objects.update_or_create(
            path=row, language=language, text=" ".join(text.split())[:500], defaults={"is_dropped": False}
        )
        PublishedState.touch()


def drop_utterance(code: str, language: str, text: str) -> None:
    """Take a sentence out; loading the library does not bring it back. Raises `NoSuchPath`."""
    with transaction.atomic():
        said = Utterance.objects.filter(path=_row(code), language=language, text=text)
        said.filter(is_upstream=True).update(is_dropped=True)
        said.filter(is_upstream=False).delete()
        PublishedState.touch()


def confirm_translations(code: str, language: str) -> None:
    """Somebody has read every translation of the published path into `language` and found it right."""
    row = _row(code)
    marks = translations.confirmed(row.document, row.translation_marks, language)
    late = translations.behind(row.document, marks)
    GuidancePath.objects.filter(pk=row.pk).update(
        translation_marks=marks, behind_count=sum(map(len, late.values()))
    )


def approve(code: str, person: AbstractBaseUser) -> None:
    """A professional of the county approves a published starter path: the text says so and is published.

    From now on the path is the county's own, and what upstream changes waits as a draft. Approving twice
    is once. Raises `NoSuchPath`, `NotToBeApproved`, `GateRefused`.
    """
    approving.approve(_row(code), person)


def follow_slot(
    path: str, slot: str, person: int, *, owner: int | None, note: str, is_accepted: bool
) -> None:
    """Keep who looks after a service slot, a note (masked), and whether its findings are fine as they are.

    People are given by their numbers. An acceptance holds for the findings of this moment. Raises
    `NoSuchPath` for a slot that no published path has, `NoSuchPerson` for an owner that is nobody.
    """
    line = slots.slot_line(path, slot)
    if line is None:
        raise NoSuchPath(path)
    SlotFollowUp.objects.update_or_create(
        path_code=path,
        slot=slot,
        defaults={
            "owner_id": accounts.person(owner).id if owner else None,
            "note": mask(note.strip()[:MAX_NOTE]).text,
            "accepted": line.fingerprint if is_accepted else "",
            "changed_at": clock.now(),
            "changed_by_id": person,
        },
    )


def compare_entry(register: Register, key: str, seen: str, person: int) -> None:
    """Somebody compared a fact or source with its source today. What residents read is right at once.

    `seen` is the version of the entry that the person looked at (`queries.kept_entry`). From now on the
    entry is the county's own. Raises `NoSuchEntry`, `EntryChanged`, `FlawedEntry`; so do the next three.
    """
    verifying.compare(register, key, seen, person)


def doubt_entry(register: Register, key: str, seen: str, person: int) -> None:
    """The entry no longer counts as compared."""
    verifying.doubt(register, key, seen, person)


def edit_entry(
    register: Register, key: str, seen: str, person: int, parts: Mapping[str, Any], *, is_compared: bool
) -> None:
    """Other words, source or address for an entry; compared only if the person says so now."""
    verifying.edit(register, key, seen, person, parts, is_compared=is_compared)


def take_entry(register: Register, key: str, seen: str, person: int) -> None:
    """The library's entry in place of the county's; it follows the library again."""
    verifying.take(register, key, seen, person)


def start_visit(path_code: str) -> str:
    """Begin a visit to a sensitive path; returns its key (43 characters, 256 random bits).

    Only the key's SHA-256 is stored, and the answers are sealed with the key: the database alone tells
    nothing. Send the key in a POST field only, never in an address.
    """
    return visits.start(path_code)


def read_visit(key: str) -> SensitiveVisit:
    """The visit behind a key; reading prolongs it to half an hour. Raises `NoSuchVisit`."""
    return visits.read(key)


def save_visit(key: str, answers: Answers, municipality: str | None = None) -> SensitiveVisit:
    """Keep these answers for the visit and prolong it. Raises `NoSuchVisit`."""
    return visits.save(key, answers, municipality)


def end_visit(key: str) -> None:
    """Erase the visit at once (quick exit, finished). An unknown key is no error."""
    visits.end(key)


def forget_ended_visits() -> int:
    """Erase visits whose half an hour is over; returns how many. The worker calls it every minute."""
    return visits.sweep()


def _row(code: str) -> GuidancePath:
    row = GuidancePath.objects.filter(code=code, live=True).first()
    if row is None:
        raise NoSuchPath(code)
    return row
