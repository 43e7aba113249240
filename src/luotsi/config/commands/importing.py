"""The command that fills the catalogue from PTV."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from luotsi.integrations.ptv.types import ImportReport

MOST_LINES = 200
"""Refusals and parts left out that are listed; the rest is counted."""

LOADS_SHOWN = 10

Progress = Callable[[int, int], None]


@click.command("import-ptv")
@click.option(
    "--from",
    "origin",
    metavar="URL|FOLDER",
    help="Base address of PTV's interface, or a folder of its JSON (version 11). By default LUOTSI_PTV_URL.",
)
@click.option("--county", metavar="CODE", help='Only what serves this county, such as "04".')
@click.option("--changed", is_flag=True, help="Only what has changed since the last load.")
@click.option("--api-version", type=click.Choice(["11", "12"]), help="By default LUOTSI_PTV_VERSION.")
@click.option("--accept-shrink", is_flag=True, help="Believe a full load from which most has disappeared.")
@click.option("--complete", is_flag=True, help="The folder holds everything: withdraw what is not in it.")
def import_ptv(
    origin: str | None,
    county: str | None,
    api_version: str | None,
    *,
    changed: bool,
    accept_shrink: bool,
    complete: bool,
) -> None:
    """Load services and contact points from PTV.

    Doing it again changes nothing. A load that was interrupted goes on where it was. What cannot be stored is
    listed with its reason and kept in quarantine. The key of version 12 is read from LUOTSI_PTV_KEY.
    """
    import django

    django.setup()
    from django.conf import settings

    from luotsi.integrations.ptv import actions
    from luotsi.integrations.ptv.alone import AlreadyLoading
    from luotsi.integrations.ptv.opening import CannotOpen, open_source
    from luotsi.organisation.municipalities import UnknownOrganiser

    place = origin or settings.PTV_URL
    if not place:
        raise click.UsageError("Say from where: --from URL or FOLDER, or set LUOTSI_PTV_URL.")
    is_folder = not place.startswith(("http://", "https://"))
    problem = unfit(is_folder=is_folder, changed=changed, accept_shrink=accept_shrink, complete=complete)
    if problem:
        raise click.UsageError(problem)
    try:
        with bar() as progress:
            if is_folder:
                report = actions.import_folder(Path(place), progress, is_complete=complete, county=county)
            else:
                source = open_source(place, int(api_version or settings.PTV_VERSION), settings.PTV_KEY)
                kind = "changed" if changed else "full"
                report = actions.load(source, kind, county, progress, accept_shrink=accept_shrink)
    except actions.LoadInterrupted as error:
        tell(error.report)
        raise click.ClickException(str(error)) from error
    except (actions.NoSuchFolder, AlreadyLoading, CannotOpen, UnknownOrganiser) as error:
        raise click.ClickException(str(error)) from error
    tell(report)


@click.command("ptv-report")
def ptv_report() -> None:
    """Show what the last loads from PTV had to say, those of the night too, and what is in quarantine."""
    import django

    django.setup()
    from luotsi.foundation.clock import HELSINKI
    from luotsi.integrations.ptv import queries

    for load in queries.last_loads(LOADS_SHOWN):
        click.echo(f"{load.started_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}  {load.kind:<8}{load.state}")
        for remark in load.remarks:
            click.echo(f"  {remark}")
    for one in queries.quarantined(MOST_LINES):
        since = one.first_seen.astimezone(HELSINKI)
        click.echo(f"{one.kind.replace('_', ' ')}  {one.id}  since {since:%Y-%m-%d}  {one.reason}")
    click.echo(f"{queries.quarantine_size()} in quarantine.")


def unfit(*, is_folder: bool, changed: bool, accept_shrink: bool, complete: bool) -> str:
    """Which option does not go with where the data comes from; "" when all do."""
    if is_folder and (changed or accept_shrink):
        return "--changed and --accept-shrink are for PTV's interface; a folder is always read whole."
    if not is_folder and complete:
        return "--complete is for a folder; a full load from PTV's interface is always complete."
    return ""


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    stream = sys.stderr
    if not stream.isatty():
        yield _quiet
        return
    with click.progressbar(length=0, label="PTV", file=stream) as shown:

        def progress(done: int, total: int) -> None:
            shown.length = total
            shown.update(done - shown.pos)

        yield progress


def _quiet(done: int, total: int) -> None:
    """Where nobody looks."""


def tell(report: ImportReport) -> None:
    """The closing report: details to the error stream, the table to the output."""
    told = {"refused": report.refused, "left out": report.left_out, "skipped": report.skipped}
    for word, things in told.items():
        for thing in things[:MOST_LINES]:
            click.echo(f"{word}  {thing.file}  {thing.id or '-'}  {thing.reason}", err=True)
        if len(things) > MOST_LINES:
            click.echo(f"{word}  … and {len(things) - MOST_LINES} more", err=True)
    for remark in report.remarks:
        click.echo(remark)
    click.echo(f"{'':<20}{'new':>9}{'changed':>9}{'gone':>9}{'unchanged':>11}")
    for kind, one in (*report.by_kind.items(), ("together", report.total)):
        name = kind.replace("_", " ")
        click.echo(f"{name:<20}{one.new:>9}{one.changed:>9}{one.withdrawn:>9}{one.unchanged:>11}")
    click.echo(f"{len(report.refused)} refused, in {report.seconds:.1f} s.")
