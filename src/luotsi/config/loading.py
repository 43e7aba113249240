"""Loads from PTV by the clock: what has changed every night, everything once a week."""

from __future__ import annotations

import logging
from typing import Literal

from django.conf import settings

from luotsi.foundation.jobs.types import JobFailure, Progress
from luotsi.integrations.ptv import actions
from luotsi.integrations.ptv.alone import AlreadyLoading
from luotsi.integrations.ptv.opening import CannotOpen, open_source
from luotsi.organisation import queries

logger = logging.getLogger(__name__)


def changed(progress: Progress) -> int:
    """Load what has changed since the last load; how many records that were."""
    return _load("changed", progress)


def everything(progress: Progress) -> int:
    """Load everything and withdraw what is gone; how many records changed."""
    return _load("full", progress)


def _load(kind: Literal["full", "changed"], progress: Progress) -> int:
    try:
        source = open_source(settings.PTV_URL, int(settings.PTV_VERSION), settings.PTV_KEY)
        report = actions.load(source, kind, _county(), progress)
    except (actions.LoadInterrupted, AlreadyLoading, CannotOpen) as error:
        raise JobFailure(str(error)) from error
    for remark in report.remarks:
        logger.warning("A load from PTV: %s", remark)
    total = report.total
    return total.new + total.changed + total.withdrawn


def _county() -> str:
    """The county whose services are read."""
    try:
        return queries.county().code
    except queries.NoCounty as error:
        raise JobFailure("No county is loaded, so nothing was asked of PTV.") from error
