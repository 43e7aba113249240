"""A service shows its general description's texts and classes with its own, language by language."""

from __future__ import annotations

import pytest

from luotsi.catalogue import actions, queries
from luotsi.catalogue.records import (
    Address,
    Attachment,
    Concept,
    ConnectionRecord,
    GeneralDescriptionRecord,
    OrganisationRecord,
    OrganisationRole,
    Phone,
    WebLink,
)
from luotsi.organisation.calendar import OpeningHours
from tests.catalogue.makers import make_service, phone, place, web_page

pytestmark = pytest.mark.django_db

BASE = GeneralDescriptionRecord(
    id="gd",
    code="SOTE-0066",
    names={"fi": "Hammashoito", "sv": "Tandvård"},
    summaries={"fi": "Yhteinen", "sv": "Gemensam"},
    background={"fi": "Tausta"},
    descriptions={"fi": "Pohja", "sv": "Bas"},
    requirements={"fi": "Sama ehto"},
    charge_kind="charged",
    service_classes=(Concept("P5.10"),),
    target_groups=(Concept("KR1"),),
    keywords={"fi": ("hammas",)},
)


def test_base_text_comes_first_and_own_text_after_it() -> None:
    actions.save([BASE], origin="ptv")
    make_service(
        "s",
        names={"fi": "Oma hammashoito"},
        summaries={"fi": "Oma tiivistelmä"},
        descriptions={"fi": "Omaa", "en": "Own"},
        requirements={"fi": "Sama ehto"},
        general_description_id="gd",
        service_classes=(Concept("P5.1"), Concept("P5.10")),
        keywords={"fi": ("hampi", "hammas")},
    )
    service = queries.service("s")
    assert service.names == {"fi": "Oma hammashoito", "sv": "Tandvård"}
    assert service.summaries == {"fi": "Oma tiivistelmä", "sv": "Gemensam"}
    assert service.descriptions == {"fi": "Tausta\n\nPohja\n\nOmaa", "sv": "Bas", "en": "Own"}
    assert service.requirements == {"fi": "Sama ehto"}
    assert (service.charge_kind, service.service_classes) == ("charged", ("P5.10", "P5.1"))
    assert service.target_groups == ("KR1",)
    assert service.keywords == {"fi": ("hammas", "hampi")}
    assert service.themes[0] == "oral_health"
    assert service.record.descriptions == {"fi": "Omaa", "en": "Own"}


def test_a_new_base_text_shows_at_once_in_every_service() -> None:
    actions.save([BASE], origin="ptv")
    make_service("s", general_description_id="gd")
    actions.save(
        [GeneralDescriptionRecord(id="gd", names={"fi": "x"}, descriptions={"fi": "Uusi"})], origin="ptv"
    )
    assert queries.service("s").descriptions == {"fi": "Uusi"}


def test_hours_phones_and_charges_of_a_connection_hold_for_that_service_only() -> None:
    own = phone(hours=OpeningHours(is_always_open=True))
    make_service("plain", points=(own,))
    make_service("special", points=())
    actions.save(
        [
            ConnectionRecord(
                service_id="special",
                contact_point_id="phone",
                texts={"fi": "Kysy hammashoidosta"},
                charge={"fi": "5 e"},
                hours=OpeningHours(is_reservation_only=True),
                phones=(Phone("+358200000999", "020 000 0999"),),
            )
        ],
        origin="ptv",
    )
    special = queries.service("special").contact_points[0]
    assert special.phones[0].display == "020 000 0999"
    assert special.hours is not None
    assert special.hours.is_reservation_only
    assert (special.note, special.connection_charge) == ({"fi": "Kysy hammashoidosta"}, {"fi": "5 e"})

    plain = queries.service("plain").contact_points[0]
    assert plain.phones[0].display == "020 000 0101"
    assert queries.contact_point("phone").hours == OpeningHours(is_always_open=True)


def test_the_responsible_organisation_comes_first_even_when_only_its_name_is_known() -> None:
    actions.save(
        [OrganisationRecord(id="o2", names={"fi": "Tuottaja Oy", "sv": "Tuottaja Ab"})], origin="ptv"
    )
    make_service(
        "s",
        organisations=(
            OrganisationRole("o2", "Tuottaja", "producer"),
            OrganisationRole("o1", "Rantamaa", "responsible"),
        ),
        points=(phone(organisation_id="o1"),),
    )
    service = queries.service("s")
    assert [one.names["fi"] for one in service.providers] == ["Rantamaa", "Tuottaja Oy"]
    assert service.provider is not None
    assert service.provider.role == "responsible"
    assert service.contact_points[0].provider_names == {"fi": "Rantamaa"}


def test_the_name_that_the_organisation_wants_shown_is_shown() -> None:
    shown = phone(alternative_names={"fi": "Tuttu nimi"}, shown_name={"fi": "AlternativeName", "sv": "Name"})
    actions.save([shown], origin="ptv")
    assert queries.contact_point("phone").names == {"fi": "Tuttu nimi", "sv": "Ställe phone"}


def test_a_visiting_address_is_shown_before_a_post_box() -> None:
    box = Address(form="po_box", kind="postal", po_box={"fi": "PL 1"})
    street = Address(kind="visiting", street={"fi": "Kotitie"})
    actions.save([place(addresses=(box, street))], origin="ptv")
    assert queries.contact_point("place").address == street


def test_a_form_leads_to_itself_before_pages_about_it() -> None:
    form = web_page(
        "form",
        kind="form",
        links=(WebLink("https://rantamaa.example/about", languages=("fi", "en")),),
        form_links=(
            Attachment("https://rantamaa.example/form.pdf", language="fi"),
            Attachment("https://rantamaa.example/form.doc", language="fi"),
            Attachment("https://rantamaa.example/blankett.pdf", language="sv"),
        ),
    )
    actions.save([form], origin="ptv")
    assert queries.contact_point("form").urls == {
        "fi": "https://rantamaa.example/form.pdf",
        "sv": "https://rantamaa.example/blankett.pdf",
        "en": "https://rantamaa.example/about",
    }


def test_phones_are_those_of_the_language_or_all() -> None:
    both = (Phone("1", languages=("fi",)), Phone("2", languages=("sv",)))
    actions.save([phone(phones=both)], origin="ptv")
    point = queries.contact_point("phone")
    assert [one.number for one in point.phones_in("sv")] == ["2"]
    assert [one.number for one in point.phones_in("en")] == ["1", "2"]


def test_services_are_found_by_theme_and_by_contact_point() -> None:
    make_service("s", points=(phone(),))
    assert [one.id for one in queries.services_of_theme("oral_health")] == ["s"]
    assert queries.services_of_theme("home_care") == []
    assert [one.id for one in queries.services_at("phone")] == ["s"]
