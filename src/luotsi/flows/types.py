"""What the room hands out: faults, visits and proofs, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from luotsi.flows.linking import Node

Values = tuple[str, ...]
"""One answer as it travels in an address: `("self",)`, `("a", "b")`, `("none",)`, `("78",)`."""

Answers = Mapping[str, Sequence[str]]
"""Answers by question key; a sub-path's question has the key `call.question`."""

DONT_KNOW = "dont_know"
NONE = "none"
"""The one value of a `several` question when nothing in it was chosen."""


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """One thing to mend in a document: which file and line, which part of it, what is wrong, what to do.

    `line` counts from 1; it is 0 where the document did not come from a text. `where` is the dotted
    place in the document, such as `questions.who.next[0].when`.
    """

    file: str
    line: int
    where: str
    message: str
    advice: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.message} {self.advice}".replace(": : ", ": ").rstrip()


class DocumentErrors(ValueError):
    """A document cannot be used as it stands; `faults` lists everything that was found, in line order."""

    def __init__(self, faults: Iterable[DocumentFault]) -> None:
        self.faults: tuple[DocumentFault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class LinkError(DocumentErrors):
    """The documents are sound one by one, but do not fit together: a call leads nowhere or in a circle."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was taken: the question's key and its values."""

    question: str
    values: Values


@dataclass(frozen=True, slots=True)
class Rejected:
    """An answer that did not fit, and why.

    `unknown_question`: the path has no such question. `bad_value`: the question has no such answer.
    `not_asked`: the answer is possible, but this walk does not come to the question.
    """

    question: str
    values: Values
    why: Literal["unknown_question", "bad_value", "not_asked"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a walk turned where it did: the rule that applied and the answers that it read.

    `when` is the rule's condition as written, None for a rule that takes whatever is left (`otherwise`).
    """

    question: str
    when: str | None
    to: str
    decided_by: tuple[Given, ...]


Stuck = Literal["gap", "dead_end", "endless"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a set of answers leads: the fold of the answers over the path.

    `position` is the question that waits for an answer, or the outcome reached (a `Return` when a
    sub-path is walked on its own). `kept` holds fitting answers to questions that may still come, so
    that changing an earlier answer loses nothing; carry them along in the next address.
    `questions_left_at_most` counts the waiting question too. `stuck` is set only on a path that is not
    proved: the answer at `position` leads nowhere, or the walk came back to a question.
    """

    given: tuple[Given, ...]
    position: Node
    is_finished: bool
    kept: tuple[Given, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    questions_left_at_most: int = 0
    reasons: tuple[Reason, ...] = ()
    stuck: Stuck | None = None

    @property
    def questions_asked(self) -> int:
        """How many questions have been answered on the way."""
        return len(self.given)

    @property
    def answers(self) -> dict[str, Values]:
        """The answers taken, by question key, in the order asked."""
        return {each.question: each.values for each in self.given}


FaultKind = Literal["unreachable", "gap", "overlap", "endless", "dead_end", "no_person"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a proof found. `where` is a node key (or `node.next[i]` for a rule).

    `witness` holds answers that lead to the fault: replaying them on `Proof.today` shows it. For an
    unreachable node it leads to the nearest question that names the node but never sends anybody there,
    and is empty when nothing at all names it.
    """

    kind: FaultKind
    where: str
    message: str
    witness: Mapping[str, Values] = field(default_factory=dict)

    def __str__(self) -> str:
        answers = ", ".join(f"{key} = {'+'.join(values)}" for key, values in self.witness.items())
        return f"{self.where}: {self.message}" + (f" [{answers}]" if answers else "")


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of a path, for every possible set of answers, and what was not.

    `covered` is a sentence; `not_covered` has one sentence for each limit, empty when nothing was left
    out. `today` is the date that `days_until` counts from in the witnesses.
    """

    faults: tuple[Fault, ...]
    covered: str
    not_covered: tuple[str, ...]
    today: date

    @property
    def holds(self) -> bool:
        """No fault, and nothing left out."""
        return not self.faults and not self.not_covered


ChangeKind = Literal["elsewhere", "asked", "advice", "wording"]


@dataclass(frozen=True, slots=True)
class Change:
    """Answers for which a path now does something else than before.

    `elsewhere`: they end at another place. `asked`: the walk waits at a question that they do not answer
    (new, renamed, or without the option chosen). `advice`: they end where they did, but kind, steps or
    services of that outcome are others. `wording`: only its texts are.

    `answers` is a whole walk before, as short as there is one; replaying it on the earlier flow leads to
    `before`, on the later one to `after`, both node keys. `parted` is the last question that both walks
    ask, None where they begin differently. `then` names the ends to which further answers may lead.
    `parts` are the places of an outcome that changed. `was_stuck` and `stuck` are set where a walk leads
    nowhere, which happens only on a path that is not proved.
    """

    kind: ChangeKind
    answers: Mapping[str, Values]
    before: str
    after: str
    parted: str | None = None
    then: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    was_stuck: Stuck | None = None
    stuck: Stuck | None = None


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that is not what it was: `question` is its key before (of an added one, its key now).

    `now` is the later key of a renamed one, the later type of a retyped one. Answers taken away count no
    longer where an old link holds them; an option is named by its code, a range as `0–120`. `reworded`
    has the places of changed texts.
    """

    kind: Literal["added", "removed", "renamed", "retyped", "changed", "reworded"]
    question: str
    now: str = ""
    answers_added: tuple[str, ...] = ()
    answers_removed: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What another version of a path changes for the people who walk it.

    Complete unless `not_compared` has sentences: then these say what was left out. `longest_before` and
    `longest_after` count the questions of the longest walk.
    """

    changes: tuple[Change, ...]
    questions: tuple[QuestionChange, ...] = ()
    outcomes_added: tuple[str, ...] = ()
    outcomes_removed: tuple[str, ...] = ()
    longest_before: int = 0
    longest_after: int = 0
    not_compared: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Every change is listed."""
        return not self.not_compared

    @property
    def is_none(self) -> bool:
        """Nobody meets anything else than before, as far as was compared."""
        return not (self.changes or self.questions or self.outcomes_added or self.outcomes_removed)
