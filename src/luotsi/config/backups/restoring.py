"""Loads a backup into an empty installation, and proves that all of it arrived.

A table `luotsi_restore` exists from before the first change until after the last. While it is there
the installation is half restored: it does not start, and the next `luotsi restore` clears it away and
begins anew. Rows are loaded, counted and compared in one transaction, so they are all there or none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from luotsi.config.backups import checking, loading, marker, reading, tables
from luotsi.config.backups.types import (
    BackupError,
    DamagedBackup,
    FileEntry,
    Manifest,
    NotEmpty,
    Progress,
    in_silence,
)
from luotsi.privacy import actions as privacy
from luotsi.privacy.types import Event
from luotsi.understanding import actions as understanding


def restore(file: Path, progress: Progress = in_silence, *, with_index: bool = True) -> Manifest:
    """Load a backup into this installation, which must be empty, and bring it up to this version.

    Raises BackupError: DamagedBackup, TooNew, NotEmpty, or what else went wrong, in words. Killed at
    any moment, it can be started again.
    """
    with checking.opened(file) as archive:
        manifest = checking.manifest_of(archive)
        checking.refuse_newer(manifest)
        _refuse_damaged(file, progress)
        _begin()
        _migrate_to(manifest, progress)
        _load_media(archive, manifest, progress)
        _load_tables(archive, manifest, progress)
    progress("Upgrading", 0, 1)
    call_command("migrate", interactive=False, verbosity=0)
    privacy.record(Event("backup.restore", "backup", manifest.taken_at))
    progress("Upgrading", 1, 1)
    if with_index:
        progress("Search index", 0, 1)
        understanding.build_index()
        progress("Search index", 1, 1)
    marker.take_down()
    return manifest


def _refuse_damaged(file: Path, progress: Progress) -> None:
    checked = checking.verify(
        file, lambda what, done, total: progress(f"Checking: {what.lower()}", done, total)
    )
    if checked.faults:
        more = f" And {len(checked.faults) - 1} more faults." if len(checked.faults) > 1 else ""
        raise DamagedBackup(f"Nothing was restored: the backup is damaged. {checked.faults[0]}{more}")


def _begin() -> None:
    """Mark the installation as half restored; clear away what an earlier attempt has left."""
    found = connection.introspection.table_names()
    if marker.MARK in found:
        _clear(found)
        return
    if found:
        raise NotEmpty(
            "There is an installation here already, and a backup is restored into an empty one only. "
            "Name another data folder (LUOTSI_DATA), or another database, and try again."
        )
    if any(Path(settings.MEDIA_ROOT).rglob("*")):
        raise NotEmpty(
            f"The folder of media files {settings.MEDIA_ROOT} is not empty. Move its content away."
        )
    marker.put_up()


def _clear(found: list[str]) -> None:
    """Remove every table but the mark: all of them are the earlier attempt's."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        how = " CASCADE" if connection.vendor == "postgresql" else ""
        for name in found:
            if name != marker.MARK:
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}{how}")
        if connection.vendor == "postgresql":
            _drop_functions(cursor)


def _drop_functions(cursor: object) -> None:
    """Triggers went with their tables; the functions that they called did not."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " WHERE p.pronamespace = current_schema()::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for (name,) in cursor.fetchall():  # type: ignore[attr-defined]
        cursor.execute(f"DROP FUNCTION {name} CASCADE")  # type: ignore[attr-defined]


def _migrate_to(manifest: Manifest, progress: Progress) -> None:
    """The tables exactly as they were where the backup was taken."""
    executor = MigrationExecutor(connection)
    targets = tables.last_of(executor.loader, manifest.migrations)
    total, done = len(executor.migration_plan(targets)), 0

    def tell(action: str, *_: object, **__: object) -> None:
        nonlocal done
        if action == "apply_success":
            done += 1
            progress("Making tables", done, total)

    executor.progress_callback = tell
    executor.migrate(targets)


def _load_media(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    root = Path(settings.MEDIA_ROOT)
    for number, file in enumerate(manifest.media, start=1):
        _load_file(archive, file, root)
        progress("Media files", number, len(manifest.media))


def _load_file(archive: zipfile.ZipFile, file: FileEntry, root: Path) -> None:
    target = (root / file.name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise DamagedBackup(f"The media file {file.name} would lie outside the media folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(file.member) as member, target.open("wb") as written:
        while block := member.read(checking.BLOCK):
            digest.update(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    if digest.hexdigest() != file.sha256:
        raise DamagedBackup(f"The media file {file.name} is not as it was written.")


def _load_tables(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    kept = {
        one.name: one for one in tables.kept(tables.apps_at(MigrationLoader(connection), manifest.migrations))
    }
    told = {table.name for table in manifest.tables}
    if told != set(kept):
        raise DamagedBackup(f"The backup's tables do not fit its migrations: {sorted(told ^ set(kept))[0]}.")
    for table in manifest.tables:
        if {one.name for one in table.columns} != {one.name for one in kept[table.name].columns}:
            # Their names go into statements: only those that the migrations know.
            raise DamagedBackup(f"The columns of {table.name} do not fit the backup's migrations.")
    done = 0
    try:
        with transaction.atomic():
            with loading.without_triggers(connection):
                loading.empty(connection, [*kept, *tables.LEFT_OUT])
                for entry in manifest.tables:
                    for at_once in loading.load(archive, entry, connection):
                        done += at_once
                        progress("Loading", done, manifest.rows)
                connection.check_constraints()
            for number, entry in enumerate(manifest.tables, start=1):
                _compare(entry, kept[entry.name])
                loading.continue_numbers(connection, entry, kept[entry.name])
                progress("Comparing", number, len(manifest.tables))
    except DatabaseError as error:
        # Its own words may hold values of the rows.
        raise BackupError(f"The database refused the backup's rows ({type(error).__name__}).") from error
    ContentType.objects.clear_cache()


def _compare(entry: checking.TableEntry, table: tables.Table) -> None:
    tally = reading.tally_of(connections[DEFAULT_DB_ALIAS], table)
    if tally.rows != entry.rows:
        raise BackupError(f"The table {entry.name} got {tally.rows} rows instead of {entry.rows}.")
    if tally.digest != entry.digest:
        raise BackupError(f"The table {entry.name} does not hold what the backup holds.")
