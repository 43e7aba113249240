"""Tables of the room; nobody else reads them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Answer(models.Model):
    """One answer. There is no column for who gave it, and the time is kept to the hour."""

    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=120)
    revision = models.CharField(max_length=80, blank=True)
    step = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=6, choices=[(code, code) for code in ("yes", "partly", "no")])
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    given_at = models.DateTimeField(db_index=True)
    receipt_hash = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_key"], name="answer_subject")]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.subject_kind} {self.subject_key}"
