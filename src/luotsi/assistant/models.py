"""Tables of the room; nobody else reads them. No column says who wrote, from where or exactly when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TurnRecord(models.Model):
    """One message and what came of it. Its key is random and tells no order; lists are codes with commas."""

    id = models.CharField(max_length=26, primary_key=True)
    hour = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=10)
    page_language = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=3, blank=True)
    kind = models.CharField(max_length=20)
    act = models.CharField(max_length=40, blank=True)
    is_soft = models.BooleanField(default=False)
    emergencies = models.CharField(max_length=120, blank=True)
    candidates = models.JSONField(default=list)
    """[[code, score], …], the best first."""
    offered = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    authorities = models.TextField(blank=True)
    municipality = models.CharField(max_length=3, blank=True)
    opened = models.TextField(blank=True)
    judged = models.CharField(max_length=6, blank=True)
    miss = models.CharField(max_length=30, blank=True)
    """What is known of a miss; "shown, not opened" is told from the rest when it is asked for."""
    length = models.CharField(max_length=8)
    words = models.BinaryField(default=bytes, blank=True)
    """The masked message of a miss, sealed for this row; empty for every other turn."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["miss", "hour"], name="turn_miss")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.id}"
