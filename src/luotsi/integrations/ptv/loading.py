"""From a source to the catalogue, page by page: in memory are ids and one page of objects, never all of them.

What is in the database afterwards does not depend on how often a load was killed on the way: a step that was
not marked as done is done again, and storing the same twice changes nothing. Nothing is withdrawn before
every list has been read to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from luotsi.catalogue import actions as catalogue
from luotsi.catalogue.queries import connected_ids, contact_points_of, published_ids
from luotsi.catalogue.records import (
    ConnectionRecord,
    ContactPointRecord,
    GeneralDescriptionRecord,
    OrganisationRecord,
    Record,
    ServiceRecord,
)
from luotsi.integrations.ptv.keeping import Done, Place
from luotsi.integrations.ptv.quarantine import Quarantine
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.scope import Scope
from luotsi.integrations.ptv.sources import Kind, Source, Step, steps_of
from luotsi.integrations.ptv.types import ORIGIN, Counts, Refusal

RECORDS: dict[Kind, type[Record]] = {
    Kind.GENERAL_DESCRIPTION: GeneralDescriptionRecord,
    Kind.ORGANISATION: OrganisationRecord,
    Kind.CONTACT_POINT: ContactPointRecord,
    Kind.SERVICE: ServiceRecord,
}

WHOLE = (Kind.GENERAL_DESCRIPTION, Kind.ORGANISATION, Kind.CONTACT_POINT, Kind.SERVICE)
"""What is referred to comes first."""

OF_A_COUNTY = (Kind.GENERAL_DESCRIPTION, Kind.SERVICE, Kind.CONTACT_POINT, Kind.ORGANISATION)
"""A county's services say which contact points and organisations it needs."""

SUSPICIOUS = 0.5
"""A full load that would withdraw more than this part of a kind's records is not believed."""

FEW = 20
"""Records of a kind below which any part may go."""

MOST_NOTES = 1_000
"""Notes on parts left out that are kept for the report."""

Progress = Callable[[int, int], None]
"""Is told how many (steps, records) of how many are done."""


@dataclass(slots=True)
class Loader:
    """One load on its way."""

    source: Source
    scope: Scope | None
    place: Place
    progress: Progress | None = None
    accepts_shrinking: bool = False
    left_out: list[Refusal] = field(default_factory=list)
    quarantine: Quarantine = field(init=False)

    def __post_init__(self) -> None:
        self.quarantine = Quarantine(self.source.address)

    def run(self) -> None:
        """Read everything, then withdraw what is gone. Raises `SourceDown`."""
        if self.scope is None:
            for kind in WHOLE:  # before any object, so that the progress knows how much there is
                self._plan(kind)
        for kind in WHOLE if self.scope is None else OF_A_COUNTY:
            self._plan(kind)
            for step in self.place.waiting(kind):
                self._take(kind, step)
                if self.progress:
                    self.progress(*self.place.amounts())
        if self.place.since is None:
            self._withdraw_absent()
        else:
            self._withdraw_told()

    def _plan(self, kind: Kind) -> None:
        if self.place.is_planned(kind):
            return
        if self.scope and kind in {Kind.CONTACT_POINT, Kind.ORGANISATION}:
            steps = steps_of(self._needed(kind), self.source.most_ids)
        else:
            steps = self.source.steps(kind, self.place.since, self.scope)
        self.place.plan(kind, steps)

    def _needed(self, kind: Kind) -> Iterable[str]:
        """Ids that the county's services refer to; of those known already only the changed ones."""
        if kind is Kind.CONTACT_POINT:
            referred = contact_points_of(self.place.kept(Kind.SERVICE))
        else:
            referred = frozenset(self.place.organisations())
        if self.place.since is None:
            return sorted(referred)
        known = published_ids(RECORDS[kind], ORIGIN)
        return sorted({*(referred - known), *known.intersection(self._changed(kind))})

    def _changed(self, kind: Kind) -> Iterator[str]:
        """Ids of what changed in the whole country."""
        for step in self.source.steps(kind, self.place.since, None):
            if not step.is_page:
                yield from step.ids
                continue
            found = self.source.fetch(kind, step)
            yield from (one.id if isinstance(one, Refusal) else one.record.id for one in found)

    def _take(self, kind: Kind, step: Step) -> None:
        """Fetch a step and store it."""
        reads: list[Read] = []
        refused: list[Refusal] = []
        for one in self.source.fetch(kind, step):
            if isinstance(one, Refusal):
                refused.append(one)
            elif type(one.record) is RECORDS[kind]:
                reads.append(one)
            else:
                refused.append(
                    Refusal(one.file, one.record.id, "is of another kind than asked for", kind.value)
                )
        self.place.done(kind, step, self._store(kind, () if step.is_page else step.ids, reads, refused))

    def _store(self, kind: Kind, asked: Iterable[str], reads: list[Read], refused: list[Refusal]) -> Done:
        wanted = [one for one in reads if one.is_published and self._is_wanted(one.record)]
        others = {one.record.id for one in reads}.difference(one.record.id for one in wanted)
        records = [one.record for one in wanted]
        saved = catalogue.save(records, origin=ORIGIN, index_later=True)
        gone = catalogue.withdraw(RECORDS[kind], others, origin=ORIGIN, index_later=True)
        self.quarantine.put(refused)
        self.quarantine.release(kind.value, {one.record.id for one in reads})
        self._note(wanted)
        not_given = set(asked).difference(one.record.id for one in reads)
        return Done(
            kept=tuple(
                sorted({*(one.id for one in records), *not_given, *(one.id for one in refused if one.id)})
            ),
            organisations=tuple(sorted(named_organisations(records))) if self.scope else (),
            size=len(reads) + len(refused),
            counts={
                kind.value: Counts(len(saved.new), len(saved.changed), len(saved.unchanged), len(gone)),
                "connection": self._connect(kind, wanted),
            },
        )

    def _is_wanted(self, record: Record) -> bool:
        return self.scope is None or not isinstance(record, ServiceRecord) or self.scope.serves(record)

    def _connect(self, kind: Kind, reads: list[Read]) -> Counts:
        """Store what is told of connections, and remove those of these objects that are not told any more.

        Both ends tell a connection. A full load reads every service and believes them; when only changes
        are read, the end that was changed is believed.
        """
        if kind not in {Kind.SERVICE, Kind.CONTACT_POINT}:
            return Counts()
        if kind is Kind.CONTACT_POINT and self.place.since is None:
            return Counts()
        ids = {one.record.id for one in reads}
        told = {one.id: one for read in reads for one in read.connections}
        if kind is Kind.SERVICE:
            before = connected_ids(ids, ())
        else:
            read_already = self.place.kept(Kind.SERVICE)
            services = published_ids(ServiceRecord, ORIGIN) - read_already
            told = {key: one for key, one in told.items() if one.service_id in services}
            before = connected_ids((), ids) - connected_ids(read_already, ())
        saved = catalogue.save([_nameless(one) for one in told.values()], origin=ORIGIN, index_later=True)
        removed = catalogue.disconnect(sorted(before.difference(told)), origin=ORIGIN, index_later=True)
        return Counts(len(saved.new), len(saved.changed), len(saved.unchanged), removed)

    def _withdraw_told(self) -> None:
        """Withdraw what PTV says it has withdrawn or archived since."""
        since = self.place.since
        assert since is not None  # noqa: S101 - asked by `run`
        for kind in WHOLE:
            ids = frozenset(self.source.gone(kind, since)).difference(self.place.kept(kind))
            self._withdraw(kind, ids)

    def _withdraw_absent(self) -> None:
        """Withdraw what no list held, unless that is so much that the lists are not to be believed."""
        absent = {
            kind: published_ids(record, ORIGIN).difference(self.place.kept(kind))
            for kind, record in RECORDS.items()
        }
        for kind, ids in absent.items():
            before = len(published_ids(RECORDS[kind], ORIGIN))
            if before >= FEW and len(ids) > before * SUSPICIOUS and not self.accepts_shrinking:
                self.place.remark(
                    f"Nothing was withdrawn: {len(ids)} of {before} records ({kind.value}) would have gone. "
                    "If that is right, load again with --accept-shrink."
                )
                return
        for kind, ids in absent.items():
            self._withdraw(kind, ids - self._still_there(kind, ids))
        self.quarantine.release_before([kind.value for kind in WHOLE], self.place.started_at)

    def _still_there(self, kind: Kind, ids: frozenset[str]) -> set[str]:
        """Ask once more for what no list held: an object may have slipped between two pages meanwhile."""
        found: set[str] = set()
        if self.scope and kind in {Kind.CONTACT_POINT, Kind.ORGANISATION}:
            return found  # they are here because something refers to them, and nothing does
        for step in steps_of(sorted(ids), self.source.most_ids):
            for one in self.source.fetch(kind, step):
                if isinstance(one, Refusal):
                    found.add(one.id)
                elif one.is_published and self._is_wanted(one.record):
                    found.add(one.record.id)
        return found

    def _withdraw(self, kind: Kind, ids: Iterable[str]) -> None:
        wanted = sorted(ids)
        gone = catalogue.withdraw(RECORDS[kind], wanted, origin=ORIGIN, index_later=True)
        self.quarantine.release(kind.value, set(wanted))
        if gone:
            self.place.withdrew(kind, len(gone))

    def _note(self, reads: Iterable[Read]) -> None:
        for read in reads:
            for note in read.notes:
                if len(self.left_out) < MOST_NOTES:
                    self.left_out.append(Refusal(read.file, read.record.id, note))


def _nameless(connection: ConnectionRecord) -> ConnectionRecord:
    """Without the names of its ends, which each end tells of the other only: both then tell the same."""
    return replace(connection, service_name="", contact_point_name="")


def named_organisations(records: Iterable[Record]) -> set[str]:
    """Ids of the organisations that services and contact points name."""
    found: set[str] = set()
    for record in records:
        if isinstance(record, ServiceRecord):
            found.update(role.organisation_id for role in record.organisations)
        elif isinstance(record, ContactPointRecord):
            found.add(record.organisation_id)
    return found - {""}
