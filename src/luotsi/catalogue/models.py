"""Tables of the catalogue: one row a record, kept whole as JSON, with columns for what is asked of it.

The body is text, not a JSON column: it is written and read by the records' own codec, its digest tells
whether anything changed, and nothing inside it is ever searched by SQL (the snapshot does that).
"""

from __future__ import annotations

from django.db import models


class StoredRecord(models.Model):
    """What every kind of record has in common."""

    key = models.CharField(max_length=100, unique=True)
    origin = models.CharField(max_length=20, db_index=True)
    """Who brought it: "ptv", "national"."""
    is_published = models.BooleanField(default=True)
    modified = models.DateTimeField(null=True)
    digest = models.CharField(max_length=32)
    body = models.TextField()

    class Meta:
        abstract = True


class Service(StoredRecord):
    """A service as its organisation describes it."""

    general_description_key = models.CharField(max_length=100, blank=True, db_index=True)


class GeneralDescription(StoredRecord):
    """A national base description."""

    code = models.CharField(max_length=100, blank=True, db_index=True)


class ContactPoint(StoredRecord):
    """A way to make contact."""

    kind = models.CharField(max_length=20, db_index=True)


class Connection(StoredRecord):
    """That a service is used at a contact point. Its ends may arrive later than it, or never."""

    service_key = models.CharField(max_length=100, db_index=True)
    contact_point_key = models.CharField(max_length=100, db_index=True)


class Organisation(StoredRecord):
    """A provider."""


class CatalogueVersion(models.Model):
    """One row whose token changes with every write, so that every process sees what another wrote."""

    token = models.CharField(max_length=32)
