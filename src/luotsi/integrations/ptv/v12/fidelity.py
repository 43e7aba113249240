"""What of v12's objects is not kept, and why; and what v12 cannot say that v11 says.

Tests walk every field of the published description, and one county in both versions, and hold us to both.
"""

from __future__ import annotations

from collections.abc import Mapping

from luotsi.integrations.ptv import fidelity

NOT_KEPT: Mapping[str, str] = {
    "migratedAt": "when PTV copied the object from version 11",
    "allowedConnectionType": "who may connect the channel in PTV, a matter of editing",
    "*addressSource.source": "whether somebody typed the address or the post gave it",
    "*.accessibilityRegisterServicePointId": (
        "the key of another register, in which the ways in and their accessibility stand"
    ),
    "eInvoiceAddresses[].*": "for whoever sends an organisation invoices",
    "languageVersions.*.contactEmails[].additionalInformation": "said of an organisation's own addresses",
    "languageVersions.*.contactWebPages[].additionalInformation": "said of a connection's web pages",
    "generalDescription.organizationContentId": "who keeps the national descriptions",
}
"""Path of a field in an object of v12, [] for any member of a list and * for anything, to the reason.

"generalDescription." stands before what holds of general descriptions only.
"""

NOT_SAID: Mapping[str, str] = {
    "names in classes": "a code whose list does not name it has no name",
    "Concept.uri": "classes, target groups and life events have the new address (uri.suomi.fi) in version 12",
    "Concept.scheme": "version 12 names the ontology of a term, but no scheme of its own classes",
    "Concept.parent_uris": "of classes, target groups and life events the new address, as above",
    "Address.municipality": "an address has only a postal code, whose office is often named after one",
    "Address.post_office": "from the national list of postal codes",
    "Address.sub_type": "the form of an address follows from where it stands",
    "Address.entrances": "ways in and accessibility sentences stand in the accessibility register",
    "Phone.kind": "a place has telephone and fax numbers, no number for text messages",
    "Phone.charge_kind": "a number without a kind of charge counts as charged",
    "AccessibilityClass.wcag": "only the level is told",
    "AccessibilityClass.statement": "only the level is told",
    "Law": "each language lists its acts by itself; one address is one act",
    "WebLink": "a telephone, a web page and an e-service have one page in each language, a form none",
    "Attachment.kind": "of attachments (forms keep theirs)",
    "sub_type": "the kind of a permission or qualification",
    "source_id": "the key of the system that wrote the object",
    "sote_organisation": "the county is found among the organisations",
    "collections": "which collections an object is in, only the collections themselves tell",
    "ContactPointRecord.ontology": "channels have no ontology terms",
    "ContactPointRecord.oid": "channels have no OID",
    "ContactPointRecord.hours": "a form and a web page have no hours",
    "GeneralDescriptionRecord.code": "from the national list packaged with the catalogue",
    "GeneralDescriptionRecord.summaries": "descriptions have no summary",
    "GeneralDescriptionRecord.languages": "descriptions have no languages of service",
    "OrganisationRole.info": "what is said of an organisation's role",
    "ConnectionRecord.names": "a connection has the ids of its ends",
    "ConnectionRecord.extra_types": "digital support is not told",
    "ConnectionRecord.authorisations": "mandates are not told",
    "Area.kind": "business and hospital regions are not told",
    "languages without a name": "a language version has a name, or there is none",
    "order": "of addresses by their forms, of numbers by their languages, of organisations by their roles",
    "validity": "dated hours have both dates",
}
"""What a record read from version 12 lacks or has otherwise than the one read from version 11."""


def why_not_kept(path: str) -> str | None:
    """The reason for which a field is not kept; None when it is."""
    return fidelity.why_not_kept(path, NOT_KEPT)
