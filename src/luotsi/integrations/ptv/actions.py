"""What fills the catalogue from PTV: a load from its interface, an import of a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from luotsi.catalogue import actions as catalogue
from luotsi.catalogue.queries import connected_ids
from luotsi.catalogue.records import (
    ConnectionRecord,
    ContactPointRecord,
    GeneralDescriptionRecord,
    OrganisationRecord,
    Record,
    ServiceRecord,
)
from luotsi.foundation import clock
from luotsi.integrations.ptv import keeping, queries
from luotsi.integrations.ptv.alone import alone
from luotsi.integrations.ptv.keeping import Place
from luotsi.integrations.ptv.loading import Loader, Progress, named_organisations
from luotsi.integrations.ptv.quarantine import Quarantine
from luotsi.integrations.ptv.reading import Read, Skipped, files_of, read_file
from luotsi.integrations.ptv.scope import Scope, scope_of
from luotsi.integrations.ptv.sources import Source, SourceDown
from luotsi.integrations.ptv.types import ORIGIN, Counts, ImportReport, Refusal
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event, Outcome
from luotsi.understanding.actions import request_rebuild

KINDS: Mapping[type[Record], str] = {
    GeneralDescriptionRecord: "general_description",
    OrganisationRecord: "organisation",
    ContactPointRecord: "contact_point",
    ServiceRecord: "service",
    ConnectionRecord: "connection",
}
"""The kinds in the order in which they are stored: what is referred to comes first."""

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class LoadInterrupted(Exception):
    """PTV could not be read to the end. What was read is stored; the next load goes on from there."""

    def __init__(self, reason: str, report: ImportReport) -> None:
        super().__init__(f"{reason}. What was read is stored; the next load goes on from there.")
        self.report = report


class NoSuchFolder(ValueError):
    """There is no folder to import."""


@dataclass(slots=True)
class _Gathered:
    """What was read from all the files, each object once."""

    objects: dict[tuple[type, str], Read] = field(default_factory=dict)
    connections: dict[str, ConnectionRecord] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[Refusal] = field(default_factory=list)


def load(
    source: Source,
    kind: Literal["full", "changed"] = "full",
    county: str | None = None,
    progress: Progress | None = None,
    *,
    accept_shrink: bool = False,
) -> ImportReport:
    """Read PTV's interface into the catalogue, page by page.

    A full load reads everything and withdraws what is gone; a load of changes reads what was modified
    since the last load began (less an overlap), and is full when there was none. With a county (code of the
    organiser) only what serves it is read. A load that was killed or interrupted goes on where it was.
    A broken object is kept in the quarantine with its reason and stops nothing. A full load from which more
    than half of a kind has disappeared withdraws nothing unless `accept_shrink`. `progress` is told how many
    steps of how many are done. Raises `LoadInterrupted`, `AlreadyLoading`, `UnknownOrganiser`.
    """
    started = time.monotonic()
    scope = scope_of(county) if county else None
    with alone():
        place = keeping.begin(source.address, source.version, kind, county or "")
        _remark(place, kind)
        loader = Loader(source, scope, place, progress, accept_shrink)
        try:
            loader.run()
        except SourceDown as error:
            place.interrupt()
            record(Event("import.run", "import", kind, outcome=Outcome.FAILED))
            raise LoadInterrupted(str(error), _told(loader, started)) from error
        finally:
            report = _told(loader, started)
            if report.new or report.changed or report.withdrawn:
                request_rebuild()
        place.finish()
        record(Event("import.run", "import", kind))
    return report


def _remark(place: Place, kind: str) -> None:
    if place.went_on:
        place.remark("It went on where an earlier load was interrupted.")
    if kind == "changed" and place.since is None:
        place.remark("There was no finished load of the same part before, so everything was read.")


def _told(loader: Loader, started: float) -> ImportReport:
    place = loader.place
    return ImportReport(
        by_kind={name: Counts() for name in KINDS.values()} | place.counts(),
        refused=queries.refused_since(place.started_at, loader.source.address),
        left_out=tuple(loader.left_out),
        seconds=time.monotonic() - started,
        remarks=place.remarks,
    )


def import_folder(
    path: Path | str,
    progress: Progress | None = None,
    *,
    is_complete: bool = False,
    county: str | None = None,
) -> ImportReport:
    """Store every service, channel, connection, organisation and general description of a folder.

    Files may hold one object, a list, a page (itemList) or a map by id, and are known by their content.
    The same folder a second time writes nothing. A broken object is refused with its reason and never
    stops the rest. With `is_complete`, whatever came from PTV before and is not in the folder is
    withdrawn (the weekly full load). With a county (code of the organiser) only what serves it is stored.
    `progress` is told how many of how many records are stored. Raises `NoSuchFolder`, `UnknownOrganiser`.
    """
    started = time.monotonic()
    folder = Path(path)
    if not folder.is_dir():
        raise NoSuchFolder(f"There is no folder {folder}.")
    now = clock.now()
    scope = scope_of(county) if county else None
    gathered = _gather(folder)
    if scope:
        _narrow(gathered, scope)
    by_kind = _store(gathered, progress)
    _reconcile(gathered, by_kind)
    if is_complete:
        _withdraw_absent(gathered, by_kind)
    _quarantine(gathered, str(folder.resolve()), now)
    record(Event("import.run", "import", "folder"))
    left_out = [
        Refusal(read.file, read.record.id, note) for read in gathered.objects.values() for note in read.notes
    ]
    return ImportReport(
        by_kind=by_kind,
        refused=tuple(gathered.refused),
        left_out=tuple(left_out),
        skipped=tuple(gathered.skipped),
        seconds=time.monotonic() - started,
    )


def _quarantine(gathered: _Gathered, source: str, started: datetime) -> None:
    """Keep what is broken; let go of what is good now, and of what is no longer broken in this folder."""
    quarantine = Quarantine(source)
    quarantine.put(one for one in gathered.refused if one.kind)
    for kind, name in KINDS.items():
        quarantine.release(name, {key for of_kind, key in gathered.objects if of_kind is kind})
    quarantine.release_before(KINDS.values(), started)


def _gather(folder: Path) -> _Gathered:
    gathered = _Gathered()
    for file in files_of(folder):
        name = file.relative_to(folder).as_posix()
        for one in read_file(file, name):
            match one:
                case Refusal():
                    gathered.refused.append(one)
                case Skipped():
                    gathered.skipped.append(Refusal(one.file, "", one.reason))
                case Read():
                    _keep(gathered, one)
    return gathered


def _narrow(gathered: _Gathered, scope: Scope) -> None:
    """Leave the services that serve a county, and what they refer to."""
    unserved = [
        key
        for key, read in gathered.objects.items()
        if isinstance(read.record, ServiceRecord) and not scope.serves(read.record)
    ]
    for key in unserved:
        del gathered.objects[key]
    services = {key for kind, key in gathered.objects if kind is ServiceRecord}
    gathered.connections = {
        key: one for key, one in gathered.connections.items() if one.service_id in services
    }
    points = {one.contact_point_id for one in gathered.connections.values()}
    _leave(gathered, ContactPointRecord, points)
    _leave(gathered, OrganisationRecord, named_organisations(one.record for one in gathered.objects.values()))


def _leave(gathered: _Gathered, kind: type[Record], ids: set[str]) -> None:
    for of_kind, key in [one for one in gathered.objects if one[0] is kind and one[1] not in ids]:
        del gathered.objects[of_kind, key]


def _keep(gathered: _Gathered, read: Read) -> None:
    """Keep an object once: of two with one id the later modified, of two alike the later read."""
    key = (type(read.record), read.record.id)
    before = gathered.objects.get(key)
    if before is not None and _modified(before.record) > _modified(read.record):
        return
    if isinstance(read.record, ConnectionRecord):
        _connect(gathered, [read.record])
        return
    gathered.objects[key] = read
    if read.is_published:
        _connect(gathered, read.connections)


def _connect(gathered: _Gathered, connections: Iterable[ConnectionRecord]) -> None:
    """Keep what is told of a pair once; both sides tell it, and the later modified (else fuller) counts."""
    for one in connections:
        before = gathered.connections.get(one.id)
        gathered.connections[one.id] = one if before is None else _joined(before, one)


def _joined(one: ConnectionRecord, other: ConnectionRecord) -> ConnectionRecord:
    later, earlier = (one, other) if _modified(one) >= _modified(other) else (other, one)
    return replace(
        later,
        service_name=later.service_name or earlier.service_name,
        contact_point_name=later.contact_point_name or earlier.contact_point_name,
    )


def _modified(record: Record) -> datetime:
    return getattr(record, "modified", None) or _LONG_AGO


def _store(gathered: _Gathered, progress: Progress | None) -> dict[str, Counts]:
    published: dict[type, list[Record]] = {kind: [] for kind in KINDS}
    for (kind, _), read in gathered.objects.items():
        if read.is_published:
            published[kind].append(read.record)
    published[ConnectionRecord] = list(gathered.connections.values())
    total = sum(len(records) for records in published.values())
    done, by_kind = 0, {}
    for kind, name in KINDS.items():
        report = _reporter(progress, done, total)
        saved = catalogue.save(published[kind], origin=ORIGIN, progress=report)
        gone = () if kind is ConnectionRecord else _withdraw_unpublished(gathered, kind)
        by_kind[name] = Counts(len(saved.new), len(saved.changed), len(saved.unchanged), len(gone))
        done += len(published[kind])
    return by_kind


def _reporter(progress: Progress | None, before: int, total: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    return lambda done: progress(before + done, total)


def _withdraw_unpublished(gathered: _Gathered, kind: type[Record]) -> tuple[str, ...]:
    """Withdraw what PTV no longer publishes; what was never here is refused."""
    unpublished = {
        read.record.id: read
        for (of_kind, _), read in gathered.objects.items()
        if of_kind is kind and not read.is_published
    }
    gone = catalogue.withdraw(kind, unpublished.keys(), origin=ORIGIN)
    gathered.refused += [
        Refusal(read.file, key, "is not published in PTV")
        for key, read in unpublished.items()
        if key not in gone
    ]
    return gone


def _reconcile(gathered: _Gathered, by_kind: dict[str, Counts]) -> None:
    """Remove the connections that neither of their ends tells any more."""
    services = {key for kind, key in gathered.objects if kind is ServiceRecord}
    points = {key for kind, key in gathered.objects if kind is ContactPointRecord}
    gone = connected_ids(services, points).difference(gathered.connections)
    removed = catalogue.disconnect(sorted(gone), origin=ORIGIN)
    by_kind["connection"] += Counts(withdrawn=removed)


def _withdraw_absent(gathered: _Gathered, by_kind: dict[str, Counts]) -> None:
    for kind, name in KINDS.items():
        if kind is ConnectionRecord:
            continue
        here = {key for of_kind, key in gathered.objects if of_kind is kind}
        gone = catalogue.withdraw_others(kind, here, origin=ORIGIN)
        by_kind[name] += Counts(withdrawn=len(gone))
