"""The people who work with Luotsi. Residents have no account."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from luotsi.accounts.types import WHOLE_COUNTY, Role


class User(AbstractUser):
    """A member of staff."""

    language = models.CharField(max_length=8, blank=True, default="")
    is_demo = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            # Sign-in goes by e-mail too, so one address must mean one person, whatever its case.
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="accounts_one_email"),
            models.UniqueConstraint(Lower("username"), name="accounts_one_username"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def standing_grants(self) -> list[RoleGrant]:
        """The person's grants, read once for the life of this object (that is, of a request)."""
        if not hasattr(self, "_standing_grants"):
            self._standing_grants = list(self.grants.all())
        return self._standing_grants

    def forget_grants(self) -> None:
        """Read the grants again at the next question; actions call it after a change."""
        if hasattr(self, "_standing_grants"):
            del self._standing_grants


class RoleGrant(models.Model):
    """A role of a person in one service area, or in the whole county.

    The area is kept as its code: it outlives a reload of the county's file, and a grant for an area
    that no longer exists simply opens nothing.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    area = models.CharField(max_length=64, blank=True, default=WHOLE_COUNTY)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["role", "area"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "area"], name="accounts_one_grant"),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.area or '*'}"


class PasswordLink(models.Model):
    """A link with which a person sets their password once. Only the token's SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"password link of {self.user_id}"


class StaffSession(AbstractBaseSession):
    """A session that knows whose it is, so that all of a person's can be listed and ended."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    handle = models.CharField(max_length=32, db_index=True)
    browser = models.CharField(max_length=60, blank=True, default="")
    signed_in_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session {self.handle}"

    @classmethod
    def get_session_store_class(cls) -> type:
        """What Django needs to read a row back."""
        return import_module(settings.SESSION_ENGINE).SessionStore
