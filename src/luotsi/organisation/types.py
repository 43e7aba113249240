"""What the organisation room gives to the rooms above: the county, its people's units, its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luotsi.organisation.calendar import OpeningHours

Texts = Mapping[str, str]
"""A text keyed by language tag; read it with `foundation.languages.pick`."""


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who organises social and health care: a county, the city of Helsinki, or Åland."""

    code: str
    kind: str
    """"county", "city", "aland", or "invented" for a county that stands in no national list."""
    names: Texts
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and its organiser, valid between two dates (both included, None is open)."""

    code: str
    organiser: str
    names: Texts
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    def is_valid(self, on: date) -> bool:
        return (self.valid_from or on) <= on <= (self.valid_to or on)


@dataclass(frozen=True, slots=True)
class AdviceChannel:
    """The county's own advice line: the person whom every page offers.

    `phone` is shown as it stands ("020 000 0100"); `contact_point` is the id of the same line in the
    service catalogue, or empty.
    """

    names: Texts
    phone: str
    charge: Texts
    hours: OpeningHours
    contact_point: str = ""

    @property
    def dialled(self) -> str:
        """The number for a tel: link."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class UnitView:
    """A team or a place of a service area."""

    code: str
    names: Texts
    municipality: str = ""
    """Code, or empty when the unit serves all."""


@dataclass(frozen=True, slots=True)
class ServiceAreaView:
    """The county's own unit of work, serving one or more themes of the national list."""

    code: str
    names: Texts
    themes: tuple[str, ...]
    hours: OpeningHours
    units: tuple[UnitView, ...] = ()
    chat: Mapping[str, Any] = field(default_factory=dict)
    """What the county's file says of live contacts here; the room of contacts gives it meaning."""


@dataclass(frozen=True, slots=True)
class CountyView:
    """The county that this installation serves."""

    code: str
    names: Texts
    short_names: Texts
    """The name without its kind ("Rantamaa"), for narrow places."""
    languages: tuple[str, ...]
    required_languages: tuple[str, ...]
    colour: str
    """The county's one colour as "#rrggbb"; shades are derived from it by the pages."""
    logo: str
    """An SVG picture as text, without scripts or outside addresses; empty when there is none."""
    site: Texts
    """The county's own web site, by language."""
    municipalities: tuple[Municipality, ...]
    advice_channel: AdviceChannel
    service_areas: tuple[ServiceAreaView, ...] = ()
    is_demo: bool = False
    version: str = field(default="", compare=False)
    """Changes whenever anything of the county does."""
