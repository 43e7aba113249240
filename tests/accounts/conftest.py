from __future__ import annotations

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def quick_and_strict(settings: LazySettings) -> None:
    """Passwords are hashed quickly (one test looks at the real hash), by the rules outside a demo."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEMO = False
