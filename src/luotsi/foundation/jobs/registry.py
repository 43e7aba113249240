"""The jobs of this installation. The list itself stands above, in `config.schedule`; the settings name it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from luotsi.foundation.jobs.types import Job, NoSuchJob


def jobs() -> list[Job]:
    """Every job, in the order of the list."""
    return cast(Callable[[], list[Job]], import_string(settings.JOBS))()


def job(code: str) -> Job:
    """One job; raises NoSuchJob."""
    for one in jobs():
        if one.code == code:
            return one
    raise NoSuchJob(code)
