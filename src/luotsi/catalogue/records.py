"""What is stored of a service, a contact point, their connection, an organisation: whole, unmerged.

These values hold everything that PTV (the Finnish Service Catalogue, v11) knows of them. An importer
makes them and `actions` keeps them as they are; `queries` merges them into views when they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from luotsi.organisation.calendar import OpeningHours

Texts = Mapping[str, str]
"""Plain text keyed by language tag. A language without a text is absent, never empty."""


def _hours_from(value: Any) -> OpeningHours:
    return value if isinstance(value, OpeningHours) else OpeningHours.from_json(value)


Hours = Annotated[
    OpeningHours,
    PlainValidator(_hours_from),
    PlainSerializer(lambda hours: hours.to_json(), when_used="always"),
]


def _texts() -> Texts:
    return {}


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of a national list or ontology."""

    code: str = ""
    uri: str = ""
    scheme: str = ""
    names: Texts = field(default_factory=_texts)
    parent_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call, to text or to fax."""

    number: str
    """As dialled: +358… or a short or service number as it is (116117, 0800…)."""
    display: str = ""
    """As read by people: "029 123 4567"."""
    kind: str = "phone"
    """"phone", "sms" or "fax"."""
    charge_kind: str = ""
    """"free", "charged" (local or mobile rate), "other" or ""."""
    charge: Texts = field(default_factory=_texts)
    label: Texts = field(default_factory=_texts)
    languages: tuple[str, ...] = ()
    """Languages for which PTV lists the number."""
    is_service_number: bool = False
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class WebLink:
    """A web address (http or https only), named in each language for which it is listed."""

    url: str
    names: Texts = field(default_factory=_texts)
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address and the languages for which it is listed."""

    address: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document behind a web address: a form, a guide, a supplement."""

    url: str
    kind: str = ""
    name: str = ""
    description: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the map, degrees in WGS84, with what the source gave (ETRS-TM35FIN, metres)."""

    latitude: float
    longitude: float
    northing: str = ""
    easting: str = ""


@dataclass(frozen=True, slots=True)
class SentenceGroup:
    """Accessibility sentences of one subject, such as the route to the main entrance."""

    title: Texts = field(default_factory=_texts)
    sentences: tuple[Texts, ...] = ()


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way into a building and how accessible it is."""

    names: Texts = field(default_factory=_texts)
    is_main: bool = False
    position: Position | None = None
    phone: str = ""
    email: str = ""
    url: str = ""
    accessibility: tuple[SentenceGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Where to go, or where to send post."""

    form: str = "street"
    """"street", "po_box", "other" (a place without street), "abroad" or "text"."""
    kind: str = ""
    """"visiting", "postal", "delivery" or ""."""
    sub_type: str = ""
    """The source's own word for the form."""
    street: Texts = field(default_factory=_texts)
    number: str = ""
    po_box: Texts = field(default_factory=_texts)
    postal_code: str = ""
    post_office: Texts = field(default_factory=_texts)
    municipality: str = ""
    municipality_names: Texts = field(default_factory=_texts)
    extra: Texts = field(default_factory=_texts)
    text: Texts = field(default_factory=_texts)
    """The whole address in words, for places abroad and deliveries."""
    receiver: Texts = field(default_factory=_texts)
    country: str = ""
    position: Position | None = None
    position_state: str = ""
    entrances: tuple[Entrance, ...] = ()

    @property
    def latitude(self) -> float | None:
        return self.position.latitude if self.position else None

    @property
    def longitude(self) -> float | None:
        return self.position.longitude if self.position else None


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as the source names it."""

    code: str
    names: Texts = field(default_factory=_texts)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the country that is served."""

    kind: str
    """"municipality", "region", "county", "business_region", "hospital_region" or "other"."""
    code: str = ""
    names: Texts = field(default_factory=_texts)
    municipalities: tuple[Municipality, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whom a service or contact point serves."""

    extent: str = ""
    """"nation", "nation_except_aland", "limited" or "" (not said)."""
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """An act behind a service, with its addresses."""

    names: Texts = field(default_factory=_texts)
    links: tuple[WebLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Voucher:
    """Where a service voucher can be used."""

    name: str = ""
    url: str = ""
    info: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A service collection that something belongs to."""

    id: str
    names: Texts = field(default_factory=_texts)


@dataclass(frozen=True, slots=True)
class OrganisationRole:
    """What an organisation does for a service."""

    organisation_id: str
    name: str = ""
    role: str = ""
    """"responsible", "other_responsible", "producer" or ""."""
    provision: str = ""
    info: Texts = field(default_factory=_texts)


@dataclass(frozen=True, slots=True)
class AccessibilityClass:
    """How accessible an e-service says it is."""

    level: str = ""
    wcag: str = ""
    statement_name: str = ""
    statement_url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from and when it was written down."""

    url: str
    as_of: date
    is_verified: bool = False
    """Whether a person has compared the fact with its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """A service as its organisation describes it."""

    id: str
    names: Texts = field(default_factory=_texts)
    alternative_names: Texts = field(default_factory=_texts)
    summaries: Texts = field(default_factory=_texts)
    descriptions: Texts = field(default_factory=_texts)
    instructions: Texts = field(default_factory=_texts)
    charge: Texts = field(default_factory=_texts)
    charge_kind: str = ""
    deadline: Texts = field(default_factory=_texts)
    processing_time: Texts = field(default_factory=_texts)
    validity: Texts = field(default_factory=_texts)
    other_texts: Mapping[str, Texts] = field(default_factory=dict)
    """Texts of kinds that have no field of their own, keyed by the source's word."""
    requirements: Texts = field(default_factory=_texts)
    general_description_id: str = ""
    kind: str = ""
    """"service", "permission", "qualification"."""
    sub_type: str = ""
    funding: str = ""
    languages: tuple[str, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    service_classes: tuple[Concept, ...] = ()
    target_groups: tuple[Concept, ...] = ()
    ontology: tuple[Concept, ...] = ()
    life_events: tuple[Concept, ...] = ()
    industrial_classes: tuple[Concept, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    laws: tuple[Law, ...] = ()
    organisations: tuple[OrganisationRole, ...] = ()
    uses_vouchers: bool = False
    vouchers: tuple[Voucher, ...] = ()
    collections: tuple[Collection, ...] = ()
    sote_organisation: str = ""
    source_id: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralDescriptionRecord:
    """A national base description that services refer to."""

    id: str
    code: str = ""
    """Reference code such as SOTE-0016."""
    names: Texts = field(default_factory=_texts)
    summaries: Texts = field(default_factory=_texts)
    background: Texts = field(default_factory=_texts)
    descriptions: Texts = field(default_factory=_texts)
    instructions: Texts = field(default_factory=_texts)
    requirements: Texts = field(default_factory=_texts)
    charge: Texts = field(default_factory=_texts)
    charge_kind: str = ""
    deadline: Texts = field(default_factory=_texts)
    processing_time: Texts = field(default_factory=_texts)
    validity: Texts = field(default_factory=_texts)
    other_texts: Mapping[str, Texts] = field(default_factory=dict)
    kind: str = ""
    sub_type: str = ""
    group: str = ""
    """The source's word for which authorities it is meant for."""
    languages: tuple[str, ...] = ()
    service_classes: tuple[Concept, ...] = ()
    target_groups: tuple[Concept, ...] = ()
    ontology: tuple[Concept, ...] = ()
    life_events: tuple[Concept, ...] = ()
    industrial_classes: tuple[Concept, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    laws: tuple[Law, ...] = ()
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPointRecord:
    """A way to make contact: phone, place, e-service, web page or form."""

    id: str
    kind: str
    names: Texts = field(default_factory=_texts)
    alternative_names: Texts = field(default_factory=_texts)
    shown_name: Mapping[str, str] = field(default_factory=dict)
    """Per language, which of the two names its organisation shows: "Name" or "AlternativeName"."""
    summaries: Texts = field(default_factory=_texts)
    descriptions: Texts = field(default_factory=_texts)
    other_texts: Mapping[str, Texts] = field(default_factory=dict)
    organisation_id: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    phones: tuple[Phone, ...] = ()
    support_phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    support_emails: tuple[Email, ...] = ()
    links: tuple[WebLink, ...] = ()
    form_links: tuple[Attachment, ...] = ()
    form_identifiers: Texts = field(default_factory=_texts)
    attachments: tuple[Attachment, ...] = ()
    addresses: tuple[Address, ...] = ()
    hours: Hours | None = None
    hours_note: Texts = field(default_factory=_texts)
    """Said of hours that have no rule of their own, such as always open or by appointment."""
    languages: tuple[str, ...] = ()
    """Languages of service."""
    needs_sign_in: bool | None = None
    needs_signature: bool | None = None
    signatures: int | None = None
    accessibility_classes: tuple[AccessibilityClass, ...] = ()
    ontology: tuple[Concept, ...] = ()
    collections: tuple[Collection, ...] = ()
    sote_organisation: str = ""
    source_id: str = ""
    oid: str = ""
    modified: datetime | None = None
    source: Source | None = None
    """Set for national contacts."""


@dataclass(frozen=True, slots=True)
class ExtraType:
    """A further kind of thing that a connection says of itself."""

    kind: str = ""
    code: str = ""
    names: Texts = field(default_factory=_texts)
    texts: Texts = field(default_factory=_texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRecord:
    """That a service is used at a contact point, and what holds of just that pair."""

    service_id: str
    contact_point_id: str
    service_name: str = ""
    contact_point_name: str = ""
    texts: Texts = field(default_factory=_texts)
    charge: Texts = field(default_factory=_texts)
    charge_kind: str = ""
    other_texts: Mapping[str, Texts] = field(default_factory=dict)
    hours: Hours | None = None
    hours_note: Texts = field(default_factory=_texts)
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    links: tuple[WebLink, ...] = ()
    addresses: tuple[Address, ...] = ()
    extra_types: tuple[ExtraType, ...] = ()
    authorisations: tuple[Concept, ...] = ()
    """Suomi.fi mandates with which somebody may act for another."""
    modified: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.service_id}/{self.contact_point_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """A provider of services."""

    id: str
    names: Texts = field(default_factory=_texts)
    alternative_names: Texts = field(default_factory=_texts)
    shown_name: Mapping[str, str] = field(default_factory=dict)
    summaries: Texts = field(default_factory=_texts)
    descriptions: Texts = field(default_factory=_texts)
    other_texts: Mapping[str, Texts] = field(default_factory=dict)
    kind: str = ""
    business_id: str = ""
    oid: str = ""
    parent_id: str = ""
    municipality: Municipality | None = None
    coverage: Coverage = field(default_factory=Coverage)
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    links: tuple[WebLink, ...] = ()
    addresses: tuple[Address, ...] = ()
    source_id: str = ""
    modified: datetime | None = None


Record = ServiceRecord | GeneralDescriptionRecord | ContactPointRecord | ConnectionRecord | OrganisationRecord
