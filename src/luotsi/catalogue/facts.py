"""What the catalogue announces after it has changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """Records of one kind were written. At most one fact a call, however large the import."""

    kind: str
    """"service", "general_description", "contact_point", "connection" or "organisation"."""
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
