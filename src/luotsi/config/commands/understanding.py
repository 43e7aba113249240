"""`luotsi understand`: what the assistant makes of many messages, without a server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

EVERY = 50
"""Messages between two signs of progress."""


def say(words: str) -> None:
    click.echo(f"  {words}", err=True)


def _get_ready() -> None:
    """Whatever must be there to answer: the county's own installation, or the demo county beneath it."""
    from luotsi.config import ready_to_answer

    ready_to_answer.choose_installation(say)
    import django

    django.setup()
    ready_to_answer.complete(say)


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
    _get_ready()
    from luotsi.assistant import batch

    batch.warm_up()
    read = bad = 0
    with _opened(source) as lines:
        output = _standard_output() if target == "-" else written_whole(Path(target))
        with output as out, _progress("messages") as tick:
            for answer in batch.answers(lines):
                out.write(batch.as_line(answer))
                out.flush()
                read, bad = read + 1, bad + ("error" in answer)
                tick(read)
    if bad:
        click.echo(f'{bad} of {read} lines could not be read; each says why under "error".', err=True)
        raise SystemExit(1)


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


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int], None]]:
    """Counts on stderr while somebody watches; silent in a script."""
    is_watched = sys.stderr.isatty()

    def tick(done: int) -> None:
        if is_watched and done % EVERY == 0:
            click.echo(f"\r  {done} {what}", err=True, nl=False)

    yield tick
    if is_watched:
        click.echo("\r\033[K", err=True, nl=False)
