"""Runs every check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import DatabaseError

from luotsi.config import failures
from luotsi.config.doctor import condition, installation
from luotsi.config.doctor.types import Check, Finding, error

CHECKS: Sequence[Check] = (*installation.CHECKS, *condition.CHECKS)


def findings(checks: Sequence[Check] = CHECKS) -> Iterator[Finding]:
    """Everything that was looked at. A check that cannot look is an error of its own."""
    is_away = False
    for check in checks:
        try:
            yield from list(check())
        except DatabaseError as fault:
            if not is_away:
                is_away = True
                words = failures.words(fault) or f"The database refuses ({type(fault).__name__})."
                yield error("database", words, "Then run 'luotsi doctor' again: more could not be looked at.")
        except OSError as fault:
            name = check.__name__.replace("_", " ")
            yield error("files", f"{name}: {fault.strerror} ({fault.filename}).", "Let this user read it.")
