"""The shape of PTV v11's JSON, as far as it is read. Wrong types and huge texts are refused here."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

MAX_TEXT = 20_000
"""Characters of one text. PTV's own limit for the longest is a fifth of this."""

MAX_LIST = 2_000
"""Members of one list; the 309 municipalities of the country fit well."""

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")


def _language(value: str) -> str:
    if not _LANGUAGE.match(value):
        raise ValueError("is not a language code")
    return value


def _uuid(value: str) -> str:
    if not _UUID.match(value):
        raise ValueError("is not a PTV id")
    return value.lower()


def _listed(value: Any) -> Any:
    return [] if value is None else value


Text = Annotated[str, Field(max_length=MAX_TEXT)]
Language = Annotated[str, AfterValidator(_language)]
Id = Annotated[str, AfterValidator(_uuid)]
Metres = Annotated[str, Field(max_length=40)] | int | float | None
_Listed = BeforeValidator(_listed)


class Shape(BaseModel):
    """Any part of a PTV object; unknown fields are passed over (docs/ptv.md lists them)."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class LocalText(Shape):
    language: Language
    value: Text | None = None
    type: Text | None = None


Texts = Annotated[list[LocalText], _Listed, Field(max_length=MAX_LIST)]


class Term(Shape):
    name: Texts = []
    code: Text | None = None
    ontology_type: Text | None = None
    uri: Text | None = None
    parent_uri: Text | None = None


Terms = Annotated[list[Term], _Listed, Field(max_length=MAX_LIST)]


class MunicipalityShape(Shape):
    code: Annotated[str, Field(max_length=10)]
    name: Texts = []


class AreaShape(Shape):
    type: Text | None = None
    code: Text | None = None
    name: Texts = []
    municipalities: Annotated[list[MunicipalityShape], _Listed, Field(max_length=MAX_LIST)] = []


class WebPage(Shape):
    url: Text | None = None
    value: Text | None = None
    language: Language


WebPages = Annotated[list[WebPage], _Listed, Field(max_length=MAX_LIST)]


class LawShape(Shape):
    names: Texts = []
    web_pages: WebPages = []


class PhoneShape(Shape):
    type: Text | None = None
    additional_information: Text | None = None
    service_charge_type: Text | None = None
    charge_description: Text | None = None
    prefix_number: Text | None = None
    is_finnish_service_number: bool | None = None
    number: Text | None = None
    language: Language


Phones = Annotated[list[PhoneShape], _Listed, Field(max_length=MAX_LIST)]


class Coordinates(Shape):
    latitude: Metres = None
    longitude: Metres = None


class ContactInfo(Shape):
    phone: Text | None = None
    email: Text | None = None
    url: Text | None = None


class Sentence(Shape):
    sentence: Texts = []


class Sentences(Shape):
    sentence_group: Texts = []
    sentences: Annotated[list[Sentence], _Listed, Field(max_length=MAX_LIST)] = []


class EntranceShape(Shape):
    name: Texts = []
    is_main_entrance: bool | None = None
    coordinates: Coordinates | None = None
    contact_info: ContactInfo | None = None
    accessibility_sentences: Annotated[list[Sentences], _Listed, Field(max_length=MAX_LIST)] = []


class PlaceShape(Coordinates):
    """A street, a post office box, or a place without a street: what they have between them."""

    street: Texts = []
    street_number: Text | None = None
    post_office_box: Texts = []
    postal_code: Text | None = None
    post_office: Texts = []
    municipality: MunicipalityShape | None = None
    additional_information: Texts = []
    coordinate_state: Text | None = None


class AddressShape(Shape):
    type: Text | None = None
    sub_type: Text | None = None
    post_office_box_address: PlaceShape | None = None
    street_address: PlaceShape | None = None
    other_address: PlaceShape | None = None
    location_abroad: Texts = []
    delivery_address_in_text: Texts = []
    receiver: Texts = []
    entrances: Annotated[list[EntranceShape], _Listed, Field(max_length=MAX_LIST)] = []
    country: Text | None = None


Addresses = Annotated[list[AddressShape], _Listed, Field(max_length=MAX_LIST)]


class OpeningHour(Shape):
    day_from: Text | None = None
    day_to: Text | None = None
    opens: Text | None = Field(default=None, alias="from")
    closes: Text | None = Field(default=None, alias="to")


class ServiceHour(Shape):
    service_hour_type: Text | None = None
    valid_from: Text | None = None
    valid_to: Text | None = None
    is_closed: bool | None = None
    is_always_open: bool | None = None
    is_reservation: bool | None = None
    additional_information: Texts = []
    opening_hour: Annotated[list[OpeningHour], _Listed, Field(max_length=MAX_LIST)] = []


ServiceHours = Annotated[list[ServiceHour], _Listed, Field(max_length=MAX_LIST)]


class Named(Shape):
    id: Id
    name: Text | None = None


class ExtraTypeShape(Shape):
    type: Text | None = None
    code: Text | None = None
    name: Texts = []
    description: Texts = []


class ContactDetails(Shape):
    emails: Texts = []
    phone_numbers: Phones = []
    web_pages: WebPages = []
    addresses: Addresses = []


class ConnectionShape(Shape):
    service: Named | None = None
    service_channel: Named | None = None
    service_charge_type: Text | None = None
    description: Texts = []
    extra_types: Annotated[list[ExtraTypeShape], _Listed, Field(max_length=MAX_LIST)] = []
    service_hours: ServiceHours = []
    contact_details: ContactDetails | None = None
    digital_authorizations: Terms = []
    modified: Text | None = None


Connections = Annotated[list[ConnectionShape], _Listed, Field(max_length=MAX_LIST)]


class CollectionShape(Shape):
    id: Id
    name: Texts = []


Collections = Annotated[list[CollectionShape], _Listed, Field(max_length=MAX_LIST)]


class Published(Shape):
    """What every object that is published has."""

    id: Id
    source_id: Text | None = None
    area_type: Text | None = None
    areas: Annotated[list[AreaShape], _Listed, Field(max_length=MAX_LIST)] = []
    publishing_status: Text | None = None
    modified: Text | None = None


class Classified(Published):
    """What services and general descriptions share."""

    type: Text | None = None
    sub_type: Text | None = None
    service_charge_type: Text | None = None
    languages: Annotated[list[Language], _Listed, Field(max_length=MAX_LIST)] = []
    service_classes: Terms = []
    ontology_terms: Terms = []
    target_groups: Terms = []
    life_events: Terms = []
    industrial_classes: Terms = []
    legislation: Annotated[list[LawShape], _Listed, Field(max_length=MAX_LIST)] = []
    keywords: Texts = []
    requirements: Texts = []


class Role(Shape):
    organization: Named
    role_type: Text | None = None
    provision_type: Text | None = None
    additional_information: Texts = []


class VoucherShape(Shape):
    value: Text | None = None
    language: Language
    url: Text | None = None
    additional_information: Text | None = None


class ServiceShape(Classified):
    """A service."""

    general_description_id: Id | None = None
    funding_type: Text | None = None
    service_names: Texts = []
    service_descriptions: Texts = []
    service_channels: Connections = []
    organizations: Annotated[list[Role], _Listed, Field(max_length=MAX_LIST)] = []
    service_vouchers_in_use: bool | None = None
    service_vouchers: Annotated[list[VoucherShape], _Listed, Field(max_length=MAX_LIST)] = []
    service_collections: Collections = []
    responsible_sote_organization: Text | None = None


class GeneralDescriptionShape(Classified):
    """A general description as v11 gives it."""

    reference_code: Text | None = None
    names: Texts = []
    descriptions: Texts = []
    general_description_type: Text | None = None


class AttachmentShape(Shape):
    type: Text | None = None
    name: Text | None = None
    description: Text | None = None
    url: Text | None = None
    value: Text | None = None
    language: Language


Attachments = Annotated[list[AttachmentShape], _Listed, Field(max_length=MAX_LIST)]


class AccessibilityShape(Shape):
    accessibility_classification_level: Text | None = None
    wcag_level: Text | None = None
    accessibility_statement_web_page_name: Text | None = None
    accessibility_statement_web_page: Text | None = None
    language: Language


class ShownName(Shape):
    type: Text | None = None
    language: Language


class ChannelShape(Published):
    """A service channel of any of the five kinds."""

    oid: Text | None = None
    service_channel_type: Text
    organization_id: Id | None = None
    service_channel_names: Texts = []
    display_name_type: Annotated[list[ShownName], _Listed, Field(max_length=MAX_LIST)] = []
    service_channel_descriptions: Texts = []
    phone_numbers: Phones = []
    support_phones: Phones = []
    emails: Texts = []
    support_emails: Texts = []
    languages: Annotated[list[Language], _Listed, Field(max_length=MAX_LIST)] = []
    web_pages: WebPages = []
    channel_urls: Attachments = []
    attachments: Attachments = []
    form_identifier: Texts = []
    addresses: Addresses = []
    delivery_addresses: Addresses = []
    service_hours: ServiceHours = []
    signature_quantity: int | None = None
    requires_signature: bool | None = None
    requires_authentication: bool | None = None
    accessibility_classification: Annotated[
        list[AccessibilityShape], _Listed, Field(max_length=MAX_LIST)
    ] = []
    services: Connections = []
    service_collections: Collections = []
    ontology_terms: Terms = []
    responsible_sote_organization: Text | None = None


class OrganisationShape(Published):
    """An organisation."""

    oid: Text | None = None
    parent_organization_id: Id | None = None
    organization_type: Text | None = None
    business_code: Text | None = None
    municipality: MunicipalityShape | None = None
    organization_names: Texts = []
    display_name_type: Annotated[list[ShownName], _Listed, Field(max_length=MAX_LIST)] = []
    organization_descriptions: Texts = []
    emails: Texts = []
    phone_numbers: Phones = []
    web_pages: WebPages = []
    addresses: Addresses = []


def reasons(error: ValidationError) -> str:
    """The first faults of an object in words, with the place of each: serviceNames[0].language: …"""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{_place(fault['loc'])}: {_why(fault)}" for fault in faults[:3]]
    if len(faults) > 3:
        told.append(f"and {len(faults) - 3} more")
    return "; ".join(told)


def _place(location: tuple[int | str, ...]) -> str:
    names = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(names).lstrip(".") or "the object"


def _why(fault: Any) -> str:
    known = {
        "missing": "is missing",
        "string_type": "is not text",
        "string_too_long": f"is longer than {MAX_TEXT} characters",
        "too_long": f"has more than {MAX_LIST} members",
        "list_type": "is not a list",
        "bool_type": "is not true or false",
        "int_type": "is not a whole number",
        "model_type": "is not an object",
    }
    return known.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
