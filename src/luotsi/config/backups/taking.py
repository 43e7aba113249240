"""Writes a backup while the site is in use."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from luotsi import __version__
from luotsi.config.backups import reading, tables
from luotsi.config.backups.types import (
    FORMAT,
    MANIFEST,
    BackupError,
    FileEntry,
    Manifest,
    Progress,
    TableEntry,
    in_silence,
)
from luotsi.foundation import clock

PARTIAL = ".partial"
BLOCK = 1 << 20


def take(to: Path, progress: Progress = in_silence) -> Manifest:
    """Write a backup to `to`, which must not exist. It has that name only when it is whole.

    Raises BackupError. The file can be read by its owner only. Memory does not grow with the database.
    """
    if to.exists():
        raise BackupError(f"{to} exists already, and a backup is never overwritten.")
    try:
        with _written_whole(to) as file, reading.snapshot() as connection:
            return _write(file, connection, progress)
    except OSError as error:
        raise BackupError(f"The backup {to} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _written_whole(to: Path) -> Iterator[IO[bytes]]:
    """A file under another name, locked while it grows, renamed when all of it is on the disk."""
    partial = to.with_name(to.name + PARTIAL)
    handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"Another backup to {to} is being written at this moment.") from error
        file.truncate()
        os.fchmod(handle, 0o600)
        try:
            yield file
            file.flush()
            os.fsync(handle)
            _give_name(partial, to)
        finally:
            partial.unlink(missing_ok=True)
    _keep_name(to.parent)


def _give_name(partial: Path, to: Path) -> None:
    """Not by renaming, which would put it in place of a backup that somebody else has just written.

    Some network folders know no second name of a file; there the look before the renaming must do.
    """
    try:
        os.link(partial, to)
    except FileExistsError:
        raise
    except OSError:
        if to.exists():
            raise FileExistsError(f"There is a backup {to} already.") from None
        partial.rename(to)


def _keep_name(folder: Path) -> None:
    """A name survives a power cut only when its folder is written, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(file: IO[bytes], connection: BaseDatabaseWrapper, progress: Progress) -> Manifest:
    migrations = tables.applied(connection)
    if not migrations:
        raise BackupError("There is no installation here: the database is empty.")
    kept = tables.kept(tables.apps_at(MigrationLoader(connection), migrations))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=6) as archive:
        entries = tuple(_write_tables(archive, connection, kept, progress))
        media = tuple(_write_media(archive, progress))
        manifest = Manifest(
            format=FORMAT,
            version=__version__,
            taken_at=clock.now().astimezone(UTC).isoformat(timespec="seconds"),
            county=_county(connection),
            database=connection.vendor,
            migrations=migrations,
            tables=entries,
            media=media,
            left_out=tables.LEFT_OUT,
        )
        archive.writestr(MANIFEST, json.dumps(manifest.to_json(), indent=1))
    return manifest


def _write_tables(
    archive: zipfile.ZipFile, connection: BaseDatabaseWrapper, kept: list[tables.Table], progress: Progress
) -> Iterator[TableEntry]:
    total = sum(reading.count(connection, table.name) for table in kept)
    done = 0
    for table in kept:
        tally = reading.Tally(any(column.kind == "json" for column in table.columns))
        with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
            for row in reading.rows(connection, table):
                member.write(tally.add(row))
                done += 1
                if not done % reading.AT_ONCE:
                    progress("Tables", done, total)
        last = reading.last_id(connection, table)
        yield TableEntry(table.name, table.columns, tally.rows, tally.sha256, tally.digest, last)
    progress("Tables", total, total)


def media_files() -> list[Path]:
    """Everything in the media folder, in order of name; links are not followed out of it."""
    root = Path(settings.MEDIA_ROOT)
    if not root.is_dir():
        return []
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _write_media(archive: zipfile.ZipFile, progress: Progress) -> Iterator[FileEntry]:
    files = media_files()
    for number, path in enumerate(files, start=1):
        name = path.relative_to(settings.MEDIA_ROOT).as_posix()
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue  # Deleted since the folder was read; the database's view may be older, never the file.
        digest, size = hashlib.sha256(), 0
        with source, archive.open(f"media/{name}", "w", force_zip64=True) as member:
            while block := source.read(BLOCK):
                digest.update(block)
                size += len(block)
                member.write(block)
        yield FileEntry(name, size, digest.hexdigest())
        progress("Media files", number, len(files))


def _county(connection: BaseDatabaseWrapper) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM organisation_county")
            found: Any = cursor.fetchone()
    except DatabaseError:
        return ""
    return str(found[0]) if found else ""
