"""The county's service areas, to choose from."""

from __future__ import annotations

from luotsi.foundation.languages import pick
from luotsi.organisation import queries as organisation


def area_names(language: str) -> list[tuple[str, str]]:
    """Code and name of each; none before a county is loaded."""
    try:
        areas = organisation.county().service_areas
    except organisation.NoCounty:
        return []
    return [(area.code, pick(area.names, language).text) for area in areas]
