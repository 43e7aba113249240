"""Tables of the room; nobody else reads them. No column says who the client is or from where they came."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from luotsi.contacts.types import HELD, Channel, EndedBy, PresenceState, State, WrapUp

SERVED = [State.ENDED.value, State.WRAPPED.value]


class ContactRow(models.Model):
    """A contact. People are kept by number, areas and reasons by code: they outlive what they name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    channel = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Channel])
    area = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8)
    municipality = models.CharField(max_length=3, blank=True)
    skill = models.CharField(max_length=60, blank=True)
    weight = models.SmallIntegerField(default=0)
    sensitive = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    needed_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    place_at = models.DateTimeField(null=True)
    assignee = models.PositiveBigIntegerField(null=True)
    first_assigned_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    seconds_on_hold = models.PositiveIntegerField(default=0)
    transfers = models.PositiveSmallIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    """Since when its professional is noted as lost (`vanishing`)."""
    ended_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)
    """Nothing of it is erased before then, because somebody decided so."""
    ended_by = models.CharField(
        max_length=12, blank=True, choices=[(one.value, one.value) for one in EndedBy]
    )
    wrapped_at = models.DateTimeField(null=True)
    wrap_up_code = models.CharField(
        max_length=20, blank=True, choices=[(one.value, one.value) for one in WrapUp]
    )
    words = models.BinaryField(default=bytes, blank=True)
    """What the professional noted at the end, masked and sealed for this row; empty when nothing."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "place_at"], name="contacts_line"),
            models.Index(fields=["assignee", "state"], name="contacts_own"),
            models.Index(fields=["area", "ended_at"], name="contacts_served"),
            models.Index(
                fields=["lost_at"],
                condition=models.Q(lost_at__isnull=False),
                name="contacts_lost",
            ),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(ended_by=EndedBy.BLOCKED.value),
                name="contacts_blocked",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state__in=sorted(one.value for one in HELD))
                | models.Q(assignee__isnull=False, assigned_at__isnull=False),
                name="contacts_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.QUEUED.value)
                | models.Q(assignee__isnull=True, place_at__isnull=False),
                name="contacts_waits_for_anybody",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SERVED, ended_at__isnull=False)
                | (~models.Q(state__in=SERVED) & models.Q(ended_at__isnull=True)),
                name="contacts_ended_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.area} {self.state}"


class TransferRow(models.Model):
    """A transfer to a service area, a person, or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    contact = models.ForeignKey(ContactRow, on_delete=models.CASCADE, related_name="transfer_rows")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    from_area = models.CharField(max_length=60)
    to_area = models.CharField(max_length=60)
    from_person = models.PositiveBigIntegerField(null=True)
    to_person = models.PositiveBigIntegerField(null=True)
    words = models.BinaryField(default=bytes, blank=True)
    """What the next professional should know, masked and sealed for this row."""

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "number"], name="contacts_one_transfer"),
        ]

    def __str__(self) -> str:
        return f"{self.from_area} to {self.to_area}"


class PresenceRow(models.Model):
    """A professional at work. Held while they get a contact, so that nobody ever gets one too many."""

    person = models.PositiveBigIntegerField(primary_key=True)
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in PresenceState])
    areas = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField(null=True)
    """None: as the area of the contact says."""
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    heard_at = models.DateTimeField(db_index=True)
    """When their page last asked for anything, at work or not."""
    assigned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.state}"


class LineRow(models.Model):
    """A service area's queue. Held while somebody joins, so that two never take its last place."""

    area = models.CharField(max_length=60, primary_key=True)

    def __str__(self) -> str:
        return self.area


class BlockDayRow(models.Model):
    """The key under which addresses have their names today, sealed; gone at midnight (`blocking`)."""

    day = models.DateField(primary_key=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.day)


class BlockedNameRow(models.Model):
    """A name of an address from where nobody opens a contact today. Without its day's key it says nothing."""

    name = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return str(self.day)


class EmbedSiteRow(models.Model):
    """A site that may show the widget's panel in a frame of its own."""

    origin = models.CharField(max_length=200, unique=True)
    added_at = models.DateTimeField()
    added_by = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.origin


class EmbedSightingRow(models.Model):
    """How often the panel was opened from a site, and the last day. Nothing of who opened it."""

    origin = models.CharField(max_length=200)
    area = models.CharField(max_length=60, blank=True)
    last_day = models.DateField()
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "area"], name="contacts_one_sighting"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.area}"
