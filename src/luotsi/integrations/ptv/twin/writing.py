"""v11 objects in the shapes of v12, as far as v12 can say what they say.

What v12 has no place for is left away; docs/ptv.md lists it. Times, numbers and texts are written the way
v12 writes them, so that what reads them meets the real thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from luotsi.integrations.ptv.texts import plain
from luotsi.integrations.ptv.twin.writing_contacts import (
    addresses,
    by_language,
    deliveries,
    emails,
    emails_with_info,
    files,
    numbers,
    pages,
    web_address,
)
from luotsi.integrations.ptv.twin.writing_hours import service_hours

Object = dict[str, Any]

NATIONAL_OWNER = "00000000-0000-4000-8000-000000000000"
"""Who owns the general descriptions in the twin; v11 does not tell."""

LANGUAGES = ("fi", "sv", "en", "se", "smn", "sms")
"""In the order in which v12 lists what is said in them."""

SERVICE_TYPES = {
    "PermissionAndObligation": "PermitOrOtherObligation",
    "PermitOrObligation": "PermitOrOtherObligation",
    "ProfessionalQualification": "ProfessionalQualification",
    "ProfessionalQualifications": "ProfessionalQualification",
}
CHANNEL_TYPES = {"Phone": "TelephoneService", "EChannel": "EService"}
CHARGES = {"Chargeable": "Charged", "Charged": "Charged", "FreeOfCharge": "Free", "Free": "Free"}
ORGANISATION_TYPES = {"State", "Municipality", "RegionalOrganization", "Organization", "Company"}
DESCRIPTION_TYPES = {"Church", "EmploymentArea", "Municipality", "Other", "WellbeingServicesCounty"}
EXTENTS = {
    "Nationwide": "WholeCountry",
    "WholeCountry": "WholeCountry",
    "NationwideExceptAlandIslands": "WholeCountryExceptAland",
    "WholeCountryExceptAlandIslands": "WholeCountryExceptAland",
}
_EXTENDED = {
    "processingTimeAdditionalInformation": ("ProcessingTime", "ProcessingTimeAdditionalInfo"),
    "deadlineAdditionalInformation": ("DeadLine", "DeadLineAdditionalInfo"),
    "validityTimeAdditionalInformation": ("ValidityTime", "ValidityTimeAdditionalInfo"),
}
_SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>#|~])|^([ \t]*)([-+=])(?=[ \t]|[-=]*[ \t]*$)|^([ \t]*\d{1,3})([.)])(?=\s)", re.MULTILINE
)


def markdown(text: str) -> str:
    """Plain text as Markdown that says the same: what Markdown would take for a mark is escaped."""

    def escaped(found: re.Match[str]) -> str:
        if found[1]:
            return f"\\{found[1]}"
        if found[3]:
            return f"{found[2]}\\{found[3]}"
        return f"{found[4]}\\{found[5]}"

    return _SPECIAL.sub(escaped, text)


def service(given: Mapping[str, Any]) -> Object:
    """A service."""
    responsible = _organisations(given, "Responsible")
    texts = _Texts(given.get("serviceNames"), given.get("serviceDescriptions"))
    kind = SERVICE_TYPES.get(given.get("type") or "", "Service")
    return {
        **_published(given),
        "organizationContentId": responsible[0] if responsible else NATIONAL_OWNER,
        "generalDescriptionContentId": given.get("generalDescriptionId"),
        **_classes(given),
        "producers": _producers(given),
        "otherResponsibleOrganizations": [*responsible[1:], *_organisations(given, "OtherResponsible")],
        "chargeType": CHARGES.get(given.get("serviceChargeType") or ""),
        "fundingType": given.get("fundingType"),
        "serviceLanguages": list(given.get("languages") or []),
        "area": area(given) or {"areaType": "WholeCountry"},
        "serviceType": kind,
        "languageVersions": {
            language: {
                "name": texts.name(language),
                "alternativeName": texts.alternative(language),
                "summary": texts.short(language, "Summary", "ShortDescription"),
                "description": texts.long(language, "Description"),
                **_shared_version(given, texts, language, kind),
                "voucher": _voucher(given, language),
            }
            for language in texts.languages
        },
    }


def general_description(given: Mapping[str, Any]) -> Object:
    """A general description."""
    texts = _Texts(given.get("names"), given.get("descriptions"))
    kind = SERVICE_TYPES.get(given.get("type") or "", "Service")
    group = given.get("generalDescriptionType") or ""
    return {
        **_published(given),
        "organizationContentId": NATIONAL_OWNER,
        "chargeType": CHARGES.get(given.get("serviceChargeType") or ""),
        "generalDescriptionTypes": [group if group in DESCRIPTION_TYPES else "Other"],
        **_classes(given),
        "serviceType": kind,
        "languageVersions": {
            language: {
                "name": texts.name(language),
                "backgroundDescription": texts.long(language, "BackgroundDescription"),
                "description": texts.long(language, "Description"),
                **_shared_version(given, texts, language, kind),
            }
            for language in texts.languages
        },
    }


def channel(given: Mapping[str, Any]) -> Object:
    """A channel of any of the five kinds; raises KeyError for another kind."""
    kind = given["serviceChannelType"]
    texts = _Texts(given.get("serviceChannelNames"), given.get("serviceChannelDescriptions"))
    versions = {
        language: {
            "name": texts.name(language),
            "summary": texts.short(language, "Summary", "ShortDescription"),
            "description": texts.long(language, "Description"),
            **_VERSIONS[kind](given, texts, language),
        }
        for language in texts.languages
    }
    return {
        **_published(given),
        "organizationContentId": given.get("organizationId") or NATIONAL_OWNER,
        "allowedConnectionType": "AllOrganizations",
        "serviceLanguages": list(given.get("languages") or []),
        "area": area(given),
        "serviceChannelType": CHANNEL_TYPES.get(kind, kind),
        "languageVersions": versions,
        **_BODIES[kind](given),
    }


def organisation(given: Mapping[str, Any]) -> Object:
    """An organisation."""
    texts = _Texts(given.get("organizationNames"), given.get("organizationDescriptions"))
    kind = given.get("organizationType")
    return {
        **_published(given),
        "parentOrganizationContentId": given.get("parentOrganizationId"),
        "businessId": given.get("businessCode") or "",
        "oid": given.get("oid"),
        "eInvoiceAddresses": [],
        "organizationType": kind if kind in ORGANISATION_TYPES else "Organization",
        "area": _own_area(given, kind),
        "location": addresses(given.get("addresses"), ("Location", "Visiting"), "location"),
        "contactAddresses": addresses(given.get("addresses"), ("Postal",), "contact"),
        "languageVersions": {
            language: {
                "name": texts.name(language),
                "alternativeName": texts.alternative(language),
                "isAlternativeNamePrimary": _shows_alternative(given, language),
                "summary": texts.short(language, "Summary", "ShortDescription"),
                "description": texts.long(language, "Description"),
                "contactEmails": emails_with_info(given.get("emails"), language),
                "contactWebPages": pages(given.get("webPages"), language),
                "contactPhoneNumbers": numbers(given.get("phoneNumbers"), language, ("Phone",)),
            }
            for language in texts.languages
        },
    }


def _own_area(given: Mapping[str, Any], kind: str | None) -> Object:
    """A municipality is its own area; a regional organisation has a limited one."""
    code = (given.get("municipality") or {}).get("code")
    if kind == "Municipality" and code:
        return {"areaType": "LimitedArea", "municipalities": [code]}
    found = area(given) or {"areaType": "WholeCountry"}
    if kind == "RegionalOrganization" and found["areaType"] != "LimitedArea":
        return {
            "areaType": "LimitedArea",
            "municipalities": [],
            "regions": [],
            "wellbeingServicesCounties": [],
        }
    return found


def connection(given: Mapping[str, Any], service_id: str, channel_id: str) -> Object:
    """What is said of one service at one channel."""
    told = given.get("description") or []
    details = given.get("contactDetails") or {}
    texts = _Texts([], told)
    languages = [
        *texts.told_languages,
        *(
            one["language"]
            for field in ("emails", "phoneNumbers", "webPages")
            for one in details.get(field) or []
        ),
    ]
    kept = {"FreeOfCharge": "Free", "Free": "Free", "Chargeable": "Charged", "Charged": "Charged"}
    return {
        "serviceContentId": service_id,
        "channelContentId": channel_id,
        "contactAddresses": addresses(
            details.get("addresses"), ("Location", "Visiting", "Postal"), "contact"
        ),
        "chargeType": {**kept, "Other": "Other"}.get(given.get("serviceChargeType") or ""),
        "serviceHours": service_hours(given.get("serviceHours")),
        "languageVersions": {
            language: {
                "chargeTypeAdditionalInformation": texts.long(language, "ChargeTypeAdditionalInfo"),
                "description": texts.long(language, "Description", ""),
                "contactPhoneNumbers": numbers(details.get("phoneNumbers"), language, ("Phone",)),
                "contactFaxNumbers": numbers(details.get("phoneNumbers"), language, ("Fax",)),
                "contactEmails": emails(details.get("emails"), language),
                "contactWebPages": pages(details.get("webPages"), language, with_info=True),
            }
            for language in LANGUAGES
            if language in languages
        },
        "publishedAt": moment(given.get("modified")),
    }


def area(given: Mapping[str, Any]) -> Object | None:
    """Whom an object serves, in bare codes; None when nothing is said."""
    extent = given.get("areaType")
    if extent in EXTENTS:
        return {"areaType": EXTENTS[extent]}
    if not extent:
        return None
    of_kind: dict[str, list[str]] = {"municipalities": [], "regions": [], "wellbeingServicesCounties": []}
    for one in given.get("areas") or []:
        match one.get("type"):
            case "Municipality":
                of_kind["municipalities"] += [town["code"] for town in one.get("municipalities") or []]
            case "Region" | "Province" if one.get("code"):
                of_kind["regions"].append(one["code"])
            case "WellbeingServiceCounty" | "WellbeingServicesCounty" if one.get("code"):
                of_kind["wellbeingServicesCounties"].append(one["code"])
    return {
        "areaType": "LimitedArea",
        **{kind: list(dict.fromkeys(found)) for kind, found in of_kind.items()},
    }


def moment(value: str | None) -> str | None:
    """A moment of v11 as v12 writes it; v11's without a zone are UTC."""
    if not value:
        return None
    return value if value.endswith("Z") or re.search(r"[+-]\d\d:\d\d\Z", value) else f"{value}Z"


class _Texts:
    """The names and descriptions of an object, by type and language."""

    def __init__(self, names: Iterable[Any] | None, told: Iterable[Any] | None) -> None:
        self._names = by_language(names)
        self._told = by_language(told)
        shown = self._names.get("Name") or next(iter(self._names.values()), {})
        self.languages = list(shown)
        self.told_languages = list(dict.fromkeys(one for texts in self._told.values() for one in texts))
        self._shown = shown

    def name(self, language: str) -> str:
        return self._shown[language]

    def alternative(self, language: str) -> str | None:
        found = self._names.get("AlternativeName") or self._names.get("AlternateName") or {}
        return found.get(language)

    def short(self, language: str, *types: str) -> str | None:
        parts = [text for one in types if (text := self._told.get(one, {}).get(language))]
        return "\n\n".join(parts) or None

    def long(self, language: str, *types: str) -> str | None:
        found = self.short(language, *types)
        return markdown(found) if found else None


def _published(given: Mapping[str, Any]) -> Object:
    return {"contentId": given["id"], "migratedAt": None, "publishedAt": moment(given.get("modified"))}


def _classes(given: Mapping[str, Any]) -> Object:
    def codes(field: str) -> list[str]:
        return [one["code"] for one in given.get(field) or [] if one.get("code")]

    def uris(field: str) -> list[str]:
        return [one["uri"] for one in given.get(field) or [] if one.get("uri")]

    return {
        "serviceClasses": codes("serviceClasses"),
        "targetGroups": codes("targetGroups"),
        "lifeEvents": codes("lifeEvents"),
        "ontologyTerms": uris("ontologyTerms"),
        "industrialClasses": uris("industrialClasses"),
    }


def _shared_version(given: Mapping[str, Any], texts: _Texts, language: str, kind: str) -> Object:
    required = by_language(given.get("requirements")).get("", {}).get(language)
    version = {
        "userInstructions": texts.long(language, "UserInstruction", "ServiceUserInstruction"),
        "conditions": markdown(required) if required else None,
        "legislationLinks": list(_laws(given, language)),
        "freelyAssignedKeywords": [
            plain(one["value"])
            for one in given.get("keywords") or []
            if one["language"] == language and plain(one.get("value") or "")
        ],
        "chargeTypeAdditionalInformation": texts.long(language, "ChargeTypeAdditionalInfo"),
    }
    if kind != "Service":
        version |= {field: texts.long(language, *types) for field, types in _EXTENDED.items()}
    return version


def _laws(given: Mapping[str, Any], language: str) -> Iterator[Object]:
    for law in given.get("legislation") or []:
        name = by_language(law.get("names")).get("", {}).get(language)
        for page in law.get("webPages") or []:
            if page["language"] == language and page.get("url"):
                yield {"url": page["url"], "name": name or plain(page.get("value") or "")}


def _voucher(given: Mapping[str, Any], language: str) -> Object:
    own = [one for one in given.get("serviceVouchers") or [] if one["language"] == language]
    if not given.get("serviceVouchersInUse"):
        return {"voucherType": "NotUsed"}
    if any(one.get("url") for one in own):
        return {
            "voucherType": "WithUrl",
            "urls": [
                {
                    "name": one.get("value") or "",
                    "url": one.get("url") or "",
                    "additionalInformation": one.get("additionalInformation"),
                }
                for one in own
            ],
        }
    info = next((one.get("additionalInformation") for one in own), None)
    return {"voucherType": "WithAdditionalInformation", "additionalInformation": info}


def _organisations(given: Mapping[str, Any], role: str) -> list[str]:
    roles = (one for one in given.get("organizations") or [] if one.get("roleType") == role)
    return [one["organization"]["id"] for one in roles]


def _producers(given: Mapping[str, Any]) -> Object:
    found: dict[str, list[str]] = {"SelfProducedServices": [], "ProcuredServices": [], "Other": []}
    for one in given.get("organizations") or []:
        if one.get("roleType") == "Producer":
            provision = one.get("provisionType")
            found[provision if provision in found else "Other"].append(one["organization"]["id"])
    return {
        "selfProducedProducers": {"organizations": found["SelfProducedServices"]},
        "procuredProducers": {"organizations": found["ProcuredServices"], "other": []},
        "otherProducers": {"organizations": found["Other"], "other": []},
    }


def _shows_alternative(given: Mapping[str, Any], language: str) -> bool:
    return any(
        one["language"] == language and one.get("type") in {"AlternativeName", "AlternateName"}
        for one in given.get("displayNameType") or []
    )


def _level(given: Mapping[str, Any], language: str) -> str:
    found = (one for one in given.get("accessibilityClassification") or [] if one["language"] == language)
    return next((one.get("accessibilityClassificationLevel") for one in found), None) or "Unknown"


def _place_version(given: Mapping[str, Any], texts: _Texts, language: str) -> Object:
    return {
        "alternativeName": texts.alternative(language),
        "isAlternativeNamePrimary": _shows_alternative(given, language),
        "contactEmails": emails(given.get("emails"), language),
        "contactFaxNumbers": numbers(given.get("phoneNumbers"), language, ("Fax",)),
        "contactWebPages": pages(given.get("webPages"), language),
        "contactPhoneNumbers": numbers(given.get("phoneNumbers"), language, ("Phone",)),
    }


def _phone_version(given: Mapping[str, Any], texts: _Texts, language: str) -> Object:
    return {
        "webAddress": web_address(given.get("webPages"), language),
        "supportEmails": emails(given.get("supportEmails"), language),
        "phoneNumbers": numbers(given.get("phoneNumbers"), language, ("Phone", "Sms", "Fax")),
    }


def _support(given: Mapping[str, Any], language: str) -> Object:
    return {
        "supportEmails": emails(given.get("supportEmails"), language),
        "supportPhoneNumbers": numbers(given.get("supportPhones"), language, ("Phone",)),
    }


def _web_page_version(given: Mapping[str, Any], texts: _Texts, language: str) -> Object:
    return {
        "accessibilityClassificationLevel": _level(given, language),
        "webAddress": web_address(given.get("webPages"), language),
        **_support(given, language),
    }


def _e_service_version(given: Mapping[str, Any], texts: _Texts, language: str) -> Object:
    attachments = pages(given.get("attachments"), language, with_info=True)
    return {**_web_page_version(given, texts, language), "attachmentLinks": attachments}


def _form_version(given: Mapping[str, Any], texts: _Texts, language: str) -> Object:
    return {
        "attachmentLinks": pages(given.get("attachments"), language, with_info=True),
        **_support(given, language),
        "formIdentifier": by_language(given.get("formIdentifier")).get("", {}).get(language),
        "formFiles": files(given.get("channelUrls"), language),
    }


def _place_body(given: Mapping[str, Any]) -> Object:
    return {
        "location": addresses(given.get("addresses"), ("Location", "Visiting"), "place"),
        "contactAddresses": addresses(given.get("addresses"), ("Postal",), "contact"),
        "serviceHours": service_hours(given.get("serviceHours")),
    }


def _e_service_body(given: Mapping[str, Any]) -> Object:
    signed = given.get("requiresSignature")
    count = given.get("signatureQuantity") or 0
    return {
        "electronicSignature": (
            {"type": "Required", "numberOfRequiredSignatures": count} if signed else {"type": "NotRequired"}
        ),
        "electronicIdentification": "Required" if given.get("requiresAuthentication") else "NotRequired",
        "serviceHours": service_hours(given.get("serviceHours")),
    }


_VERSIONS: Mapping[str, Callable[[Mapping[str, Any], _Texts, str], Object]] = {
    "ServiceLocation": _place_version,
    "Phone": _phone_version,
    "EChannel": _e_service_version,
    "WebPage": _web_page_version,
    "PrintableForm": _form_version,
}
_BODIES: Mapping[str, Callable[[Mapping[str, Any]], Object]] = {
    "ServiceLocation": _place_body,
    "Phone": lambda given: {"serviceHours": service_hours(given.get("serviceHours"))},
    "EChannel": _e_service_body,
    "WebPage": lambda _: {},
    "PrintableForm": lambda given: {"deliveryAddresses": deliveries(given.get("deliveryAddresses"))},
}
