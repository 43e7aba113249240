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
    nps = models.PositiveSmallIntegerField(null=True, blank=True)
    """How likely they would recommend it, 0–10; empty where it was not asked or not answered."""
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    given_at = models.DateTimeField(db_index=True)
    receipt_hash = models.CharField(max_length=64, blank=True, db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When a member of staff marked the words as read; and the number of who did."""
    read_by = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_key"], name="answer_subject")]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.subject_kind} {self.subject_key}"


class SurveyRow(models.Model):
    """A time in which residents are asked for their wishes, and who opened and closed it."""

    opens_on = models.DateField()
    closes_on = models.DateField()
    opened_by = models.PositiveBigIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_by = models.PositiveBigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-opens_on", "-pk"]

    def __str__(self) -> str:
        return f"wishes {self.opens_on} – {self.closes_on}"


class WishRow(models.Model):
    """One answer to a survey. There is no column for who gave it, and the time is kept to the hour."""

    survey = models.ForeignKey(SurveyRow, on_delete=models.CASCADE, related_name="wishes")
    choices = models.JSONField()
    words = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    given_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "a wish"
