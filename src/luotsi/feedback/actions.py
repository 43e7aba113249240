"""Keeps answers and erases old ones."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from luotsi.feedback.erasing import erase_before
from luotsi.feedback.facts import AnswerGiven
from luotsi.feedback.models import Answer
from luotsi.feedback.rules import (
    KEPT_FOR,
    RECEIPT_GOOD_FOR,
    problems_of_answer,
    problems_of_mark,
    problems_of_place,
    tidy,
    to_the_hour,
)
from luotsi.feedback.types import AnswerRefusedError, ReceiptUnknownError, Subject
from luotsi.foundation import clock
from luotsi.foundation.facts import announce
from luotsi.safety.masking import mask


def answer(
    subject: Subject,
    revision: str,
    step: str,
    verdict: str,
    reason: str = "",
    words: str = "",
    language: str = "fi",
) -> str:
    """Keep an answer; gives a receipt with which reason and words may follow (`explain`).

    `revision` and `step` may be empty. Words are masked before they are stored. Raises
    `AnswerRefusedError` that names every fault; then nothing is stored.
    """
    words = tidy(words)
    problems = (
        *problems_of_place(subject, revision, step, language),
        *problems_of_answer(verdict, reason, words),
    )
    if problems:
        raise AnswerRefusedError(problems)
    receipt = secrets.token_urlsafe(32)
    with transaction.atomic():
        Answer.objects.create(
            subject_kind=subject.kind,
            subject_key=subject.key,
            revision=revision,
            step=step,
            verdict=verdict,
            reason=reason,
            words=mask(words, language).text,
            language=language,
            given_at=to_the_hour(clock.now()),
            receipt_hash=_hash(receipt),
        )
        transaction.on_commit(lambda: announce(AnswerGiven(subject, verdict, language)))
    return receipt


def explain(receipt: str, reason: str = "", words: str = "") -> None:
    """Add a reason and words to an answer just given. A receipt works once.

    Raises `ReceiptUnknownError`, or `AnswerRefusedError` after which the receipt still works.
    """
    words = tidy(words)
    with transaction.atomic():
        row = _answer_of(receipt)
        if problems := tuple(problems_of_answer(row.verdict, reason, words)):
            raise AnswerRefusedError(problems)
        row.reason = reason or row.reason
        row.words = mask(words, row.language).text or row.words
        row.receipt_hash = ""
        row.save(update_fields=["reason", "words", "receipt_hash"])


def recommend(receipt: str, mark: int) -> None:
    """Add to an answer just given how likely the person would recommend this, 0–10.

    Raises `ReceiptUnknownError`, or `AnswerRefusedError`. The receipt works again afterwards.
    """
    if problems := tuple(problems_of_mark(mark)):
        raise AnswerRefusedError(problems)
    row = _answer_of(receipt)
    row.nps = mark
    row.save(update_fields=["nps"])


def mark_read(subject: Subject, by: int, only: int | None = None) -> int:
    """Mark what people wrote about a subject as read, all of it or one piece; how many were unread."""
    rows = Answer.objects.filter(subject_kind=subject.kind, subject_key=subject.key, read_at=None)
    if only is not None:
        rows = rows.filter(pk=only)
    return rows.exclude(words="").update(read_at=clock.now(), read_by=by)


def erase_old(now: datetime) -> int:
    """Erase answers older than 90 days at `now` (aware); how many there were. Repeatable."""
    return erase_before(Answer, now - KEPT_FOR)


def _answer_of(receipt: str) -> Answer:
    since = to_the_hour(clock.earlier(RECEIPT_GOOD_FOR))
    row = Answer.objects.filter(receipt_hash=_hash(receipt), given_at__gte=since).first() if receipt else None
    if row is None:
        raise ReceiptUnknownError
    return row


def _hash(receipt: str) -> str:
    return hashlib.sha256(receipt.encode("utf-8", errors="replace")).hexdigest()
