"""`luotsi resolution-report`: what of the paths' service slots finds its services in this county."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from luotsi.guidance.slots import SlotLine


@click.command("resolution-report")
@click.option("--municipality", "codes", multiple=True, help="A municipality's code; several may be given.")
@click.option("--all", "everything", is_flag=True, help="Show slots without problems, too.")
@click.option("--language", default="fi", show_default=True)
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file.")
def resolution_report(codes: tuple[str, ...], everything: bool, language: str, file: Path | None) -> None:
    """List the service slots that need work in this county: what is wrong, whose it is, what to do next.

    Exit code 1 when a slot finds nothing, so that a script notices.
    """
    import django

    django.setup()
    from django.utils.translation import override

    from luotsi.catalogue.types import Problem
    from luotsi.foundation.tables import as_csv
    from luotsi.guidance import slot_words
    from luotsi.guidance.slots import slot_lines

    lines = slot_lines(codes or None)
    shown = [line for line in lines if everything or line.needs_work]
    with override(language):
        rows = [slot_words.row(line, language) for line in shown]
        if file is not None:
            file.write_bytes(as_csv(slot_words.headings(), rows))
        else:
            for line, row in zip(shown, rows, strict=True):
                _show(line, row)
    waiting = sum(line.needs_work for line in lines)
    click.echo(f"{len(lines)} slots, {waiting} need work.")
    if file is not None:
        click.echo(f"Written to {file}.")
    if any(line.needs_work and line.worst is Problem.ZERO for line in lines):
        raise SystemExit(1)


def _show(line: SlotLine, row: list[str]) -> None:
    path, slot, what, problems, services, owner, action, note = row
    click.secho(f"{path} / {line.slot}", bold=True)
    for label, words in (("", f"{what} ({slot})"), ("! ", problems), ("= ", services), ("@ ", owner)):
        if words:
            click.echo(f"  {label}{words}")
    for label, words in (("→ ", action), ("✎ ", note)):
        if words:
            click.secho(f"  {label}{words}", fg="cyan")
