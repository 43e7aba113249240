"""Reports on a whole library: `luotsi paths stats`, `overlaps`, `register` and `golden`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from luotsi.guidance.folder import Folder
    from luotsi.guidance.holdings import Holdings
    from luotsi.guidance.likeness import Overlap
    from luotsi.guidance.path_register import Entry

AT_MOST = 50
"""Overlaps that the table shows; --all and --json show every one."""


def _of_a_library(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which one chooses the library that is reported on."""
    packaged = click.option(
        "--packaged", is_flag=True, help="The library that comes with Luotsi; needs no database."
    )
    folder = click.option(
        "--from",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A library folder; needs no database.",
    )
    return packaged(folder(command))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_of_a_library
def stats(as_json: bool, packaged: bool, folder: Path | None) -> None:
    """Count the published paths: what they cover, translations, approval, how alike they are."""
    held = _held(packaged, folder)
    from luotsi.guidance.statistics import count

    figures = asdict(count(held))
    if as_json:
        _echo_json(figures)
        return
    for name, value in figures.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        click.echo(f"{name.replace('_', ' '):<28}{shown}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines: every pair.")
@click.option("--all", "everything", is_flag=True, help=f"Show every pair and not only the worst {AT_MOST}.")
@click.option("--least", type=click.FloatRange(0.1, 1), default=None, help="How alike two must be, up to 1.")
@_of_a_library
def overlaps(
    as_json: bool, everything: bool, least: float | None, packaged: bool, folder: Path | None
) -> None:
    """List utterances of different paths that nearly say the same, the worst first: they pull two ways."""
    held = _held(packaged, folder)
    from luotsi.guidance.likeness import ALIKE
    from luotsi.guidance.likeness import overlaps as found_in

    found = found_in(held.utterances, least or ALIKE)
    if as_json:
        _echo_json([asdict(pair) for pair in found])
        return
    shown = found if everything else found[:AT_MOST]
    for pair in shown:
        _show_overlap(pair)
    click.echo(f"{len(found)} pairs of nearly the same utterances in different paths.")
    if len(shown) < len(found):
        click.echo(f"The worst {len(shown)} are shown; --all shows every one.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file.")
@click.option("--language", default="fi", show_default=True, help="Of titles and roles.")
@_of_a_library
def register(as_json: bool, file: Path | None, language: str, packaged: bool, folder: Path | None) -> None:
    """List every path with who answers for it, until when, approval, sources and facts not yet verified."""
    held = _held(packaged, folder)
    from luotsi.foundation.tables import as_csv
    from luotsi.guidance.path_register import entries

    found = entries(held, language)
    if as_json:
        _echo_json([asdict(entry) for entry in found])
    elif file is not None:
        rows = [_cells(entry) for entry in found]
        file.write_bytes(as_csv(list(asdict(found[0])) if found else [], rows))
        click.echo(f"{len(found)} rows written to {file}.")
    else:
        for entry in found:
            _show_entry(entry)
        click.echo(f"{len(found)} paths and sub-paths.")


@click.command()
@click.option("--write", is_flag=True, help="Renew the files that differ.")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A library folder; otherwise the packaged library.",
)
def golden(write: bool, folder: Path | None) -> None:
    """Compare where answers lead with the golden walks beside the paths, or renew these; needs no database.

    Exit code 1 when something differs and was not renewed.
    """
    from luotsi.guidance import golden as walks

    library = _folder(folder)
    changed = list(walks.differences(library))
    for file, gone, come in changed:
        click.secho(str(file), bold=True)
        for sign, lines in (("-", gone), ("+", come)):
            for line in lines:
                click.secho(f"  {sign} {line}", fg="red" if sign == "-" else "green")
    if write:
        walks.write(library)
        click.echo(f"{len(changed)} files renewed.")
    elif changed:
        raise click.ClickException(f"{len(changed)} files differ. Look at them, then renew them by --write.")
    else:
        click.echo("Answers lead where they did.")


def _held(packaged: bool, folder: Path | None) -> Holdings:
    """The library that is reported on: what is published here, unless a folder is asked for."""
    import django

    django.setup()
    from luotsi.guidance import holdings

    return holdings.of_folder(_folder(folder)) if packaged or folder else holdings.published()


def _folder(folder: Path | None) -> Folder:
    from luotsi.guidance.folder import PACKAGED_LIBRARY, NotALibrary, read_folder

    try:
        return read_folder(folder or PACKAGED_LIBRARY)
    except NotALibrary as error:
        raise click.ClickException(str(error)) from error


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _show_overlap(pair: Overlap) -> None:
    click.echo(f"{pair.likeness:.2f} {pair.language}  {click.style(pair.one, bold=True)}: {pair.one_says}")
    click.echo(f"{'':8} {click.style(pair.other, bold=True)}: {pair.other_says}")


def _show_entry(entry: Entry) -> None:
    approval = click.style(entry.approval, fg="yellow" if entry.approval == "awaiting" else "green")
    click.echo(f"{click.style(entry.code, bold=True)}  {entry.title}")
    click.echo(f"  {entry.owner_role}, until {entry.review_by.isoformat()}, {approval}")
    sources = f"{len(entry.sources)} sources, {entry.unverified_sources} unverified"
    click.secho(f"  {sources}; {len(entry.facts)} facts, {entry.unverified_facts} unverified", dim=True)


def _cells(entry: Entry) -> list[str]:
    return [", ".join(cell) if isinstance(cell, tuple) else str(cell) for cell in asdict(entry).values()]


COMMANDS = (stats, overlaps, register, golden)
