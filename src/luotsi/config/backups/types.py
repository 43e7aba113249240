"""What a backup is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1
"""Of the archive. Raised only when an older program could not read a newer file rightly."""

MANIFEST = "manifest.json"

Progress = Callable[[str, int, int], None]
"""Told as work goes on: what is being done, how much is done, how much there is."""


def in_silence(_what: str, _done: int, _total: int) -> None:
    """The progress of work that nobody watches."""


class BackupError(Exception):
    """A backup cannot be taken, read or restored; the message says why and what to do."""


class DamagedBackup(BackupError):
    """The file is no whole backup."""


class TooNew(BackupError):
    """The backup was made by a newer version of Luotsi than this one."""


class NotEmpty(BackupError):
    """There is something already where the backup was to be restored."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name, and the kind of its values (a key of `values.KINDS`)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table in the manifest.

    `sha256` is that of the member's bytes. `digest` is the SHA-256 of the same rows with the keys of
    JSON objects in order: equal in every database that holds the same, though PostgreSQL keeps no order
    of keys. `last_id` is the greatest number that the table has ever given to a row, so that none is
    given twice; None where the table gives none.
    """

    name: str
    columns: tuple[Column, ...]
    rows: int
    sha256: str
    digest: str
    last_id: int | None = None

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A media file in the manifest; `name` is relative to the media folder, with / between folders."""

    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"media/{self.name}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `taken_at` is ISO 8601 in UTC; `county` is empty before one is loaded."""

    format: int
    version: str
    taken_at: str
    county: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[TableEntry, ...]
    media: tuple[FileEntry, ...]
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def to_json(self) -> dict[str, Any]:
        told = asdict(self)
        for table, entry in zip(told["tables"], self.tables, strict=True):
            table["columns"] = {column.name: column.kind for column in entry.columns}
        return told

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Manifest:
        """Raises KeyError, TypeError or ValueError when it is no manifest of this format."""
        tables = tuple(
            TableEntry(**{**table, "columns": tuple(Column(*pair) for pair in table["columns"].items())})
            for table in told["tables"]
        )
        return cls(
            format=int(told["format"]),
            version=str(told["version"]),
            taken_at=str(told["taken_at"]),
            county=str(told["county"]),
            database=str(told["database"]),
            migrations=tuple((str(app), str(name)) for app, name in told["migrations"]),
            tables=tables,
            media=tuple(FileEntry(**file) for file in told["media"]),
            left_out=dict(told["left_out"]),
        )
