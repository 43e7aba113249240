"""Answers of a visit as they travel: in the address of an ordinary path, in a form of a sensitive one.

Keys that begin with an underscore belong to the site and are never answers:
`_edit` the question whose answer is being changed, `_step` the question that the form showed,
`_m` the municipality chosen on an outcome, `_visit` the key of a sensitive visit, `_k` the campaign by
whose link the reader came: it says nothing of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

Answers = Mapping[str, Sequence[str]]

MOST_QUESTIONS = 80
MOST_VALUES = 40
LONGEST_VALUE = 120
"""No path asks for more; whatever is longer is nonsense and is left out."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a reader sent to a path: answers, and what the site added."""

    answers: Answers
    editing: str = ""
    step: str = ""
    municipality: str = ""
    visit: str = ""
    campaign: str = ""


def read(sent: QueryDict) -> Sent:
    """Read an address or a form. Never fails: what does not fit is left out."""
    answers: dict[str, list[str]] = {}
    for key in list(sent)[:MOST_QUESTIONS]:
        if key.startswith("_") or len(key) > LONGEST_VALUE:
            continue
        values = [value.strip() for value in sent.getlist(key)[:MOST_VALUES]]
        answers[key] = [value for value in values if value and len(value) <= LONGEST_VALUE]
    return Sent(
        answers={key: values for key, values in answers.items() if values},
        editing=sent.get("_edit", "")[:LONGEST_VALUE],
        step=sent.get("_step", "")[:LONGEST_VALUE],
        municipality=sent.get("_m", "")[:3],
        visit=sent.get("_visit", "")[:64],
        campaign=sent.get("_k", "")[:24],
    )


def query(answers: Answers, *, editing: str = "", municipality: str = "", campaign: str = "") -> str:
    """The part of an address after the path: empty, or beginning with `?`."""
    pairs = pairs_of(answers)
    if municipality:
        pairs.append(("_m", municipality))
    if campaign:
        pairs.append(("_k", campaign))
    if editing:
        pairs.append(("_edit", editing))
    return f"?{urlencode(pairs)}" if pairs else ""


def fields_of(sent: Sent) -> list[tuple[str, str]]:
    """Everything that was sent, as hidden fields with which a form sends the same again."""
    own = (
        ("_edit", sent.editing),
        ("_step", sent.step),
        ("_m", sent.municipality),
        ("_visit", sent.visit),
        ("_k", sent.campaign),
    )
    return [*pairs_of(sent.answers), *(pair for pair in own if pair[1])]


def pairs_of(answers: Answers, *, without: str = "") -> list[tuple[str, str]]:
    """Key and value of each answer, as hidden fields of a form carry them."""
    return [(key, value) for key, values in answers.items() if key != without for value in values]
