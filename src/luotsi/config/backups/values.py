"""How a value of a column is written into a line of a backup, and read back, exactly.

A row is one JSON array in the order of the table's columns. Text, whole numbers and truth are
themselves. A JSON column is an array of one value, because SQL's NULL and JSON's null differ.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

from luotsi.config.backups.types import BackupError, Column

_MICROSECOND = timedelta(microseconds=1)
GREATEST_EXACT = 2**53
"""Below it a whole number and its float are the same."""
GREATEST_FLOAT = 10**308


class UnfitValue(BackupError):
    """A value is not of its column's kind (SQLite does not look)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of column is in a file (`write`) and as a value to bind (`read`, by database)."""

    write: Callable[[Any], Any]
    read: Callable[[Any, BaseDatabaseWrapper], Any]


def _only(*types: type) -> Callable[[Any], Any]:
    def write(value: Any) -> Any:
        if type(value) not in types:
            raise UnfitValue(f"expected {types[0].__name__}, found {type(value).__name__}")
        return value

    return write


def _same(value: Any, _connection: BaseDatabaseWrapper) -> Any:
    return value


def _write_moment(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def _read_moment(value: str, connection: BaseDatabaseWrapper) -> Any:
    return connection.ops.adapt_datetimefield_value(datetime.fromisoformat(value))


def _write_date(value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _write_time(value: Any) -> str:
    return (value if isinstance(value, time) else time.fromisoformat(value)).isoformat(
        timespec="microseconds"
    )


def _write_duration(value: Any) -> int:
    return value // _MICROSECOND if isinstance(value, timedelta) else int(value)


def _read_duration(value: int, connection: BaseDatabaseWrapper) -> Any:
    return timedelta(microseconds=value) if connection.features.has_native_duration_field else value


def _write_float(value: Any) -> float:
    if not math.isfinite(value):
        raise UnfitValue(f"{value} is no number")
    return float(value)


def _write_decimal(value: Any) -> str:
    # SQLite gives a binary number; its shortest form is what was written.
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return str(number.normalize() if number else Decimal(0))


def _read_decimal(value: str, connection: BaseDatabaseWrapper) -> Any:
    return Decimal(value) if connection.vendor == "postgresql" else format(Decimal(value), "f")


def _write_bytes(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def _write_json(value: Any) -> list[Any]:
    return [json.loads(value) if isinstance(value, str) else value]


def _read_json(value: list[Any], _connection: BaseDatabaseWrapper) -> str:
    return json.dumps(value[0])


def _read_uuid(value: str, connection: BaseDatabaseWrapper) -> Any:
    return UUID(value) if connection.features.has_native_uuid_field else UUID(value).hex


KINDS: dict[str, Kind] = {
    "integer": Kind(_only(int), _same),
    "text": Kind(_only(str), _same),
    "boolean": Kind(lambda value: bool(_only(bool, int)(value)), _same),
    "float": Kind(_write_float, _same),
    "decimal": Kind(_write_decimal, _read_decimal),
    "date": Kind(_write_date, lambda value, _: date.fromisoformat(value).isoformat()),
    "datetime": Kind(_write_moment, _read_moment),
    "time": Kind(_write_time, lambda value, _: time.fromisoformat(value).isoformat()),
    "duration": Kind(_write_duration, _read_duration),
    "bytes": Kind(_write_bytes, lambda value, _: base64.b64decode(value, validate=True)),
    "json": Kind(_write_json, _read_json),
    "uuid": Kind(lambda value: (value if isinstance(value, UUID) else UUID(value)).hex, _read_uuid),
}

_INTEGERS = ("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField")
_SMALL_INTEGERS = ("SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField")
_TEXTS = ("CharField", "TextField", "SlugField", "FileField", "FilePathField", "GenericIPAddressField")

KIND_OF_FIELD: dict[str, str] = {
    **dict.fromkeys((*_INTEGERS, *_SMALL_INTEGERS, "PositiveSmallIntegerField"), "integer"),
    **dict.fromkeys(_TEXTS, "text"),
    "BooleanField": "boolean",
    "FloatField": "float",
    "DecimalField": "decimal",
    "DateField": "date",
    "DateTimeField": "datetime",
    "TimeField": "time",
    "DurationField": "duration",
    "BinaryField": "bytes",
    "JSONField": "json",
    "UUIDField": "uuid",
}


def kind_of(field: Field[Any, Any]) -> str:
    """The kind of a model's field; of a foreign key, that of the column it points at."""
    while field.remote_field is not None and field.target_field is not field:
        field = field.target_field
    kind = KIND_OF_FIELD.get(field.get_internal_type())
    if kind is None:
        raise BackupError(f"A backup does not know columns of the kind {field.get_internal_type()}.")
    return kind


def write_row(columns: Sequence[Column], row: Sequence[Any]) -> list[Any]:
    """A database's row as what its line holds. Raises UnfitValue, naming the column."""
    written = []
    for column, value in zip(columns, row, strict=True):
        try:
            written.append(None if value is None else KINDS[column.kind].write(value))
        except (UnfitValue, ValueError, TypeError, ArithmeticError) as error:
            raise UnfitValue(f"column {column.name}: {type(error).__name__}") from error
    return written


def read_row(columns: Sequence[Column], line: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """The values of a line, ready to be bound in `connection`. Raises UnfitValue, naming the column."""
    if len(line) != len(columns):
        raise UnfitValue(f"{len(line)} values for {len(columns)} columns")
    values = []
    for column, value in zip(columns, line, strict=True):
        try:
            values.append(None if value is None else KINDS[column.kind].read(value, connection))
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise UnfitValue(f"column {column.name}: {type(error).__name__}") from error
    return values


def line_of(written: Sequence[Any]) -> bytes:
    """A row as a line."""
    return json.dumps(written, separators=(",", ":")).encode("ascii") + b"\n"


def comparable_line_of(written: Sequence[Any]) -> bytes:
    """The same line for every database: keys of objects in order, numbers as jsonb keeps them."""
    alike = [_alike(value) if isinstance(value, list) else value for value in written]
    return json.dumps(alike, separators=(",", ":"), sort_keys=True).encode("ascii") + b"\n"


def _alike(value: Any) -> Any:
    """jsonb knows no -0.0, and writes out the zeros of a great number, whole or not."""
    if isinstance(value, list):
        return [_alike(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _alike(inner) for key, inner in value.items()}
    if isinstance(value, float):
        return value or 0.0
    if type(value) is int and GREATEST_EXACT < abs(value) < GREATEST_FLOAT:
        return float(value)
    return value
