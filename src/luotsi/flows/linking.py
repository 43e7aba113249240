"""From documents to a flow: sub-paths inlined, conditions compiled, every target in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from luotsi.flows.conditions import Condition
from luotsi.flows.document import BaseQuestion, Outcome, PathDocument


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
    """A document with its sub-paths inlined. `nodes` is in document order, sub-paths where they are called.

    `calls` names the node at which each call begins, by the call's key.
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
        return tuple({node.document.code: node.document for node in self._all()}.values())

    def _all(self) -> Iterator[Node]:
        return iter(self.nodes.values())
