"""What version 12 says of services, channels, organisations and connections arrives in the catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from luotsi.catalogue.records import (
    Area,
    Concept,
    GeneralDescriptionRecord,
    Municipality,
    OrganisationRecord,
    OrganisationRole,
    Voucher,
    WebLink,
)
from luotsi.catalogue.reference_codes import reference_code
from luotsi.integrations.ptv.types import Refusal
from luotsi.integrations.ptv.v12.codebook import CodeBook
from luotsi.integrations.ptv.v12.reading import read_object
from tests.ptv.makers import CHANNEL_ID, ORGANISATION_ID, SERVICE_ID
from tests.ptv.v12.makers import (
    OTHER_ID,
    channel,
    connection_record,
    number,
    point_record,
    read,
    record,
    service,
    service_record,
    version,
)


def book() -> CodeBook:
    codes = CodeBook()
    name = {"fi": "Kuusiniemi", "sv": "Gransudd", "en": ""}
    codes.learn("municipality-codes", [{"code": "001", "isValid": True, "name": name}])
    codes.learn(
        "wellbeing-services-county-codes",
        [{"code": "99", "name": {"fi": "Rantamaan hyvinvointialue"}, "municipalities": ["001", "002"]}],
    )
    codes.learn(
        "service-classes",
        [{"code": "P5.10", "uri": "http://uri.suomi.fi/x/P5.10", "parentUri": None, "name": {"fi": "Suu"}}],
    )
    codes.learn(
        "ontology-terms",
        [{"uri": "http://www.yso.fi/onto/koko/p1", "type": "JUPO", "parentUris": ["http://a"], "name": {}}],
    )
    codes.learn("postal-codes", [{"code": "00000", "name": {"fi": "KUUSINIEMI"}}])
    codes.organisations[ORGANISATION_ID] = "Rantamaan hyvinvointialue"
    return codes


def test_languages_stay_apart_and_an_empty_text_is_no_text() -> None:
    found = service_record(
        languageVersions={
            "fi": version("Hammashoito", summary="Lyhyesti", description="Pitkästi", alternativeName=" "),
            "sv": version("Tandvård", summary="", alternativeName="Tänder"),
        }
    )
    assert found.names == {"fi": "Hammashoito", "sv": "Tandvård"}
    assert found.alternative_names == {"sv": "Tänder"}
    assert (found.summaries, found.descriptions) == ({"fi": "Lyhyesti"}, {"fi": "Pitkästi"})
    assert found.modified is not None
    assert found.modified.isoformat() == "2026-10-01T10:00:00.123000+00:00"


def test_bare_codes_get_their_names_from_the_national_lists() -> None:
    found = service_record(
        book(),
        ontologyTerms=["http://www.yso.fi/onto/koko/p1"],
        area={
            "areaType": "LimitedArea",
            "municipalities": ["001", "3"],
            "regions": [],
            "wellbeingServicesCounties": ["99"],
        },
    )
    assert found.service_classes == (Concept("P5.10", "http://uri.suomi.fi/x/P5.10", "", {"fi": "Suu"}),)
    assert found.ontology == (Concept("", "http://www.yso.fi/onto/koko/p1", "JUPO", {}, ("http://a",)),)
    assert found.coverage.extent == "limited"
    town = Municipality("001", {"fi": "Kuusiniemi", "sv": "Gransudd"})
    assert found.coverage.areas == (
        Area("municipality", municipalities=(town, Municipality("003"))),
        Area("county", "99", {"fi": "Rantamaan hyvinvointialue"}, (town, Municipality("002"))),
    )


def test_a_code_that_no_list_knows_keeps_itself() -> None:
    found = service_record(
        serviceClasses=["P99"],
        industrialClasses=["http://uri.suomi.fi/codelist/jhs/toimiala_1_20080101/code/86"],
        area={"areaType": "LimitedArea", "regions": ["17"]},
    )
    assert found.service_classes == (Concept("P99"),)
    assert found.industrial_classes[0].uri.endswith("/86")
    assert found.coverage.areas == (Area("region", "17"),)


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        ("WholeCountry", "nation"),
        ("WholeCountryExceptAland", "nation_except_aland"),
        ("LimitedArea", "limited"),
    ],
)
def test_whom_a_service_serves(extent: str, expected: str) -> None:
    assert service_record(area={"areaType": extent}).coverage.extent == expected


def test_a_permit_tells_deadline_processing_time_validity_charge_and_conditions() -> None:
    found = service_record(
        serviceType="PermitOrOtherObligation",
        chargeType="Charged",
        languageVersions={
            "fi": version(
                "Lupa",
                deadlineAdditionalInformation="Hae **ajoissa**",
                processingTimeAdditionalInformation="Kuukausi",
                validityTimeAdditionalInformation="Vuosi",
                chargeTypeAdditionalInformation="Maksat itse",
                conditions="- Ehto",
                userInstructions="Tee näin",
                freelyAssignedKeywords=["lupa", "lupa", "hakemus"],
            )
        },
    )
    assert (found.kind, found.charge_kind) == ("permission", "charged")
    assert (found.deadline["fi"], found.processing_time["fi"], found.validity["fi"]) == (
        "Hae ajoissa",
        "Kuukausi",
        "Vuosi",
    )
    assert (found.charge["fi"], found.requirements["fi"], found.instructions["fi"]) == (
        "Maksat itse",
        "- Ehto",
        "Tee näin",
    )
    assert found.keywords == {"fi": ("lupa", "hakemus")}


def test_who_is_responsible_and_who_produces() -> None:
    found = service_record(
        book(),
        otherResponsibleOrganizations=[OTHER_ID],
        producers={
            "selfProducedProducers": {"organizations": [ORGANISATION_ID]},
            "procuredProducers": {"organizations": [], "other": [{"name": {"fi": "Yritys Oy"}}]},
            "otherProducers": {"organizations": [OTHER_ID], "other": []},
        },
    )
    county = "Rantamaan hyvinvointialue"
    assert found.organisations == (
        OrganisationRole(ORGANISATION_ID, county, "responsible"),
        OrganisationRole(OTHER_ID, "", "other_responsible"),
        OrganisationRole(ORGANISATION_ID, county, "producer", "SelfProducedServices"),
        OrganisationRole("", "Yritys Oy", "producer", "ProcuredServices", {"fi": "Yritys Oy"}),
        OrganisationRole(OTHER_ID, "", "producer", "Other"),
    )


def test_vouchers_of_both_kinds() -> None:
    page = {"name": "Palvelusetelit", "url": "https://rantamaa.example/s", "additionalInformation": "Hae"}
    found = service_record(
        languageVersions={
            "fi": version(voucher={"voucherType": "WithUrl", "urls": [page]}),
            "sv": version(
                "Tandvård",
                voucher={"voucherType": "WithAdditionalInformation", "additionalInformation": "Fråga"},
            ),
            "en": version("Dental care", voucher={"voucherType": "NotUsed"}),
        }
    )
    assert found.uses_vouchers
    assert found.vouchers == (
        Voucher("Palvelusetelit", "https://rantamaa.example/s", "Hae", "fi"),
        Voucher(info="Fråga", language="sv"),
    )
    assert not service_record().uses_vouchers


def test_one_act_in_two_languages_is_one_act() -> None:
    link = {"url": "https://rantamaa.example/laki", "name": "Laki"}
    found = service_record(
        languageVersions={
            "fi": version(legislationLinks=[link]),
            "sv": version("Tandvård", legislationLinks=[{**link, "name": "Lag"}]),
        }
    )
    (law,) = found.laws
    assert law.names == {"fi": "Laki", "sv": "Lag"}
    assert law.links == (WebLink("https://rantamaa.example/laki", {}, ("fi", "sv")),)


def test_numbers_of_every_kind_are_dialled_as_they_should_be() -> None:
    found = point_record(
        languageVersions={
            "fi": version(
                "Neuvonta",
                phoneNumbers=[
                    number("200000101", additionalInformation="Arkisin"),
                    number("116117", type="DomesticPhone", dialCode=None, chargeType="Free"),
                    number("200000102", type="Sms"),
                    number("200000103", type="Fax", chargeType="ExtraCharge", chargeDescription="2 €/min"),
                ],
            ),
            "sv": version("Rådgivning", phoneNumbers=[number("200000101")]),
        }
    )
    first, short, text, fax = found.phones
    assert (first.number, first.display, first.languages) == ("+358200000101", "020 000 0101", ("fi", "sv"))
    assert first.label == {"fi": "Arkisin"}
    assert (short.number, short.charge_kind, short.is_service_number) == ("116117", "free", True)
    assert (text.kind, fax.kind, fax.charge_kind, fax.charge) == ("sms", "fax", "other", {"fi": "2 €/min"})


def test_a_place_has_its_street_its_map_point_and_its_post_office() -> None:
    def point(source: str, north: float, system: str = "EPSG:3067") -> dict[str, Any]:
        return {"system": system, "source": source, "easting": 452310, "northing": north}

    street = {
        "addressSource": {"source": "Posti"},
        "streetName": {"fi": "Satamakatu", "sv": "Hamngatan"},
        "addressDetail": "4",
        "postalCode": "00000",
        "coordinates": [point("User", 6692850.5), point("NLS", 6692840)],
        "additionalInformation": {"fi": "Sisäpiha"},
        "accessibilityRegisterServicePointId": "123",
    }
    found = point_record(
        "ServiceLocation",
        book(),
        location={"streetAddresses": [street], "otherAddresses": [], "foreignAddresses": []},
        contactAddresses={
            "postOfficeBoxAddresses": [{"postalCode": "00000", "postOfficeBox": {"fi": "PL 1"}}],
            "foreignAddresses": [{"address": {"en": "1 Street"}, "countryCode": "SE"}],
        },
    )
    visiting, box, abroad = found.addresses
    assert (visiting.form, visiting.kind, visiting.street["sv"], visiting.number) == (
        "street",
        "visiting",
        "Hamngatan",
        "4",
    )
    assert (visiting.post_office, visiting.extra) == ({"fi": "KUUSINIEMI"}, {"fi": "Sisäpiha"})
    assert (visiting.municipality, visiting.municipality_names["sv"]) == ("001", "Gransudd")
    assert visiting.position is not None
    assert (visiting.position.northing, visiting.position_state) == ("6692840", "Ok")
    assert visiting.latitude == pytest.approx(60.369, abs=0.01)
    assert (box.form, box.kind, box.po_box) == ("po_box", "postal", {"fi": "PL 1"})
    assert (abroad.form, abroad.text, abroad.country) == ("abroad", {"en": "1 Street"}, "SE")


def test_a_point_that_is_not_in_finland_is_left_out_and_the_address_stays() -> None:
    place = {"postalCode": None, "additionalInformation": {"fi": "Laituri"}}
    for coordinate in (
        {"system": "Unknown", "source": "User", "easting": 25.0, "northing": 60.0},
        {"system": "EPSG:3067", "source": "User", "easting": 1.0, "northing": 2.0},
    ):
        given = channel(
            "ServiceLocation", location={"otherAddresses": [{**place, "coordinates": [coordinate]}]}
        )
        found = read(given)
        assert found.record.addresses[0].position is None  # type: ignore[union-attr]
        assert len(found.notes) == 1


def test_an_e_service_says_whether_one_signs_in_and_signs() -> None:
    said = version(
        "Asiointi",
        webAddress={"url": "https://rantamaa.example/e", "name": "Asioi"},
        accessibilityClassificationLevel="PartiallyCompliant",
        attachmentLinks=[
            {"name": "Ohje", "url": "https://rantamaa.example/o", "additionalInformation": "PDF"}
        ],
        supportPhoneNumbers=[number()],
        supportEmails=[{"email": "tuki@rantamaa.example"}],
    )
    found = point_record(
        "EService",
        languageVersions={"fi": said, "sv": version("Ärenden", accessibilityClassificationLevel="Unknown")},
        electronicIdentification="Required",
        electronicSignature={"type": "Required", "numberOfRequiredSignatures": 2},
    )
    assert (found.kind, found.needs_sign_in, found.needs_signature, found.signatures) == (
        "e_service",
        True,
        True,
        2,
    )
    assert found.links[0].names == {"fi": "Asioi"}
    assert [(one.level, one.language) for one in found.accessibility_classes] == [
        ("PartiallyCompliant", "fi")
    ]
    assert found.attachments[0].description == "PDF"
    assert (len(found.support_phones), len(found.support_emails)) == (1, 1)


def test_a_form_has_its_files_its_identifier_and_where_to_send_it() -> None:
    found = point_record(
        "PrintableForm",
        languageVersions={
            "fi": version(
                "Hakemus",
                formIdentifier="RM 1",
                formFiles=[{"name": "Hakemus", "url": "https://rantamaa.example/h.pdf", "type": "pdf"}],
            )
        },
        deliveryAddresses=[
            {
                "deliveryAddressType": "DeliveryInformation",
                "deliveryInformation": {"fi": "Jätä neuvontaan"},
                "recipient": {"fi": "Kirjaamo", "sv": None},
            },
            {"deliveryAddressType": "PostOfficeBox", "postalCode": "00000", "postOfficeBox": {"fi": "PL 2"}},
        ],
    )
    assert (found.form_identifiers, found.form_links[0].kind) == ({"fi": "RM 1"}, "PDF")
    words, box = found.addresses
    assert (words.form, words.text, words.receiver) == ("text", {"fi": "Jätä neuvontaan"}, {"fi": "Kirjaamo"})
    assert (box.kind, box.po_box) == ("delivery", {"fi": "PL 2"})


def test_which_name_a_place_shows() -> None:
    found = point_record(
        "ServiceLocation",
        languageVersions={
            "fi": version("Terveysasema", alternativeName="Terska", isAlternativeNamePrimary=True),
            "sv": version("Hälsostation", isAlternativeNamePrimary=False),
        },
    )
    assert found.shown_name == {"fi": "AlternativeName", "sv": "Name"}


def test_a_connection_has_its_own_words_numbers_and_charge() -> None:
    found = connection_record(
        chargeType="Other",
        languageVersions={
            "fi": {
                "description": "Soita *ensin*",
                "chargeTypeAdditionalInformation": "Puhelu maksaa",
                "contactPhoneNumbers": [number()],
                "contactFaxNumbers": [number("200000109", type="Fax")],
                "contactEmails": [{"email": "a@rantamaa.example"}],
                "contactWebPages": [
                    {"name": "Sivu", "url": "https://rantamaa.example", "additionalInformation": None}
                ],
            }
        },
    )
    assert found.id == f"{SERVICE_ID}/{CHANNEL_ID}"
    assert (found.texts, found.charge, found.charge_kind) == (
        {"fi": "Soita ensin"},
        {"fi": "Puhelu maksaa"},
        "other",
    )
    assert [one.kind for one in found.phones] == ["phone", "fax"]
    assert (len(found.emails), len(found.links)) == (1, 1)


def test_a_municipality_is_an_organisation_of_itself() -> None:
    found = record(
        {
            "contentId": ORGANISATION_ID,
            "parentOrganizationContentId": OTHER_ID,
            "organizationType": "Municipality",
            "businessId": "1234567-1",
            "oid": None,
            "area": {"areaType": "LimitedArea", "municipalities": ["001"]},
            "publishedAt": None,
            "languageVersions": {
                "fi": version("Kuusiniemi", contactEmails=[{"email": "k@rantamaa.example"}])
            },
        },
        book(),
    )
    assert isinstance(found, OrganisationRecord)
    assert (found.kind, found.business_id, found.parent_id) == ("Municipality", "1234567-1", OTHER_ID)
    assert found.municipality == Municipality("001", {"fi": "Kuusiniemi", "sv": "Gransudd"})
    assert (found.emails[0].address, found.modified) == ("k@rantamaa.example", None)


def test_a_national_description_keeps_the_code_by_which_paths_name_it() -> None:
    code_and_id = {reference_code(one): one for one in _ids_of_descriptions()}
    found = record(
        {
            "contentId": code_and_id["SOTE-0066"],
            "serviceType": "Service",
            "generalDescriptionTypes": ["WellbeingServicesCounty"],
            "serviceClasses": ["P5.10"],
            "languageVersions": {"fi": version(backgroundDescription="Taustaa")},
        }
    )
    assert isinstance(found, GeneralDescriptionRecord)
    assert (found.code, found.group, found.background) == (
        "SOTE-0066",
        "WellbeingServicesCounty",
        {"fi": "Taustaa"},
    )


def _ids_of_descriptions() -> list[str]:
    from luotsi.catalogue import reference_codes

    return list(reference_codes._codes())


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "is not an object of PTV v12"),
        (service(languageVersions={}), "has no name in any language"),
        (service(contentId="x"), "contentId: is not a PTV id"),
        (service(languageVersions={"suomi": version()}), "is not a language code"),
        (service(languageVersions={"fi": version(summary=1)}), "languageVersions.fi.summary: is not text"),
        (channel("Fax"), "unknown kind of channel 'Fax'"),
        ("text", "is not an object of PTV v12"),
        (None, "is not an object of PTV v12"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_reason(given: Any, reason: str) -> None:
    found = read_object(given, "service")
    assert isinstance(found, Refusal)
    assert reason in found.reason


def test_a_refused_object_is_named_by_its_id() -> None:
    found = read_object(service(serviceLanguages="fi"), "service")
    assert isinstance(found, Refusal)
    assert (found.file, found.id) == ("service", SERVICE_ID)


def test_a_word_that_nobody_has_heard_of_is_left_out_and_told() -> None:
    found = read(service(serviceType="Palvelu", chargeType="Sometimes"))
    assert found.notes == (
        "chargeType left out: unknown value 'Sometimes'",
        "serviceType left out: unknown value 'Palvelu'",
    )
