"""Where a load stands: its steps in the database, so that one that was killed goes on where it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from luotsi.foundation import clock
from luotsi.integrations.ptv.models import Load, LoadStep
from luotsi.integrations.ptv.sources import Kind, Step
from luotsi.integrations.ptv.types import Counts

GOES_ON_FOR = timedelta(hours=24)
"""An older unfinished load is begun anew: too much has changed in PTV since it listed its ids."""

OVERLAP = timedelta(hours=1)
"""How much earlier than the last load's beginning changes are asked for: clocks differ, and PTV's list of
changes has been seen to lag."""

KEPT = 30
"""Loads whose rows are kept; steps only of the unfinished one."""

_STEPS_AT_ONCE = 50
"""Rows of one transaction, each of a hundred ids."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step."""

    kept: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    size: int = 0
    counts: dict[str, Counts] = field(default_factory=dict)


class Place:
    """One load's place."""

    def __init__(self, load: Load, *, went_on: bool) -> None:
        self._load = load
        self.went_on = went_on

    @property
    def started_at(self) -> datetime:
        """When the load began, before any interruption."""
        return self._load.started_at

    @property
    def since(self) -> datetime | None:
        """The moment since which changes are asked for; None for a full load."""
        return self._load.since

    def is_planned(self, kind: Kind) -> bool:
        """Whether all steps of a kind are in the table."""
        return kind.value in self._load.planned

    def plan(self, kind: Kind, steps: Iterable[Step]) -> None:
        """Put the steps of a kind into the table; a plan that was cut short begins anew."""
        self._load.steps.filter(kind=kind.value).delete()
        waiting: list[LoadStep] = []
        for step in steps:
            row = LoadStep(load=self._load, kind=kind.value, number=step.number, ids="\n".join(step.ids))
            waiting.append(row)
            if len(waiting) == _STEPS_AT_ONCE:
                LoadStep.objects.bulk_create(waiting)
                waiting = []
        LoadStep.objects.bulk_create(waiting)
        self._load.planned.append(kind.value)
        self._load.save(update_fields=["planned"])

    def waiting(self, kind: Kind) -> Iterator[Step]:
        """The steps that are not done."""
        rows = self._load.steps.filter(kind=kind.value, is_done=False).order_by("number")
        for number in list(rows.values_list("number", flat=True)):
            ids = self._load.steps.values_list("ids", flat=True).get(kind=kind.value, number=number)
            yield Step(number, _split(ids))

    def done(self, kind: Kind, step: Step, done: Done) -> None:
        """A step's records are stored."""
        self._load.steps.filter(kind=kind.value, number=step.number).update(
            is_done=True,
            kept="\n".join(done.kept),
            organisations="\n".join(done.organisations),
            size=done.size,
            counts=_plain(done.counts),
        )

    def kept(self, kind: Kind) -> set[str]:
        """Ids that the load has seen and that must stay."""
        return self._gathered(kind, "kept")

    def organisations(self) -> set[str]:
        """Ids of the organisations that its records name."""
        return {one for kind in Kind for one in self._gathered(kind, "organisations")}

    def amounts(self) -> tuple[int, int]:
        """Steps done and steps in all, so far as they are planned."""
        return self._load.steps.filter(is_done=True).count(), self._load.steps.count()

    def objects(self) -> int:
        """How many objects came."""
        return self._load.steps.aggregate(total=Sum("size"))["total"] or 0

    def remark(self, words: str) -> None:
        """Something that whoever runs it should know."""
        if words not in self._load.remarks:
            self._load.remarks.append(words)
            self._load.save(update_fields=["remarks"])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was remarked."""
        return tuple(self._load.remarks)

    def withdrew(self, kind: Kind, amount: int) -> None:
        """That many records of a kind are gone from PTV."""
        self._load.withdrawn[kind.value] = self._load.withdrawn.get(kind.value, 0) + amount
        self._load.save(update_fields=["withdrawn"])

    def counts(self) -> dict[str, Counts]:
        """New, changed, unchanged and withdrawn records by kind, over all interruptions."""
        found = {kind: Counts(withdrawn=amount) for kind, amount in self._load.withdrawn.items()}
        for told in self._load.steps.values_list("counts", flat=True).iterator():
            for kind, numbers in told.items():
                found[kind] = found.get(kind, Counts()) + Counts(*numbers)
        return found

    def finish(self) -> None:
        """Everything is done; the steps go, the load stays."""
        self._end("done")
        _forget_old()

    def interrupt(self) -> None:
        """PTV cannot be read now; the next load of the same kind goes on from here."""
        self._end("interrupted")

    def _end(self, state: str) -> None:
        self._load.state, self._load.ended_at = state, clock.now()
        self._load.save(update_fields=["state", "ended_at"])

    def _gathered(self, kind: Kind, column: str) -> set[str]:
        rows = self._load.steps.filter(kind=kind.value).values_list(column, flat=True)
        return {one for told in rows.iterator() for one in _split(told)}


def begin(address: str, version: int, kind: str, county: str) -> Place:
    """The place of an unfinished load of the same kind, or of a new one. Others that wait are given up.

    A load of changes begins where the last finished load began, less an overlap; without one it is full.
    """
    same = Load.objects.filter(address=address, version=version, county=county)
    unfinished = Load.objects.filter(state__in=("running", "interrupted"))
    fresh = clock.now() - GOES_ON_FOR
    mine = same.filter(pk__in=unfinished, kind=kind, started_at__gte=fresh).order_by("-pk").first()
    with transaction.atomic():
        unfinished.exclude(pk=mine.pk if mine else None).update(state="given_up", ended_at=clock.now())
        if mine:
            mine.state, mine.ended_at = "running", None
            mine.save(update_fields=["state", "ended_at"])
            return Place(mine, went_on=True)
        last = same.filter(state="done").order_by("-started_at").first()
        since = last.started_at - OVERLAP if last and kind == "changed" else None
        new = Load.objects.create(
            address=address,
            version=version,
            kind=kind,
            county=county,
            since=since,
            state="running",
            started_at=clock.now(),
        )
    return Place(new, went_on=False)


def _forget_old() -> None:
    """Delete the steps of loads that are over, and loads of long ago; few rows at a time."""
    over = LoadStep.objects.exclude(load__state__in=("running", "interrupted"))
    while batch := list(over.values_list("pk", flat=True)[:_STEPS_AT_ONCE]):
        LoadStep.objects.filter(pk__in=batch).delete()
    newest = list(Load.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT])
    finished = Load.objects.filter(state="done").order_by("-started_at").values_list("pk", flat=True)[:KEPT]
    Load.objects.exclude(pk__in=[*newest, *finished]).delete()


def _split(told: str) -> tuple[str, ...]:
    return tuple(told.split("\n")) if told else ()


def _plain(counts: dict[str, Counts]) -> dict[str, list[int]]:
    return {kind: [one.new, one.changed, one.unchanged, one.withdrawn] for kind, one in counts.items()}
