"""What changed between two versions of a path, told in the words of the path itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import override

from luotsi.flows.linking import Flow, OutcomeNode, QuestionNode
from luotsi.flows.types import Change, Differences, QuestionChange
from luotsi.guidance import wording
from luotsi.guidance.fault_words import in_words
from luotsi.guidance.types import Because, PublishingChanges, Rendered, TextMap, ToldChange, ToldQuestion

Render = Callable[[TextMap | None, str], Rendered]
"""A text of content in a language."""


def told(before: Flow, after: Flow, found: Differences, language: str, render: Render) -> PublishingChanges:
    """The differences between two flows with titles of outcomes, questions and answers in words."""
    teller = _Teller(before, after, language, render)
    with override(language):
        left_out = tuple(in_words(sentence) for sentence in found.not_compared)
    return PublishingChanges(
        is_first=False,
        changes=tuple(teller.change(each) for each in found.changes),
        questions=tuple(teller.question(each) for each in found.questions),
        outcomes_added=tuple(teller.place(after, key) for key in found.outcomes_added),
        outcomes_removed=tuple(teller.place(before, key) for key in found.outcomes_removed),
        longest_before=found.longest_before,
        longest_after=found.longest_after,
        not_compared=left_out,
    )


class _Teller:
    """Two flows and the language in which they are told."""

    def __init__(self, before: Flow, after: Flow, language: str, render: Render) -> None:
        self.before, self.after = before, after
        self.language, self.render = language, render

    def change(self, change: Change) -> ToldChange:
        return ToldChange(
            change,
            answers=tuple(self._answer(key, values) for key, values in change.answers.items()),
            before=self._end(self.before, change.before, change.was_stuck),
            after=self._end(self.after, change.after, change.stuck),
            then=tuple(self.place(self.after, key) for key in change.then),
        )

    def question(self, change: QuestionChange) -> ToldQuestion:
        flow = self.after if change.kind == "added" else self.before
        return ToldQuestion(
            change,
            asked=self.place(flow, change.question),
            added=self._answers(self.after, change.question, change.answers_added),
            removed=self._answers(self.before, change.question, change.answers_removed),
        )

    def place(self, flow: Flow, key: str) -> Rendered:
        """A node as people see it: a question, an outcome's title; a sub-path's return by its name."""
        node = flow.nodes[key]
        if isinstance(node, QuestionNode):
            return self.render(node.question.ask, self.language)
        if isinstance(node, OutcomeNode):
            return self.render(node.outcome.title, self.language)
        return Rendered(key, self.language)

    def _end(self, flow: Flow, key: str, stuck: str | None) -> Rendered:
        return Rendered("", self.language) if stuck else self.place(flow, key)

    def _answer(self, key: str, values: Iterable[str]) -> Because:
        return Because(key, self.place(self.before, key), self._answers(self.before, key, values))

    def _answers(self, flow: Flow, key: str, values: Iterable[str]) -> tuple[Rendered, ...]:
        node = flow.questions.get(key)
        return wording.of_answer(node.question, values, self.language) if node else ()
