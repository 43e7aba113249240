"""What can be answered, and what editors read of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YES, PARTLY, NO = "yes", "partly", "no"
VERDICTS = (YES, PARTLY, NO)

REASONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "hard_to_understand": _("It was hard to understand"),
        "not_my_situation": _("It was not about my situation"),
        "wrong_contact": _("The contact details were wrong"),
        "too_many_steps": _("There were too many steps"),
        "no_service": _("I found no suitable service"),
        "other": _("Something else"),
    }
)
"""Why something helped only partly or not at all: code → words on the page."""

LONGEST_WORDS = 2_000
"""Characters that a person may write."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the answer is about: kind ("path", "service", "page" …) and its code or id."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: a code ("unknown", "too_long" …) and a sentence for people."""

    field: str
    code: str
    message: str


class AnswerRefusedError(ValueError):
    """An answer that cannot be kept; `problems` names each field and nothing has been stored."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems


class ReceiptUnknownError(LookupError):
    """The receipt has been used, is too old, or was never given; all look alike."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The answers about one subject, counted."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Reason code → answers, the most frequent first."""
    recommend: Mapping[int, int] = field(default_factory=dict)
    """How likely people would recommend it, 0–10 → answers, in that order; only numbers that were given."""

    @property
    def total(self) -> int:
        return self.yes + self.partly + self.no

    @property
    def share_helped(self) -> float | None:
        """Share of "yes" of all answers, 0–1; None without answers."""
        return self.yes / self.total if self.total else None

    @property
    def net_promoter_score(self) -> int | None:
        """Share of 9 and 10 less share of 0 to 6, −100 to 100; None where nobody gave a number."""
        if not (total := sum(self.recommend.values())):
            return None
        promoters = sum(number for mark, number in self.recommend.items() if mark >= 9)
        detractors = sum(number for mark, number in self.recommend.items() if mark <= 6)
        return round(100 * (promoters - detractors) / total)


@dataclass(frozen=True, slots=True)
class Written:
    """Words that somebody wrote, masked, and where they stood. The day is all that is told of the time."""

    words: str
    verdict: str
    reason: str
    step: str
    revision: str
    language: str
    day: date
    id: int = 0
    """Names these words when they are marked as read; it tells nothing of who wrote."""
    read_at: datetime | None = None
    read_by: int | None = None
    """Number of the member of staff who marked them."""
