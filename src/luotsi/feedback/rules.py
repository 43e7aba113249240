"""What an answer must be like. Pure: no table, no clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from luotsi.feedback.types import LONGEST_WORDS, REASONS, VERDICTS, YES, Problem, Subject

KEPT_FOR = timedelta(days=90)
"""How long answers are kept."""
RECEIPT_GOOD_FOR = timedelta(hours=2)
"""How long after the verdict its reason and words may follow; the time of an answer is kept to the hour."""

_KIND = re.compile(r"[a-z][a-z_]{0,39}")
_KEY = re.compile(r"[\w.\-:/]{1,120}")
_REVISION = re.compile(r"[\w.\-:]{0,80}")
_STEP = re.compile(r"[\w.\-:/]{0,120}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})?")


def problems_of_place(subject: Subject, revision: str, step: str, language: str) -> Iterator[Problem]:
    """What is wrong with where an answer is given."""
    checks = (
        ("subject", subject.kind, _KIND, "the kind must be a lower-case word"),
        ("subject", subject.key, _KEY, "the key must be a code of at most 120 characters"),
        ("revision", revision, _REVISION, "the revision must be a code of at most 80 characters"),
        ("step", step, _STEP, "the step must be a code of at most 120 characters"),
        ("language", language, _LANGUAGE, "the language must be a language tag such as fi"),
    )
    for field, value, pattern, message in checks:
        if not pattern.fullmatch(value):
            yield Problem(field, "malformed", message)


def problems_of_answer(verdict: str, reason: str, words: str) -> Iterator[Problem]:
    """What is wrong with the answer itself."""
    if verdict not in VERDICTS:
        yield Problem("verdict", "unknown", "the verdict must be yes, partly or no")
    if reason and reason not in REASONS:
        yield Problem("reason", "unknown", "the reason is not on the list")
    if reason and verdict == YES:
        yield Problem("reason", "not_asked", "a reason is asked only when something did not help")
    if len(words) > LONGEST_WORDS:
        yield Problem("words", "too_long", f"at most {LONGEST_WORDS} characters can be kept")


def problems_of_mark(mark: int) -> Iterator[Problem]:
    """What is wrong with how likely somebody would recommend this."""
    if mark not in range(11):
        yield Problem("nps", "unknown", "the number lies between 0 and 10")


def tidy(words: str) -> str:
    """The words as they are kept: one form of line ends, no control characters, no blank edges."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        one for one in lines if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"}
    ).strip()


def to_the_hour(moment: datetime) -> datetime:
    """The start of the hour: all that is kept of the time."""
    return moment.replace(minute=0, second=0, microsecond=0)
