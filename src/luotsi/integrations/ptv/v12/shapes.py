"""The shape of PTV v12's JSON, as far as it is read. Wrong types and huge texts are refused here.

Texts stand in `languageVersions` (one object for each language) or in maps by language; classes, areas and
organisations are bare codes. Published by the Finnish Digital Agency; docs/ptv.md says where.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from luotsi.integrations.ptv.shapes import MAX_LIST, Id, Language, Shape, Text

MAX_LANGUAGES = 40
"""Languages of one text; PTV has six."""

_SPOKEN = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,3})?\Z")


def _spoken(value: str) -> str:
    if not _SPOKEN.match(value):
        raise ValueError("is not a language code")
    return value


def _listed(value: Any) -> Any:
    return [] if value is None else value


def _mapped(value: Any) -> Any:
    return {} if value is None else value


_Listed = BeforeValidator(_listed)
_Mapped = BeforeValidator(_mapped)
Localised = Annotated[dict[Language, Text | None], _Mapped, Field(max_length=MAX_LANGUAGES)]
Strings = Annotated[list[Text], _Listed, Field(max_length=MAX_LIST)]
Ids = Annotated[list[Id], _Listed, Field(max_length=MAX_LIST)]
SpokenLanguages = Annotated[
    list[Annotated[str, AfterValidator(_spoken)]], _Listed, Field(max_length=MAX_LIST)
]


class Coordinate(Shape):
    system: Text | None = None
    source: Text | None = None
    easting: float | int | None = None
    northing: float | int | None = None


class Place(Shape):
    """An address of any kind: a street, a box, a place without a street, abroad, or in words."""

    street_name: Localised = {}
    address_detail: Text | None = None
    post_office_box: Localised = {}
    postal_code: Text | None = None
    coordinates: Annotated[list[Coordinate], _Listed, Field(max_length=MAX_LIST)] = []
    additional_information: Localised = {}
    address: Localised = {}
    country_code: Text | None = None
    delivery_address_type: Text | None = None
    delivery_information: Localised = {}
    recipient: Localised = {}


Places = Annotated[list[Place], _Listed, Field(max_length=MAX_LIST)]


class AddressBook(Shape):
    street_addresses: Places = []
    other_addresses: Places = []
    post_office_box_addresses: Places = []
    foreign_addresses: Places = []


class Number(Shape):
    type: Text | None = None
    dial_code: Text | None = None
    number: Text | None = None
    charge_type: Text | None = None
    charge_description: Text | None = None
    additional_information: Text | None = None


Numbers = Annotated[list[Number], _Listed, Field(max_length=MAX_LIST)]


class Page(Shape):
    """A web page, a file or an act: an address with a name."""

    name: Text | None = None
    url: Text | None = None
    additional_information: Text | None = None
    type: Text | None = None


Pages = Annotated[list[Page], _Listed, Field(max_length=MAX_LIST)]


class EmailAddress(Shape):
    email: Text | None = None


EmailAddresses = Annotated[list[EmailAddress], _Listed, Field(max_length=MAX_LIST)]


class Hour(Shape):
    start: Text | None = None
    end: Text | None = None
    opening_status: Text | None = None
    repetition: Text | None = None
    additional_information: Localised = {}


class Day(Shape):
    hours: Annotated[list[Hour], _Listed, Field(max_length=MAX_LIST)] = []


class Week(Shape):
    monday: Day | None = None
    tuesday: Day | None = None
    wednesday: Day | None = None
    thursday: Day | None = None
    friday: Day | None = None
    saturday: Day | None = None
    sunday: Day | None = None

    @property
    def days(self) -> dict[int, list[Hour]]:
        """The hours of each day that is named, Monday is 0."""
        named = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return {number: day.hours for number, day in enumerate(named) if day is not None}


class ServiceHour(Shape):
    type: Text | None = None
    heading: Localised = {}
    additional_information: Localised = {}
    opening_status: Text | None = None
    from_date: Text | None = None
    to_date: Text | None = None
    from_day: Text | None = None
    to_day: Text | None = None
    from_time: Text | None = None
    to_time: Text | None = None
    weekly_hours: Week | None = None


class Holiday(Shape):
    holiday_name: Text | None = None
    hours: Annotated[list[Hour], _Listed, Field(max_length=MAX_LIST)] = []


class Repetition(Shape):
    type: Text | None = None
    years: Annotated[list[int], _Listed, Field(max_length=MAX_LIST)] = []


class HolidayHours(Shape):
    repetition: Repetition | None = None
    holidays: Annotated[list[Holiday], _Listed, Field(max_length=MAX_LIST)] = []


class Hours(Shape):
    hours: Annotated[list[ServiceHour], _Listed, Field(max_length=MAX_LIST)] = []
    holiday_service_hours: HolidayHours | None = None


class Served(Shape):
    area_type: Text | None = None
    municipalities: Strings = []
    regions: Strings = []
    wellbeing_services_counties: Strings = []


class Voucher(Shape):
    voucher_type: Text | None = None
    additional_information: Text | None = None
    urls: Pages = []


class NamedProducer(Shape):
    name: Localised = {}


class Producer(Shape):
    organizations: Ids = []
    other: Annotated[list[NamedProducer], _Listed, Field(max_length=MAX_LIST)] = []


class Producers(Shape):
    self_produced_producers: Producer | None = None
    procured_producers: Producer | None = None
    other_producers: Producer | None = None


class Version(Shape):
    """What is said of an object in one language; each kind of object uses some of it."""

    name: Text | None = None
    alternative_name: Text | None = None
    is_alternative_name_primary: bool | None = None
    summary: Text | None = None
    description: Text | None = None
    background_description: Text | None = None
    user_instructions: Text | None = None
    conditions: Text | None = None
    charge_type_additional_information: Text | None = None
    deadline_additional_information: Text | None = None
    processing_time_additional_information: Text | None = None
    validity_time_additional_information: Text | None = None
    legislation_links: Pages = []
    freely_assigned_keywords: Strings = []
    voucher: Voucher | None = None
    web_address: Page | None = None
    contact_web_pages: Pages = []
    contact_emails: EmailAddresses = []
    contact_phone_numbers: Numbers = []
    contact_fax_numbers: Numbers = []
    phone_numbers: Numbers = []
    support_phone_numbers: Numbers = []
    support_emails: EmailAddresses = []
    attachment_links: Pages = []
    form_files: Pages = []
    form_identifier: Text | None = None
    accessibility_classification_level: Text | None = None


Versions = Annotated[dict[Language, Version], _Mapped, Field(max_length=MAX_LANGUAGES)]


class Published(Shape):
    content_id: Id
    language_versions: Versions = {}
    published_at: Text | None = None


class Classified(Published):
    """What services and general descriptions share."""

    service_type: Text | None = None
    charge_type: Text | None = None
    service_classes: Strings = []
    target_groups: Strings = []
    life_events: Strings = []
    ontology_terms: Strings = []
    industrial_classes: Strings = []


class ServiceShape(Classified):
    organization_content_id: Id
    other_responsible_organizations: Ids = []
    producers: Producers | None = None
    general_description_content_id: Id | None = None
    funding_type: Text | None = None
    service_languages: SpokenLanguages = []
    area: Served | None = None


class GeneralDescriptionShape(Classified):
    general_description_types: Strings = []


class Signature(Shape):
    type: Text | None = None
    number_of_required_signatures: int | None = None


class ChannelShape(Published):
    service_channel_type: Text
    organization_content_id: Id | None = None
    service_languages: SpokenLanguages = []
    area: Served | None = None
    location: AddressBook | None = None
    contact_addresses: AddressBook | None = None
    delivery_addresses: Places = []
    service_hours: Hours | None = None
    electronic_signature: Signature | None = None
    electronic_identification: Text | None = None


class OrganisationShape(Published):
    organization_type: Text | None = None
    parent_organization_content_id: Id | None = None
    business_id: Text | None = None
    oid: Text | None = None
    area: Served | None = None
    location: AddressBook | None = None
    contact_addresses: AddressBook | None = None


class ConnectionShape(Shape):
    service_content_id: Id
    channel_content_id: Id
    charge_type: Text | None = None
    contact_addresses: AddressBook | None = None
    service_hours: Hours | None = None
    language_versions: Versions = {}
    published_at: Text | None = None
