"""Every kind of value survives being written and read, and only values of its kind are taken."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.config.backups import values
from luotsi.config.backups.reading import Tally
from luotsi.config.backups.tables import LEFT_OUT, kept
from luotsi.config.backups.types import Column

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LONG_AGO = datetime(1900, 1, 1)  # noqa: DTZ001 - the strategy gives the zone
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(timedelta(hours=-11, minutes=30))])
SAME: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(),
    "text": st.text(st.characters(codec=None)),
    "boolean": st.booleans(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bytes": st.binary(),
}


def there_and_back(kind: str, value: Any) -> Any:
    columns = [Column("it", kind)]
    line = values.line_of(values.write_row(columns, [value]))
    assert line.count(b"\n") == 1
    return values.read_row(columns, json.loads(line), connection)[0]


@pytest.mark.parametrize("kind", sorted(SAME))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_value_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    value = data.draw(SAME[kind])
    assert there_and_back(kind, value) == value


@settings(max_examples=40, deadline=None)
@given(JSON)
def test_json_comes_back_with_its_order_and_null_is_not_nothing(value: Any) -> None:
    assert there_and_back("json", json.dumps(value)) == json.dumps(value)
    assert there_and_back("json", None) is None


@settings(max_examples=40, deadline=None)
@given(st.datetimes(min_value=LONG_AGO, timezones=ZONES))
def test_a_moment_keeps_its_microseconds_in_any_zone(moment: datetime) -> None:
    read = datetime.fromisoformat(there_and_back("datetime", moment))
    assert read.replace(tzinfo=UTC) == moment
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    assert there_and_back("datetime", naive) == there_and_back("datetime", moment)


@settings(max_examples=40, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_decimal_is_itself(number: Decimal) -> None:
    assert Decimal(there_and_back("decimal", number)) == number


@pytest.mark.parametrize(
    ("kind", "unfit"),
    [("integer", "12"), ("integer", True), ("text", 5), ("float", math.nan), ("json", "{"), ("uuid", "no")],
)
def test_a_value_of_another_kind_is_refused_with_its_column(kind: str, unfit: Any) -> None:
    with pytest.raises(values.UnfitValue, match="column it"):
        values.write_row([Column("it", kind)], [unfit])


def test_an_identifier_is_written_the_same_from_either_database() -> None:
    one = UUID("12345678123456781234567812345678")
    columns = [Column("it", "uuid")]
    assert values.write_row(columns, [one]) == values.write_row(columns, [one.hex])


def test_order_of_keys_changes_the_file_and_not_the_digest() -> None:
    tallies = []
    for text in ('{"a":1,"b":2}', '{"b":2,"a":1}'):
        tally = Tally(has_json=True)
        tally.add(values.write_row([Column("it", "json")], [text]))
        tallies.append(tally)
    assert tallies[0].sha256 != tallies[1].sha256
    assert tallies[0].digest == tallies[1].digest


@pytest.mark.parametrize(("here", "there"), [(-0.0, 0.0), (1e22, 10**22), (2.5e300, 25 * 10**299)])
def test_a_number_that_postgresql_writes_otherwise_is_the_same_number(here: float, there: float) -> None:
    assert values.comparable_line_of([[here]]) == values.comparable_line_of([[there]])


def test_every_table_is_kept_or_left_out_for_a_reason() -> None:
    """A table to come is kept by itself; what is left out is named, exists, and nothing kept refers to it."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    every = {model._meta.db_table for model in models}
    found = {table.name for table in kept(apps)}
    assert found | set(LEFT_OUT) == every
    assert found & set(LEFT_OUT) == set()
    referred = {
        field.related_model._meta.db_table
        for model in models
        if model._meta.db_table in found
        for field in model._meta.local_concrete_fields
        if field.is_relation
    }
    assert referred & set(LEFT_OUT) == set()
