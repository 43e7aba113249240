from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from luotsi.accounts import limits


@pytest.fixture(autouse=True)
def quick_and_forgetful(settings: LazySettings) -> Iterator[None]:
    """Passwords are hashed quickly (one test looks at the real hash), and no story inherits failures."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEMO = False
    yield
    for limit in (limits.account_failures, limits.address_failures, limits.link_failures):
        limit.clear_all()
