"""The people who work with Luotsi. Residents have no account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff."""
