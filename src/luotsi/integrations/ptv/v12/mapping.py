"""From v12's objects to the catalogue's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luotsi.catalogue.records import (
    AccessibilityClass,
    Area,
    Concept,
    ConnectionRecord,
    ContactPointRecord,
    Coverage,
    GeneralDescriptionRecord,
    Municipality,
    OrganisationRecord,
    OrganisationRole,
    ServiceRecord,
    Texts,
    Voucher,
)
from luotsi.catalogue.reference_codes import reference_code
from luotsi.integrations.ptv import values
from luotsi.integrations.ptv.texts import plain
from luotsi.integrations.ptv.v12 import contacts, shapes
from luotsi.integrations.ptv.v12.codebook import CodeBook
from luotsi.integrations.ptv.v12.contacts import Versions, localised, said, text_of, told
from luotsi.integrations.ptv.v12.hours import opening_hours
from luotsi.integrations.ptv.values import Notes

KINDS = {
    "Service": "service",
    "PermitOrOtherObligation": "permission",
    "ProfessionalQualification": "qualification",
}
CHANNELS = {
    "ServiceLocation": "place",
    "TelephoneService": "phone",
    "EService": "e_service",
    "WebPage": "web_page",
    "PrintableForm": "form",
}
EXTENTS = {
    "WholeCountry": "nation",
    "WholeCountryExceptAland": "nation_except_aland",
    "LimitedArea": "limited",
}
CHARGES = {"Free": "free", "Charged": "charged", "Other": "other"}
PROVISIONS = {
    "self_produced_producers": "SelfProducedServices",
    "procured_producers": "ProcuredServices",
    "other_producers": "Other",
}
"""v12's three lists of producers in the words of v11's provisionType."""


class Unusable(ValueError):
    """The object has the right shape but cannot be a part of the catalogue; says why."""


def service(shape: shapes.ServiceShape, codes: CodeBook, notes: Notes) -> ServiceRecord:
    """A service; raises `Unusable` when it has no name."""
    versions = shape.language_versions
    names, alternative = _names(versions)
    vouchers = tuple(_vouchers(versions, notes))
    return ServiceRecord(
        id=shape.content_id,
        names=names,
        alternative_names=alternative,
        **_told(shape, codes, notes),
        summaries=said(versions, "summary"),
        descriptions=told(versions, "description"),
        general_description_id=shape.general_description_content_id or "",
        funding=plain(shape.funding_type or ""),
        languages=tuple(dict.fromkeys(shape.service_languages)),
        coverage=coverage(shape.area, codes, notes),
        organisations=tuple(_roles(shape, codes)),
        uses_vouchers=any(
            one.voucher is not None and one.voucher.voucher_type not in {None, "NotUsed"}
            for one in versions.values()
        ),
        vouchers=vouchers,
    )


def general_description(
    shape: shapes.GeneralDescriptionShape, codes: CodeBook, notes: Notes
) -> GeneralDescriptionRecord:
    """A base description; raises `Unusable` when it has no name."""
    versions = shape.language_versions
    names, _ = _names(versions)
    return GeneralDescriptionRecord(
        id=shape.content_id,
        code=reference_code(shape.content_id),
        names=names,
        **_told(shape, codes, notes),
        summaries=said(versions, "summary"),
        background=told(versions, "background_description"),
        descriptions=told(versions, "description"),
        group=", ".join(plain(one) for one in shape.general_description_types),
    )


def contact_point(shape: shapes.ChannelShape, codes: CodeBook, notes: Notes) -> ContactPointRecord:
    """A channel of any kind; raises `Unusable` when its kind is unknown or it has no name."""
    kind = CHANNELS.get(shape.service_channel_type)
    if kind is None:
        raise Unusable(f"unknown kind of channel {shape.service_channel_type[:40]!r}")
    versions = shape.language_versions
    names, alternative = _names(versions)
    hours, note = opening_hours("serviceHours", shape.service_hours, notes)
    return ContactPointRecord(
        id=shape.content_id,
        kind=kind,
        names=names,
        alternative_names=alternative,
        shown_name=_shown(versions),
        summaries=said(versions, "summary"),
        descriptions=told(versions, "description"),
        organisation_id=shape.organization_content_id or "",
        coverage=coverage(shape.area, codes, notes),
        phones=contacts.phones(
            "phoneNumbers",
            versions,
            ("phone_numbers", "contact_phone_numbers", "contact_fax_numbers"),
            notes,
        ),
        support_phones=contacts.phones("supportPhoneNumbers", versions, ("support_phone_numbers",), notes),
        emails=contacts.emails("contactEmails", versions, "contact_emails", notes),
        support_emails=contacts.emails("supportEmails", versions, "support_emails", notes),
        links=contacts.links("webPages", versions, ("web_address", "contact_web_pages"), notes),
        form_links=contacts.attachments("formFiles", versions, "form_files", notes),
        form_identifiers=said(versions, "form_identifier"),
        attachments=contacts.attachments("attachmentLinks", versions, "attachment_links", notes),
        addresses=(
            *contacts.addresses("location", shape.location, "visiting", codes, notes),
            *contacts.addresses("contactAddresses", shape.contact_addresses, "postal", codes, notes),
            *contacts.deliveries("deliveryAddresses", shape.delivery_addresses, codes, notes),
        ),
        hours=hours,
        hours_note=note,
        languages=tuple(dict.fromkeys(shape.service_languages)),
        **_signing(shape, notes),
        accessibility_classes=tuple(
            AccessibilityClass(level=plain(one.accessibility_classification_level or ""), language=language)
            for language, one in versions.items()
            if one.accessibility_classification_level not in {None, "", "Unknown"}
        ),
        modified=values.moment("publishedAt", shape.published_at, notes),
    )


def organisation(shape: shapes.OrganisationShape, codes: CodeBook, notes: Notes) -> OrganisationRecord:
    """An organisation; raises `Unusable` when it has no name."""
    versions = shape.language_versions
    names, alternative = _names(versions)
    kind = plain(shape.organization_type or "")
    return OrganisationRecord(
        id=shape.content_id,
        names=names,
        alternative_names=alternative,
        shown_name=_shown(versions),
        summaries=said(versions, "summary"),
        descriptions=told(versions, "description"),
        kind=kind,
        business_id=plain(shape.business_id or ""),
        oid=plain(shape.oid or ""),
        parent_id=shape.parent_organization_content_id or "",
        municipality=_own_municipality(kind, shape.area, codes),
        coverage=coverage(shape.area, codes, notes),
        phones=contacts.phones("contactPhoneNumbers", versions, ("contact_phone_numbers",), notes),
        emails=contacts.emails("contactEmails", versions, "contact_emails", notes),
        links=contacts.links("contactWebPages", versions, ("contact_web_pages",), notes),
        addresses=(
            *contacts.addresses("location", shape.location, "visiting", codes, notes),
            *contacts.addresses("contactAddresses", shape.contact_addresses, "postal", codes, notes),
        ),
        modified=values.moment("publishedAt", shape.published_at, notes),
    )


def connection(shape: shapes.ConnectionShape, codes: CodeBook, notes: Notes) -> ConnectionRecord:
    """What is said of one service at one contact point."""
    versions = shape.language_versions
    hours, note = opening_hours("connection.serviceHours", shape.service_hours, notes)
    return ConnectionRecord(
        service_id=shape.service_content_id,
        contact_point_id=shape.channel_content_id,
        texts=told(versions, "description"),
        charge=told(versions, "charge_type_additional_information"),
        charge_kind=notes.known("connection.chargeType", shape.charge_type, CHARGES),
        hours=hours,
        hours_note=note,
        phones=contacts.phones(
            "connection.contactPhoneNumbers",
            versions,
            ("contact_phone_numbers", "contact_fax_numbers"),
            notes,
        ),
        emails=contacts.emails("connection.contactEmails", versions, "contact_emails", notes),
        links=contacts.links("connection.contactWebPages", versions, ("contact_web_pages",), notes),
        addresses=contacts.addresses(
            "connection.contactAddresses", shape.contact_addresses, "postal", codes, notes
        ),
        modified=values.moment("connection.publishedAt", shape.published_at, notes),
    )


def coverage(shape: shapes.Served | None, codes: CodeBook, notes: Notes) -> Coverage:
    """Whom something serves; municipalities stand in one area together."""
    if shape is None:
        return Coverage()
    towns = tuple(codes.municipality(plain(one)) for one in shape.municipalities)
    return Coverage(
        notes.known("area.areaType", shape.area_type, EXTENTS),
        (
            *((Area("municipality", municipalities=towns),) if towns else ()),
            *(codes.area("region", plain(one)) for one in shape.regions),
            *(codes.area("county", plain(one)) for one in shape.wellbeing_services_counties),
        ),
    )


def _names(versions: Versions) -> tuple[Texts, Texts]:
    alternative = said(versions, "alternative_name")
    names = said(versions, "name") or dict(alternative)
    if not names:
        raise Unusable("has no name in any language")
    return names, alternative


def _shown(versions: Versions) -> Mapping[str, str]:
    return {
        language: "AlternativeName" if one.is_alternative_name_primary else "Name"
        for language, one in versions.items()
        if one.is_alternative_name_primary is not None
    }


def _told(shape: shapes.Classified, codes: CodeBook, notes: Notes) -> Mapping[str, Any]:
    """The fields that services and general descriptions share."""
    versions = shape.language_versions
    return {
        "instructions": told(versions, "user_instructions"),
        "charge": told(versions, "charge_type_additional_information"),
        "charge_kind": notes.known("chargeType", shape.charge_type, CHARGES),
        "deadline": told(versions, "deadline_additional_information"),
        "processing_time": told(versions, "processing_time_additional_information"),
        "validity": told(versions, "validity_time_additional_information"),
        "requirements": told(versions, "conditions"),
        "kind": notes.known("serviceType", shape.service_type, KINDS),
        "service_classes": _concepts(codes, "service-classes", shape.service_classes),
        "target_groups": _concepts(codes, "target-groups", shape.target_groups),
        "ontology": _concepts(codes, "ontology-terms", shape.ontology_terms),
        "life_events": _concepts(codes, "life-events", shape.life_events),
        "industrial_classes": _concepts(codes, "industrial-classes", shape.industrial_classes),
        "keywords": contacts.keywords(versions),
        "laws": contacts.laws(versions, notes),
        "modified": values.moment("publishedAt", shape.published_at, notes),
    }


def _concepts(codes: CodeBook, list_name: str, keys: Iterable[str]) -> tuple[Concept, ...]:
    return tuple(codes.concept(list_name, key) for one in keys if (key := plain(one)))


def _roles(shape: shapes.ServiceShape, codes: CodeBook) -> Iterable[OrganisationRole]:
    def role(id_: str, kind: str, provision: str = "") -> OrganisationRole:
        return OrganisationRole(id_, codes.organisations.get(id_, ""), kind, provision)

    yield role(shape.organization_content_id, "responsible")
    for one in shape.other_responsible_organizations:
        yield role(one, "other_responsible")
    for field, provision in PROVISIONS.items():
        producer: shapes.Producer | None = getattr(shape.producers, field, None)
        if producer is None:
            continue
        for one in producer.organizations:
            yield role(one, "producer", provision)
        for other in producer.other:
            names = localised(other.name)
            yield OrganisationRole("", text_of(names), "producer", provision, names)


def _vouchers(versions: Versions, notes: Notes) -> Iterable[Voucher]:
    for language, version in versions.items():
        given = version.voucher
        if given is None or given.voucher_type == "NotUsed":
            continue
        for page in given.urls:
            address = values.checked_address("voucher.urls", page.url, notes)
            yield Voucher(plain(page.name or ""), address, plain(page.additional_information or ""), language)
        if info := plain(given.additional_information or ""):
            yield Voucher(info=info, language=language)


def _signing(shape: shapes.ChannelShape, notes: Notes) -> Mapping[str, Any]:
    """Whether an e-service is signed in to and signed, and by how many."""
    needed = {"Required": True, "NotRequired": False}
    signature = shape.electronic_signature
    kind = signature.type if signature else None
    if kind not in {None, *needed}:
        notes.leave_out("electronicSignature", f"unknown value {str(kind)[:40]!r}")
    if shape.electronic_identification not in {None, *needed}:
        notes.leave_out(
            "electronicIdentification", f"unknown value {str(shape.electronic_identification)[:40]!r}"
        )
    needs = needed.get(kind or "")
    return {
        "needs_sign_in": needed.get(shape.electronic_identification or ""),
        "needs_signature": needs,
        "signatures": (signature.number_of_required_signatures or 0)
        if signature and needs is not None
        else None,
    }


def _own_municipality(kind: str, area: shapes.Served | None, codes: CodeBook) -> Municipality | None:
    """The municipality that a municipal organisation is."""
    if kind != "Municipality" or area is None or len(area.municipalities) != 1:
        return None
    return codes.municipality(plain(area.municipalities[0]))
