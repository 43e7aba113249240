"""Bringing a library folder into the database: follow upstream, never overwrite what was changed here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from luotsi.flows.document import PathDocument
from luotsi.guidance import gate
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


def load(folder: Folder) -> LoadReport:
    """Load a folder in one transaction. What is refused is left out; the rest goes in."""
    tally = _Tally(refused=_unreadable(folder))
    with transaction.atomic():
        registers = {
            "sources": _write_register(SourceRow, _sound(folder, "sources.yaml", folder.sources)),
            "facts": _write_register(FactRow, _sound(folder, "facts.yaml", folder.facts)),
        }
        _load_paths(folder, tally)
        registers["utterances"] = sum(
            _write_utterances(code, sentences) for code, sentences in folder.utterances.items()
        )
        if any(registers.values()):
            PublishedState.touch()
    return LoadReport(
        tuple(tally.new),
        tuple(tally.changed),
        tuple(tally.unchanged),
        tuple(tally.draft),
        tuple(tally.refused),
        registers,
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
    """Sub-paths first; and all of them count as published for one another, since they come as one change.

    When one that others depend on is refused, the attempt is taken back and made again without it, so
    that nothing is published on the strength of something that did not come.
    """
    coming = dict(folder.documents)
    refused: list[Refusal] = []
    while True:
        attempt = _Tally()
        try:
            with transaction.atomic():
                _attempt(folder, coming, attempt)
                _take_back_if_depended_on(coming, attempt)
        except _TakenBack:
            refused += attempt.refused
            for refusal in attempt.refused:
                del coming[refusal.name]
            continue
        break
    tally.new, tally.changed = attempt.new, attempt.changed
    tally.unchanged, tally.draft = attempt.unchanged, attempt.draft
    tally.refused += [*refused, *attempt.refused]


class _TakenBack(Exception):
    """Not an error: a turn of the loop above."""


def _take_back_if_depended_on(coming: Mapping[str, PathDocument], attempt: _Tally) -> None:
    refused = [coming[refusal.name] for refusal in attempt.refused]
    if any(document.kind == "subpath" or document.calls for document in refused):
        raise _TakenBack


def _attempt(folder: Folder, coming: Mapping[str, PathDocument], tally: _Tally) -> None:
    rows = {row.code: row for row in GuidancePath.objects.filter(code__in=coming)}
    following = {code: one for code, one in coming.items() if code not in rows or _follows(rows[code])}
    with gate.together(following):
        for path in _subpaths_first(folder.paths[code] for code in coming):
            _load_path(path, coming[path.code], rows.get(path.code), tally)


def _subpaths_first(paths: Iterable[PathFile]) -> list[PathFile]:
    return sorted(
        paths, key=lambda path: (path.document is not None and path.document.kind == "path", path.code)
    )


def _load_path(path: PathFile, document: PathDocument, row: GuidancePath | None, tally: _Tally) -> None:
    stored = document.to_json()
    version = version_of(stored)
    if row is not None and row.upstream_version == version:
        tally.unchanged.append(path.code)
        return
    try:
        with transaction.atomic():
            if row is None:
                _publish(GuidancePath(code=path.code, live=False), path.text, stored, version)
                tally.new.append(path.code)
            elif _follows(row):
                _publish(row, path.text, stored, version)
                tally.changed.append(path.code)
            else:
                _leave_as_draft(row, path.text, stored, version)
                tally.draft.append(path.code)
    except GateRefused as error:
        tally.refused.append(Refusal(path.code, error.flaws))


def _follows(row: GuidancePath) -> bool:
    """Whether the row stands as upstream left it: published, unlocked, with no text of this house's own."""
    is_upstream = row.upstream_document is not None and row.document == row.upstream_document
    return row.live and is_upstream and not row.has_unpublished_changes and not row.locked


def _publish(row: GuidancePath, text: str, stored: dict[str, Any], version: str) -> None:
    row.take_text(text)
    row.upstream_version, row.upstream_document = version, stored
    row.save()
    row.save_revision(log_action=True).publish(log_action=True)


def _leave_as_draft(row: GuidancePath, text: str, stored: dict[str, Any], version: str) -> None:
    """Upstream's version becomes a revision in the history; the newest text of this house stays on top."""
    own_draft = row.latest_revision if row.has_unpublished_changes else None
    theirs = row.latest_revision.as_object() if row.latest_revision else row
    theirs.take_text(text)
    waiting = theirs.save_revision(log_action=True)
    if own_draft is not None:
        own_draft.as_object().save_revision(log_action=False)
    GuidancePath.objects.filter(pk=row.pk).update(
        upstream_version=version, upstream_document=stored, upstream_waiting=waiting
    )


def _sound(
    folder: Folder, name: str, entries: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The entries of a register without a flaw. A path that leans on another one is refused by the gate."""
    faulty = {flaw.where for file, flaw in folder.flaws if file.name == name}
    return {key: entry for key, entry in entries.items() if key not in faulty}


def _write_register(model: type[SourceRow | FactRow], entries: Mapping[str, Mapping[str, Any]]) -> int:
    known = dict(model.objects.filter(pk__in=entries).values_list("key", "entry"))
    plain = {key: json.loads(json.dumps(entry, default=str)) for key, entry in entries.items()}
    rows = [model(key=key, entry=entry) for key, entry in plain.items() if known.get(key) != entry]
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["entry"], batch_size=500
    )
    return len(rows)


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
    return len(added) + len(gone)
