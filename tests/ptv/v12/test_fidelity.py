"""Nothing of version 12 is lost unnoticed: every field of the description is kept, or listed with its reason.

As for version 11: a field is kept when its value is found in what is stored, or, for coded values, when
another value of it would be stored differently.
"""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from luotsi.catalogue.storage import SHELVES
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.v12.fidelity import NOT_KEPT, why_not_kept
from luotsi.integrations.ptv.v12.reading import read_object
from tests.ptv.test_fidelity import is_found, leaves, strings, with_value
from tests.ptv.v12 import description
from tests.ptv.v12.filling import filled

OTHERS: dict[str, tuple[Any, ...]] = {
    "type": (
        "ContinuousAlwaysValidServiceHour",
        "WeeklyUntilFurtherNoticeServiceHour",
        "DomesticPhone",
        "Sms",
        "NotRequired",
        "RepetitionEveryYear",
        "RepetitionInSelectedYears",
        "doc",
    ),
    "openingStatus": ("OpenOnReservation", "Closed", "Open"),
    "repetition": ("OddWeeks",),
    "chargeType": ("Free", "Charged"),
    "serviceType": ("PermitOrOtherObligation", "Service"),
    "serviceChannelType": ("WebPage", "EService"),
    "areaType": ("WholeCountry", "WholeCountryExceptAland"),
    "voucherType": ("NotUsed",),
    "deliveryAddressType": ("PostOfficeBox", "StreetAddress"),
    "electronicIdentification": ("NotRequired",),
    "holidayName": ("MidsummerEve",),
    "system": ("Unknown",),
    "source": ("NLS", "User"),
    "publishedAt": ("2001-01-01T00:00:00Z",),
    "start": ("03:33",),
    "end": ("21:33",),
    "fromTime": ("03:33",),
    "toTime": ("21:33",),
    "fromDay": ("Sunday", "Tuesday"),
    "toDay": ("Sunday", "Wednesday"),
    "fromDate": ("2026-01-31",),
    "toDate": ("2026-12-31",),
    "number": ("200000999",),
    "easting": (460_001,),
    "northing": (6_700_001,),
    "dialCode": ("+46",),
}
"""For coded fields: values of which at least one differs from any given one and is valid."""


def stored(given: dict[str, Any]) -> tuple[str, ...]:
    read = read_object(given, "made")
    if not isinstance(read, Read):
        return ("refused", read.reason)
    return (SHELVES[type(read.record)].row(read.record, "ptv").body,)


def makes_a_difference(given: dict[str, Any], place: tuple[Any, ...], value: Any) -> bool:
    name = next(step for step in reversed(place) if isinstance(step, str))
    others: tuple[Any, ...] = OTHERS.get(name, ())
    if isinstance(value, bool):
        others = (not value,)
    elif isinstance(value, int) and not others:
        others = (value + 1,)
    before = stored(given)
    after = [stored(with_value(given, place, other)) for other in others if other != value]
    return any(one != before and one[0] != "refused" for one in after)


def named(given: dict[str, Any], path: str) -> tuple[str, ...]:
    """A path as the list may name it."""
    return (path, f"generalDescription.{path}") if "generalDescriptionTypes" in given else (path,)


def lost_fields(given: dict[str, Any]) -> dict[str, Any]:
    kept = stored(given)
    assert kept[0] != "refused", kept
    found = strings(kept)
    coded: dict[str, list[tuple[tuple[Any, ...], Any]]] = {}
    for path, place, value in leaves(given):
        if not any(map(why_not_kept, named(given, path))) and not is_found(value, found):
            coded.setdefault(path, []).append((place, value))
    return {
        path: instances[0][1]
        for path, instances in coded.items()
        if not any(makes_a_difference(given, place, value) for place, value in instances[:4])
    }


@pytest.mark.parametrize(
    ("name", "pick"), [*((name, -1) for name in description.EVERY_SHAPE), ("channel EService", 0)]
)
def test_every_field_of_the_description_is_kept_or_listed(name: str, pick: int) -> None:
    schema = description.EVERY_SHAPE[name]
    given = filled(schema, pick)
    assert list(Draft202012Validator(schema).iter_errors(given)) == []
    assert lost_fields(given) == {}


def test_no_line_of_what_is_not_kept_is_without_use() -> None:
    whole = [filled(schema) for schema in description.EVERY_SHAPE.values()]
    seen = {name for given in whole for path, _, _ in leaves(given) for name in named(given, path)}
    unused = [pattern for pattern, reason in NOT_KEPT.items() if reason not in map(why_not_kept, seen)]
    assert unused == []
