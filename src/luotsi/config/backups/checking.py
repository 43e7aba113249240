"""Reads a backup whole and says what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.migrations.loader import MigrationLoader

from luotsi import __version__
from luotsi.config.backups import tables
from luotsi.config.backups.reading import Tally
from luotsi.config.backups.types import (
    FORMAT,
    MANIFEST,
    BackupError,
    DamagedBackup,
    FileEntry,
    Manifest,
    Progress,
    TableEntry,
    TooNew,
    in_silence,
)
from luotsi.config.backups.values import KINDS

LONGEST_LINE = 64 << 20
LARGEST_MANIFEST = 256 << 20
BLOCK = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)
"""What Python raises at a damaged archive. A name that is missing in it is a KeyError."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: the manifest when it can be read, and every fault in words."""

    manifest: Manifest | None
    faults: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify(file: Path, progress: Progress = in_silence) -> Checked:
    """Every hash and every count of a backup, compared with its manifest. Memory stays flat."""
    try:
        with opened(file) as archive:
            manifest = manifest_of(archive)
            return Checked(manifest, tuple(_faults(archive, manifest, progress)))
    except BackupError as error:
        return Checked(None, (str(error),))


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, or DamagedBackup when it is none or is cut off."""
    if not file.is_file():
        raise DamagedBackup(f"There is no file {file}.")
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise DamagedBackup(f"{file} is no backup, or its end is missing.") from error
    with archive:
        yield archive


def manifest_of(archive: zipfile.ZipFile) -> Manifest:
    """The manifest. Raises DamagedBackup, or TooNew when its format is of a later version."""
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise DamagedBackup("The manifest is larger than any can be.")
        told: Any = json.loads(archive.read(MANIFEST))
    except KeyError as error:
        raise DamagedBackup("The file has no manifest: it is no backup of Luotsi.") from error
    except BROKEN as error:
        raise DamagedBackup("The manifest cannot be read.") from error
    try:
        if int(told["format"]) > FORMAT:
            raise TooNew(
                f"The backup was made by Luotsi {told.get('version', '')} in format {told['format']}; "
                f"this is Luotsi {__version__} and reads format {FORMAT}. Install the newer version."
            )
        return Manifest.from_json(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedBackup("The manifest is not complete.") from error


def refuse_newer(manifest: Manifest) -> None:
    """Raises TooNew when this program cannot know all of the backup."""
    if _number(manifest.version) > _number(__version__):
        raise TooNew(
            f"The backup was made by Luotsi {manifest.version}; this is {__version__}. "
            "Install the newer version."
        )
    tables.known(MigrationLoader(None), manifest.migrations)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split(".")[:3])


def lines(archive: zipfile.ZipFile, table: TableEntry) -> Iterator[list[Any]]:
    """The rows of a table's member. Raises DamagedBackup with the number of the line."""
    number = 0
    try:
        with archive.open(table.member) as member:
            while line := member.readline(LONGEST_LINE):
                number += 1
                row = json.loads(line)
                if not isinstance(row, list):
                    raise ValueError("no row")
                yield row
    except KeyError as error:
        raise DamagedBackup(f"The table {table.name} is missing.") from error
    except BROKEN as error:
        raise DamagedBackup(f"The table {table.name} cannot be read after {number} rows.") from error


def _faults(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> Iterator[str]:
    expected = {MANIFEST, *(one.member for one in manifest.tables), *(one.member for one in manifest.media)}
    for name in sorted(set(archive.namelist()) - expected):
        yield f"{name} is not in the manifest."
    try:
        refuse_newer(manifest)
    except TooNew as error:
        yield str(error)
    done = 0
    for table in manifest.tables:
        yield from _faults_of_table(archive, table)
        done += table.rows
        progress("Tables", done, manifest.rows)
    for number, file in enumerate(manifest.media, start=1):
        yield from _faults_of_file(archive, file)
        progress("Media files", number, len(manifest.media))


def _faults_of_table(archive: zipfile.ZipFile, table: TableEntry) -> Iterator[str]:
    if unknown := {column.kind for column in table.columns} - set(KINDS):
        yield f"The table {table.name} has columns of unknown kinds: {', '.join(sorted(unknown))}."
    tally = Tally(any(column.kind == "json" for column in table.columns))
    misshapen = 0
    try:
        for row in lines(archive, table):
            misshapen += len(row) != len(table.columns)
            tally.add(row)
    except DamagedBackup as error:
        yield str(error)
        return
    if misshapen:
        yield f"The table {table.name} has {misshapen} rows with too few or too many values."
    if tally.rows != table.rows:
        yield f"The table {table.name} has {tally.rows} rows; the manifest says {table.rows}."
    elif (tally.sha256, tally.digest) != (table.sha256, table.digest):
        yield f"The table {table.name} is not as it was written: its hash differs."


def _faults_of_file(archive: zipfile.ZipFile, file: FileEntry) -> Iterator[str]:
    name = PurePosixPath(file.name)
    if name.is_absolute() or ".." in name.parts:
        yield f"The media file {file.name} would lie outside the media folder."
        return
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(file.member) as member:
            while block := member.read(BLOCK):
                digest.update(block)
                size += len(block)
    except KeyError:
        yield f"The media file {file.name} is missing."
        return
    except BROKEN:
        yield f"The media file {file.name} cannot be read."
        return
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        yield f"The media file {file.name} is not as it was written."
