"""A slot leads a resident to the nearest service, and always to a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luotsi.catalogue import actions, queries
from luotsi.catalogue.records import Concept, GeneralDescriptionRecord
from luotsi.catalogue.types import Level, Problem, Slot, State
from luotsi.foundation import clock
from luotsi.organisation.calendar import ExceptionalHours, OpeningHours
from tests.catalogue.makers import (
    COUNTY,
    KUUSINIEMI,
    NATION,
    SATAMALA,
    limited,
    make_service,
    phone,
    place,
    web_page,
)

pytestmark = pytest.mark.usefixtures("rantamaa")

DENTAL = Slot(service_classes=("P5.10",), channels=("phone", "place"))


def test_nearer_is_better() -> None:
    make_service("nation", coverage=NATION, points=(phone("nation-phone"),))
    assert queries.resolve(DENTAL, KUUSINIEMI).level is Level.NATION

    make_service("county", coverage=COUNTY, points=(phone("county-phone"),))
    assert queries.resolve(DENTAL, KUUSINIEMI).level is Level.COUNTY

    make_service("own", coverage=limited(KUUSINIEMI), points=(phone("own-phone"),))
    found = queries.resolve(DENTAL, KUUSINIEMI)
    assert (found.level, found.state) == (Level.MUNICIPALITY, State.ONE)
    assert [point.id for point in found.contact_points] == ["own-phone"]
    assert queries.resolve(DENTAL, SATAMALA).level is Level.COUNTY


def test_the_general_description_is_surer_than_the_class() -> None:
    actions.save(
        [GeneralDescriptionRecord(id="gd", code="SOTE-0066", names={"fi": "Hammashoito"})], origin="ptv"
    )
    make_service("by-class", coverage=limited(KUUSINIEMI), points=(phone("a"),))
    make_service("by-description", general_description_id="gd", points=(phone("b"),))

    slot = Slot(general_descriptions=("SOTE-0066",), service_classes=("P5.10",))
    found = queries.resolve(slot, KUUSINIEMI)

    assert found.service is not None
    assert (found.service.id, found.matched_by) == ("by-description", "general_description")


def test_a_reference_code_is_known_even_when_the_description_is_not_imported() -> None:
    make_service("s", general_description_id="00101b14-33b7-4da8-8c13-3a994c50a472", points=(phone(),))
    assert queries.resolve(Slot(general_descriptions=("SOTE-0016",)), KUUSINIEMI).state is State.ONE


def test_a_target_group_narrows_a_class_and_an_ontology_term_stands_alone() -> None:
    children = (Concept("KR1.2"),)
    make_service("for-children", target_groups=children, points=(phone("a"),))
    make_service("for-all", target_groups=(Concept("KR1"),), points=(phone("b"),))
    make_service("yso", service_classes=(), ontology=(Concept(uri="http://koko/p1"),), points=(phone("c"),))

    narrowed = queries.resolve(Slot(service_classes=("P5",), target_groups=("KR1.2",)), KUUSINIEMI)
    assert [one.id for one in narrowed.services] == ["for-children"]
    by_term = queries.resolve(Slot(ontology=("http://koko/p1",)), KUUSINIEMI)
    assert (by_term.service and by_term.service.id, by_term.matched_by) == ("yso", "ontology")


def test_a_near_service_of_its_class_comes_before_a_far_one_that_is_surer() -> None:
    actions.save(
        [GeneralDescriptionRecord(id="gd", code="SOTE-0066", names={"fi": "Hammashoito"})], origin="ptv"
    )
    make_service("far", coverage=NATION, general_description_id="gd", points=(phone("a"),))
    make_service("near", points=(phone("b"),))
    found = queries.resolve(Slot(general_descriptions=("SOTE-0066",), service_classes=("P5.10",)), KUUSINIEMI)
    assert (found.service and found.service.id, found.level) == ("near", Level.COUNTY)


def test_of_a_class_those_with_the_term_are_meant() -> None:
    make_service("any", points=(phone("a"),))
    make_service("children", ontology=(Concept(uri="http://koko/p1"),), points=(phone("b"),))
    found = queries.resolve(Slot(service_classes=("P5.10",), ontology=("http://koko/p1",)), KUUSINIEMI)
    assert [one.id for one in found.services] == ["children"]


def test_a_class_holds_what_lies_beneath_it_and_not_what_begins_alike() -> None:
    make_service("beneath", service_classes=(Concept("P5.1"),), points=(phone("a"),))
    make_service("alike", service_classes=(Concept("P50"),), points=(phone("b"),))
    found = queries.resolve(Slot(service_classes=("P5",)), KUUSINIEMI)
    assert [one.id for one in found.services] == ["beneath"]


def test_a_contact_point_of_two_services_stands_once() -> None:
    shared = phone("shared")
    make_service("a", points=(shared, place("a-place")))
    make_service("b", points=(shared,))
    found = queries.resolve(DENTAL, KUUSINIEMI)
    assert [point.id for point in found.contact_points] == ["shared", "a-place"]


def test_several_services_are_all_shown() -> None:
    make_service("a", points=(phone("a1"),))
    make_service("b", points=(place("b1"),))
    found = queries.resolve(DENTAL, KUUSINIEMI)
    assert found.state is State.SEVERAL
    assert {one.id for one in found.services} == {"a", "b"}
    assert {point.id for point in found.contact_points} == {"a1", "b1"}


def test_contact_points_come_in_the_order_the_slot_prefers_and_the_own_municipality_first() -> None:
    points = (web_page("w"), place("far", SATAMALA), place("near", KUUSINIEMI), phone("p"))
    make_service("s", points=points)

    by_place = Slot(service_classes=("P5.10",), channels=("place", "phone"))
    found = queries.resolve(by_place, KUUSINIEMI)
    assert [point.id for point in found.contact_points] == ["near", "far", "p", "w"]


def test_a_place_that_serves_another_municipality_is_not_offered() -> None:
    here = place("here", coverage=limited(KUUSINIEMI))
    there = place("there", SATAMALA, coverage=limited(SATAMALA))
    make_service("s", points=(here, there))
    assert [point.id for point in queries.resolve(DENTAL, KUUSINIEMI).contact_points] == ["here"]
    assert [point.id for point in queries.resolve(DENTAL, None).contact_points] == ["here", "there"]


def test_a_service_that_nobody_can_reach_is_passed_over() -> None:
    make_service("unreachable", coverage=limited(KUUSINIEMI))
    make_service("reachable", points=(phone(),))
    found = queries.resolve(DENTAL, KUUSINIEMI)
    assert found.service is not None
    assert found.service.id == "reachable"


def test_an_unknown_municipality_gets_what_serves_the_whole_county_before_a_part_of_it() -> None:
    make_service("part", coverage=limited(KUUSINIEMI), points=(phone("a"),))
    assert queries.resolve(DENTAL, None).level is Level.MUNICIPALITY
    make_service("whole", coverage=COUNTY, points=(phone("b"),))
    assert queries.resolve(DENTAL, None).level is Level.COUNTY


def test_an_unknown_municipality_is_not_sent_to_another_county() -> None:
    make_service("helsinki", coverage=limited("091"), points=(phone(),))
    assert queries.resolve(DENTAL, None).state is State.NONE
    assert queries.resolve(DENTAL, "091").state is State.ONE


def test_a_municipality_of_another_county_is_not_served_by_this_one() -> None:
    make_service("county", coverage=COUNTY, points=(phone(),))
    assert queries.resolve(DENTAL, "091").state is State.NONE


def test_a_service_that_leaves_out_aland_is_not_offered_there() -> None:
    make_service("mainland", coverage=type(NATION)("nation_except_aland"), points=(phone(),))
    assert queries.resolve(DENTAL, KUUSINIEMI).state is State.ONE
    assert queries.resolve(DENTAL, "478").state is State.NONE


def test_national_contacts_answer_when_no_service_does() -> None:
    slot = Slot(service_classes=("P5.10",), national=("nollalinja", "emergency-112"))
    found = queries.resolve(slot, KUUSINIEMI)
    assert (found.state, found.level, found.service) == (State.SEVERAL, Level.NATION, None)
    assert [point.id for point in found.contact_points] == ["nollalinja", "emergency-112"]
    assert all(point.is_national for point in found.contact_points)


def test_a_national_contact_that_leaves_out_aland_is_not_offered_there() -> None:
    slot = Slot(national=("medical-helpline-116117",))
    assert queries.resolve(slot, KUUSINIEMI).state is State.ONE
    assert queries.resolve(slot, "478").state is State.NONE


def test_a_slot_that_finds_nothing_still_leads_to_a_person() -> None:
    found = queries.resolve(Slot(service_classes=("P99",), national=("no-such",)), KUUSINIEMI)
    assert (found.state, found.contact_points, found.is_found) == (State.NONE, (), False)
    assert found.fallback.names["fi"] == "Neuvonta"
    assert found.fallback.phones[0].number == "0200000100"
    assert found.fallback.hours is not None


@pytest.mark.parametrize("nonsense", ["", "999", "x" * 1000, "'; drop table", "１２３"])
def test_nonsense_for_a_municipality_counts_as_unknown(nonsense: str) -> None:
    make_service("county", points=(phone(),))
    assert queries.resolve(DENTAL, nonsense) == queries.resolve(DENTAL, None)
    assert queries.resolve(DENTAL, nonsense).level is Level.COUNTY


def test_a_slot_costs_a_page_only_questions_of_version() -> None:
    make_service("county", points=(phone(),))
    queries.resolve(DENTAL, KUUSINIEMI)
    with CaptureQueriesContext(connection) as asked:
        queries.resolve(DENTAL, KUUSINIEMI)
    assert all("version" in one["sql"] for one in asked)
    assert len(asked) <= 3


def test_the_report_of_a_county_names_what_is_wrong() -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    shut = OpeningHours(
        is_always_open=True,
        exceptions=(ExceptionalHours(date(2020, 1, 1), date(2040, 1, 1), is_closed=True),),
    )
    make_service("old", service_classes=(Concept("P1"),), modified=old, points=(phone("a"),))
    make_service("twin", service_classes=(Concept("P2"),), points=(phone("b"),))
    make_service("other-twin", service_classes=(Concept("P2"),), points=(phone("c"),))
    make_service("fi-only", service_classes=(Concept("P3"),), names={"fi": "x"}, points=(phone("d"),))
    make_service("shut", service_classes=(Concept("P4"),), points=(phone("e", hours=shut),))
    make_service("good", service_classes=(Concept("P6"),), points=(phone("f"),))
    slots = {code: Slot(service_classes=(code,)) for code in ("P1", "P2", "P3", "P4", "P5", "P6")}

    with clock.frozen_at(datetime(2026, 11, 25, tzinfo=UTC)):
        reports = queries.resolve_all(slots)

    assert len(reports) == 6 * 2
    found = {one.slot: one.problems for one in reports if one.municipality == KUUSINIEMI}
    assert found == {
        "P1": (Problem.STALE,),
        "P2": (Problem.MANY,),
        "P3": (Problem.MISSING_LANGUAGE,),
        "P4": (Problem.CLOSED,),
        "P5": (Problem.ZERO,),
        "P6": (),
    }
    assert next(one for one in reports if one.slot == "P3").missing_languages == ("sv",)


def test_a_report_on_many_slots_asks_for_the_county_as_often_as_one_on_few() -> None:
    make_service("good", service_classes=(Concept("P1"),), points=(phone("a"),))

    def asked(count: int) -> int:
        slots = {str(number): Slot(service_classes=("P1",)) for number in range(count)}
        with CaptureQueriesContext(connection) as seen:
            assert len(queries.resolve_all(slots)) == count * 2
        return sum("organisation_county" in one["sql"] for one in seen.captured_queries)

    assert asked(40) == asked(2)
