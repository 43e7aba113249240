"""What residents can find of the catalogue by searching."""

from __future__ import annotations

import pytest

from luotsi.catalogue import actions, search
from luotsi.catalogue.records import Address, Concept, GeneralDescriptionRecord
from luotsi.understanding import registry
from tests.catalogue.makers import make_service, place

pytestmark = pytest.mark.django_db


def test_both_kinds_are_registered() -> None:
    assert {"service", "contact_point"} <= set(registry.kinds())


def test_a_service_is_offered_in_each_language_it_has_with_the_words_people_use() -> None:
    base = GeneralDescriptionRecord(id="gd", names={"fi": "Hammashoito", "en": "Dental care"})
    actions.save([base], origin="ptv")
    where = place(addresses=(Address(street={"fi": "Kotitie"}, municipality_names={"fi": "Kuusiniemi"}),))
    make_service(
        "s",
        names={"fi": "Suun hoito", "sv": "Munvård"},
        summaries={"fi": "Lyhyesti"},
        descriptions={"fi": "Pitkästi"},
        alternative_names={"fi": "Hammaslääkäri"},
        general_description_id="gd",
        keywords={"fi": ("paikka",), "sv": ("tand",)},
        ontology=(Concept(uri="u", names={"fi": "hammas"}),),
        points=(where,),
    )
    documents = {one.language: one for one in search.service_documents()}

    assert set(documents) == {"fi", "sv", "en"}
    finnish = documents["fi"]
    assert (finnish.key, finnish.title, finnish.summary, finnish.body) == (
        "s",
        "Suun hoito",
        "Lyhyesti",
        "Pitkästi",
    )
    assert set(finnish.keywords) == {"paikka", "Hammaslääkäri", "Hammashoito", "hammas"}
    assert finnish.themes == ("oral_health",)

    contact = next(one for one in search.contact_point_documents() if one.language == "fi")
    assert {"Kotitie", "Kuusiniemi"} <= set(contact.keywords)
    assert contact.themes == ("oral_health",)


def test_a_service_nobody_can_reach_weighs_less() -> None:
    make_service("lonely")
    make_service("reachable", points=(place(),))
    weights = {one.key: one.weight for one in search.service_documents()}
    assert weights["lonely"] < weights["reachable"]
