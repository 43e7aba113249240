"""What the room announces after it has happened."""

from __future__ import annotations

from dataclasses import dataclass

from luotsi.feedback.types import Subject


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """Somebody answered "did this help?"."""

    subject: Subject
    verdict: str
    language: str
