"""The statements of every message, made once: the ORM takes ten times as long to make one as a database to
carry it out, and the one writer does little else.

Tables, columns and values are those of the models, so that a migration needs nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import Col

from luotsi.conversations.models import ConversationRow, EntryRow


def conversation(number: UUID, *, held: bool = False) -> ConversationRow | None:
    """The conversation's row; `held` until the transaction ends, where the database holds single rows."""
    is_locking = held and connection.features.has_select_for_update
    with connection.cursor() as cursor:
        cursor.execute(
            _select() + (" FOR UPDATE" if is_locking else ""),
            [ConversationRow._meta.pk.get_db_prep_value(number, connection)],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, column, converters in _converters():
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    return ConversationRow.from_db(connection.alias, _names(), values)


def is_sent(number: UUID, author: str, person: int, key: str) -> bool:
    """Whether this sender has used this key in the conversation."""
    given = [
        EntryRow._meta.get_field("conversation").get_db_prep_value(number, connection),
        author,
        person,
        key,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_sent(), given)
        return cursor.fetchone() is not None


def add(entries: Sequence[EntryRow]) -> None:
    """Append rows to a log. Raises IntegrityError when a place or a key is taken."""
    with connection.cursor() as cursor:
        for entry in entries:
            cursor.execute(_insert(), [_value(entry, field) for field in _written()])


def change(row: ConversationRow, columns: Sequence[str]) -> None:
    """Write these columns of the row."""
    fields = [row._meta.get_field(name) for name in columns]
    given = [_value(row, field) for field in (*fields, row._meta.pk)]
    with connection.cursor() as cursor:
        cursor.execute(_update(tuple(field.column for field in fields)), given)


def _value(row: Model, field: Field) -> object:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


@cache
def _written() -> tuple[Field, ...]:
    """Of an entry everything but its own number, which the database gives."""
    return tuple(field for field in EntryRow._meta.concrete_fields if not field.primary_key)


@cache
def _select() -> str:
    columns = ", ".join(_quoted(field.column) for field in ConversationRow._meta.concrete_fields)
    key = _quoted(ConversationRow._meta.pk.column)
    return f"SELECT {columns} FROM {_table(ConversationRow)} WHERE {key} = %s"  # noqa: S608


@cache
def _names() -> list[str]:
    return [field.attname for field in ConversationRow._meta.concrete_fields]


@cache
def _converters() -> list[tuple[int, Col, list[Any]]]:
    """What makes the model's values of the database's, by place."""
    columns = [
        field.get_col(ConversationRow._meta.db_table) for field in ConversationRow._meta.concrete_fields
    ]
    found = [
        (place, column, connection.ops.get_db_converters(column) + column.get_db_converters(connection))
        for place, column in enumerate(columns)
    ]
    return [one for one in found if one[2]]


@cache
def _insert() -> str:
    columns = ", ".join(_quoted(field.column) for field in _written())
    values = ", ".join(["%s"] * len(_written()))
    return f"INSERT INTO {_table(EntryRow)} ({columns}) VALUES ({values})"  # noqa: S608


@cache
def _update(columns: tuple[str, ...]) -> str:
    changed = ", ".join(f"{_quoted(column)} = %s" for column in columns)
    key = _quoted(ConversationRow._meta.pk.column)
    return f"UPDATE {_table(ConversationRow)} SET {changed} WHERE {key} = %s"  # noqa: S608


@cache
def _sent() -> str:
    fields = (EntryRow._meta.get_field(name) for name in ("conversation", "author", "person", "key"))
    where = " AND ".join(f"{_quoted(field.column)} = %s" for field in fields)
    return f"SELECT 1 FROM {_table(EntryRow)} WHERE {where} LIMIT 1"  # noqa: S608


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
