"""Commands that copy an installation, check a copy and bring it back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from luotsi.config.backups.types import Manifest

KEEP_APART = (
    "The secret key and the keyring are not in it. Keep copies of them apart from the backups: "
    "without the keyring, sealed text in a backup cannot be read."
)


class Bars:
    """A progress bar for each part of long work, on a terminal; silence in a log."""

    def __init__(self) -> None:
        self._what = ""
        self._bar: Any = None
        self._done = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        if what != self._what:
            self.close()
            self._what, self._done = what, 0
            self._bar = click.progressbar(length=max(total, 1), label=f"  {what:<24}", file=sys.stderr)
            self._bar.render_progress()
        self._bar.update(max(0, done - self._done))
        self._done = max(self._done, done)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


@contextmanager
def bars() -> Iterator[Bars]:
    """Bars for the work inside."""
    shown = Bars()
    try:
        yield shown
    finally:
        shown.close()


def contents(manifest: Manifest) -> str:
    """How much a backup holds."""
    tables, files = len(manifest.tables), len(manifest.media)
    return f"{manifest.rows} rows of {tables} tables, {files} media files"


@click.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="File to write, or folder to write into. By default LUOTSI_BACKUP_DIR, or else this folder.",
)
@click.option(
    "--keep", type=click.IntRange(1, 3650), help="Delete backups in that folder older than so many days."
)
def backup(to: Path | None, keep: int | None) -> None:
    """Copy database and media files into one checked file, while the site is in use."""
    import django

    django.setup()
    from django.conf import settings

    from luotsi.config.backups import keeping

    with bars() as progress:
        file, manifest = keeping.back_up(to or settings.BACKUP_DIR or Path.cwd(), progress)
        gone = keeping.prune(file.parent, keep) if keep else []
    click.echo(f"{file}: {contents(manifest)}.")
    if gone:
        click.echo(f"{len(gone)} older backups deleted.")
    click.echo(KEEP_APART)


@click.command("verify-backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--trial", is_flag=True, help="Also restore it beside the file, compare all, and throw that away."
)
def verify_backup(file: Path, *, trial: bool) -> None:
    """Read a backup whole and compare every count and hash with its manifest."""
    import django

    django.setup()
    from luotsi.config.backups import checking
    from luotsi.config.backups import trial as trials

    with bars() as progress:
        checked = checking.verify(file, progress)
    for fault in checked.faults:
        click.echo(f"  {fault}", err=True)
    if checked.manifest is None or not checked.is_whole:
        raise click.ClickException(f"{file} cannot be relied on: {len(checked.faults)} faults.")
    made = checked.manifest
    click.echo(f"{file} is whole. County {made.county or '(none yet)'}, taken {made.taken_at}")
    if trial and (wrong := trials.faults(file, file.resolve().parent)):
        raise click.ClickException(f"It cannot be restored. {wrong[0]}")
    click.echo(f"by Luotsi {made.version} from {made.database}: {contents(made)}.")
    if trial:
        click.echo("Restored for trial: every row, the audit trail and the keyring are as they should be.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--no-index", is_flag=True, help="Leave the search index to the worker, which builds it at its start."
)
def restore(file: Path, *, no_index: bool) -> None:
    """Load a backup into an empty installation, compare all of it, and bring it up to this version.

    The database may be of another kind than the one that the backup was taken from.
    """
    import django

    django.setup()
    from luotsi.config.backups import restoring

    with bars() as progress:
        manifest = restoring.restore(file, progress, with_index=not no_index)
    click.echo(f"Restored and compared: {contents(manifest)}, taken {manifest.taken_at}.")
    click.echo("Put secret-key and keyring back, run 'luotsi prepare' and 'luotsi doctor', then start.")
