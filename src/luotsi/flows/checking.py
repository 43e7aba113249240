"""Does a document hold together: every name it uses exists, every condition can be read?"""

from __future__ import annotations

from collections.abc import Iterator

from luotsi.flows.compiling import compile_document
from luotsi.flows.complaints import Place, meant
from luotsi.flows.document import ContactStep, EServiceStep, PathDocument
from luotsi.flows.operands import Scope

Finding = tuple[Place, str, str]
"""Place, what is wrong, what to do."""


def findings(document: PathDocument) -> Iterator[Finding]:
    """Everything wrong between the parts of a document. What needs other documents is left to linking."""
    yield from structure_findings(document)
    scope = Scope(document.questions, calls=frozenset(document.calls))
    for place, fault in compile_document(document, scope).faults:
        yield place, fault.placed, fault.advice


def structure_findings(document: PathDocument) -> Iterator[Finding]:
    """What is wrong apart from the conditions."""
    yield from _obligatory(document)
    yield from _name_clashes(document)
    yield from _targets(document)
    yield from _slots(document)


def _obligatory(document: PathDocument) -> Iterator[Finding]:
    """What a path must have and a sub-path need not, and the reverse."""
    if document.kind == "subpath":
        if not document.returns:
            yield ("returns",), "A sub-path has no returns.", "Name at least one, such as returns: [done]."
        return
    if document.returns:
        yield ("returns",), "A path has returns.", "Take them out, or make it kind: subpath."
    for name in ("summary", "themes", "contact_reasons", "life_situations", "for_whom", "outcomes"):
        if not getattr(document, name):
            yield (name,), f"“{name}” is missing.", "Add it; every path has it."


def _name_clashes(document: PathDocument) -> Iterator[Finding]:
    """One name, one thing: nodes share a space, and computed values are read beside questions."""
    seen: dict[str, str] = {}
    for group in ("questions", "calls", "outcomes", "returns"):
        for name in dict.fromkeys(getattr(document, group)):
            if name in seen:
                yield (group, name), f"“{name}” is already one of {seen[name]}.", "Give it another name."
            seen.setdefault(name, group)
    for name in document.computed:
        if name in document.questions or name in document.calls:
            yield ("computed", name), f"“{name}” is already one of {seen[name]}.", "Give it another name."
    doubled = {name for name in document.returns if document.returns.count(name) > 1}
    for name in sorted(doubled):
        yield ("returns",), f"“{name}” stands twice.", "Keep one."


def _targets(document: PathDocument) -> Iterator[Finding]:
    nodes = [*document.questions, *document.calls, *document.outcomes, *document.returns]

    def target(place: Place, name: str) -> Iterator[Finding]:
        if name not in nodes:
            yield (
                place,
                f"Nothing here is called “{name}”.",
                meant(name, nodes, "Add a question or an outcome."),
            )

    yield from target(("start",), document.start)
    for name, question in document.questions.items():
        for position, rule in enumerate(question.next):
            end = "otherwise" if rule.when is None else "to"
            yield from target(("questions", name, "next", position, end), rule.to)
    for name, call in document.calls.items():
        if call.path == document.code:
            yield ("calls", name, "path"), "The path calls itself.", "Call another sub-path."
        for back, to in call.returns.items():
            yield from target(("calls", name, "returns", back), to)


def _slots(document: PathDocument) -> Iterator[Finding]:
    for name, outcome in document.outcomes.items():
        for position, step in enumerate(outcome.steps):
            place: Place = ("outcomes", name, "steps", position)
            for kind, slot in (
                ("contact", step.contact if isinstance(step, ContactStep) else None),
                ("e_service", step.e_service if isinstance(step, EServiceStep) else None),
            ):
                if slot is not None and slot not in document.slots:
                    advice = meant(slot, document.slots, "Describe it under slots.")
                    yield (*place, kind), f"There is no slot “{slot}”.", advice
