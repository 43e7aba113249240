"""What the catalogue gives to the rooms above: services, ways to make contact, and where a slot leads.

Every text is a map keyed by language tag (`fi`, `sv`, `en`, also `se`, `smn`, `sms`); read it with
`foundation.languages.pick`. Texts are plain text: a blank line divides paragraphs, "- " begins an item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from luotsi.catalogue.records import (
    Address,
    ContactPointRecord,
    GeneralDescriptionRecord,
    Phone,
    ServiceRecord,
    Texts,
)

__all__ = [
    "Channel",
    "ContactPointView",
    "Level",
    "OrganisationView",
    "Problem",
    "Resolution",
    "ServiceView",
    "Slot",
    "SlotReport",
    "State",
]


class Channel(StrEnum):
    """The kinds of contact point, as a slot's channel preference names them."""

    PHONE = "phone"
    PLACE = "place"
    E_SERVICE = "e_service"
    WEB_PAGE = "web_page"
    FORM = "form"


class State(StrEnum):
    """How many services answer a slot."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


class Level(StrEnum):
    """How near the service is to the resident."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"
    NATION = "nation"


@dataclass(frozen=True, slots=True)
class Slot:
    """What an outcome of a guidance path needs, named by national codes.

    Services are looked for by general description first (reference code such as SOTE-0016, or id), then
    by service class and target group, then by ontology term (address), then among national contacts.
    """

    what: Texts = field(default_factory=dict)
    general_descriptions: tuple[str, ...] = ()
    service_classes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    ontology: tuple[str, ...] = ()
    national: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    """Preferred kinds of contact point, best first; other kinds follow after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPointView(ContactPointRecord):
    """A way to make contact, as a page shows it.

    Seen through a service (`service_id` set), hours, phones, addresses and links that PTV gives to
    just that connection stand in place of the contact point's own.
    """

    service_id: str = ""
    note: Texts = field(default_factory=dict)
    """What the service says of this contact point."""
    connection_charge: Texts = field(default_factory=dict)
    connection_charge_kind: str = ""
    provider_names: Texts = field(default_factory=dict)
    is_national: bool = False

    @property
    def address(self) -> Address | None:
        """The first address one can go to, or else the first of all."""
        visiting = [one for one in self.addresses if one.kind in {"visiting", ""} and one.form == "street"]
        return next(iter(visiting or self.addresses), None)

    def phones_in(self, language: str) -> tuple[Phone, ...]:
        """The numbers answered in `language`; where none is marked so, all of them."""
        fitting = tuple(one for one in self.phones if not one.languages or language in one.languages)
        return fitting or self.phones

    @property
    def urls(self) -> Mapping[str, str]:
        """The first web address in each language; of a form, the form itself before pages about it."""
        found: dict[str, str] = {}
        for form in self.form_links:
            found.setdefault(form.language or "fi", form.url)
        for link in self.links:
            for language in link.languages or ("fi",):
                found.setdefault(language, link.url)
        return found


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service with its general description merged in, per language: base text first, then its own."""

    id: str
    names: Texts
    alternative_names: Texts
    summaries: Texts
    descriptions: Texts
    instructions: Texts
    """How to use the service."""
    requirements: Texts
    charge: Texts
    charge_kind: str
    """"free", "charged", "other" or ""."""
    deadline: Texts
    processing_time: Texts
    validity: Texts
    languages: tuple[str, ...]
    service_classes: tuple[str, ...]
    """Codes of the national list, such as P5.10."""
    target_groups: tuple[str, ...]
    """Codes such as KR1.2."""
    ontology: tuple[str, ...]
    """Addresses of ontology terms."""
    life_events: tuple[str, ...]
    themes: tuple[str, ...]
    """Codes of `organisation.taxonomy`, likeliest first; computed from the service classes."""
    keywords: Mapping[str, tuple[str, ...]]
    contact_points: tuple[ContactPointView, ...]
    providers: tuple[OrganisationView, ...]
    """Responsible organisations first, then those that produce the service."""
    is_nationwide: bool
    municipalities: frozenset[str]
    """Codes of the municipalities served; empty when the service is nationwide."""
    modified: datetime | None
    record: ServiceRecord
    """All that is stored, unmerged."""
    base: GeneralDescriptionRecord | None
    base_codes: frozenset[str] = frozenset()
    """By what a slot may name the general description: reference code (SOTE-0066) and id."""

    @property
    def provider(self) -> OrganisationView | None:
        """The organisation that answers for the service."""
        return next(iter(self.providers), None)


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation in a role towards one service."""

    id: str
    names: Texts
    role: str = ""
    """"responsible", "other_responsible", "producer" or ""."""
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a slot leads a resident of one municipality."""

    state: State
    level: Level | None
    service: ServiceView | None
    """The best service; None when nothing or only a national contact was found."""
    contact_points: tuple[ContactPointView, ...]
    """Of all the services found, preferred channels first."""
    fallback: ContactPointView
    """A way to a person, always: the county's advice line, or else 116117."""
    services: tuple[ServiceView, ...] = ()
    matched_by: str = ""
    """"general_description", "service_class", "ontology", "national" or ""."""

    @property
    def is_found(self) -> bool:
        """Whether anything but the fallback was found."""
        return self.state is not State.NONE


class Problem(StrEnum):
    """What a county's own people should look at behind a slot."""

    ZERO = "zero"
    MANY = "many"
    STALE = "stale"
    MISSING_LANGUAGE = "missing_language"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SlotReport:
    """One slot in one municipality, with its faults."""

    slot: str
    municipality: str | None
    resolution: Resolution
    problems: tuple[Problem, ...]
    missing_languages: tuple[str, ...] = ()
