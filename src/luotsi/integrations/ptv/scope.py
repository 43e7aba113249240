"""Which part of PTV a county needs."""

from __future__ import annotations

from dataclasses import dataclass

from luotsi.catalogue.records import ServiceRecord
from luotsi.organisation.municipalities import municipalities_of, organiser

ALAND = "91"
"""The organiser code of Åland, which some nationwide services leave out."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A county: what serves its people, and what its own organisation offers."""

    county: str
    """Code of the organiser, "04"."""
    municipalities: frozenset[str]
    name: str
    """In Finnish, by which PTV's services name who is responsible for them."""

    def serves(self, service: ServiceRecord) -> bool:
        """Whether a service is for somebody in the county. One that does not say for whom it is counts."""
        coverage = service.coverage
        if coverage.extent == "nation_except_aland":
            return self.county != ALAND
        if coverage.extent == "nation" or not coverage.areas or self._is_ours(service):
            return True
        return any(
            not area.municipalities
            or (area.kind, area.code) == ("county", self.county)
            or any(one.code in self.municipalities for one in area.municipalities)
            for area in coverage.areas
        )

    def _is_ours(self, service: ServiceRecord) -> bool:
        names = {service.sote_organisation, *(role.name for role in service.organisations)}
        return self.name.casefold() in {one.casefold() for one in names}


def scope_of(county: str) -> Scope:
    """The scope of a county by its code; raises `UnknownOrganiser`."""
    found = organiser(county)
    codes = frozenset(one.code for one in municipalities_of(county))
    return Scope(county, codes, found.names.get("fi", ""))
