"""How records become rows and rows become records again. Known to this room only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from pydantic import TypeAdapter

from luotsi.catalogue import models
from luotsi.catalogue.records import (
    ConnectionRecord,
    ContactPointRecord,
    GeneralDescriptionRecord,
    OrganisationRecord,
    ServiceRecord,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where one kind of record lives: its table, its codec, and which fields have columns."""

    kind: str
    table: type[models.StoredRecord]
    codec: TypeAdapter[Any]
    columns: tuple[tuple[str, str], ...] = ()
    """Pairs of column and field."""

    def row(self, record: Any, origin: str) -> models.StoredRecord:
        """An unsaved, published row that holds the record."""
        body = self.codec.dump_json(record, exclude_defaults=True)
        return self.table(
            key=record.id,
            origin=origin,
            is_published=True,
            modified=getattr(record, "modified", None),
            digest=hashlib.blake2b(body, digest_size=16).hexdigest(),
            body=body.decode(),
            **{column: getattr(record, field) for column, field in self.columns},
        )

    def record(self, body: str) -> Any:
        """The record that a row's body holds."""
        return self.codec.validate_json(body)

    def writing(self, rows: Iterable[models.StoredRecord]) -> tuple[str, list[list[Any]]]:
        """The statement that inserts a row or overwrites the one with its key, and its values for each row.

        Django's bulk_create says the same in one statement, but makes it inside the transaction: twice as
        long, while on SQLite nobody else can write.
        """
        quote = connection.ops.quote_name
        fields = [field for field in self.table._meta.concrete_fields if not field.primary_key]
        columns = [quote(field.column) for field in fields]
        changes = [f"{column} = excluded.{column}" for column in columns if column != quote("key")]
        statement = (
            f"INSERT INTO {quote(self.table._meta.db_table)} ({', '.join(columns)}) "  # noqa: S608 - our names
            f"VALUES ({', '.join(['%s'] * len(columns))}) "
            f"ON CONFLICT ({quote('key')}) DO UPDATE SET {', '.join(changes)}"
        )
        values = [
            [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            for row in rows
        ]
        return statement, values


SHELVES: dict[type, Shelf] = {
    ServiceRecord: Shelf(
        "service",
        models.Service,
        TypeAdapter(ServiceRecord),
        (("general_description_key", "general_description_id"),),
    ),
    GeneralDescriptionRecord: Shelf(
        "general_description",
        models.GeneralDescription,
        TypeAdapter(GeneralDescriptionRecord),
        (("code", "code"),),
    ),
    ContactPointRecord: Shelf(
        "contact_point", models.ContactPoint, TypeAdapter(ContactPointRecord), (("kind", "kind"),)
    ),
    ConnectionRecord: Shelf(
        "connection",
        models.Connection,
        TypeAdapter(ConnectionRecord),
        (("service_key", "service_id"), ("contact_point_key", "contact_point_id")),
    ),
    OrganisationRecord: Shelf("organisation", models.Organisation, TypeAdapter(OrganisationRecord)),
}
