"""Tables of the county. Private to the room: others use queries and actions."""

from __future__ import annotations

from django.db import models

THE_ONE = 1
"""The only key that a county may have: an installation serves one county."""


class County(models.Model):
    """The county, once. The database itself refuses a second row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    code = models.CharField(max_length=8)
    names = models.JSONField()
    short_names = models.JSONField(default=dict)
    languages = models.JSONField()
    required_languages = models.JSONField()
    colour = models.CharField(max_length=7)
    logo = models.TextField(blank=True, default="")
    site = models.JSONField(default=dict)
    municipalities = models.JSONField(default=list)
    """Rows of an invented county; empty when the national register has them."""
    advice = models.JSONField()
    is_demo = models.BooleanField(default=False)
    version = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "county"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=THE_ONE), name="organisation_one_county"),
        ]

    def __str__(self) -> str:
        return str(self.names.get("fi", self.code))


class ServiceArea(models.Model):
    """The county's own unit of work: any number, each serving themes of the national list."""

    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    themes = models.JSONField()
    hours = models.JSONField(default=dict)
    chat = models.JSONField(default=dict)
    """What the county's file says of live contacts here (`live_chat`)."""
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    """False when a newer county file no longer names it; work that hangs on it keeps its place."""

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return str(self.names.get("fi", self.code))


class Unit(models.Model):
    """A team or a place of a service area."""

    code = models.SlugField(max_length=60, unique=True)
    service_area = models.ForeignKey(ServiceArea, on_delete=models.CASCADE, related_name="units")
    names = models.JSONField()
    municipality = models.CharField(max_length=8, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return str(self.names.get("fi", self.code))
