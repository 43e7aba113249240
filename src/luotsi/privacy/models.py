"""Tables of the room; nobody else reads them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

GENESIS = "0" * 64
"""In place of the hash before the first row."""


class AuditRow(models.Model):
    """One row of the audit trail. Triggers of the database refuse to change or delete it (`guards`).

    People and objects are named by number or code and not by foreign key: a row outlives what it tells of.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.BigIntegerField(null=True, db_index=True)
    role = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=160, blank=True)
    client = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    session = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    fields = models.CharField(max_length=400, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class KeyProof(models.Model):
    """A known text sealed with each key: it shows whether a keyring and a database belong together."""

    key_number = models.PositiveIntegerField(primary_key=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"proof of key {self.key_number}"


class AuditHead(models.Model):
    """One row: the newest number and hash, and from where the trail is kept. Whoever appends locks it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    kept_from = models.BigIntegerField(default=1)
    kept_from_previous = models.CharField(max_length=64, default=GENESIS)
    """The hash of the last row that was erased because of its age."""

    def __str__(self) -> str:
        return f"head {self.number}"
