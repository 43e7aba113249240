"""What every process must know about the index: whether a newer one has been asked for."""

from __future__ import annotations

from django.db import models


class IndexState(models.Model):
    """The only row (id 1). A build is due while `requested` is ahead of `built`."""

    requested = models.PositiveBigIntegerField(default=0)
    built = models.PositiveBigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)
    documents = models.PositiveIntegerField(default=0)
    artefact = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"index {self.artefact or 'not built'}, {self.documents} documents"
