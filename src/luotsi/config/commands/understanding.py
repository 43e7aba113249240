"""`luotsi understand` and `luotsi evaluate`: what the assistant makes of messages, and how good that is."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

EVERY = 50
"""Messages between two signs of progress."""

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--in", "source", required=True, metavar="FILE.jsonl", help="Messages, one a line; - reads stdin."
)
@click.option(
    "--out", "target", required=True, metavar="FILE.jsonl", help="Answers, one a line; - writes to stdout."
)
def understand(source: str, target: str) -> None:
    """Answer many messages at once, without a server: JSON Lines in, JSON Lines out.

    Each line has id and text, and may have lang and municipality. Lines that cannot be read become lines
    with an error, and the command ends with 1. docs/understanding.md describes every field.
    """
    from luotsi.config.whole_files import written_whole

    if source != "-" and not Path(source).is_file():
        raise click.UsageError(f"--in: there is no file {source}.")
    if target != "-" and not Path(target).resolve().parent.is_dir():
        raise click.UsageError(f"--out: there is no folder for {target}.")
    get_ready()
    from luotsi.assistant import batch

    batch.warm_up()
    read = bad = 0
    with _opened(source) as lines:
        output = _standard_output() if target == "-" else written_whole(Path(target))
        with output as out, progress("messages") as tick:
            for answer in batch.answers(lines):
                out.write(batch.as_line(answer))
                out.flush()
                read, bad = read + 1, bad + ("error" in answer)
                tick(read)
    if bad:
        click.echo(f'{bad} of {read} lines have no answer; each says why under "error".', err=True)
        raise SystemExit(1)


@click.command()
@click.argument("files", nargs=-1, required=True, type=A_FILE)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Keep this run in a file.")
@click.option("--against", type=A_FILE, help="Compare with a run that --save has kept.")
@click.option(
    "--tolerance",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0, 100),
    help="Percentage points that a measure may lose before the command fails.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON instead of a table.")
def evaluate(
    files: tuple[Path, ...], save: Path | None, against: Path | None, tolerance: float, *, as_json: bool
) -> None:
    """Measure the assistant on labelled cases: FILES of JSON Lines, as evaluation/README.md describes.

    With --against the command ends with 1 when a measure got worse: by more than chance or the tolerance;
    of emergencies and of masking, when a single case is lost.
    """
    get_ready()
    from luotsi.assistant import batch, cases, evaluating
    from luotsi.config import evaluation_table
    from luotsi.config.whole_files import written_whole

    try:
        before = evaluating.read_saved(against) if against else None
        labelled = cases.read_cases(files)
    except (cases.BadCases, evaluating.BadRun) as error:
        raise click.ClickException(str(error)) from error
    batch.warm_up()
    with progress(f"of {len(labelled)} cases") as tick:
        run = evaluating.evaluate(labelled, tick)
    comparison = evaluating.compare(before, run, tolerance / 100) if before else None
    if as_json:
        click.echo(json.dumps(evaluating.as_json(run, comparison), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(evaluation_table.lines(run)))
        if comparison:
            click.echo("\n".join(evaluation_table.comparison_lines(comparison)))
    if save:
        with written_whole(save) as file:
            file.write(evaluating.as_saved(run))
    if comparison and comparison.regressions:
        worse = ", ".join(one.code for one in comparison.regressions)
        raise click.ClickException(f"Worse than the saved run: {worse}.")


def get_ready() -> None:
    """Whatever must be there to answer: the county's own installation, or the demo county beneath it."""
    from luotsi.config import ready_to_answer

    ready_to_answer.choose_installation(_say)
    import django

    # Nothing is thrown away while the program loads; to look for it takes a fifth of the start.
    gc.disable()
    django.setup()
    gc.enable()
    ready_to_answer.complete(_say)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """Counts on stderr while somebody watches; silent in a script."""
    is_watched = sys.stderr.isatty()

    def tick(done: int) -> None:
        if is_watched and done % EVERY == 0:
            click.echo(f"\r  {done} {what}", err=True, nl=False)

    yield tick
    if is_watched:
        click.echo("\r\033[K", err=True, nl=False)


def _say(words: str) -> None:
    click.echo(f"  {words}", err=True)


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == "-":
        yield sys.stdin.buffer
        return
    with Path(source).open("rb") as file:
        yield file


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    yield sys.stdout.buffer
