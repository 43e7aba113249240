"""Bringing a library folder into the database: follow upstream, never overwrite what was changed here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from luotsi.flows.document import PathDocument
from luotsi.guidance import gate, registers
from luotsi.guidance.faults import GateRefused
from luotsi.guidance.folder import Folder, PathFile
from luotsi.guidance.models import FactRow, GuidancePath, PublishedState, SourceRow, Utterance
from luotsi.guidance.types import Flaw, LoadReport, Refusal


@dataclass
class _Tally:
    """The report while it grows."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    draft: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


_MEANWHILE = Flaw("document", "", "The path was changed here while the library was loaded.", "Load it again.")


@dataclass(frozen=True, slots=True)
class _Coming:
    """A path of the folder, and what its document is in JSON."""

    file: PathFile
    document: PathDocument
    stored: dict[str, Any]

    @property
    def code(self) -> str:
        return self.file.code

    @property
    def version(self) -> str:
        return version_of(self.stored)


def load(folder: Folder) -> LoadReport:
    """Load a folder. What is refused is left out; the rest goes in.

    Each path comes in a transaction of its own, so that residents' writes wait for tens of milliseconds and
    not for a whole library. Only paths that hold together and not alone come as one change. At every moment
    what is published fits together; a load that was cut short is finished by the next one.
    """
    tally = _Tally(refused=_unreadable(folder))
    written = {
        "sources": _write_register(SourceRow, _sound(folder, "sources.yaml", folder.sources)),
        "facts": _write_register(FactRow, _sound(folder, "facts.yaml", folder.facts)),
    }
    _load_paths(folder, tally)
    written["utterances"] = sum(
        _write_utterances(code, sentences) for code, sentences in folder.utterances.items()
    )
    return LoadReport(
        tuple(sorted(tally.new)),
        tuple(sorted(tally.changed)),
        tuple(sorted(tally.unchanged)),
        tuple(sorted(tally.draft)),
        tuple(tally.refused),
        written,
    )


def version_of(document: Mapping[str, Any]) -> str:
    """What tells one upstream document from another: its hash."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _unreadable(folder: Folder) -> list[Refusal]:
    by_file: dict[str, list[Flaw]] = {}
    for file, flaw in folder.flaws:
        by_file.setdefault(str(file.relative_to(folder.root)), []).append(flaw)
    for path in folder.paths.values():
        if path.document is None:
            by_file[path.code] = list(path.flaws)
    return [Refusal(name, tuple(flaws)) for name, flaws in by_file.items()]


def _load_paths(folder: Folder, tally: _Tally) -> None:
    coming = [
        _Coming(folder.paths[code], document, document.to_json())
        for code, document in folder.documents.items()
    ]
    rows = {row.code: row for row in GuidancePath.objects.filter(code__in=folder.documents)}
    waiting: list[_Coming] = []
    for one in sorted(coming, key=lambda one: (one.stored["kind"] == "path", one.code)):
        row = rows.get(one.code)
        if row is not None and row.upstream_version == one.version:
            tally.unchanged.append(one.code)
        elif row is None or _follows(row):
            waiting.append(one)
        else:
            _leave_as_draft(row, one)
            tally.draft.append(one.code)
    while waiting:
        # Sub-paths stand first in the row, so what calls a new one finds it on the next turn or this one.
        left = [one for one in waiting if not _comes([one], tally)]
        waiting = left if len(left) < len(waiting) else _come_together(left, tally)


def _come_together(group: list[_Coming], tally: _Tally) -> list[_Coming]:
    """Those that come in no order come as one change, or some are refused; returns who may try again."""
    refused = _refusals(group)
    if not refused and _comes(group, tally):
        return []
    refused = refused or [Refusal(one.code, (_MEANWHILE,)) for one in group]
    tally.refused += refused
    names = {refusal.name for refusal in refused}
    return [one for one in group if one.code not in names]


def _refusals(group: list[_Coming]) -> list[Refusal]:
    """Which of a group the gate would refuse if all came now. Reads only: no other process waits for it."""
    with gate.together({one.code: one.document for one in group}):
        checks = {one.code: GuidancePath(code=one.code, text=one.file.text).checked() for one in group}
    return [Refusal(code, checked.flaws) for code, checked in checks.items() if not checked.is_publishable]


def _comes(group: list[_Coming], tally: _Tally) -> bool:
    """Whether the group went through the gate and is published now: all of it, or nothing."""
    if _refusals(group):
        return False
    new: list[str] = []
    try:
        with transaction.atomic(), gate.together({one.code: one.document for one in group}):
            for one in group:
                row = GuidancePath.objects.filter(code=one.code).first()
                if row is not None and not _follows(row):
                    raise GateRefused(one.code, [_MEANWHILE])
                _publish(row or GuidancePath(code=one.code, live=False), one)
                new += [one.code] if row is None else []
    except GateRefused:
        return False
    tally.new += new
    tally.changed += [one.code for one in group if one.code not in new]
    return True


def _follows(row: GuidancePath) -> bool:
    """Whether the row stands as upstream left it: published, unlocked, with no text of this house's own."""
    is_upstream = row.upstream_document is not None and row.document == row.upstream_document
    return row.live and is_upstream and not row.has_unpublished_changes and not row.locked


def _publish(row: GuidancePath, coming: _Coming) -> None:
    row.take_text(coming.file.text)
    row.upstream_version, row.upstream_document = coming.version, coming.stored
    row.save()
    row.save_revision(log_action=True).publish(log_action=True)


def _leave_as_draft(row: GuidancePath, coming: _Coming) -> None:
    """Upstream's version becomes a revision in the history; the newest text of this house stays on top."""
    with transaction.atomic():
        own_draft = row.latest_revision if row.has_unpublished_changes else None
        theirs = row.latest_revision.as_object() if row.latest_revision else row
        theirs.take_text(coming.file.text)
        waiting = theirs.save_revision(log_action=True)
        if own_draft is not None:
            own_draft.as_object().save_revision(log_action=False)
        GuidancePath.objects.filter(pk=row.pk).update(
            upstream_version=coming.version, upstream_document=coming.stored, upstream_waiting=waiting
        )


def _sound(
    folder: Folder, name: str, entries: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The entries of a register without a flaw. A path that leans on another one is refused by the gate."""
    faulty = {flaw.where for file, flaw in folder.flaws if file.name == name}
    return {key: entry for key, entry in entries.items() if key not in faulty}


def _write_register(model: type[SourceRow | FactRow], entries: Mapping[str, Mapping[str, Any]]) -> int:
    """Bring entries in; what the county made its own keeps its words, and the library's stand beside."""
    plain = {key: json.loads(json.dumps(entry, default=str)) for key, entry in entries.items()}
    with transaction.atomic():
        known = {row.key: row for row in model.objects.select_for_update().filter(pk__in=plain)}
        new = [model(key=key, entry=entry) for key, entry in plain.items() if key not in known]
        followed = [row for key, row in known.items() if row.upstream is None and row.entry != plain[key]]
        for row in followed:
            row.entry = plain[row.key]
        own = [row for key, row in known.items() if row.upstream not in (None, plain[key])]
        for row in own:
            row.upstream_waits |= registers.said(row.upstream) != registers.said(plain[row.key])
            row.upstream = plain[row.key]
        model.objects.bulk_create(new, batch_size=500)
        model.objects.bulk_update(followed, ["entry"], batch_size=100)
        model.objects.bulk_update(own, ["upstream", "upstream_waits"], batch_size=100)
        if new or followed:
            PublishedState.touch()
    return len(new) + len(followed) + len(own)


@transaction.atomic
def _write_utterances(code: str, sentences: Mapping[str, Iterable[str]]) -> int:
    """Add upstream's new sentences and take out those it dropped; this house's own are left alone."""
    row = GuidancePath.objects.filter(code=code).first()
    if row is None:
        return 0
    wanted = {(language, text) for language, texts in sentences.items() for text in texts}
    known = {(one.language, one.text): one for one in row.utterances.all()}
    added = [
        Utterance(path=row, language=language, text=text, is_upstream=True)
        for language, texts in sentences.items()
        for text in texts
        if (language, text) not in known
    ]
    gone = [one.pk for key, one in known.items() if one.is_upstream and key not in wanted]
    Utterance.objects.bulk_create(added, batch_size=500)
    Utterance.objects.filter(pk__in=gone).delete()
    if added or gone:
        PublishedState.touch()
    return len(added) + len(gone)
