"""Two versions of a path for `luotsi paths diff`: files, the packaged library, what this county publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from luotsi.flows.differing import differences
from luotsi.flows.document import PathDocument
from luotsi.flows.linking import Flow, OutcomeNode, link
from luotsi.flows.types import Answers, Change, Differences, LinkError, QuestionChange
from luotsi.foundation.languages import pick
from luotsi.guidance.folder import PACKAGED_LIBRARY, library_of, read_folder, read_path

Documents = Mapping[str, PathDocument]


class NotComparable(Exception):
    """There are no two versions to compare; the message says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """A path at one place: what the place is called, and the flow."""

    name: str
    flow: Flow


def of_file(file: Path, published: Documents = MappingProxyType({})) -> Version:
    """The version in a file. Raises `NotComparable`.

    It calls the sub-paths of the library it lies in; outside of one, the published ones before those of
    the packaged library.
    """
    path = read_path(file)
    if path.document is None:
        faults = "\n".join(str(flaw) for flaw in path.flaws)
        raise NotComparable(f"{file} cannot be read.\n{faults}")
    root = library_of(file)
    around = read_folder(root).documents
    if root == PACKAGED_LIBRARY:
        around = {**around, **published}
    return of_document(str(file), path.document, around)


def packaged(code: str) -> Version:
    """The version of the packaged library. Raises `NotComparable`."""
    documents = read_folder(PACKAGED_LIBRARY).documents
    if code not in documents:
        raise NotComparable(f"The packaged library has no path {code!r}: {', '.join(documents)}.")
    return of_document("the packaged library", documents[code], documents)


def of_document(name: str, document: PathDocument, around: Documents) -> Version:
    """A document among those that it may call. Raises `NotComparable`."""
    try:
        return Version(name, link(document, {**around, document.code: document}))
    except LinkError as error:
        raise NotComparable(f"{name}: {error}") from error


def report(before: Version, after: Version, language: str) -> Iterator[str]:
    """The differences line by line, with codes as the files have them and titles in one language."""
    found = differences(before.flow, after.flow)
    lines = _Lines(before.flow, after.flow, language)
    for change in found.changes:
        yield from lines.of_change(change)
    for question in found.questions:
        yield lines.of_question(question)
    yield from _figures(found)
    yield from (f"Not compared: {sentence}" for sentence in found.not_compared)
    if found.is_none:
        yield "No answer leads elsewhere than before."


def _figures(found: Differences) -> Iterator[str]:
    if found.outcomes_added:
        yield f"Outcomes added: {', '.join(found.outcomes_added)}"
    if found.outcomes_removed:
        yield f"Outcomes taken out: {', '.join(found.outcomes_removed)}"
    if found.longest_before != found.longest_after:
        yield f"Asked at most: {found.longest_before} before, {found.longest_after} now"


class _Lines:
    """Changes between two flows as lines for a terminal."""

    def __init__(self, before: Flow, after: Flow, language: str) -> None:
        self.before, self.after, self.language = before, after, language

    def of_change(self, change: Change) -> Iterator[str]:
        yield f"{_CHANGES[change.kind]}: {_written(change.answers)}"
        if change.kind in {"advice", "wording"}:
            yield f"    {self._place(self.after, change.after)}: {', '.join(change.parts)}"
            return
        was = self._place(self.before, change.before, change.was_stuck)
        yield f"    {was} → {self._place(self.after, change.after, change.stuck)}"
        if change.then:
            yield f"    then {' or '.join(self._place(self.after, key) for key in change.then)}"

    def of_question(self, change: QuestionChange) -> str:
        words = f"Question {change.kind}: {change.question}"
        if change.now:
            words += f" → {change.now}"
        if change.answers_removed:
            words += f"; answers taken out: {', '.join(change.answers_removed)}"
        if change.answers_added:
            words += f"; answers added: {', '.join(change.answers_added)}"
        return words

    def _place(self, flow: Flow, key: str, stuck: str | None = None) -> str:
        node = flow.nodes[key]
        if stuck:
            return f"nowhere ({stuck} at {key})"
        if isinstance(node, OutcomeNode):
            return f"{key} ({pick(node.outcome.title, self.language)})"
        return f"the question {key}" if key in flow.questions else f"the return {key}"


_CHANGES = {
    "elsewhere": "Leads elsewhere",
    "asked": "Asked more",
    "advice": "Same place, other advice",
    "wording": "Same place, other words",
}


def _written(answers: Answers) -> str:
    """Answers as `luotsi paths walk --answers` takes them."""
    return " ".join(f"{key}={','.join(values)}" for key, values in answers.items()) or "whatever one answers"
