"""`luotsi replay`: what Luotsi would have answered to an old system's messages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

Progress = Callable[[int, int], None]


@click.command()
@click.argument("log", metavar="LOG.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column", default="", metavar="NAME|NUMBER", help="The column of the messages; else it is found."
)
@click.option(
    "--count", "count_column", default="", metavar="NAME|NUMBER", help="How often each was written."
)
@click.option(
    "--language",
    type=click.Choice(["fi", "sv", "en"]),
    default="fi",
    show_default=True,
    help="Of the pages that the messages came from, for those too short to tell.",
)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to this file.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="For machines.")
@click.option(
    "--large", is_flag=True, help="Read up to 200 MB and 2,000,000 rows instead of 20 MB and 200,000."
)
def replay(
    log: Path,
    column: str,
    count_column: str,
    language: str,
    html: Path | None,
    json_file: Path | None,
    *,
    large: bool,
) -> None:
    """Ask what would become of an old bot's or search box's messages: answered, clarified, missed.

    LOG.csv holds a message a row. Misses are grouped by meaning into paths and terms to write. Messages are
    masked as they are read, and nothing is stored. docs/understanding.md tells how to read the report.
    """
    from luotsi.assistant.message_log import BadLog, HowToRead, read_file

    try:
        read = read_file(log, HowToRead(column, count_column, language, is_large=large))
    except (BadLog, OSError) as error:
        raise click.ClickException(str(error)) from error
    _get_ready()
    from luotsi.assistant import replay_report, replaying

    with _bar() as progress:
        found = replaying.replay(read, language, progress, replaying.processes_here())
    for line in replay_report.lines(read, found):
        click.echo(line)
    if html:
        _write(html, replay_report.as_html(read, found))
    if json_file:
        _write(json_file, replay_report.as_json(read, found))


def _write(path: Path, text: str) -> None:
    """A whole file that only its owner may read: it holds what people wrote."""
    from luotsi.config.whole_files import written_whole

    try:
        with written_whole(path, is_private=True) as file:
            file.write(text.encode("utf-8", "replace"))
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    click.echo(f"Written to {path}.", err=True)


def _get_ready() -> None:
    from luotsi.config import ready_to_answer

    ready_to_answer.choose_installation(_say)
    import django

    django.setup()
    ready_to_answer.complete(_say)


def _say(words: str) -> None:
    click.echo(f"  {words}", err=True)


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield _quiet
        return
    with click.progressbar(length=0, label="Messages", file=sys.stderr) as shown:

        def progress(done: int, whole: int) -> None:
            shown.length = whole
            shown.update(done - shown.pos)

        yield progress


def _quiet(done: int, whole: int) -> None:
    """Where nobody looks."""
