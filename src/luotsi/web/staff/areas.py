"""The county's service areas by name."""

from __future__ import annotations

from luotsi.foundation.languages import pick
from luotsi.organisation import queries
from luotsi.organisation.queries import NoCounty


def names(language: str) -> dict[str, str]:
    """Code and name of every service area, by name; empty while no county is loaded."""
    try:
        areas = queries.county().service_areas
    except NoCounty:
        return {}
    named = {area.code: str(pick(area.names, language)) for area in areas}
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))
