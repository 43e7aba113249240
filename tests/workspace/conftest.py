"""Rantamaa on a Wednesday at noon, and professionals who sign in without a real password hash."""

from __future__ import annotations

from tests.accounts.conftest import quick_and_strict
from tests.contacts.conftest import noon, rantamaa, ring

__all__ = ["noon", "quick_and_strict", "rantamaa", "ring"]
