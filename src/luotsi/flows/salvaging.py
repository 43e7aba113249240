"""Checking the sound rest of a document that has faulty values, so that all faults are told at once."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from pydantic import ValidationError

from luotsi.flows.checking import Finding, findings
from luotsi.flows.complaints import Place, place_of
from luotsi.flows.document import PathDocument
from luotsi.flows.yaml_tree import Branch

_ROUNDS = 12
"""Taking one value out may make another one faulty; more rounds than this are not worth it."""

_STAND_INS: dict[str, object] = {
    "schema": 1,
    "code": "unnamed",
    "title": {"fi": "–"},
    "owner_role": {"fi": "–"},
    "review_by": "2000-01-01",
}
"""For obligatory lines of the head, which cannot be taken out."""


def findings_in_the_rest(tree: Branch) -> Iterator[tuple[int, Finding]]:
    """Line and finding of what is wrong between the sound parts. Nothing that a part taken out explains."""
    rest = copy.deepcopy(tree)
    taken_out: set[str] = set()
    document = None
    for _ in range(_ROUNDS):
        try:
            document = PathDocument.model_validate(rest.plain())
            break
        except ValidationError as error:
            places = {place_of(detail["loc"]) for detail in error.errors(include_url=False)}
            for place in sorted(places, key=_later_first, reverse=True):
                _take_out(rest, place, taken_out)
    if document is None:
        return
    for place, message, advice in findings(document):
        if not any(f"“{name}”" in message for name in taken_out):
            yield rest.nearest(place).line, (place, message, advice)


def _later_first(place: Place) -> tuple[tuple[int, str, int], ...]:
    """List positions are taken out from the end, so that those before keep theirs."""
    return tuple((1, "", part) if isinstance(part, int) else (0, part, 0) for part in place)


def _take_out(rest: Branch, place: Place, taken_out: set[str]) -> None:
    """Take the faulty value out; where a line is missing, all that needs it; of the head, put a stand-in."""
    if place and place[0] in _STAND_INS:
        rest.children[place[0]] = _branch(rest.line, _STAND_INS[str(place[0])])
        return
    parent = rest
    above: list[tuple[Branch, str | int]] = []
    for part in place:
        if part not in parent.children:
            break
        above.append((parent, part))
        parent = parent.children[part]
    if not above:
        return
    holder, key = above[-1]
    taken_out.update(str(each) for each in (*place, *holder.children[key].children))
    del holder.children[key]
    if isinstance(holder.value, list):
        holder.children = dict(enumerate(holder.children.values()))


def _branch(line: int, value: object) -> Branch:
    if isinstance(value, dict):
        return Branch(line, {}, {key: _branch(line, inner) for key, inner in value.items()})
    return Branch(line, value)
