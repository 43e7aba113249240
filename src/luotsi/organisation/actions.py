"""Changes to the county: one transaction each, a fact announced when it has happened."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from luotsi.foundation.clock import now
from luotsi.foundation.facts import tell
from luotsi.organisation import county_file
from luotsi.organisation.facts import CountyLoaded
from luotsi.organisation.models import THE_ONE, County, ServiceArea, Unit
from luotsi.organisation.queries import county
from luotsi.organisation.types import CountyView


class AnotherCounty(Exception):
    """This installation already serves a county; the message names it and says what to do."""

    def __init__(self, loaded: str, wanted: str) -> None:
        super().__init__(
            f"This installation already serves county {loaded}, so {wanted} cannot be loaded beside it. "
            "Use a data folder of its own (LUOTSI_DATA)."
        )


@transaction.atomic
def load_county(path: Path | str) -> CountyView:
    """Load or renew the county from its YAML file; a second time changes nothing.

    Raises county_file.CountyFileError (everything that is wrong with the file) and AnotherCounty.
    """
    document = county_file.read(Path(path))
    code = document.county["code"]
    loaded = County.objects.filter(pk=THE_ONE).first()
    if loaded and loaded.code != code:
        raise AnotherCounty(loaded.code, code)
    version = _version(document.county, document.service_areas)
    if loaded and loaded.version == version:
        return county()
    County.objects.update_or_create(
        pk=THE_ONE, defaults={**document.county, "version": version, "loaded_at": now()}
    )
    _keep_service_areas(document.service_areas)
    tell(CountyLoaded(code))
    return county()


def _keep_service_areas(areas: list[dict[str, Any]]) -> None:
    """Write the areas and units of the file; those it no longer names become inactive, never lost."""
    ServiceArea.objects.exclude(code__in=[area["code"] for area in areas]).update(is_active=False)
    Unit.objects.exclude(code__in=[unit["code"] for area in areas for unit in area["units"]]).update(
        is_active=False
    )
    for position, area in enumerate(areas):
        values = {key: area[key] for key in ("names", "themes", "hours", "chat")}
        row, _ = ServiceArea.objects.update_or_create(
            code=area["code"], defaults={**values, "position": position, "is_active": True}
        )
        for place, unit in enumerate(area["units"]):
            Unit.objects.update_or_create(
                code=unit["code"],
                defaults={
                    "service_area": row,
                    "names": unit["names"],
                    "municipality": unit["municipality"],
                    "position": place,
                    "is_active": True,
                },
            )


def _version(county_values: dict[str, Any], areas: list[dict[str, Any]]) -> str:
    content = json.dumps([county_values, areas], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
