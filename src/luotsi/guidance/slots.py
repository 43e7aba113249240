"""Which service slots of the published paths find a service in this county, and what to do about the rest."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from luotsi.catalogue import queries as catalogue
from luotsi.catalogue.types import Problem, Slot, SlotReport, State
from luotsi.flows.document import PathDocument
from luotsi.flows.document import Slot as WrittenSlot
from luotsi.guidance import snapshot
from luotsi.guidance.models import SlotFollowUp
from luotsi.guidance.types import TextMap
from luotsi.organisation import queries as organisation

WORST_FIRST = (Problem.ZERO, Problem.CLOSED, Problem.MISSING_LANGUAGE, Problem.STALE, Problem.MANY)
"""What harms a resident most comes first: nobody to turn to, before too many to choose from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a slot, and where it holds."""

    problem: Problem
    municipalities: tuple[str, ...]
    """Codes; all the county's when it holds everywhere."""
    languages: tuple[str, ...] = ()
    """For a missing language: which ones."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What people have said of a slot."""

    owner: int | None = None
    owner_name: str = ""
    note: str = ""
    is_accepted: bool = False
    changed_at: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A service slot of a published path in this county."""

    path: str
    slot: str
    title: TextMap
    what: TextMap
    themes: tuple[str, ...]
    owner_role: TextMap
    state: State
    """In the municipality that fares worst."""
    findings: tuple[Finding, ...]
    """The worst first; none when all is well."""
    services: tuple[tuple[str, TextMap], ...]
    """Id and names of every service found anywhere in the county."""
    follow_up: FollowUp = field(default_factory=FollowUp)

    @property
    def worst(self) -> Problem | None:
        """The problem that decides what is to be done next."""
        return self.findings[0].problem if self.findings else None

    @property
    def needs_work(self) -> bool:
        """Whether something is wrong that nobody has found fine as it is."""
        return bool(self.findings) and not self.follow_up.is_accepted

    @property
    def fingerprint(self) -> str:
        """Changes with the findings, so that an acceptance holds only for what was accepted."""
        told = [
            f"{one.problem} {' '.join(one.municipalities)} {' '.join(one.languages)}" for one in self.findings
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def slot_lines(municipalities: Iterable[str] | None = None) -> list[SlotLine]:
    """Every slot that an outcome of a published path uses, those that need work first.

    `municipalities` are codes; without them all of the county. Languages are those that the county
    requires. One row a slot: its findings say in which municipalities they hold.
    """
    documents = snapshot.now().documents
    used = {(code, name): slot for code, doc in documents.items() for name, slot in doc.slots.items()}
    # Many paths ask for the same service: each set of codes is resolved once.
    alike = {_codes(slot): slot for slot in used.values()}
    reports = catalogue.resolve_all(
        {codes: catalogue_slot(slot) for codes, slot in alike.items()},
        municipalities,
        organisation.required_languages(),
    )
    by_codes: dict[str, list[SlotReport]] = defaultdict(list)
    for report in reports:
        by_codes[report.slot].append(report)
    known = {(row.path_code, row.slot): row for row in _follow_ups()}
    lines = [
        _line(documents[code], name, by_codes[_codes(slot)], known.get((code, name)))
        for (code, name), slot in used.items()
    ]
    return sorted(lines, key=_urgency)


def slot_line(path: str, slot: str) -> SlotLine | None:
    """One slot of a published path; None when there is none."""
    return next((line for line in slot_lines() if (line.path, line.slot) == (path, slot)), None)


def catalogue_slot(written: WrittenSlot) -> Slot:
    """A slot as the catalogue takes it."""
    return Slot(
        what=written.what,
        general_descriptions=written.general_descriptions,
        service_classes=written.service_classes,
        target_groups=written.target_groups,
        ontology=written.ontology,
        national=written.national,
        channels=written.channels,
    )


def _codes(slot: WrittenSlot) -> str:
    """What decides where a slot leads: all but its words."""
    return slot.model_dump_json(exclude={"what"})


def _follow_ups() -> Iterable[SlotFollowUp]:
    return SlotFollowUp.objects.select_related("owner", "changed_by")


def _line(document: PathDocument, name: str, reports: list[SlotReport], row: SlotFollowUp | None) -> SlotLine:
    states = [report.resolution.state for report in reports]
    services = {service.id: service.names for report in reports for service in report.resolution.services}
    line = SlotLine(
        path=document.code,
        slot=name,
        title=document.title,
        what=document.slots[name].what,
        themes=document.themes,
        owner_role=document.owner_role,
        state=next((state for state in (State.NONE, State.SEVERAL) if state in states), State.ONE),
        findings=_findings(reports),
        services=tuple(services.items()),
    )
    return replace(line, follow_up=_said(line, row)) if row else line


def _findings(reports: Iterable[SlotReport]) -> tuple[Finding, ...]:
    where: Mapping[Problem, list[str]] = defaultdict(list)
    languages: list[str] = []
    for report in reports:
        for problem in report.problems:
            where[problem].append(report.municipality or "")
        languages += report.missing_languages
    return tuple(
        Finding(
            problem,
            tuple(where[problem]),
            tuple(dict.fromkeys(languages)) if problem is Problem.MISSING_LANGUAGE else (),
        )
        for problem in WORST_FIRST
        if problem in where
    )


def _said(line: SlotLine, row: SlotFollowUp) -> FollowUp:
    return FollowUp(
        owner=row.owner_id,
        owner_name=str(row.owner or ""),
        note=row.note,
        is_accepted=bool(row.accepted) and row.accepted == line.fingerprint,
        changed_at=row.changed_at,
        changed_by=str(row.changed_by or ""),
    )


def _urgency(line: SlotLine) -> tuple[bool, int, str, str]:
    worst = WORST_FIRST.index(line.worst) if line.worst else len(WORST_FIRST)
    return (not line.needs_work, worst, line.title.get("fi", line.path).casefold(), line.slot)
