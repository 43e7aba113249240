from __future__ import annotations

from tests.accounts.conftest import quick_and_strict

__all__ = ["quick_and_strict"]
