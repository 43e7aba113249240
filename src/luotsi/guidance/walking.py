"""Walking a path in a terminal, from a library folder, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from luotsi.flows.document import (
    ChoiceQuestion,
    ContactStep,
    DateQuestion,
    DoStep,
    EServiceStep,
    GuideStep,
    MunicipalityQuestion,
    NumberQuestion,
    Outcome,
    ReadStep,
    SeveralQuestion,
    Step,
)
from luotsi.flows.linking import Flow, OutcomeNode, QuestionNode
from luotsi.flows.replaying import replay
from luotsi.flows.types import Answers, LinkError, Visit
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance import gate, registers
from luotsi.guidance.folder import PACKAGED_LIBRARY, NotALibrary, read_folder
from luotsi.guidance.types import Fact


class WalkError(Exception):
    """The path cannot be walked, or an answer could not be understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a terminal shows it."""

    key: str
    as_text: str
    prompt: str


@dataclass(frozen=True)
class Walking:
    """A path that is being walked in one language. Answers are kept by whoever walks."""

    flow: Flow
    language: str
    facts: dict[str, Fact]

    def parse(self, written: str) -> dict[str, list[str]]:
        """Answers from "who=self needs=meals,cleaning"; raises `WalkError`."""
        answers: dict[str, list[str]] = {}
        for part in written.split():
            key, sign, values = part.partition("=")
            if not sign:
                raise WalkError(f"{part!r} is not an answer: write question=answer.")
            answers[key] = values.split(",")
        return self._understood(answers)

    def answered(self, given: Answers, asked: Asked, written: str) -> dict[str, list[str]]:
        """The answers with one more, as it was typed (several with commas); raises `WalkError`."""
        values = [value.strip() for value in written.split(",")]
        return self._understood({**{key: list(old) for key, old in given.items()}, asked.key: values})

    def question(self, given: Answers) -> Asked | None:
        """The question that waits, or None at the end."""
        position = self._visit(given).position
        if not isinstance(position, QuestionNode):
            return None
        lines = [self._words(position.question.ask), *self._options(position)]
        return Asked(position.key, "\n".join(lines), position.key)

    def summary(self, given: Answers) -> str:
        """Where the answers lead, and what decided."""
        visit = self._visit(given)
        position = visit.position
        taken = " ".join(f"{one.question}={','.join(one.values)}" for one in visit.given)
        lines = [f"Answers: {taken or '(none)'}"]
        if isinstance(position, OutcomeNode):
            lines += self._outcome(position.key, position.outcome)
        elif isinstance(position, QuestionNode):
            lines.append(f"Waits at the question {position.key}: {self._words(position.question.ask)}")
            lines += self._options(position)
        else:
            lines.append(f"Returns: {position.key}")
        lines += [
            f"Decided: {reason.question}: {reason.when or 'otherwise'} → {reason.to}"
            for reason in visit.reasons
        ]
        return "\n".join(lines)

    def _visit(self, given: Answers) -> Visit:
        return replay(self.flow, given, clock.today())

    def _understood(self, answers: dict[str, list[str]]) -> dict[str, list[str]]:
        for rejected in self._visit(answers).rejected:
            if rejected.why == "unknown_question":
                raise WalkError(
                    f"The path has no question {rejected.question!r}: {', '.join(self.flow.questions)}."
                )
            if rejected.why == "bad_value":
                node = self.flow.questions[rejected.question]
                possible = ", ".join(self._possible(node))
                raise WalkError(
                    f"{','.join(rejected.values)!r} is no answer to {node.key}. Possible: {possible}."
                )
        return answers

    def _possible(self, node: QuestionNode) -> Iterator[str]:
        question = node.question
        if isinstance(question, ChoiceQuestion | SeveralQuestion):
            yield from question.options
            if isinstance(question, SeveralQuestion):
                yield "none"
        elif isinstance(question, NumberQuestion):
            yield f"{question.min}–{question.max}"
        elif isinstance(question, DateQuestion):
            yield "2026-11-24"
        elif isinstance(question, MunicipalityQuestion):
            yield "a municipality's three digits"
        else:
            yield from ("yes", "no")
        if question.dont_know:
            yield "dont_know"

    def _options(self, node: QuestionNode) -> Iterator[str]:
        question = node.question
        labels = question.options if isinstance(question, ChoiceQuestion | SeveralQuestion) else {}
        for code in self._possible(node):
            option = labels.get(code)
            yield f"  {code:<16}{self._words(option.label) if option else ''}".rstrip()

    def _outcome(self, key: str, outcome: Outcome) -> Iterator[str]:
        yield f"Outcome: {key} ({outcome.kind})"
        yield f"  {self._words(outcome.title)}"
        for number, step in enumerate(outcome.steps, 1):
            yield f"  {number}. {self._step(step)}"

    def _step(self, step: Step) -> str:
        if isinstance(step, DoStep):
            return self._words(step.do)
        say = self._words(step.say) if step.say else ""
        names = {ContactStep: "contact", EServiceStep: "e_service", ReadStep: "read", GuideStep: "guide"}
        name = names[type(step)]
        return f"[{name}: {getattr(step, name)}] {say}".strip()

    def _words(self, text: dict[str, str]) -> str:
        worded = pick(text, self.language)
        return registers.fill(worded.text, worded.language, self.facts)


def open_walk(code: str, folder: Path | None, language: str) -> Walking:
    """The path `code` of a library folder (None: the packaged one), ready to walk. Raises `WalkError`."""
    try:
        library = read_folder(folder or PACKAGED_LIBRARY)
    except NotALibrary as error:
        raise WalkError(str(error)) from error
    document = library.documents.get(code)
    if document is None:
        known = ", ".join(library.documents) or "none"
        raise WalkError(f"There is no readable path {code!r}. Paths here: {known}.")
    facts = {key: registers.fact_of(key, entry) for key, entry in library.facts.items()}
    try:
        return Walking(gate.linked(document, library.shelf(gate.ALL_LANGUAGES)), language, facts)
    except LinkError as error:
        raise WalkError(str(error)) from error
