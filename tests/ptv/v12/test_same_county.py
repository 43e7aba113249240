"""One county, exported in both versions, gives the same records but for what version 12 cannot say.

What it cannot say is listed (`fidelity.NOT_SAID`); every line of the list is a change made to both records
here, and nothing else may differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from luotsi.catalogue.records import (
    Address,
    Concept,
    ConnectionRecord,
    ContactPointRecord,
    Coverage,
    GeneralDescriptionRecord,
    Law,
    Phone,
)
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.reading import read_object as read_v11
from luotsi.integrations.ptv.twin import writing
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.lists import LISTS, Lists
from luotsi.integrations.ptv.twin.store import Store, kind_of, read_folder
from luotsi.integrations.ptv.v12.codebook import CodeBook
from luotsi.integrations.ptv.v12.fidelity import NOT_KEPT, NOT_SAID
from luotsi.integrations.ptv.v12.reading import read_object as read_v12
from tests.ptv.v12 import counties
from tests.shared_data import shared_data_folder

WRITERS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "serviceNames": writing.service,
    "serviceChannelNames": writing.channel,
    "organizationNames": writing.organisation,
    "names": writing.general_description,
}
CLASS_FIELDS = ("service_classes", "target_groups", "life_events", "industrial_classes")
TEXT_FIELDS = (
    "summaries",
    "descriptions",
    "background",
    "instructions",
    "charge",
    "deadline",
    "processing_time",
)
MORE_TEXT_FIELDS = ("validity", "requirements", "alternative_names")
FORMS = ("street", "other", "po_box", "abroad", "text")


def codes_of(objects: Iterable[dict[str, Any]]) -> CodeBook:
    """What version 12's lists tell, and what an import learns of organisations."""
    held = list(objects)
    lists, codes = Lists(Store(held)), CodeBook()
    for name in LISTS:
        codes.learn(name, lists.members(name))
    codes.organisations.update(counties.ORGANISATIONS)
    own = (one for one in held if "organizationNames" in one)
    codes.organisations.update({one["id"]: one["organizationNames"][0]["value"] for one in own})
    return codes


def both(given: dict[str, Any], codes: CodeBook) -> tuple[list[Any], list[Any]]:
    """The records of an object and its connections, read from v11 and from v12."""
    write = next(write for sign, write in WRITERS.items() if sign in given)
    told = given.get("serviceChannels") or []
    as_v12 = [
        write(given),
        *(writing.connection(one, given["id"], one["serviceChannel"]["id"]) for one in told),
    ]
    first = read_v11(given, "v11")
    others = [read_v12(one, "v12", codes) for one in as_v12]
    assert isinstance(first, Read), first
    assert all(isinstance(one, Read) and one.notes == () for one in others), others
    connections = first.connections if told else ()
    return [first.record, *connections], [one.record for one in others if isinstance(one, Read)]


def changed(record: Any, **values: Any) -> Any:
    """The record with those of the values that it has a field for."""
    known = {one.name for one in fields(record)}
    return replace(record, **{name: value for name, value in values.items() if name in known})


def each(record: Any, names: Iterable[str], change: Callable[[Any], Any]) -> Any:
    """The record with every member of these fields changed."""
    known = {one.name for one in fields(record)}
    made = {name: tuple(change(one) for one in getattr(record, name)) for name in names if name in known}
    return replace(record, **made)


def in_addresses(**values: Any) -> Callable[[Any], Any]:
    return lambda record: each(record, ("addresses",), lambda one: replace(one, **values))


def in_classes(**values: Any) -> Callable[[Any], Any]:
    return lambda record: each(record, CLASS_FIELDS, lambda one: replace(one, **values))


def without(*names: str) -> Callable[[Any], Any]:
    """The record with these fields as if nothing had been said."""

    def emptied(record: Any) -> Any:
        defaults = type(record)(**_ids(record))
        return changed(record, **{name: getattr(defaults, name, None) for name in names})

    return emptied


def _ids(record: Any) -> dict[str, Any]:
    names = ("id", "kind", "service_id", "contact_point_id")
    needed = {one.name for one in fields(record)}
    return {name: getattr(record, name) for name in names if name in needed}


def only_of(kind: type, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda record: change(record) if isinstance(record, kind) else record


def _laws(record: Any) -> Any:
    """Acts as what is said of each address in each language."""
    if not hasattr(record, "laws"):
        return record
    pairs = {
        (language, law.names.get(language, ""), link.url)
        for law in record.laws
        for link in law.links
        for language in link.languages
    }
    return replace(
        record,
        laws=tuple(
            Law(
                {one: name},
                (),
            )
            for one, name, _ in sorted(pairs)
        ),
    )


def _languages_with_a_name(record: Any) -> Any:
    """Texts in the languages in which there is a name."""
    if not hasattr(record, "names"):
        return record
    kept = {
        name: {language: text for language, text in getattr(record, name).items() if language in record.names}
        for name in (*TEXT_FIELDS, *MORE_TEXT_FIELDS)
        if hasattr(record, name)
    }
    return replace(record, **kept)


def _areas(record: Any) -> Any:
    if not hasattr(record, "coverage"):
        return record
    kept = tuple(
        one for one in record.coverage.areas if one.kind not in {"hospital_region", "business_region"}
    )
    return replace(record, coverage=Coverage(record.coverage.extent, kept))


def _no_text_messages(record: Any) -> Any:
    if not isinstance(record, ContactPointRecord) or record.kind != "place":
        return record
    return replace(record, phones=tuple(one for one in record.phones if one.kind != "sms"))


def _pages(record: Any) -> Any:
    is_form = isinstance(record, ContactPointRecord) and record.kind == "form"
    return replace(record, links=()) if is_form else record


def _levels(record: Any) -> Any:
    return each(
        record,
        ("accessibility_classes",),
        lambda one: replace(one, wcag="", statement_name="", statement_url=""),
    )


def _order(record: Any) -> Any:
    """Addresses, numbers and organisations in an order that does not depend on how they were listed."""
    made: dict[str, Any] = {}
    if hasattr(record, "organisations"):
        made["organisations"] = tuple(sorted(record.organisations, key=repr))
    if hasattr(record, "addresses"):
        made["addresses"] = tuple(sorted(record.addresses, key=_place_in_order))
    for name in ("phones", "support_phones"):
        if hasattr(record, name):
            made[name] = tuple(sorted(getattr(record, name), key=_number_in_order))
    return replace(record, **made)


def _place_in_order(one: Address) -> tuple[Any, ...]:
    return ("visiting", "postal", "delivery").index(one.kind), FORMS.index(one.form), repr(one)


def _number_in_order(one: Phone) -> tuple[Any, ...]:
    return one.kind, one.number, one.charge_kind, one.languages, repr(one)


def _same(record: Any) -> Any:
    return record


LEFT_AWAY: dict[str, Callable[[Any], Any]] = {
    "names in classes": _same,
    "Concept.uri": in_classes(uri=""),
    "Concept.scheme": in_classes(scheme=""),
    "Concept.parent_uris": in_classes(parent_uris=()),
    "Address.municipality": in_addresses(municipality="", municipality_names={}),
    "Address.post_office": in_addresses(post_office={}),
    "Address.sub_type": in_addresses(sub_type=""),
    "Address.entrances": in_addresses(entrances=()),
    "Phone.kind": _no_text_messages,
    "Phone.charge_kind": _same,
    "AccessibilityClass.wcag": _levels,
    "AccessibilityClass.statement": _levels,
    "Law": _laws,
    "WebLink": _pages,
    "Attachment.kind": lambda record: each(record, ("attachments",), lambda one: replace(one, kind="")),
    "sub_type": without("sub_type"),
    "source_id": without("source_id"),
    "sote_organisation": without("sote_organisation"),
    "collections": without("collections"),
    "ContactPointRecord.ontology": only_of(ContactPointRecord, without("ontology")),
    "ContactPointRecord.oid": only_of(ContactPointRecord, without("oid")),
    "ContactPointRecord.hours": _same,
    "GeneralDescriptionRecord.code": only_of(GeneralDescriptionRecord, without("code")),
    "GeneralDescriptionRecord.summaries": only_of(GeneralDescriptionRecord, without("summaries")),
    "GeneralDescriptionRecord.languages": only_of(GeneralDescriptionRecord, without("languages")),
    "OrganisationRole.info": _same,
    "ConnectionRecord.names": only_of(ConnectionRecord, without("service_name", "contact_point_name")),
    "ConnectionRecord.extra_types": only_of(ConnectionRecord, without("extra_types")),
    "ConnectionRecord.authorisations": only_of(ConnectionRecord, without("authorisations")),
    "Area.kind": _areas,
    "languages without a name": _languages_with_a_name,
    "order": _order,
    "validity": _same,
}
"""What each line of the list takes away from a record; `_same` where invented counties have nothing of it."""


def said_by_both(record: Any) -> Any:
    for change in LEFT_AWAY.values():
        record = change(record)
    return record


def differences(given: dict[str, Any], codes: CodeBook | None = None) -> dict[str, Any]:
    """Fields in which the two records still differ, with both values."""
    first, second = both(given, codes or codes_of([given]))
    assert [type(one) for one in first] == [type(one) for one in second]
    found = {}
    for one, other in zip(map(said_by_both, first), map(said_by_both, second), strict=True):
        for each_field in fields(one):
            values = getattr(one, each_field.name), getattr(other, each_field.name)
            if values[0] != values[1]:
                found[f"{type(one).__name__}.{each_field.name}"] = values
    return found


QUIET = settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(counties.services())
def test_a_service_is_the_same_in_both_versions(given: dict[str, Any]) -> None:
    assert differences(given) == {}


@QUIET
@given(counties.channels())
def test_a_channel_of_any_kind_is_the_same_in_both_versions(given: dict[str, Any]) -> None:
    assert differences(given) == {}


@settings(max_examples=25, deadline=None)
@given(counties.organisations())
def test_an_organisation_is_the_same_in_both_versions(given: dict[str, Any]) -> None:
    assert differences(given) == {}


@settings(max_examples=25, deadline=None)
@given(counties.descriptions())
def test_a_general_description_is_the_same_in_both_versions(given: dict[str, Any]) -> None:
    assert differences(given) == {}


def test_a_whole_invented_county_is_the_same_in_both_versions() -> None:
    made = county(40, seed=3)
    codes = codes_of(made)
    assert [found for one in made if (found := differences(one, codes))] == []


@pytest.mark.shared_data
def test_real_objects_are_the_same_in_both_versions() -> None:
    folder = shared_data_folder() / "ptv" / "services"
    given = [one for one in read_folder(folder) if kind_of(one) in {"Service", "ServiceChannel"}]
    assert len(given) == 3
    for one in given:
        named = {
            role["organization"]["id"]: role["organization"]["name"] for role in one.get("organizations", [])
        }
        codes = codes_of([one])
        codes.organisations.update(named)
        assert differences(one, codes) == {}


def test_every_line_of_what_version_12_cannot_say_is_looked_at_here() -> None:
    assert list(LEFT_AWAY) == list(NOT_SAID)


def test_names_of_classes_and_areas_come_from_the_lists_and_are_the_same() -> None:
    made = county(5)
    first, second = both(made.services[0], codes_of(made))
    assert [one.names for one in first[0].service_classes] == [one.names for one in second[0].service_classes]
    assert all(isinstance(one, Concept) and one.names for one in second[0].ontology)
    assert first[0].coverage == second[0].coverage


@pytest.mark.parametrize("lines", [NOT_KEPT, NOT_SAID])
def test_the_documentation_lists_both(lines: Mapping[str, str]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "ptv.md").read_text(encoding="utf-8")
    assert [line for line in lines if f"`{line}`" not in page] == []
    assert all(len(reason) > 10 for reason in lines.values())
