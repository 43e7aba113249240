"""From the validator's findings to faults that an editor can act on: place, line, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from luotsi.flows.types import DocumentFault

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
"""Where in a document: keys and list positions from its root."""

FieldsAt = Callable[[Place], Iterable[str]]
LineAt = Callable[[Place], int]

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("“{last}” is missing.", "Add it; docs/path-format.md shows how."),
    "string_type": ("Here a text is expected.", "Write words or a code, not a list or a group of lines."),
    "string_too_long": ("The text is too long (at most {max_length} characters).", "Shorten or split it."),
    "string_too_short": ("The text is empty.", "Write it, or leave the line out."),
    "bool_type": ("Here true or false is expected.", "Write true or false."),
    "bool_parsing": ("Here true or false is expected.", "Write true or false."),
    "int_type": ("Here a whole number is expected.", "Write digits only."),
    "int_parsing": ("Here a whole number is expected.", "Write digits only."),
    "int_from_float": ("Here a whole number is expected.", "Write digits only."),
    "dict_type": ("Here a group of named lines is expected.", "Write `name: value` lines below, indented."),
    "model_type": ("Here a group of named lines is expected.", "Write `name: value` lines below, indented."),
    "tuple_type": ("Here a list is expected.", "Write [one, two], or lines that begin with “- ”."),
    "literal_error": ("“{input}” is not possible here.", "Choose {expected}."),
    "date_from_datetime_parsing": ("“{input}” is not a date.", "Write it as 2027-05-31."),
    "date_parsing": ("“{input}” is not a date.", "Write it as 2027-05-31."),
    "date_type": ("Here a date is expected.", "Write it as 2027-05-31."),
    "union_tag_invalid": ("“{last}” has no known type.", "{expected}"),
    "union_tag_not_found": ("“{last}” has no type.", "{expected}"),
    "too_short": ("Here at least {min_length} are needed.", "Add what is missing."),
    "too_long": ("Here at most {max_length} are possible.", "Leave out the least important."),
    "greater_than_equal": ("The number is too small.", "At least {ge}."),
    "less_than_equal": ("The number is too great.", "At most {le}."),
}


def near_miss(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """Advice for an unknown word: the near miss if there is one, else what is possible."""
    names = list(known)
    if close := near_miss(word, names):
        return f"Did you mean “{close}”?"
    return f"Possible here: {', '.join(names[:12])}." if names else otherwise


def where(place: Sequence[str | int]) -> str:
    """A place as people write it: `questions.who.next[0].when`."""
    out = ""
    for part in place:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out or "document"


def faults_of(
    error: ValidationError,
    file: str,
    line_at: LineAt = lambda _: 0,
    fields_at: FieldsAt = lambda _: (),
) -> list[DocumentFault]:
    """Every finding of the validator as a fault, in line order, each place once."""
    faults: dict[tuple[str, str], DocumentFault] = {}
    for detail in error.errors(include_url=False):
        place = place_of(detail["loc"])
        message, advice = _words(detail, place, fields_at)
        faults.setdefault(
            (where(place), message), DocumentFault(file, line_at(place), where(place), message, advice)
        )
    return sorted(faults.values(), key=lambda fault: fault.line)


def place_of(location: tuple[str | int, ...]) -> Place:
    """The place without what the validator adds: which kind of a union it tried, and marks on keys."""
    return tuple(
        part
        for part in location
        if not (isinstance(part, str) and (part.startswith(("type:", "step:")) or part == "[key]"))
    )


def _words(detail: ErrorDetails, place: Place, fields_at: FieldsAt) -> tuple[str, str]:
    last = str(place[-1]) if place else "document"
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "luotsi":
        message, _, advice = detail["msg"].partition("|")
        return message, advice
    if kind == "extra_forbidden":
        return f"“{last}” is not known here.", meant(last, fields_at(place[:-1]), "Take it out.")
    if kind == "string_pattern_mismatch":
        return _pattern_words(str(detail["input"]), str(context.get("pattern", "")))
    if kind.startswith("union_tag"):
        context = {**context, "expected": _expected_types(context)}
    message, advice = _WORDS.get(kind, (detail["msg"] + ".", "docs/path-format.md shows the form."))
    filled: dict[str, Any] = {"last": last, "input": _short(detail["input"]), **context}
    try:
        return message.format(**filled), advice.format(**filled)
    except (KeyError, IndexError):
        return detail["msg"] + ".", "docs/path-format.md shows the form."


def _expected_types(context: dict[str, Any]) -> str:
    kinds = str(context.get("expected_tags", "choice, several, number, date, municipality, yes_no"))
    return f"Write `type:` with one of {kinds.replace('type:', '').replace(chr(39), '')}."


def _pattern_words(value: str, pattern: str) -> tuple[str, str]:
    shown = _short(value)
    if "{2,3}" in pattern:
        return f"“{shown}” is not a language.", "Use fi, sv, en or another language tag."
    if "0-9 ]" in pattern:
        return f"“{shown}” is not a phone number.", "Write digits, such as 112."
    if "\\w" in pattern:
        return f"“{shown}” is not a reference.", "Use letters, digits and . / : ~ - _ without spaces."
    return f"“{shown}” is not a code.", "Use small letters a–z, digits, _ and -, beginning with a letter."


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
