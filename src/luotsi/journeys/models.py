"""Tables of the room; nobody else reads them. There is no column for who came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from luotsi.journeys.types import Event, TargetKind


class CampaignRow(models.Model):
    """A campaign."""

    code = models.SlugField(max_length=24, unique=True)
    names = models.JSONField()
    target = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in TargetKind])
    target_key = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=dict)
    municipality = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_invitation = models.BooleanField(default=False)
    area = models.CharField(max_length=64, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_closed = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "code"]

    def __str__(self) -> str:
        return self.code


class CountRow(models.Model):
    """How often something happened on a day. A day is the finest time there is."""

    day = models.DateField()
    kind = models.CharField(max_length=10)
    """"campaign" or "path"."""
    key = models.CharField(max_length=80)
    event = models.CharField(max_length=12, choices=[(event.value, event.value) for event in Event])
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key", "day", "event", "language"], name="journeys_one_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.event} {self.day}"
