"""Many messages at once: JSON Lines in, JSON Lines out. The contract stands in docs/understanding.md."""

from __future__ import annotations

import gc
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from luotsi.assistant import queries
from luotsi.assistant.types import Asked, Candidate, Question
from luotsi.foundation.languages import DEFAULT_ORDER, pick

LONGEST_TEXT = 100_000
"""Characters. Ten times what a person would ever write; what is longer is a mistake of the file."""
LONGEST_LINE = 1_000_000
"""Bytes; a longer line is read past without keeping it."""
MOST_EARLIER = 20

Json = dict[str, Any]


class BadLine(ValueError):
    """A line that cannot be answered; the message says what is wrong. `id` when the line has one."""

    def __init__(self, message: str, name: str | int | None = None) -> None:
        super().__init__(message)
        self.id = name


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be answered."""

    id: str | int
    asked: Asked
    is_language_told: bool


def answers(lines: BinaryIO) -> Iterator[Json]:
    """The answer to each line, in order; a line that cannot be read becomes its id and an error.

    Blank lines are passed over.
    """
    for raw in _lines(lines):
        try:
            line = read(raw)
        except BadLine as error:
            yield {"id": error.id, "error": str(error)}
            continue
        try:
            yield answer(line)
        except Exception as error:  # noqa: BLE001 - one message must not cost all the others
            yield {"id": line.id, "error": f"the message could not be answered ({type(error).__name__})"}


def read(raw: bytes) -> Line:
    """A line as a question to the assistant. Raises BadLine."""
    if len(raw) > LONGEST_LINE:
        raise BadLine(f"the line is longer than {LONGEST_LINE} bytes")
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine("the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("the line is not JSON") from error
    if not isinstance(row, dict):
        raise BadLine("the line is not a JSON object")
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        raise BadLine("id is missing, or is neither text nor a whole number")
    try:
        return Line(name, _asked(row), row.get("lang") is not None)
    except BadLine as error:
        raise BadLine(str(error), name) from None


def answer(line: Line) -> Json:
    """What the assistant makes of a line, in the contract's fields and order; `ms` is the turn's own time."""
    started = time.perf_counter()
    reply = queries.turn(line.asked)
    ms = round((time.perf_counter() - started) * 1000, 3)
    language = (
        line.asked.page_language if line.is_language_told else reply.language or line.asked.page_language
    )
    return {
        "id": line.id,
        "lang": reply.language or reply.foreign,
        "kind": reply.kind,
        "emergency": reply.assessment.is_emergency,
        "soft_block": reply.assessment.is_soft,
        "masked_text": reply.masked.text,
        "candidates": [_candidate(one) for one in reply.candidates],
        "question": _question(reply.question, language) if reply.question else None,
        "miss": reply.miss,
        "ms": ms,
    }


def as_line(told: Mapping[str, Any]) -> bytes:
    """One line of output. Half a character (a lone surrogate), which UTF-8 cannot hold, is escaped."""
    try:
        return json.dumps(told, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(told).encode() + b"\n"


def warm_up() -> None:
    """Load what the first turn would load, and put it out of the collector's sight."""
    for text, language in (
        ("hammas särkee ja lasku on väärä", "fi"),
        ("tandvärk", "sv"),
        ("toothache", "en"),
    ):
        queries.turn(Asked(text, language))
    gc.freeze()


def _lines(lines: BinaryIO) -> Iterator[bytes]:
    while raw := lines.readline(LONGEST_LINE + 1):
        if len(raw) > LONGEST_LINE:
            rest = raw
            while rest and not rest.endswith(b"\n"):
                rest = lines.readline(io.DEFAULT_BUFFER_SIZE)
        if raw.strip(b"\xef\xbb\xbf \t\r\n"):
            yield raw


def _asked(row: Json) -> Asked:
    text, language = row.get("text"), row.get("lang")
    if not isinstance(text, str):
        raise BadLine("text is missing or is not text")
    if len(text) > LONGEST_TEXT:
        raise BadLine(f"text is longer than {LONGEST_TEXT} characters")
    if language is not None and not isinstance(language, str):
        raise BadLine("lang is not text")
    municipality = row.get("municipality")
    if municipality is not None and not isinstance(municipality, str):
        raise BadLine("municipality is not text: give its code of three digits")
    return Asked(
        text=_whole(text),
        page_language=_language(language),
        municipality=municipality or None,
        earlier=_earlier(row.get("earlier") or []),
        facets=_facets(row.get("facets") or {}),
    )


def _earlier(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadLine("earlier is not a list of texts")
    if sum(map(len, value)) > LONGEST_TEXT or len(value) > MOST_EARLIER:
        raise BadLine(f"earlier holds more than {MOST_EARLIER} texts or {LONGEST_TEXT} characters")
    return tuple(map(_whole, value))


def _facets(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise BadLine("facets is not an object of texts")
    return value


def _language(told: str | None) -> str:
    """One of the assistant's languages; for any other the first of them."""
    code = (told or "").lower().partition("-")[0]
    return code if code in DEFAULT_ORDER else DEFAULT_ORDER[0]


def _whole(text: str) -> str:
    """The text with halves of characters replaced, which JSON can hold and nothing else can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _candidate(candidate: Candidate) -> Json:
    return {
        "path": candidate.path,
        "contact_reasons": list(candidate.contact_reasons),
        "themes": list(candidate.themes),
        "ptv": list(candidate.service_classes),
        "score": candidate.score,
    }


def _question(question: Question, language: str) -> Json:
    options = [{"code": one.code, "text": pick(one.label, language).text} for one in question.options]
    return {"text": pick(question.text, language).text, "facet": question.facet, "options": options}
