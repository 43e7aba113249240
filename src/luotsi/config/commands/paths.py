"""`luotsi paths`: check, walk, draw, compare, load and export guidance paths (reports: `path_reports`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luotsi.config.commands import path_reports

if TYPE_CHECKING:
    from luotsi.flows.document import PathDocument
    from luotsi.guidance.checking import FileChecked
    from luotsi.guidance.types import Flaw, LoadReport
    from luotsi.guidance.versions import Version

LANGUAGES = "fi,sv,en"


def _needs_database() -> None:
    import django

    django.setup()


@click.group()
def paths() -> None:
    """Guidance paths: check, walk, draw, compare, load, export, count, look through."""


for report in path_reports.COMMANDS:
    paths.add_command(report)


@paths.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--languages", default=LANGUAGES, show_default=True, help="Languages that every text must have."
)
@click.option("--quiet", is_flag=True, help="Name only the faults.")
@click.option("--advice", is_flag=True, help="Show the advice on words, too; for single files it always is.")
@click.option("--strict", is_flag=True, help="Show the advice and fail when there is any.")
def check(files: tuple[Path, ...], languages: str, quiet: bool, advice: bool, strict: bool) -> None:
    """Prove paths and show every fault with its line and the answers that lead to it.

    FILES are path files or library folders; without them the packaged library. Needs no database.
    Advice is about words and utterances, and refuses nothing.
    """
    from luotsi.guidance.checking import check_files
    from luotsi.guidance.folder import NotALibrary

    try:
        results = check_files(files, languages.split(","))
    except NotALibrary as error:
        raise click.ClickException(str(error)) from error
    shows = strict or advice or any(not file.is_dir() for file in files)
    for result in results:
        _show_checked(result, quiet)
        for remark in result.advice if shows and not quiet else ():
            _show_flaws([remark.flaw], str(remark.file))
    faulty = sum(bool(result.checked.flaws) for result in results)
    remarks = sum(len(result.advice) for result in results)
    click.echo()
    if remarks:
        advised = sum(bool(result.advice) for result in results)
        hint = "" if shows else "; --advice shows them"
        click.secho(f"{remarks} pieces of advice on {advised} paths{hint}.", fg="yellow")
    if faulty:
        click.secho(f"{faulty} of {len(results)} files have faults.", fg="red", bold=True)
        raise SystemExit(1)
    click.secho(f"{len(results)} files, no faults.", fg="green", bold=True)
    if strict and remarks:
        raise SystemExit(1)


@paths.command()
@click.argument("code")
@click.option("--answers", help='Answers to give, such as "who=self age=78 needs=meals,cleaning".')
@click.option("--language", default="fi", show_default=True)
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A library folder; otherwise the packaged library.",
)
def walk(code: str, answers: str | None, language: str, folder: Path | None) -> None:
    """Walk the path CODE in the terminal, as a resident would; needs no database."""
    from luotsi.guidance.walking import WalkError, open_walk

    try:
        walking = open_walk(code, folder, language)
        given = walking.parse(answers or "")
        while (asked := walking.question(given)) is not None:
            if answers is not None:
                break
            click.echo(f"\n{asked.as_text}")
            given = walking.answered(given, asked, click.prompt(click.style(asked.prompt, bold=True)))
        click.echo(f"\n{walking.summary(given)}")
    except WalkError as error:
        raise click.ClickException(str(error)) from error


@paths.command()
@click.argument("path")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The earlier version; otherwise what is published, or the packaged library.",
)
@click.option("--language", default="fi", show_default=True, help="Of the titles.")
def diff(path: str, against: Path | None, language: str) -> None:
    """Tell which answers lead elsewhere in PATH, a file or the code of a path.

    A file is compared with what this county publishes, or without a database with the packaged library.
    Of a code the newest draft is compared; without a database, or without a draft, the packaged library.
    """
    from luotsi.guidance.versions import NotComparable, report

    try:
        before, after = _two_versions(path, against)
        click.secho(f"{before.name} → {after.name}", bold=True)
        for line in report(before, after, language):
            click.echo(line)
    except NotComparable as error:
        raise click.ClickException(str(error)) from error


@paths.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def load(folder: Path | None) -> None:
    """Load and publish the library FOLDER (or the packaged one); a second time changes nothing."""
    _needs_database()
    from luotsi.guidance.actions import load_library
    from luotsi.guidance.folder import NotALibrary

    try:
        report = load_library(folder)
    except NotALibrary as error:
        raise click.ClickException(str(error)) from error
    _show_report(report)
    if report.refused:
        raise SystemExit(1)


@paths.command()
@click.argument("code", required=False)
@click.option(
    "--all", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write the whole library here."
)
def export(code: str | None, folder: Path | None) -> None:
    """Print the published path CODE as YAML, or write every path to the folder of --all."""
    _needs_database()
    from luotsi.guidance.actions import export_library
    from luotsi.guidance.faults import NoSuchPath
    from luotsi.guidance.queries import as_yaml

    if (code is None) == (folder is None):
        raise click.UsageError("Give either a CODE or --all FOLDER.")
    if folder is not None:
        click.echo(f"{export_library(folder)} files written to {folder}.")
        return
    try:
        click.echo(as_yaml(str(code)), nl=False)
    except NoSuchPath as error:
        raise click.ClickException(f"No path {code!r} is published.") from error


@paths.command()
@click.argument("code", required=False)
@click.option(
    "--from",
    "library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A library folder; otherwise the packaged library.",
)
@click.option("--language", default="fi", show_default=True)
@click.option(
    "--all",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw every path into this folder.",
)
def draw(code: str | None, library: Path | None, language: str, folder: Path | None) -> None:
    """Draw the path CODE as SVG with the answers on its edges, or every path; needs no database."""
    _needs_database()
    from luotsi.guidance.drawing import draw as drawn
    from luotsi.guidance.folder import PACKAGED_LIBRARY, read_folder

    if (code is None) == (folder is None):
        raise click.UsageError("Give either a CODE or --all FOLDER.")
    found = read_folder(library or PACKAGED_LIBRARY).documents
    if folder is None:
        if code not in found:
            raise click.ClickException(f"There is no path {code!r} in the library that can be read.")
        click.echo(drawn(found[code], language))
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in found.items():
        (folder / f"{name}.svg").write_text(drawn(document, language), encoding="utf-8")
    click.echo(f"{len(found)} drawings written to {folder}.")


def _two_versions(path: str, against: Path | None) -> tuple[Version, Version]:
    """The earlier and the later version, and what each is."""
    from luotsi.guidance import versions

    file = Path(path) if Path(path).is_file() else None
    if file and against:
        return versions.of_file(against), versions.of_file(file)
    code = file.name.removesuffix(".yaml") if file else path
    published, newest = _here(code)
    if file:
        after = versions.of_file(file, published)
    elif newest:
        after = versions.of_document("the newest draft here", newest, published)
    else:
        after = versions.packaged(code)
    if against:
        return versions.of_file(against, published), after
    if code in published:
        return versions.of_document("published here", published[code], published), after
    return versions.packaged(code), after


def _here(code: str) -> tuple[Mapping[str, PathDocument], PathDocument | None]:
    """What this installation publishes, and the newest text of a path; nothing without a database."""
    if not _has_database():
        return {}, None
    from luotsi.guidance import queries

    return queries.published_documents(), queries.newest_document(code)


def _has_database() -> bool:
    """Whether this installation has a database with paths in it."""
    _needs_database()
    from luotsi.config.installing import has_tables

    return has_tables()


def _show_checked(result: FileChecked, quiet: bool) -> None:
    checked = result.checked
    if checked.flaws:
        click.secho(f"✗ {result.file}", fg="red", bold=True)
        _show_flaws(checked.flaws, str(result.file))
    elif not quiet:
        counted = (checked.questions, checked.outcomes, checked.longest_walk)
        figures = "{} questions, {} outcomes, at most {} asked".format(*counted)
        click.echo(f"{click.style('✓', fg='green')} {result.file}  {click.style(figures, dim=True)}")


def _show_flaws(flaws: Iterable[Flaw], file: str) -> None:
    for flaw in flaws:
        place = f"{file}:{flaw.line}" if flaw.line else file
        click.echo(f"  {click.style(place, dim=True)}  {click.style(flaw.where, bold=True)}")
        click.echo(f"    {flaw.message}")
        if flaw.answers is not None:
            answers = " ".join(f"{key}={','.join(values)}" for key, values in flaw.answers.items())
            click.echo(f"    Answers: {answers or '(none)'}")
        if flaw.advice:
            click.secho(f"    {flaw.advice}", fg="cyan")


def _show_report(report: LoadReport) -> None:
    for name in ("new", "changed", "draft"):
        codes = getattr(report, name)
        click.echo(f"{name:<10} {len(codes):>4}  {', '.join(codes)}")
    click.echo(f"{'unchanged':<10} {len(report.unchanged):>4}")
    for name, count in report.registers.items():
        click.echo(f"{name:<10} {count:>4} written")
    if report.draft:
        click.echo("Draft: changed here and upstream. Your text stays; the other waits in the history.")
    for refusal in report.refused:
        click.secho(f"✗ {refusal.name} was refused", fg="red", bold=True)
        _show_flaws(refusal.flaws, refusal.name)
