"""How records become rows and rows become records again. Known to this room only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

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

    @property
    def written_columns(self) -> tuple[str, ...]:
        """Every column that an update writes."""
        return (
            "origin",
            "is_published",
            "modified",
            "digest",
            "body",
            *(column for column, _ in self.columns),
        )


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
