"""Writing a document as YAML that people like to read, and that reads back as the same document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from luotsi.flows.document import PathDocument

WIDTH = 100
"""Characters of a line; longer texts are folded."""

_LANGUAGE_ORDER = {"fi": 0, "sv": 1, "en": 2}
_SPACED = frozenset({"questions", "calls", "outcomes", "slots"})
"""Groups whose members have a blank line between them."""
_BLANK_LINE_BEFORE = frozenset({"title", "themes", "owner_role", "emergency", "start", "computed", *_SPACED})


def dump_document(document: PathDocument) -> str:
    """The document as YAML; `read_document` makes an equal document of it."""
    plain = document.model_dump(mode="python", by_alias=True, exclude_none=True)
    parts = []
    for name, value in _without_empty(plain).items():
        text = yaml.dump(
            {name: _arranged(value, name)},
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=WIDTH,
            default_flow_style=False,
        )
        if name in _SPACED:
            first, *others = re.split(r"\n(?=  \S)", text)
            text = "\n".join([first, *others[:1]]) + "".join(f"\n\n{member}" for member in others[1:])
        parts.append("\n" + text if name in _BLANK_LINE_BEFORE else text)
    return "".join(parts)


class _Codes(list[Any]):
    """A list of codes, written on one line: [a, b]."""


class _Dumper(yaml.SafeDumper):
    """Block style for texts of several lines, folded for long ones, lists indented under their name."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, indentless=False)


def _write_text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else ">" if len(text) > WIDTH - 20 and " " in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_codes(dumper: _Dumper, codes: _Codes) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", codes, flow_style=True)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(_Codes, _write_codes)


def _without_empty(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Without empty lists and groups, which a reader takes for granted."""
    return {name: value for name, value in plain.items() if value not in ((), [], {})}


def _arranged(value: Any, name: str) -> Any:
    """The value in the order in which people read it."""
    if name == "facets":
        return {facet: _Codes(values) for facet, values in value.items()}
    if isinstance(value, Mapping):
        return _arranged_map(value)
    if isinstance(value, list | tuple):
        if value and all(isinstance(each, str) for each in value):
            return _Codes(value)
        return [_arranged(each, name) for each in value]
    return value


def _arranged_map(value: Mapping[str, Any]) -> dict[str, Any]:
    names = list(value)
    if "ask" in value:
        names.sort(key=lambda name: (name != "type", name == "next"))
    elif value and all(isinstance(text, str) for text in value.values()) and "fi" in value:
        names.sort(key=lambda tag: (_LANGUAGE_ORDER.get(tag, 3), tag))
    kept = _without_empty({name: value[name] for name in names})
    if kept.get("dont_know") is True and "ask" in value:
        del kept["dont_know"]
    return {name: _arranged(inner, name) for name, inner in kept.items()}
