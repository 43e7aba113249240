"""Labelled cases from files, in the format of `evaluation/README.md`; faults are told with their line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from luotsi.assistant.measures import Expected
from luotsi.assistant.register import authorities
from luotsi.assistant.types import Kind
from luotsi.foundation.languages import DEFAULT_ORDER
from luotsi.guidance.facets import MUNICIPALITY, facets
from luotsi.organisation.taxonomy import ALL_CONTACT_REASONS
from luotsi.safety.emergency import KINDS as EMERGENCY_KINDS

NEAR_MISS = "near_miss"
"""Tag of messages with strong words and no emergency; a file named near_misses… need not repeat it."""
MOST_SHOWN = 20
"""Faults that one error names."""

KEYS = frozenset({"id", "lang", "text", "expect", "client", "personal", "municipality", "tags", "note"})
EXPECTED_KEYS = frozenset(
    {"kind", "contact_reason", "also", "needs", "emergency", "kinds", "soft_block", "authority"}
)
KINDS: tuple[str, ...] = get_args(Kind)


class BadCases(ValueError):
    """Files cannot be used; the message names each fault with file and line."""

    def __init__(self, faults: list[str]) -> None:
        more = [f"… and {len(faults) - MOST_SHOWN} more"] if len(faults) > MOST_SHOWN else []
        super().__init__("\n".join([*faults[:MOST_SHOWN], *more]))
        self.faults = tuple(faults)


class _Bad(ValueError):
    """What is wrong with one case."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message and what would be right for it."""

    id: str
    language: str
    text: str
    expected: Expected
    tags: tuple[str, ...]
    client: Mapping[str, str] | None
    """What the person behind a vague message would answer if asked: facet -> option."""
    municipality: str | None
    digest: str
    """Changes with anything in the case: a changed case is not compared with what it was."""


def read_cases(files: Iterable[Path]) -> list[Case]:
    """Every case of the files, in order. Raises BadCases, which names all faults."""
    found: dict[str, Case] = {}
    faults: list[str] = []
    for file in files:
        for number, raw in _lines(file, faults):
            try:
                case = read_case(raw, is_near_miss=file.name.startswith("near_misses"))
                if case.id in found:
                    raise _Bad(f"the id {case.id} was used before")
            except _Bad as fault:
                faults.append(f"{file}:{number}: {fault}")
                continue
            found[case.id] = case
    if not found and not faults:
        faults.append("There are no cases in the files.")
    if faults:
        raise BadCases(faults)
    return list(found.values())


def read_case(raw: str, *, is_near_miss: bool = False) -> Case:
    """One line. Raises ValueError, whose words say what is wrong."""
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _Bad("is not JSON") from error
    if not isinstance(row, dict):
        raise _Bad("is not a JSON object")
    _only(row, KEYS, "the case")
    name, text = _text(row, "id"), _text(row, "text")
    tags = tuple(dict.fromkeys((*_texts(row, "tags"), *([NEAR_MISS] if is_near_miss else []))))
    expected = _expected(row, text, is_near_miss=NEAR_MISS in tags)
    client = _client(row.get("client"))
    if client is not None and expected.reason is None:
        raise _Bad("client needs contact_reason, the need behind the vague words")
    return Case(
        id=name,
        language=_one_of(_text(row, "lang"), DEFAULT_ORDER, "lang"),
        text=text,
        expected=expected,
        tags=tags,
        client=client,
        municipality=_text(row, "municipality") if row.get("municipality") is not None else None,
        digest=hashlib.sha256(json.dumps([row, tags], sort_keys=True).encode()).hexdigest()[:16],
    )


def _lines(file: Path, faults: list[str]) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{file}: cannot be read as UTF-8 text ({error}).")
        return
    # Only at line feeds: JSON may hold other separators inside a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _expected(row: Mapping[str, Any], text: str, *, is_near_miss: bool) -> Expected:
    told = row.get("expect")
    if not isinstance(told, dict):
        raise _Bad("expect is missing or is not an object")
    _only(told, EXPECTED_KEYS, "expect")
    reason = _reason(told["contact_reason"], "contact_reason") if told.get("contact_reason") else None
    personal = _texts(row, "personal")
    if absent := [one for one in personal if not one or one not in text]:
        raise _Bad(f"personal: {absent[0]!r} does not stand in the text")
    authority = told.get("authority")
    return Expected(
        kind=_one_of(_text(told, "kind"), KINDS, "kind"),
        reason=reason,
        also=tuple(_reason(one, "also") for one in _texts(told, "also")),
        theme=ALL_CONTACT_REASONS[reason].themes[0] if reason else None,
        needs=tuple(_reason(one, "needs") for one in _texts(told, "needs")),
        emergency=_flag(told, "emergency"),
        emergency_kinds=tuple(_one_of(one, EMERGENCY_KINDS, "kinds") for one in _texts(told, "kinds")),
        soft=_flag(told, "soft_block"),
        authority=None if authority is None else _one_of(authority, authorities(), "authority"),
        personal=personal,
        is_near_miss=is_near_miss,
    )


def _client(told: object) -> Mapping[str, str] | None:
    if told is None:
        return None
    if not isinstance(told, dict):
        raise _Bad("client is not an object")
    known = facets()
    for facet, option in told.items():
        if facet != MUNICIPALITY:
            _one_of(option, known[_one_of(facet, known, "client")].options, f"client: {facet}")
        elif not isinstance(option, str):
            raise _Bad("client: municipality is not text")
    return told


def _only(row: Mapping[str, Any], known: Collection[str], where: str) -> None:
    if unknown := sorted(set(row) - set(known)):
        raise _Bad(f"{where} has the unknown field {unknown[0]!r}; there are {', '.join(sorted(known))}")


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not (value or key == "text"):
        raise _Bad(f"{key} is missing or is not text")
    return value


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Bad(f"{key} is not a list of texts")
    return tuple(value)


def _flag(row: Mapping[str, Any], key: str) -> bool | None:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise _Bad(f"{key} is neither true nor false")
    return value


def _reason(code: object, key: str) -> str:
    if not isinstance(code, str) or code not in ALL_CONTACT_REASONS:
        raise _Bad(f"{key}: there is no contact reason {code!r}")
    return code


def _one_of(value: object, known: Collection[str], key: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _Bad(f"{key} must be one of {', '.join(known)}, not {value!r}")
    return value
