"""From PTV's objects to the catalogue's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luotsi.catalogue.records import (
    AccessibilityClass,
    Collection,
    ConnectionRecord,
    ContactPointRecord,
    ExtraType,
    GeneralDescriptionRecord,
    OrganisationRecord,
    OrganisationRole,
    ServiceRecord,
    Texts,
    Voucher,
)
from luotsi.integrations.ptv import shapes, values
from luotsi.integrations.ptv.addresses import addresses
from luotsi.integrations.ptv.hours import opening_hours
from luotsi.integrations.ptv.texts import plain
from luotsi.integrations.ptv.values import Notes, taken, texts, texts_by_type

KINDS = {
    "Service": "service",
    "PermissionAndObligation": "permission",
    "PermitOrObligation": "permission",
    "ProfessionalQualification": "qualification",
    "ProfessionalQualifications": "qualification",
}
CHANNELS = {
    "ServiceLocation": "place",
    "Phone": "phone",
    "EChannel": "e_service",
    "WebPage": "web_page",
    "PrintableForm": "form",
}
ROLES = {"Responsible": "responsible", "OtherResponsible": "other_responsible", "Producer": "producer"}


class Unusable(ValueError):
    """The object has the right shape but cannot be a part of the catalogue; says why."""


def service(shape: shapes.ServiceShape, notes: Notes) -> ServiceRecord:
    """A service; raises `Unusable` when it has no name."""
    names, alternative = _names(shape.service_names)
    told = texts_by_type(shape.service_descriptions)
    return ServiceRecord(
        id=shape.id,
        names=names,
        alternative_names=alternative,
        **_told(told, notes, shape),
        summaries=taken(told, "Summary", "ShortDescription"),
        descriptions=taken(told, "Description"),
        other_texts=told,
        general_description_id=shape.general_description_id or "",
        funding=plain(shape.funding_type or ""),
        coverage=values.coverage(shape.area_type, shape.areas, notes),
        organisations=tuple(_role(one, notes) for one in shape.organizations),
        uses_vouchers=bool(shape.service_vouchers_in_use),
        vouchers=tuple(
            Voucher(
                plain(one.value or ""),
                values.checked_address("serviceVouchers.url", one.url, notes),
                plain(one.additional_information or ""),
                one.language,
            )
            for one in shape.service_vouchers
        ),
        collections=_collections(shape.service_collections),
        sote_organisation=plain(shape.responsible_sote_organization or ""),
        source_id=plain(shape.source_id or ""),
    )


def general_description(shape: shapes.GeneralDescriptionShape, notes: Notes) -> GeneralDescriptionRecord:
    """A base description; raises `Unusable` when it has no name."""
    names, _ = _names(shape.names)
    told = texts_by_type(shape.descriptions)
    return GeneralDescriptionRecord(
        id=shape.id,
        code=plain(shape.reference_code or ""),
        names=names,
        **_told(told, notes, shape),
        summaries=taken(told, "Summary", "ShortDescription"),
        background=taken(told, "BackgroundDescription"),
        descriptions=taken(told, "Description"),
        other_texts=told,
        group=plain(shape.general_description_type or ""),
    )


def contact_point(shape: shapes.ChannelShape, notes: Notes) -> ContactPointRecord:
    """A channel of any kind; raises `Unusable` when its kind is unknown or it has no name."""
    kind = CHANNELS.get(shape.service_channel_type)
    if kind is None:
        raise Unusable(f"unknown kind of channel {shape.service_channel_type[:40]!r}")
    names, alternative = _names(shape.service_channel_names)
    told = texts_by_type(shape.service_channel_descriptions)
    hours, note = opening_hours("serviceHours", shape.service_hours, notes)
    return ContactPointRecord(
        id=shape.id,
        kind=kind,
        names=names,
        alternative_names=alternative,
        shown_name={one.language: plain(one.type or "") for one in shape.display_name_type},
        summaries=taken(told, "Summary", "ShortDescription"),
        descriptions=taken(told, "Description"),
        other_texts=told,
        organisation_id=shape.organization_id or "",
        coverage=values.coverage(shape.area_type, shape.areas, notes),
        phones=values.phones("phoneNumbers", shape.phone_numbers, notes),
        support_phones=values.phones("supportPhones", shape.support_phones, notes),
        emails=values.emails("emails", shape.emails, notes),
        support_emails=values.emails("supportEmails", shape.support_emails, notes),
        links=values.links("webPages", shape.web_pages, notes),
        form_links=values.attachments("channelUrls", shape.channel_urls, notes),
        form_identifiers=texts(shape.form_identifier),
        attachments=values.attachments("attachments", shape.attachments, notes),
        addresses=(
            *addresses("addresses", shape.addresses, notes),
            *addresses("deliveryAddresses", shape.delivery_addresses, notes, "delivery"),
        ),
        hours=hours,
        hours_note=note,
        languages=tuple(dict.fromkeys(shape.languages)),
        needs_sign_in=shape.requires_authentication,
        needs_signature=shape.requires_signature,
        signatures=shape.signature_quantity,
        accessibility_classes=tuple(_accessibility(one, notes) for one in shape.accessibility_classification),
        ontology=values.concepts(shape.ontology_terms),
        collections=_collections(shape.service_collections),
        sote_organisation=plain(shape.responsible_sote_organization or ""),
        source_id=plain(shape.source_id or ""),
        oid=plain(shape.oid or ""),
        modified=values.moment("modified", shape.modified, notes),
    )


def organisation(shape: shapes.OrganisationShape, notes: Notes) -> OrganisationRecord:
    """An organisation; raises `Unusable` when it has no name."""
    names, alternative = _names(shape.organization_names)
    told = texts_by_type(shape.organization_descriptions)
    return OrganisationRecord(
        id=shape.id,
        names=names,
        alternative_names=alternative,
        shown_name={one.language: plain(one.type or "") for one in shape.display_name_type},
        summaries=taken(told, "Summary", "ShortDescription"),
        descriptions=taken(told, "Description"),
        other_texts=told,
        kind=plain(shape.organization_type or ""),
        business_id=plain(shape.business_code or ""),
        oid=plain(shape.oid or ""),
        parent_id=shape.parent_organization_id or "",
        municipality=values.municipality(shape.municipality) if shape.municipality else None,
        coverage=values.coverage(shape.area_type, shape.areas, notes),
        phones=values.phones("phoneNumbers", shape.phone_numbers, notes),
        emails=values.emails("emails", shape.emails, notes),
        links=values.links("webPages", shape.web_pages, notes),
        addresses=addresses("addresses", shape.addresses, notes),
        source_id=plain(shape.source_id or ""),
        modified=values.moment("modified", shape.modified, notes),
    )


def connection(
    shape: shapes.ConnectionShape, service_id: str, contact_point_id: str, notes: Notes
) -> ConnectionRecord:
    """What is said of one service at one contact point, from whichever side it was told."""
    told = texts_by_type(shape.description)
    details = shape.contact_details or shapes.ContactDetails()
    hours, note = opening_hours("connection.serviceHours", shape.service_hours, notes)
    return ConnectionRecord(
        service_id=service_id,
        contact_point_id=contact_point_id,
        service_name=plain(shape.service.name or "") if shape.service else "",
        contact_point_name=plain(shape.service_channel.name or "") if shape.service_channel else "",
        texts=taken(told, "Description", ""),
        charge=taken(told, "ChargeTypeAdditionalInfo"),
        charge_kind=notes.known("connection.serviceChargeType", shape.service_charge_type, values.CHARGES),
        other_texts=told,
        hours=hours,
        hours_note=note,
        phones=values.phones("connection.phoneNumbers", details.phone_numbers, notes),
        emails=values.emails("connection.emails", details.emails, notes),
        links=values.links("connection.webPages", details.web_pages, notes),
        addresses=addresses("connection.addresses", details.addresses, notes),
        extra_types=tuple(
            ExtraType(plain(one.type or ""), plain(one.code or ""), texts(one.name), texts(one.description))
            for one in shape.extra_types
        ),
        authorisations=values.concepts(shape.digital_authorizations),
        modified=values.moment("connection.modified", shape.modified, notes),
    )


def _names(given: Iterable[shapes.LocalText]) -> tuple[Texts, Texts]:
    by_type = texts_by_type(given)
    alternative = taken(by_type, "AlternativeName", "AlternateName")
    names: dict[str, str] = {}
    for told in by_type.values():
        names = {**told, **names}
    names = names or dict(alternative)
    if not names:
        raise Unusable("has no name in any language")
    return names, alternative


def _told(told: dict[str, Texts], notes: Notes, shape: shapes.Classified) -> Mapping[str, Any]:
    """The fields that services and general descriptions share."""
    return {
        "instructions": taken(told, "UserInstruction", "ServiceUserInstruction"),
        "charge": taken(told, "ChargeTypeAdditionalInfo"),
        "charge_kind": notes.known("serviceChargeType", shape.service_charge_type, values.CHARGES),
        "deadline": taken(told, "DeadLine", "DeadLineAdditionalInfo"),
        "processing_time": taken(told, "ProcessingTime", "ProcessingTimeAdditionalInfo"),
        "validity": taken(told, "ValidityTime", "ValidityTimeAdditionalInfo"),
        "requirements": texts(shape.requirements),
        "kind": notes.known("type", shape.type, KINDS),
        "sub_type": plain(shape.sub_type or ""),
        "languages": tuple(dict.fromkeys(shape.languages)),
        "service_classes": values.concepts(shape.service_classes),
        "target_groups": values.concepts(shape.target_groups),
        "ontology": values.concepts(shape.ontology_terms),
        "life_events": values.concepts(shape.life_events),
        "industrial_classes": values.concepts(shape.industrial_classes),
        "keywords": values.keywords(shape.keywords),
        "laws": values.laws(shape.legislation, notes),
        "modified": values.moment("modified", shape.modified, notes),
    }


def _role(shape: shapes.Role, notes: Notes) -> OrganisationRole:
    return OrganisationRole(
        shape.organization.id,
        plain(shape.organization.name or ""),
        notes.known("organizations.roleType", shape.role_type, ROLES),
        plain(shape.provision_type or ""),
        texts(shape.additional_information),
    )


def _collections(given: Iterable[shapes.CollectionShape]) -> tuple[Collection, ...]:
    return tuple(Collection(one.id, texts(one.name)) for one in given)


def _accessibility(shape: shapes.AccessibilityShape, notes: Notes) -> AccessibilityClass:
    address = shape.accessibility_statement_web_page
    return AccessibilityClass(
        plain(shape.accessibility_classification_level or ""),
        plain(shape.wcag_level or ""),
        plain(shape.accessibility_statement_web_page_name or ""),
        values.checked_address("accessibilityStatementWebPage", address, notes),
        shape.language,
    )
