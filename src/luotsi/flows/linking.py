"""From documents to a flow: sub-paths inlined, conditions compiled, every target in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from luotsi.flows.checking import structure_findings
from luotsi.flows.compiling import CompiledDocument, compile_document
from luotsi.flows.complaints import Place, meant, where
from luotsi.flows.conditions import Condition
from luotsi.flows.document import BaseQuestion, Call, Outcome, PathDocument
from luotsi.flows.operands import Scope
from luotsi.flows.types import DocumentFault, LinkError

LARGEST_FLOW = 5_000
"""Nodes after inlining; a sub-path called twice counts twice."""
DEEPEST_CALL = 20
"""Sub-paths inside each other."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A compiled rule: where it leads, under which condition (None for `otherwise`), as written."""

    when: str | None
    condition: Condition | None
    to: str


@dataclass(frozen=True, slots=True)
class QuestionNode:
    """A question in its place. `key` is its address in the flow: `who`, or `reach.channel` in a sub-path.

    `document` is the one whose texts, slots and sources it uses.
    """

    key: str
    document: PathDocument = field(repr=False)
    question: BaseQuestion = field(repr=False)
    turns: tuple[Turn, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class OutcomeNode:
    """An outcome in its place; its slots are those of `document`."""

    key: str
    document: PathDocument = field(repr=False)
    outcome: Outcome = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReturnNode:
    """The end of a sub-path that is looked at on its own."""

    key: str
    document: PathDocument = field(repr=False)


Node = QuestionNode | OutcomeNode | ReturnNode


@dataclass(frozen=True)
class Flow:
    """A document with its sub-paths inlined. `nodes` is in document order, sub-paths after their callers.

    `calls` names the node at which each call begins, by the call's key (`reach`, `reach.inner`).
    """

    document: PathDocument
    start: str
    nodes: Mapping[str, Node]
    calls: Mapping[str, str]

    @cached_property
    def questions(self) -> dict[str, QuestionNode]:
        """The questions by key."""
        return {key: node for key, node in self.nodes.items() if isinstance(node, QuestionNode)}

    @cached_property
    def outcomes(self) -> dict[str, OutcomeNode]:
        """The outcomes by key."""
        return {key: node for key, node in self.nodes.items() if isinstance(node, OutcomeNode)}

    @cached_property
    def documents(self) -> tuple[PathDocument, ...]:
        """The document and every sub-path in it, each once."""
        found = {self.document.code: self.document}
        found.update((node.document.code, node.document) for node in self.nodes.values())
        return tuple(found.values())


def link(document: PathDocument, library: Mapping[str, PathDocument]) -> Flow:
    """Inline every sub-path that `document` calls and compile all conditions.

    `library` holds the sub-paths by code. Raises LinkError with every fault: a call to a missing path
    or to one that is not a sub-path, a circle of calls, a return that is not mapped, a condition over a
    sub-path's answers that does not fit them.
    """
    linker = _Linker(library)
    linker.inline(document, "", {}, ())
    if linker.faults:
        raise LinkError(linker.faults)
    flow = linker.flow(document)
    if linker.faults:
        raise LinkError(linker.faults)
    return flow


class _Linker:
    """Collects the nodes of a document and of everything that it calls."""

    def __init__(self, library: Mapping[str, PathDocument]) -> None:
        self.library = library
        self.nodes: dict[str, Node] = {}
        self.entries: dict[str, str] = {}
        self.returns: dict[str, str] = {}
        self.faults: list[DocumentFault] = []
        self.checked: set[str] = set()

    def inline(
        self, document: PathDocument, prefix: str, targets: Mapping[str, str], callers: tuple[str, ...]
    ) -> dict[str, BaseQuestion]:
        """Add the document's nodes under `prefix`; its returns lead to `targets`.

        Answers the document's questions and those of its sub-paths, by the names its conditions use.
        """
        self._check_structure(document)
        readable: dict[str, BaseQuestion] = dict(document.questions)
        for name, call in document.calls.items():
            called = self._called(document, name, call, (*callers, document.code))
            if called is None:
                continue
            self.entries[prefix + name] = f"{prefix}{name}.{called.start}"
            back = {end: prefix + to for end, to in call.returns.items()}
            inner = self.inline(called, f"{prefix}{name}.", back, (*callers, document.code))
            readable.update((f"{name}.{key}", question) for key, question in inner.items())
        if len(self.nodes) <= LARGEST_FLOW:
            self._add(document, prefix, targets, readable)
        return readable

    def _check_structure(self, document: PathDocument) -> None:
        """A stored document may be a draft: its own faults are told once, however often it is called."""
        if document.code not in self.checked:
            self.checked.add(document.code)
            for place, message, advice in structure_findings(document):
                self._fault(document, place, message, advice)

    def _called(
        self, document: PathDocument, name: str, call: Call, callers: tuple[str, ...]
    ) -> PathDocument | None:
        """The sub-path of a call, or None when it cannot be inlined (and the fault is noted)."""
        place: Place = ("calls", name, "path")
        called = self.library.get(call.path)
        if call.path in callers:
            circle = " → ".join((*callers[callers.index(call.path) :], call.path))
            self._fault(document, place, f"The calls go in a circle: {circle}.", "Take one of the calls out.")
            return None
        subpaths = [code for code, each in self.library.items() if each.kind == "subpath"]
        if called is None:
            message, advice = f"There is no sub-path “{call.path}”.", meant(call.path, subpaths, "Add it.")
        elif called.kind != "subpath":
            message, advice = f"“{call.path}” is not a sub-path.", meant("", subpaths, "Make it one.")
        elif len(self.nodes) + len(self.entries) > LARGEST_FLOW or len(callers) > DEEPEST_CALL:
            message, advice = "With its sub-paths the path is too large.", "Call fewer sub-paths."
        else:
            self._check_returns(document, name, call, called)
            return called
        self._fault(document, place, message, advice)
        return None

    def _check_returns(self, document: PathDocument, name: str, call: Call, called: PathDocument) -> None:
        place: Place = ("calls", name, "returns")
        for end in called.returns:
            if end not in call.returns:
                advice = f"Add “{end}: …” with the node that follows."
                self._fault(document, place, f"The return “{end}” of “{called.code}” leads nowhere.", advice)
        for end in call.returns:
            if end not in called.returns:
                advice = meant(end, called.returns, "Take it out.")
                self._fault(document, (*place, end), f"“{called.code}” has no return “{end}”.", advice)

    def _add(
        self,
        document: PathDocument,
        prefix: str,
        targets: Mapping[str, str],
        readable: Mapping[str, BaseQuestion],
    ) -> None:
        compiled = compile_document(document, Scope(readable, prefix=prefix))
        for place, fault in compiled.faults:
            self._fault(document, place, fault.placed, fault.advice)
        for end in document.returns:
            if end in targets:
                self.returns[prefix + end] = targets[end]
            elif not prefix:
                self.nodes[end] = ReturnNode(end, document)
        for name, question in document.questions.items():
            turns = _turns(name, question, prefix, compiled)
            self.nodes[prefix + name] = QuestionNode(prefix + name, document, question, turns)
        for name, outcome in document.outcomes.items():
            self.nodes[prefix + name] = OutcomeNode(prefix + name, document, outcome)

    def flow(self, document: PathDocument) -> Flow:
        """Everything collected, every target in its place."""
        nodes = {key: self.settled(node) for key, node in self.nodes.items()}
        calls = {key: self.end_of(key) for key in self.entries}
        for key, entry in calls.items():
            if entry not in nodes:
                message = f"The call “{key}” comes back to itself without a question."
                self._fault(document, ("calls", key), message, "Lead one of its returns elsewhere.")
        return Flow(document, self.end_of(document.start), nodes, calls)

    def settled(self, node: Node) -> Node:
        """The node with its rules leading to nodes instead of calls and returns."""
        if not isinstance(node, QuestionNode):
            return node
        turns = tuple(Turn(turn.when, turn.condition, self.end_of(turn.to)) for turn in node.turns)
        return QuestionNode(node.key, node.document, node.question, turns)

    def end_of(self, key: str) -> str:
        """The node that a key stands for: through the beginnings of calls and the ends of sub-paths."""
        for _ in range(len(self.entries) + len(self.returns) + 1):
            if key in self.nodes:
                break
            key = self.entries.get(key) or self.returns.get(key, key)
        return key

    def _fault(self, document: PathDocument, place: Place, message: str, advice: str) -> None:
        self.faults.append(DocumentFault(document.code, 0, where(place), message, advice))


def _turns(name: str, question: BaseQuestion, prefix: str, compiled: CompiledDocument) -> tuple[Turn, ...]:
    return tuple(
        Turn(rule.when, compiled.conditions.get((name, position)), prefix + rule.to)
        for position, rule in enumerate(question.next)
    )
