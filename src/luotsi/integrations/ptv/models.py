"""Tables of the loads from PTV: where each one stands, and what could not be stored."""

from __future__ import annotations

from django.db import models


class Load(models.Model):
    """One reading of PTV, from its first question until it is done, through interruptions."""

    address = models.CharField(max_length=500)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    """"full" or "changed"."""
    county = models.CharField(max_length=2, blank=True)
    """Code of the organiser; "" for the whole country."""
    since = models.DateTimeField(null=True)
    """Changed since when; None in a full load."""
    state = models.CharField(max_length=12, db_index=True)
    """"running" (or killed), "interrupted", "done", "given_up"."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    planned = models.JSONField(default=list)
    """Kinds whose steps are all in the table."""
    remarks = models.JSONField(default=list)
    withdrawn = models.JSONField(default=dict)
    """How many records of each kind were withdrawn at the end."""


class LoadStep(models.Model):
    """One request's worth of objects. `ids` and `kept` are ids, one a line."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    ids = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)
    kept = models.TextField(blank=True)
    """What must not be withdrawn: stored, refused, or listed and not given."""
    organisations = models.TextField(blank=True)
    """Ids of organisations that the step's records name; in loads of a county."""
    size = models.PositiveIntegerField(default=0)
    """How many objects came."""
    counts = models.JSONField(default=dict)
    """Kind to [new, changed, unchanged, withdrawn]."""

    class Meta:
        constraints = [models.UniqueConstraint("load", "kind", "number", name="ptv_step_once")]


class QuarantinedRecord(models.Model):
    """An object that could not be stored, until it becomes good or leaves PTV."""

    kind = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=100)
    """PTV's id; for an object without one, a digest of it."""
    source = models.CharField(max_length=500)
    """Folder or address of the interface."""
    place = models.CharField(max_length=500)
    """File, or part of the interface."""
    reason = models.TextField()
    raw = models.TextField(blank=True)
    """The object as it came, cut after 64,000 characters."""
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "key", name="ptv_quarantined_once")]
