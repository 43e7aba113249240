"""YAML as a tree that remembers its lines, read with a short leash.

No aliases, tags or duplicate keys, one document, at most 1 MB and 50 levels. Scalars follow YAML 1.2
rather than 1.1: `no` is a word, `001` is a text, and only true, false, null and whole numbers are more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from luotsi.flows.complaints import Place
from luotsi.flows.types import DocumentErrors, DocumentFault

LARGEST = 1_000_000
"""Bytes of one document."""
DEEPEST = 50
"""Levels of one document."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_whole_number = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")


@dataclass(slots=True)
class Branch:
    """A value with its line (from 1); `children` for maps (by key) and lists (by position)."""

    line: int
    value: Any
    children: dict[str | int, Branch] = field(default_factory=dict)
    pending_key: str | None = None

    def plain(self) -> Any:
        """The value as ordinary dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.children.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.children.values()]
        return self.value

    def nearest(self, place: Place) -> Branch:
        """The deepest branch on the way to `place` that exists."""
        branch = self
        for part in place:
            if part not in branch.children:
                break
            branch = branch.children[part]
        return branch


def read_tree(text: str, file: str) -> Branch:
    """The tree of one YAML document. Raises DocumentErrors, and nothing else, on anything unfit."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise _error(file, 1, "The text is not valid Unicode.", "Save the file as UTF-8.") from None
    if size > LARGEST:
        raise _error(file, 1, "The document is larger than 1 MB.", "Split it into sub-paths.")
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _syntax_error(file, error) from None
    if builder.faults:
        raise DocumentErrors(builder.faults)
    if builder.root is None:
        raise _error(file, 1, "The document is empty.", "Begin with “schema: 1”.")
    return builder.root


def line_of(text: str, where: str) -> int:
    """The line (from 1) of a place such as `questions.who.next[0]`, or of the nearest one around it."""
    return lines_of(text, [where])[where]


def lines_of(text: str, places: Iterable[str]) -> dict[str, int]:
    """The line of each place; the text is read once."""
    try:
        tree = read_tree(text, "")
    except DocumentErrors as errors:
        return dict.fromkeys(places, errors.faults[0].line)
    return {where: tree.nearest(tuple(_parts(where))).line for where in places}


def _parts(where: str) -> Iterator[str | int]:
    for name, position in re.findall(r"([^.\[\]]+)|\[(\d{1,9})\]", where):
        yield name or int(position)


class _Builder:
    """Takes parser events one by one; holds the branches that are still open."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Branch | None = None
        self.faults: list[DocumentFault] = []
        self.open: list[Branch] = []

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            self._refuse(
                line, "The document uses an alias (*name).", "Write the text out where it is needed."
            )
            self._add(Branch(line, ""))
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._check_marks(event, line)
            if isinstance(event, yaml.ScalarEvent):
                self._add(Branch(line, _scalar(event)))
            else:
                self._open(Branch(line, {} if isinstance(event, yaml.MappingStartEvent) else []))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _error(self.file, line, "There is a second document after “---”.", "Keep one in each file.")

    def _open(self, branch: Branch) -> None:
        self._add(branch)
        self.open.append(branch)
        if len(self.open) > DEEPEST:
            raise _error(
                self.file, branch.line, f"There are more than {DEEPEST} levels.", "Write it flatter."
            )

    def _add(self, branch: Branch) -> None:
        if not self.open:
            self.root = branch
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.children[len(parent.children)] = branch
        elif parent.pending_key is None:
            parent.pending_key = self._key(branch, parent)
        else:
            branch.line = min(branch.line, parent.children[parent.pending_key].line)
            parent.children[parent.pending_key] = branch
            parent.pending_key = None

    def _key(self, branch: Branch, parent: Branch) -> str:
        """A map's key as text. Its line stands for the value's, which may begin lower."""
        if isinstance(branch.value, dict | list):
            self._refuse(branch.line, "A name is a list or a group.", "Write a plain name before the colon.")
        key = "null" if branch.value is None else str(branch.value)
        if isinstance(branch.value, bool):
            key = key.lower()
        if key in parent.children:
            first = parent.children[key].line
            self._refuse(
                branch.line, f"“{key}” stands here twice (first on line {first}).", "Keep one of them."
            )
        parent.children[key] = Branch(branch.line, None)
        return key

    def _check_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor:
            self._refuse(
                line, "The document uses an anchor (&name).", "Write the text out where it is needed."
            )
        if event.tag and event.tag != "!":
            self._refuse(line, "The document uses a YAML tag (!name).", "Take it out.")

    def _refuse(self, line: int, message: str, advice: str) -> None:
        self.faults.append(DocumentFault(self.file, line, "", message, advice))


def _scalar(event: yaml.ScalarEvent) -> str | int | bool | None:
    text: str = event.value
    if event.style:
        return text
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if _whole_number.match(text) and text != "-0" else text


def _error(file: str, line: int, message: str, advice: str) -> DocumentErrors:
    return DocumentErrors([DocumentFault(file, line, "", message, advice)])


def _syntax_error(file: str, error: yaml.YAMLError) -> DocumentErrors:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "unreadable character"
    message = f"The YAML cannot be read: {problem}."
    advice = "Check indentation, colons and quotes on this line and the one before."
    return _error(file, mark.line + 1 if mark else 1, message, advice)
